"""How long may people decide about a proposal? Afterwards the facts behind it are asked again by a new run."""

from datetime import datetime, timedelta

FRESH_DAYS = 14


def oldest_fresh(now: datetime) -> datetime:
    """A run that finished before this moment is too old to decide about."""
    return now - timedelta(days=FRESH_DAYS)
