"""Which mails does the training send? None names anybody: each only asks the reader to sign in and look."""

from accounts.models import User
from kernel.mail import post


def workshop_changed(person: User) -> None:
    """To a learner: a workshop was moved or cancelled, or a seat became free."""
    post("training/workshop_changed", to=person)
