"""What does a centre ask of its staff: which contact falls due at the end of which days of a pairing?

A pairing's days are cut into periods that all parties share: so many contacts in the first month, one a month in the
first year, then one every few months; some of them go into depth.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from accounts.clearance import months_after

DAY = timedelta(days=1)


class Party(StrEnum):
    """With whom the staff keeps contact about a pairing."""

    MENTOR = "mentor"
    MENTEE = "mentee"
    ADULT = "adult"  # the responsible adult


class Depth(StrEnum):
    SHORT = "short"
    IN_DEPTH = "in_depth"


class Stage(StrEnum):
    """Which questions fit: one set per party and stage."""

    FIRST_MONTH = "first_month"
    REGULAR = "regular"
    IN_DEPTH = "in_depth"
    CLOSING = "closing"


PARTY_WORDS = {Party.MENTOR: _("mentor"), Party.MENTEE: _("mentee"), Party.ADULT: _("responsible adult")}
DEPTH_WORDS = {Depth.SHORT: _("short"), Depth.IN_DEPTH: _("in depth")}


@dataclass(frozen=True)
class Standard:
    """What a centre asks of its staff; numbers outside their range are a ValueError."""

    first_month: int = 2  # contacts in the first month
    monthly_until: int = 12  # one a month up to this month
    then_every: int = 3  # afterwards one in so many months
    in_depth_monthly_until: int = 3  # each month's last contact goes into depth up to this month
    in_depth_every: int = 3  # afterwards the contacts of every so many months
    escalates_after: int = 7  # days after the day it was due
    parties: tuple[Party, ...] = tuple(Party)

    RANGES: ClassVar = {
        "first_month": (1, 4), "monthly_until": (1, 60), "then_every": (1, 6), "in_depth_monthly_until": (0, 60),
        "in_depth_every": (1, 12), "escalates_after": (0, 60),
    }  # fmt: skip

    def __post_init__(self) -> None:
        for name, (low, high) in self.RANGES.items():
            if not low <= getattr(self, name) <= high:
                raise ValueError(f"{name} is not from {low} to {high}")
        if not self.parties or len(set(self.parties)) < len(self.parties):
            raise ValueError("parties is empty or names one twice")


USUAL = Standard()


@dataclass(frozen=True)
class Period:
    """The days in which one contact per party is to be held: from `earliest` to `due_on`."""

    earliest: date
    due_on: date
    escalates_on: date
    closes_on: date  # the last day on which it counts as late and not as missed
    depth: Depth
    stage: Stage


def question_set(party: Party, stage: Stage) -> str:
    """The code of the questions for this party at this stage."""
    return f"{party}.{stage}"


def periods_until(started_on: date, on: date, standard: Standard = USUAL) -> tuple[Period, ...]:
    """The periods that have begun by the day, and the next one."""
    months = max(0, (on.year - started_on.year) * 12 + on.month - started_on.month)
    every = _periods(started_on, standard, months // 12 * 12 + 24)
    begun = sum(period.earliest <= on for period in every)
    return every[: begun + 1]


@lru_cache(maxsize=4096)
def _periods(started_on: date, standard: Standard, months: int) -> tuple[Period, ...]:
    """The periods of at least so many months; the day of each month is counted from the start, so nothing drifts."""
    first = months_after(started_on, 1) - started_on
    early = [started_on + first * part // standard.first_month for part in range(1, standard.first_month)]
    regular = [*range(1, standard.monthly_until + 1)]
    regular += range(standard.monthly_until + standard.then_every, months + 13, standard.then_every)
    marks = [(day, Depth.SHORT, Stage.FIRST_MONTH) for day in early]
    for before, month in pairwise([0, *regular]):
        marks.append((months_after(started_on, month), *_kind(before, month, standard)))
    found, earliest = [], started_on
    for (due_on, depth, stage), (following, _depth, _stage) in pairwise(marks):
        closes_on = due_on + (following - due_on) // 2
        escalates_on = min(due_on + timedelta(days=standard.escalates_after), closes_on)
        found.append(Period(earliest, due_on, escalates_on, closes_on, depth, stage))
        earliest = due_on + DAY
    return tuple(found)


def _kind(before: int, month: int, standard: Standard) -> tuple[Depth, Stage]:
    every = standard.in_depth_every
    if month <= standard.in_depth_monthly_until or month // every > before // every:
        return Depth.IN_DEPTH, Stage.IN_DEPTH
    return Depth.SHORT, Stage.FIRST_MONTH if month == 1 else Stage.REGULAR
