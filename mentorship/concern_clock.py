"""When is a concern passed on that nobody takes? Pure: moments in, the next moment out.

The clock runs through nights, weekends and holidays: it counts elapsed time in UTC, so a change of the clocks in spring
or autumn makes it neither longer nor shorter. Whom a step reaches is `mentorship.queries.concerns.workers_of`.
"""

from datetime import UTC, datetime, timedelta

SOON, WITHIN_A_DAY = timedelta(minutes=30), timedelta(hours=24)
WITHIN = {"danger": SOON, "serious": SOON, "unsure": WITHIN_A_DAY}  # security.md, R6
MOST_STEPS = 6


def next_escalation(severity: str, raised_at: datetime, steps_taken: int) -> datetime | None:
    """The moment (UTC) of the next step; None after the last one, when only the banner stays.

    Raises
    ------
    ValueError
        For a moment without its zone: it is no moment.
    """
    if raised_at.utcoffset() is None:
        raise ValueError("A moment without its zone is no moment.")
    if steps_taken >= MOST_STEPS:
        return None
    return raised_at.astimezone(UTC) + (steps_taken + 1) * WITHIN[severity]
