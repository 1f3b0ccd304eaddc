"""What waits in the training for this person?"""

from accounts.models import User
from accounts.worklist import Line


def lines(user: User) -> list[Line]:
    """The lines of every role, in a constant number of queries."""
    return []
