"""What changes against the last real run of the centre: who newly gets somebody, who does not any more, and why?"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from matching.models import Proposal, Run
from matching.sentences import bar_sentence
from mentorship.models import Mentee

SHOWN = 20
Status = Proposal.Status
Expiry = Proposal.Expiry


@dataclass(frozen=True)
class ChangeLine:
    """One mentee for whom something changed, and in one sentence why."""

    proposal: Proposal
    sentence: str = ""


@dataclass(frozen=True)
class ChangeGroup:
    """Everybody for whom the same kind of thing changed; the first ones by name."""

    count: int = 0
    lines: list[ChangeLine] = field(default_factory=list)

    @property
    def more(self) -> int:
        return self.count - len(self.lines)


@dataclass(frozen=True)
class Changes:
    """This run beside the real one before it."""

    before: Run
    newly: ChangeGroup
    lost: ChangeGroup
    other: ChangeGroup
    same: int

    @property
    def mentees(self) -> list[Mentee]:
        groups = (self.newly, self.lost, self.other)
        return [line.proposal.mentee for group in groups for line in group.lines]

    @property
    def is_empty(self) -> bool:
        return not (self.newly.count or self.lost.count or self.other.count)


def changes_of(run: Run, viewer: User) -> Changes | None:
    """As far as this person sees it, in five queries; None for the first real run of a centre."""
    before = run_before(run)
    if before is None:
        return None
    former, now = _pairs(before, viewer), _pairs(run, viewer, _is_of_the_plan())
    newly = [pk for pk in now if pk not in former]
    lost = [pk for pk in former if pk not in now]
    other = [pk for pk, mentor in now.items() if former.get(pk, mentor) != mentor]
    earlier = _rows(before, viewer, [*lost[:SHOWN], *other[:SHOWN]])
    later = _rows(run, viewer, [*newly[:SHOWN], *other[:SHOWN]], _is_of_the_plan())
    return Changes(
        before=before,
        newly=ChangeGroup(len(newly), [ChangeLine(later[pk]) for pk in newly[:SHOWN]]),
        lost=ChangeGroup(len(lost), [ChangeLine(earlier[pk], why_ended(earlier[pk])) for pk in lost[:SHOWN]]),
        other=ChangeGroup(len(other), [ChangeLine(later[pk], why_ended(earlier[pk])) for pk in other[:SHOWN]]),
        same=len(now) - len(newly) - len(other),
    )


def run_before(run: Run) -> Run | None:
    """The last real run of the centre that was finished before this one began."""
    real = Run.objects.filter(centre_id=run.centre_id, kind=Run.Kind.SOLVED, is_dry=False, status=Run.Status.DONE)
    return real.filter(pk__lt=run.pk).order_by("-pk").first()


def why_ended(proposal: Proposal) -> str:
    """In one sentence what became of a proposal of the run before."""
    if proposal.status == Status.APPROVED:
        return _("Approved meanwhile: the two are paired.")
    if proposal.status == Status.REFUSED:
        return _("Refused: %(reason)s.") % {"reason": proposal.get_refusal_display()}
    if proposal.expiry in {"", Expiry.NEWER_RUN}:
        return _("Another plan is better for everybody together.")
    return expiry_sentence(proposal)


def expiry_sentence(proposal: Proposal) -> str:
    """Why a proposal no longer holds: the rules in a file that do not let the two pass, or the coded reason."""
    if proposal.fallen:
        return " ".join(bar_sentence(rule["said"], rule["facts"]) for rule in proposal.fallen)
    return str(proposal.get_expiry_display())


def _is_of_the_plan() -> Q:
    """What a refusal within the run did not take away."""
    return ~Q(status=Status.REFUSED) & ~Q(expiry=Expiry.MOVED)


def _pairs(run: Run, viewer: User, which: Q | None = None) -> dict[int, int]:
    """The mentor of every mentee, in the order of the list; of several rounds the last one counts."""
    rows = _visible(run, viewer, which).order_by("tier", "-fit", "pk")
    return dict(rows.values_list("mentee_id", "mentor_id"))


def _rows(run: Run, viewer: User, mentees: Iterable[int], which: Q | None = None) -> dict[int, Any]:
    rows = _visible(run, viewer, which).filter(mentee__in=set(mentees)).order_by("pk")
    return {row.mentee_id: row for row in rows.select_related("mentee", "mentor__user").defer("explanation")}


def _visible(run: Run, viewer: User, which: Q | None) -> "QuerySet[Proposal]":
    return Proposal.objects.visible_to(viewer).filter(which or Q(), run=run)
