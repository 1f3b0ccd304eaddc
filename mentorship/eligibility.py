"""What is still missing before somebody may be paired? One sentence for each requirement, met or not.

The same requirements are shown on the pages, feed the records of the matching, and are asked again at approval.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from django.utils.formats import date_format
from django.utils.translation import gettext as _

REMATCH = "rematch"


class Doer(StrEnum):
    """Who can meet a requirement, and is told about it."""

    SPECIALIST = "specialist"
    COORDINATOR = "coordinator"
    MENTOR = "mentor"


@dataclass(frozen=True)
class Requirement:
    """Something that must be so before a pairing: its code, whether it is so, and a sentence that says it."""

    code: str
    is_met: bool
    sentence: str
    audience: Doer


@dataclass(frozen=True)
class Rematch:
    """A pairing has ended: what the specialist decided about another mentor since; no answer yet is empty."""

    answer: str = ""
    review_on: date | None = None


@dataclass(frozen=True)
class MenteeFacts:
    """What the file says about whether a mentee may be accompanied."""

    is_right_now: bool | None = None
    review_on: date | None = None
    consents: Mapping[str, date | None] = field(default_factory=dict)  # kind of consent: holds until, None = no end
    rematch: Rematch | None = None  # None: no pairing has ended

    @property
    def is_decided(self) -> bool:
        """Whether the specialist is for mentoring now, and, where a pairing has ended, for another mentor."""
        return bool(self.is_right_now) and (self.rematch is None or self.rematch.answer == "yes")


@dataclass(frozen=True)
class MentorFacts:
    """What is known about whether a mentor may accompany somebody."""

    status: str
    free_seats: int
    is_supervised: bool
    holds_role: bool
    populations: frozenset[str]
    cleared_until: Mapping[str, date]  # population: last day of the clearance; left out = not cleared
    certified_until: Mapping[str, date]
    is_suspended: bool = False


def missing(requirements: Iterable[Requirement]) -> list[Requirement]:
    return [requirement for requirement in requirements if not requirement.is_met]


def mentee_requirements(facts: MenteeFacts, on: date) -> list[Requirement]:
    """The specialist's decision, lawful consent, and the person's own yes, as of a day."""
    return [
        _decision(facts, on),
        _consent(
            facts, on, "lawful_consent",
            held=_("There is lawful consent to mentoring."),
            lapsed=_("The lawful consent to mentoring has lapsed; please ask for it again."),
            absent=_("Lawful consent to mentoring is not recorded."),
        ),
        _consent(
            facts, on, "assent",
            held=_("The mentee has said yes to mentoring."),
            lapsed=_("The mentee's own yes has lapsed; please ask again."),
            absent=_("The mentee's own yes to mentoring is not recorded."),
        ),
        *_rematch(facts),
    ]  # fmt: skip


def mentor_requirements(facts: MentorFacts, population: str, on: date, until: date | None = None) -> list[Requirement]:
    """Willing, with room, supervised, cleared and certified for a population, from one day through another."""
    through = until or on
    return [
        _mentor_status(facts),
        Requirement(
            "role", facts.holds_role,
            _("The person holds the role of a mentor.") if facts.holds_role
            else _("The person does not hold the role of a mentor today."),
            Doer.COORDINATOR,
        ),
        Requirement(
            "room", facts.free_seats > 0,
            _("The mentor has room for a mentee.") if facts.free_seats > 0
            else _("The mentor has no room for another mentee."),
            Doer.COORDINATOR,
        ),
        Requirement(
            "supervisor", facts.is_supervised,
            _("The mentor has a supervisor.") if facts.is_supervised else _("The mentor has no supervisor yet."),
            Doer.COORDINATOR,
        ),
        _population(facts, population),
        _clearance(facts.cleared_until.get(population), on, through),
        _certificate(facts.certified_until.get(population), on, through),
    ]  # fmt: skip


def _decision(facts: MenteeFacts, on: date) -> Requirement:
    if facts.is_right_now is None:
        return Requirement(
            "decision", False,
            _("No specialist has decided yet whether mentoring is right now."), Doer.SPECIALIST,
        )  # fmt: skip
    if not facts.is_right_now:
        return Requirement(
            "decision", False, _("A specialist decided that mentoring is not right now."), Doer.SPECIALIST
        )
    day = {"day": _day(facts.review_on)}
    if facts.review_on and facts.review_on < on:
        return Requirement(
            "decision", False, _("The decision on mentoring should have been reviewed by %(day)s.") % day,
            Doer.SPECIALIST,
        )  # fmt: skip
    return Requirement(
        "decision", True, _("A specialist decided that mentoring is right now; to be reviewed by %(day)s.") % day,
        Doer.SPECIALIST,
    )  # fmt: skip


def _rematch(facts: MenteeFacts) -> list[Requirement]:
    """Only where a pairing has ended: a second early ending would harm, so the specialist decides first."""
    if facts.rematch is None:
        return []
    sentences = {
        "": _("This mentee was accompanied before. The specialist decides first about another mentor."),
        "yes": _("A pairing has ended, and the specialist decided for another mentor."),
        "later": _("Not another mentor yet; the specialist looks at it again on %(day)s.")
        % {"day": _day(facts.rematch.review_on)},
        "no": _("The specialist decided that something else helps more than another mentor."),
    }
    answer = facts.rematch.answer
    return [Requirement(REMATCH, answer == "yes", sentences[answer], Doer.SPECIALIST)]


def _consent(facts: MenteeFacts, on: date, kind: str, *, held: str, lapsed: str, absent: str) -> Requirement:
    if kind not in facts.consents:
        return Requirement(kind, False, absent, Doer.COORDINATOR)
    until = facts.consents[kind]
    if until and until < on:
        return Requirement(kind, False, lapsed, Doer.COORDINATOR)
    return Requirement(kind, True, held, Doer.COORDINATOR)


def _mentor_status(facts: MentorFacts) -> Requirement:
    """A suspended mentor reads, and is read of, as somebody who takes nobody on; why is for who works on it."""
    if facts.is_suspended:
        return Requirement("suspended", False, _("The mentor takes nobody on at the moment."), Doer.COORDINATOR)
    sentences = {
        "willing": _("The mentor is willing to accompany somebody."),
        "resting": _("The mentor is resting."),
        "left": _("The mentor has left."),
    }
    return Requirement("willing", facts.status == "willing", sentences[facts.status], Doer.MENTOR)


def _population(facts: MentorFacts, population: str) -> Requirement:
    if population in facts.populations:
        return Requirement("population", True, _("The mentor is willing to accompany this group."), Doer.MENTOR)
    return Requirement("population", False, _("The mentor does not want to accompany this group."), Doer.MENTOR)


def _clearance(until: date | None, on: date, through: date) -> Requirement:
    if until is None or until < on:
        return Requirement("clearance", False, _("The mentor is not cleared for this group."), Doer.COORDINATOR)
    if until == date.max:
        return Requirement("clearance", True, _("The mentor is cleared without an end."), Doer.COORDINATOR)
    day = {"day": _day(until)}
    if until < through:
        return Requirement(
            "clearance", False, _("The clearance lapses on %(day)s, before the planned end.") % day, Doer.COORDINATOR
        )
    return Requirement("clearance", True, _("The mentor is cleared through %(day)s.") % day, Doer.COORDINATOR)


def _certificate(until: date | None, on: date, through: date) -> Requirement:
    if until is None or until < on:
        return Requirement(
            "certificate", False, _("The training for this group is not completed or its certificate has lapsed."),
            Doer.MENTOR,
        )  # fmt: skip
    day = {"day": _day(until)}
    if until < through:
        return Requirement(
            "certificate", False, _("The training certificate lapses on %(day)s, before the planned end.") % day,
            Doer.MENTOR,
        )  # fmt: skip
    return Requirement("certificate", True, _("The training certificate holds through %(day)s.") % day, Doer.MENTOR)


def _day(day: date | None) -> str:
    return date_format(day) if day else "–"
