"""Which contact with whom is due when, and how much of the required support really happened? Pure: dates in, dues out.

At the end of each period of the standard one contact per party is due. A contact is kept when it was held within its
period, late when it was held soon after (at most half of the next period), missed otherwise. Of several dues that a
contact could satisfy it satisfies the oldest, and none but that one; a talk in depth is also a short one, never the
other way round; two contacts with one party on one day are one. A due that falls into a pause is set aside and told,
unless it was kept before the pause; no other due moves. Nothing that happens after a day changes what was settled by
then.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from mentorship.contact_standard import DAY, USUAL, Depth, Party, Period, Standard, periods_until, question_set


class Standing(StrEnum):
    """How a due contact stands on a day."""

    AHEAD = "ahead"  # its period has not begun
    OPEN = "open"  # to be held in these days
    KEPT = "kept"
    LATE = "late"  # held after the day it was due
    OVERDUE = "overdue"  # can still be held late
    MISSED = "missed"
    SET_ASIDE = "set_aside"  # the pairing rested on the day it was due


STANDING_WORDS = {
    Standing.AHEAD: _("later"), Standing.OPEN: _("to be held now"), Standing.KEPT: _("held in time"),
    Standing.LATE: _("held late"), Standing.OVERDUE: _("overdue"), Standing.MISSED: _("missed"),
    Standing.SET_ASIDE: _("set aside: the pairing rested"),
}  # fmt: skip
COUNTED = frozenset({Standing.KEPT, Standing.LATE, Standing.OVERDUE, Standing.MISSED})
SETTLED = frozenset({Standing.KEPT, Standing.LATE, Standing.MISSED, Standing.SET_ASIDE})


@dataclass(frozen=True)
class Pause:
    """The pairing rested from a day on; the day it ended is again a day of the pairing."""

    began_on: date
    ended_on: date | None = None

    def holds(self, day: date) -> bool:
        return self.began_on <= day and (self.ended_on is None or day < self.ended_on)


@dataclass(frozen=True, order=True)
class Contact:
    """A contact that was held; one that was tried in vain is none."""

    on: date
    party: Party
    depth: Depth = Depth.SHORT


@dataclass(frozen=True)
class History:
    """What is known of a pairing, told in any order. From `adult_until` on there is no responsible adult to call."""

    started_on: date
    ended_on: date | None = None
    pauses: tuple[Pause, ...] = ()
    contacts: tuple[Contact, ...] = ()
    adult_until: date | None = None


class Due(NamedTuple):
    """One contact that the standard asks for, and how it stands on the day that was asked about."""

    party: Party
    period: Period
    standing: Standing
    held_on: date | None = None

    @property
    def due_on(self) -> date:
        return self.period.due_on

    @property
    def depth(self) -> Depth:
        return self.period.depth

    @property
    def questions(self) -> str:
        return question_set(self.party, self.period.stage)

    def escalates(self, on: date) -> bool:
        """Whether somebody above the owner has to know; it stays so, for a job that did not run on the very day."""
        return self.standing in {Standing.OVERDUE, Standing.MISSED} and on >= self.period.escalates_on


@dataclass(frozen=True)
class Fidelity:
    """How much of the required support happened: contacts due so far, of these held in time, late, not at all."""

    due: int = 0
    kept: int = 0
    late: int = 0

    @property
    def share(self) -> float | None:
        return self.kept / self.due if self.due else None

    @property
    def lacking(self) -> int:
        return self.due - self.kept - self.late

    def __add__(self, other: "Fidelity") -> "Fidelity":
        return Fidelity(self.due + other.due, self.kept + other.kept, self.late + other.late)


def dues(history: History, on: date, standard: Standard = USUAL) -> list[Due]:
    """Every due that has begun by the day, and the next one of each party; by day and party.

    Only what had happened by that day counts, so a history may be told whole or as it was known then.
    """
    pauses = [pause for pause in history.pauses if pause.began_on <= on]
    pauses = [pause if pause.ended_on and pause.ended_on <= on else Pause(pause.began_on) for pause in pauses]
    ended_on = history.ended_on if history.ended_on and history.ended_on <= on else None
    known = periods_until(history.started_on, on, standard)
    found = []
    for party in standard.parties:
        last = min(ended_on or date.max, (history.adult_until or date.max) - DAY if party is Party.ADULT else date.max)
        asked = [period for period in known if period.due_on <= last]
        held = [contact for contact in history.contacts if contact.party is party and contact.on <= min(on, last)]
        kept = _dealt(asked, held, pauses)
        found += [
            Due(party, period, _standing(period, kept.get(period.due_on), pauses, on, last), kept.get(period.due_on))
            for period in asked
        ]
    return sorted(found, key=lambda due: due.due_on)  # stable: parties stay in the standard's order


def next_due(found: Iterable[Due], party: Party | None = None) -> Due | None:
    """The first contact still to be held, overdue ones included; of one party or of all."""
    waits = (Standing.OVERDUE, Standing.OPEN, Standing.AHEAD)
    return next((due for due in found if due.standing in waits and party in {None, due.party}), None)


def fidelity(found: Iterable[Due], on: date) -> Fidelity:
    """What became of the contacts due by the day; those set aside or not yet over the day do not count."""
    standings = [due.standing for due in found if due.due_on <= on and due.standing in COUNTED]
    return Fidelity(len(standings), standings.count(Standing.KEPT), standings.count(Standing.LATE))


def together(parts: Iterable[Fidelity]) -> Fidelity:
    """The fidelity of a coordinator or a programme: every due contact weighs the same."""
    return sum(parts, Fidelity())


def resting(pauses: Iterable[Pause], day: date) -> Pause | None:
    """The pause that holds on this day; of several that overlap the one that began first."""
    return min((pause for pause in pauses if pause.holds(day)), key=lambda pause: pause.began_on, default=None)


def _dealt(asked: Sequence[Period], held: Sequence[Contact], pauses: Sequence[Pause]) -> dict[date, date]:
    """Which due was satisfied on which day: each contact, oldest first, takes the oldest due that it can satisfy."""
    kept: dict[date, date] = {}
    days: dict[date, Depth] = {contact.on: contact.depth for contact in held if contact.depth is Depth.SHORT}
    days |= {contact.on: contact.depth for contact in held if contact.depth is Depth.IN_DEPTH}
    first = 0
    for day in sorted(days):
        while first < len(asked) and (asked[first].closes_on < day or asked[first].due_on in kept):
            first += 1
        for period in asked[first:]:
            if period.earliest > day:
                break
            if period.due_on not in kept and _satisfies(day, days[day], period, pauses):
                kept[period.due_on] = day
                break
    return kept


def _satisfies(day: date, depth: Depth, period: Period, pauses: Sequence[Pause]) -> bool:
    if depth is Depth.SHORT and period.depth is Depth.IN_DEPTH:
        return False
    pause = resting(pauses, period.due_on)
    return pause is None or day < pause.began_on


def _standing(period: Period, held_on: date | None, pauses: Sequence[Pause], on: date, last: date) -> Standing:
    if held_on:
        return Standing.KEPT if held_on <= period.due_on else Standing.LATE
    if resting(pauses, period.due_on):
        return Standing.SET_ASIDE
    if on < period.earliest:
        return Standing.AHEAD
    if on <= period.due_on:
        return Standing.OPEN
    return Standing.OVERDUE if on <= min(period.closes_on, last) else Standing.MISSED
