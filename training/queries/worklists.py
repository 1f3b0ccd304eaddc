"""What waits in the training for this person?"""

from collections.abc import Callable

from accounts.models import User
from accounts.worklist import Line
from training.queries import learner_worklists as learner
from training.queries import workshop_worklists as workshops

SOURCES: list[Callable[[User], list[Line]]] = [
    learner.training_lines,
    workshops.workshops_to_close,
    workshops.own_workshops,
    workshops.practice_to_see,
    workshops.observations_to_read,
]


def lines(user: User) -> list[Line]:
    """The lines of every role, in a constant number of queries."""
    return [line for source in SOURCES for line in source(user)]
