"""By when must somebody have acknowledged a concern, who is told at once, and who next? Pure: moments in, steps out.

The clock runs through nights, weekends and holidays: it counts elapsed time, so a change of the clocks in spring or
autumn makes it neither longer nor shorter. Every step is told by role; who holds the role, and is not the person the
concern is about, the caller looks up. A concern about a member of staff never reaches anybody of that centre by this
clock; one about a mentor reaches neither the mentor nor a university.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from django.utils.translation import gettext_lazy as _


class Severity(StrEnum):
    """How soon somebody has to act."""

    DANGER = "danger"
    SERIOUS = "serious"
    UNSURE = "unsure"


class About(StrEnum):
    """Whom a concern is about."""

    MENTEE = "mentee"
    MENTOR = "mentor"
    STAFF = "staff"
    OTHER = "other"


class Told(StrEnum):
    """Who is told, by role; the leads are the safeguarding leads for the centre, who work elsewhere."""

    SPECIALIST = "specialist"  # of the mentee
    SUPERVISOR = "supervisor"  # of the pairing
    COORDINATORS = "coordinators"  # of the centre
    LEADS = "leads"
    EVERY_LEAD = "every_lead"  # of every centre


CLOCK_WORDS = {
    Severity.DANGER: _("Somebody takes this on within 30 minutes, at any hour; otherwise a safeguarding lead is told."),
    Severity.SERIOUS: _(
        "Somebody takes this on within 30 minutes, at any hour; otherwise a safeguarding lead is told."
    ),
    Severity.UNSURE: _("Somebody takes this on within 24 hours; otherwise a safeguarding lead is told."),
}
WITHIN = {
    Severity.DANGER: timedelta(minutes=30),
    Severity.SERIOUS: timedelta(minutes=30),
    Severity.UNSURE: timedelta(hours=24),
}
MOST_STEPS = 6  # how often a concern is passed on; afterwards the banner stays
FIRST = {
    About.MENTEE: (Told.SPECIALIST, Told.SUPERVISOR, Told.COORDINATORS),
    About.MENTOR: (Told.SPECIALIST, Told.SUPERVISOR, Told.COORDINATORS),
    About.STAFF: (Told.LEADS,),
    About.OTHER: (Told.COORDINATORS,),
}
THEN = {about: (Told.EVERY_LEAD,) if about is About.STAFF else (Told.LEADS,) for about in About}


@dataclass(frozen=True)
class Step:
    """At this moment (UTC) these are told, unless somebody has acknowledged before."""

    number: int
    at: datetime
    told: tuple[Told, ...]


@dataclass(frozen=True)
class Clock:
    """How a concern stands: what was to be told by now, what comes next, and whether it is late."""

    acknowledge_by: datetime
    done: tuple[Step, ...]
    following: Step | None
    late: bool

    @property
    def escalated(self) -> bool:
        return len(self.done) > 1


def acknowledge_by(raised_at: datetime, severity: Severity) -> datetime:
    """The moment (UTC) by which somebody must have acknowledged."""
    return _utc(raised_at) + WITHIN[severity]


def next_escalation(severity: str, raised_at: datetime, steps_taken: int) -> datetime | None:
    """When an untaken concern is passed on next; None after the last step, when only the banner stays."""
    within = WITHIN[Severity(severity)]
    return _utc(raised_at) + (steps_taken + 1) * within if steps_taken < MOST_STEPS else None


def steps(raised_at: datetime, severity: Severity, about: About) -> Iterator[Step]:
    """Who is told when: somebody at once, then the leads, then every lead again and again until somebody answers."""
    yield Step(0, _utc(raised_at), FIRST[about])
    for number in range(1, MOST_STEPS + 1):
        at = _utc(raised_at) + number * WITHIN[severity]
        yield Step(number, at, THEN[about] if number == 1 else (Told.EVERY_LEAD,))


def clock(
    raised_at: datetime, severity: Severity, about: About, now: datetime, acknowledged_at: datetime | None = None
) -> Clock:
    """How the concern stands now; the acknowledgement stops the clock, one after its time stays late.

    A severity that is raised later counts from the moment at which the concern was raised, so a step may be due at
    once. Steps have numbers: whoever tells them remembers the last number told, and none is told twice.
    """
    until, deadline = _utc(acknowledged_at or now), acknowledge_by(raised_at, severity)
    told = [step for step in steps(raised_at, severity, about) if not step.number or step.at <= until]
    if acknowledged_at:
        return Clock(
            deadline, tuple(step for step in told if not step.number or step.at < until), None, until > deadline
        )
    following = next((step for step in steps(raised_at, severity, about) if step.number == len(told)), None)
    return Clock(deadline, tuple(told), following, until > deadline)


def _utc(moment: datetime) -> datetime:
    """The moment in UTC: sums in a zone with summer time would count hours on the wall, not hours that pass."""
    if moment.utcoffset() is None:
        raise ValueError("A moment without its zone is no moment.")
    return moment.astimezone(UTC)
