"""What is asked of a person at a centre, what is there, and what comes next? One row for every kind of check.

A gate is asked for everybody and every population, whatever the table says: see `accounts.queries.clearance`.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.check_kinds import INTERVIEW, NEVER_TYPED, REFERENCE
from accounts.clearance import Check, Paper, Reason, clearance, cleared_until, holding
from accounts.models import Centre, CheckKind, CheckSetting, Evidence, Reference, User
from accounts.queries.clearance import check_of
from kernel.clock import today

ANY = "any"  # one check is looked at alone: for whom it is asked does not matter
SIGNED_HERE = frozenset({"code_of_ethics", "contract"})
CANNOT_SPEAK = [Reference.Status.WITHDRAWN, Reference.Status.DECLINED, Reference.Status.LAPSED]


@dataclass(frozen=True)
class ChecklistRow:
    """One kind of check of one person: what it asks for, every paper of it, and where it stands."""

    kind: CheckKind
    needed: int
    keeps_paper: bool
    code: str  # held | a code of `accounts.clearance.Reason` | not_asked
    state: str
    tone: str
    until: date | None
    papers: list[Evidence] = field(default_factory=list)

    @property
    def populations(self) -> list[str]:
        return list(self.kind.populations)

    @property
    def waiting(self) -> Evidence | None:
        """The paper of this kind that was asked for and has no result yet."""
        if self.kind.code in NEVER_TYPED:
            return None
        return next((paper for paper in self.papers[::-1] if paper.result == Evidence.Result.AWAITED), None)

    @property
    def is_held(self) -> bool:
        return self.code == "held"

    @property
    def action_url_name(self) -> str:
        """Where a member of staff goes next for this check; the address takes the person's public id."""
        pages = {REFERENCE: "accounts:person_references", INTERVIEW: "accounts:interview_new"}
        return pages.get(self.kind.code, "accounts:evidence_new")

    @property
    def action_label(self) -> str:
        words = {REFERENCE: _("References"), INTERVIEW: _("Write down an interview")}
        return words.get(self.kind.code, _("Record a paper"))


def checklist(person: User, *, centre: Centre, on: date | None = None) -> list[ChecklistRow]:
    """Every kind that the centre asks for, and those that it no longer asks for but has papers of; three queries."""
    day = on or today()
    papers = list(Evidence.objects.filter(person=person, centre=centre).order_by("-asked_on", "-pk"))
    kinds = CheckKind.objects.filter(Q(centre=None) | Q(centre=centre)).order_by("pk")
    kept = keeping(centre)
    rows = [_row(kind, [paper for paper in papers if paper.kind_id == kind.pk], kept, day) for kind in kinds]
    return [row for row in rows if row.code != "not_asked" or row.papers]


@dataclass(frozen=True)
class Wanted:
    """What a person may know about a check that is missing; `is_for_person`: it is theirs to do, else we wait."""

    sentence: str
    is_for_person: bool


def missing_papers_for_person(
    person: User, centre: Centre, populations: Iterable[str] | None = None, on: date | None = None
) -> list[str]:
    """What the person may know about their missing checks, in sentences; never a hint at a result."""
    return [wanted.sentence for wanted in wanted_of_person(person, centre, populations, on)]


def wanted_of_person(
    person: User, centre: Centre, populations: Iterable[str] | None = None, on: date | None = None
) -> list[Wanted]:
    """What is missing of the checks, as the person may know it, and whose turn it is."""
    wanted = None if populations is None else set(populations)
    told, is_hidden = [], False
    for row in checklist(person, centre=centre, on=on):
        concerns = wanted is None or wanted & check_of(row.kind).populations
        if row.is_held or row.code == "not_asked" or not concerns:
            continue
        if row.code == "not_clear":
            is_hidden = True
        elif row.kind.code == REFERENCE:
            told.append(_referees_wanted(person, centre, row))
        else:
            told.append(Wanted(_sentence(row), row.kind.code != INTERVIEW and row.kind.code not in SIGNED_HERE))
    hidden = [Wanted(_("Not ready yet: your coordinator will call you."), is_for_person=False)]
    return [*told, *(hidden if is_hidden else [])]


def keeping(centre: Centre) -> set[int]:
    """The common kinds of which the centre decided to keep a copy."""
    decided = CheckSetting.objects.filter(centre=centre, keeps_paper=True)
    return set(decided.values_list("kind_id", flat=True))


def _row(kind: CheckKind, papers: list[Evidence], kept: set[int], on: date) -> ChecklistRow:
    for paper in papers:
        paper.kind = kind
    check = check_of(kind)
    keeps = kind.keeps_paper or kind.pk in kept
    if not kind.is_in_use:
        return ChecklistRow(kind, 0, keeps, "not_asked", _("No longer asked for."), "", None, papers)
    known = [
        Paper(check.code, paper.result, paper.asked_on, paper.issued_on, paper.expires_on) for paper in papers[::-1]
    ]
    alone = Check(check.code, check.name, frozenset({ANY}), check.count, check.months)
    reasons = clearance(known, [alone], ANY, on).reasons
    if reasons:
        tone = "bad" if reasons[0].code in {"not_clear", "lapsed"} else "warn"
        state = _state(reasons[0], alone, known, on)
        return ChecklistRow(kind, check.count, keeps, reasons[0].code, state, tone, None, papers)
    until = cleared_until(known, [alone], ANY, on)
    lasts = until if until != date.max else None
    told = _("Holds until %(day)s.") % {"day": date_format(lasts)} if lasts else _("Holds.")
    return ChecklistRow(kind, check.count, keeps, "held", told, "good", lasts, papers)


def _state(reason: Reason, check: Check, papers: list[Paper], on: date) -> str:
    """The reason without the name of the check, which stands beside it."""
    asked = max((paper.asked_on for paper in papers if paper.result == "awaited"), default=on)
    lapsed = max((paper.expires_on for paper in papers if paper.expires_on and paper.result == "clear"), default=on)
    found = len(holding(check, papers, on))
    states = {
        "missing": _("Is missing."),
        "awaited": _("Asked for on %(day)s, not seen yet.") % {"day": date_format(asked)},
        "lapsed": _("Lapsed on %(day)s.") % {"day": date_format(lapsed)},
        "not_clear": _("The result is not clear."),
        "too_few": _("%(found)s of %(needed)s are there.") % {"found": found, "needed": check.count},
    }
    return states[reason.code]


def _referees_wanted(person: User, centre: Centre, row: ChecklistRow) -> Wanted:
    """How many people are still to be named: whoever was named and can still speak, or spoke, counts."""
    able = Reference.objects.filter(person=person, centre=centre).exclude(status__in=CANNOT_SPEAK).count()
    wanted = row.needed - able
    if wanted <= 0:
        waits = _("We wait for what the people you named write to us. You need not do anything.")
        return Wanted(waits, is_for_person=False)
    told = ngettext(
        "Please name %(count)s person who knows you and can speak for you.",
        "Please name %(count)s people who know you and can speak for you.",
        wanted,
    )
    return Wanted(told % {"count": wanted}, is_for_person=True)


def _sentence(row: ChecklistRow) -> str:
    words = {"check": _(row.kind.name)}
    if row.kind.code == INTERVIEW:
        return _("Your coordinator arranges a conversation with you.")
    if row.kind.code in SIGNED_HERE:
        return _("To be signed at the centre: %(check)s.") % words
    if row.code == "lapsed":
        return _("Please bring a new one, the last has lapsed: %(check)s.") % words
    return _("Please bring: %(check)s.") % words
