"""What does the worker do about people and their papers? A job that runs twice does no harm."""

from accounts.services import references


def remind_referees() -> None:
    """Remind referees who have not answered, and let questions lapse that nobody answered."""
    references.remind_referees()
