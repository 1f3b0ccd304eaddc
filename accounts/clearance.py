"""May this person meet a mentee of a population, from one day through another? Pure: papers in, yes or reasons out.

A paper holds when its result is clear, it was issued by the first day, it has not lapsed by the last day, and no later
check of the same kind found something: a result that is not clear takes away everything issued up to its day.
A check may say how many months its papers hold at most; then no paper holds longer, whatever day stands on it.
"""

import calendar
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.utils.translation import gettext as _

CLEAR, NOT_CLEAR, AWAITED = "clear", "not_clear", "awaited"
FOREVER = date.max


class Audience(StrEnum):
    """Who may read a reason: the person too, or staff only."""

    PERSON = "person"
    STAFF = "staff"
    UNIVERSITY = "university"


@dataclass(frozen=True)
class Check:
    """One kind of check: for which populations, how many papers of it are needed, how long they hold at most."""

    code: str
    name: str
    populations: frozenset[str]
    count: int = 1
    months: int | None = None


@dataclass(frozen=True)
class Paper:
    """One paper or check of a person, as far as clearance is concerned."""

    check: str
    result: str
    asked_on: date
    issued_on: date | None = None
    expires_on: date | None = None

    @property
    def dated(self) -> date:
        return self.issued_on or self.asked_on


@dataclass(frozen=True)
class Reason:
    """Why somebody is not cleared: a code, the check it is about, a sentence, and who may read it."""

    code: str
    check: str
    sentence: str
    audience: Audience


@dataclass(frozen=True)
class Clearance:
    """The answer: cleared, or every reason against it."""

    reasons: tuple[Reason, ...]

    @property
    def cleared(self) -> bool:
        return not self.reasons

    def sentences(self, audience: Audience) -> list[str]:
        """What a reader may be told: staff everything, the person the papers, the university yes or no."""
        if self.cleared:
            return []
        if audience is Audience.UNIVERSITY:
            return [_("Not cleared yet.")]
        if audience is Audience.STAFF:
            return [reason.sentence for reason in self.reasons]
        told = [reason.sentence for reason in self.reasons if reason.audience is Audience.PERSON]
        hidden = len(told) < len(self.reasons)
        return [*told, _("Not ready yet: your coordinator will call you.")] if hidden else told


def clearance(
    papers: Iterable[Paper], checks: Iterable[Check], population: str, on: date, until: date | None = None
) -> Clearance:
    """Whether the papers clear the person for the population on every day from `on` through `until`."""
    needed, papers, until = [check for check in checks if population in check.populations], list(papers), until or on
    if not needed:
        return Clearance((_nothing_is_checked(),))
    found = (_reason(check, [paper for paper in papers if paper.check == check.code], on, until) for check in needed)
    return Clearance(tuple(reason for reason in found if reason))


def cleared_until(papers: Iterable[Paper], checks: Iterable[Check], population: str, on: date) -> date | None:
    """The last day through which the person is cleared without a gap from `on`, or None when not cleared on `on`."""
    needed, papers = [check for check in checks if population in check.populations], list(papers)
    ends = [end_of(check, papers, on) for check in needed]
    return min((end for end in ends if end), default=None) if all(ends) else None


def end_of(check: Check, papers: Iterable[Paper], on: date) -> date | None:
    """The last day through which this check is fulfilled without a gap from `on`; None when it is not on `on`."""
    return _end(check, [paper for paper in papers if paper.check == check.code], on)


def months_after(day: date, months: int) -> date:
    """The same day so many months later; the last day of that month where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def holding(check: Check, papers: Sequence[Paper], on: date) -> list[date]:
    """The last days of the papers of the check that hold on `on`, the longest first."""
    refused = max(
        (paper.dated for paper in papers if paper.result == NOT_CLEAR and paper.dated <= on), default=date.min
    )
    ends = [
        min(paper.expires_on or FOREVER, months_after(paper.issued_on, check.months) if check.months else FOREVER)
        for paper in papers
        if paper.result == CLEAR and paper.issued_on and refused < paper.issued_on <= on
    ]
    return sorted((end for end in ends if end >= on), reverse=True)


def _end(check: Check, papers: Sequence[Paper], on: date) -> date | None:
    ends = holding(check, papers, on)
    return ends[check.count - 1] if len(ends) >= check.count else None


def _reason(check: Check, papers: Sequence[Paper], on: date, until: date) -> Reason | None:
    end = _end(check, papers, on)
    if end and end >= until:
        return None
    words = {"check": _(check.name), "found": len(holding(check, papers, on)), "needed": check.count, "day": end}
    code, sentence, audience = _what_is_wrong(check, papers, on, end)
    return Reason(code, check.code, sentence % words, audience)


def _what_is_wrong(check: Check, papers: Sequence[Paper], on: date, end: date | None) -> tuple[str, str, Audience]:
    known = [paper for paper in papers if paper.dated <= on]
    if end:
        return "lapses_before_end", _("%(check)s: lapses on %(day)s, before the planned end."), Audience.PERSON
    if _last_was_refused(known):
        return "not_clear", _("%(check)s: the result is not clear."), Audience.STAFF
    if holding(check, papers, on):
        refused = any(paper.result == NOT_CLEAR for paper in known)  # whoever counts their own papers would guess it
        told = Audience.STAFF if refused else Audience.PERSON
        return "too_few", _("%(check)s: %(found)s of %(needed)s are there."), told
    if any(paper.result == AWAITED for paper in known):
        return "awaited", _("%(check)s: asked for, not seen yet."), Audience.PERSON
    if any(paper.result == CLEAR for paper in known):
        return "lapsed", _("%(check)s: has lapsed."), Audience.PERSON
    return "missing", _("%(check)s: is missing."), Audience.PERSON


def _last_was_refused(known: Sequence[Paper]) -> bool:
    """Whether nothing clear came after the last result that was not clear."""
    decided = [(paper.dated, paper.result == NOT_CLEAR) for paper in known if paper.result in {CLEAR, NOT_CLEAR}]
    return bool(decided) and max(decided)[1]


def _nothing_is_checked() -> Reason:
    return Reason("no_checks", "", _("No checks are set up for this population."), Audience.STAFF)
