"""What does the worker do about people and their papers? A job that runs twice does no harm."""

from accounts.services import drafts, references


def remind_referees() -> None:
    """Remind referees who have not answered, and let questions lapse that nobody answered."""
    references.remind_referees()


def drop_old_drafts() -> None:
    """Delete what was typed and not saved within a week."""
    drafts.drop_old_drafts()
