"""What did the runs of a centre answer, whom do they propose, and who still waits?"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import Permission
from kernel.clock import today
from kernel.keysets import PAGE, Page, page_after
from matching.explanations import strongest, waiting_sentences
from matching.keys import needs_two_keys
from matching.models import MatchingPolicy, Proposal, ProposalKey, Run, Waiting
from matching.queries.changes import Changes, changes_of, expiry_sentence
from matching.queries.conflicts import Declared, declared_by
from matching.queries.facts import fallen_today
from matching.queries.held import WAITING_ORDER, HeldBack, held_back
from matching.queries.open_keys import lacks_key_of, waits_for_key_of
from matching.queries.waiting_groups import GROUPS, WaitingGroup, has_reason, waiting_groups
from matching.sentences import cost_sentences
from mentorship.models import Mentee

RUN_ORDER = ("-requested_at", "-pk")
PROPOSAL_ORDER = ("tier", "-fit", "pk")


@dataclass(frozen=True)
class TierLine:
    """Of those who waited with one urgency: how many get somebody, and how many do not."""

    tier: int
    matched: int
    waiting: int

    @property
    def total(self) -> int:
        return self.matched + self.waiting

    @property
    def percent(self) -> int:
        return 100 * self.matched // self.total if self.total else 0


@dataclass(frozen=True)
class KeyLine:
    """One of the keys that a proposal needs, as the component `keys` shows it."""

    label: str
    turned: bool
    note: str = ""


@dataclass(frozen=True)
class ProposalRow:
    """One proposal as a row of the list."""

    proposal: Proposal
    strongest: list[str]
    cost: list[str]
    keys: list[KeyLine]
    may_turn: bool
    has_changed: bool = False

    @property
    def percent(self) -> int:
        return self.proposal.fit // 10

    @property
    def ended(self) -> str:
        """Why it ended without a decision."""
        return expiry_sentence(self.proposal) if self.proposal.expiry else ""


@dataclass(frozen=True)
class WaitingRow:
    """One mentee for whom there is nobody, and the first reason."""

    waiting: Waiting
    reasons: list[str]


@dataclass(frozen=True)
class RunPage:
    """What the page of a run shows, in the order of its questions."""

    tiers: list[TierLine]
    groups: list[WaitingGroup]
    waiting: list[WaitingRow]
    waiting_next: UUID | None
    changes: Changes | None
    proposals: list[ProposalRow]
    next_after: UUID | None
    held: HeldBack | None
    wanted: Mapping[str, str]  # what the address asks for

    @property
    def mentees(self) -> list[Mentee]:
        """Whose files the page shows."""
        shown = [one.mentee for one in self.held.waiting] if self.held else []
        shown += [row.waiting.mentee for row in self.waiting]
        shown += self.changes.mentees if self.changes else []
        shown += [row.proposal.mentee for row in self.proposals]
        return list({mentee.pk: mentee for mentee in shown}.values())

    @property
    def first_url(self) -> str:
        return self._address("after", "proposals") if self.wanted.get("after") else ""

    @property
    def next_url(self) -> str:
        return self._address("after", "proposals", self.next_after) if self.next_after else ""

    @property
    def is_first_waiting(self) -> bool:
        return not (self.wanted.get("waiting_after") or self.wanted.get("why"))

    @property
    def waiting_first_url(self) -> str:
        return self._address("waiting_after", "waiting") if self.wanted.get("waiting_after") else ""

    @property
    def waiting_next_url(self) -> str:
        return self._address("waiting_after", "waiting", self.waiting_next) if self.waiting_next else ""

    def _address(self, name: str, part: str, value: UUID | None = None) -> str:
        """The same page with one thing of its address changed, at one of its parts."""
        kept = {key: one for key, one in self.wanted.items() if key != name} | ({name: str(value)} if value else {})
        return f"?{urlencode(kept)}#{part}"

    @property
    def matched(self) -> int:
        return sum(line.matched for line in self.tiers)

    @property
    def total(self) -> int:
        return sum(line.total for line in self.tiers)

    @property
    def by_urgency(self) -> str:
        """The answer in one sentence, where there are the usual three grades of urgency and somebody gets somebody."""
        if len(self.tiers) != 3 or not self.matched:
            return ""
        urgent, soon, later = self.tiers
        return _(
            "Of the urgent ones %(urgent)d of %(urgent_all)d, of those who should have a mentor soon %(soon)d of "
            "%(soon_all)d, of those who can wait %(later)d of %(later_all)d."
        ) % {
            "urgent": urgent.matched, "urgent_all": urgent.total, "soon": soon.matched, "soon_all": soon.total,
            "later": later.matched, "later_all": later.total,
        }  # fmt: skip

    @property
    def may_turn_any(self) -> bool:
        return any(row.may_turn for row in self.proposals)


def runs_of(viewer: User, after: str) -> Page[Run]:
    return page_after(runs_for_page(viewer).filter(kind=Run.Kind.SOLVED), RUN_ORDER, after)


def runs_for_page(viewer: User) -> QuerySet[Run]:
    """Runs with what a row or a page touches, each with `is_in_force`: the newest real one that is done."""
    real = {"kind": Run.Kind.SOLVED, "is_dry": False, "status": Run.Status.DONE}
    newer = Run.objects.filter(**real, centre=OuterRef("centre"), pk__gt=OuterRef("pk")).order_by()
    runs = Run.objects.visible_to(viewer).select_related("centre", "policy", "requested_by", "finished_by")
    return runs.annotate(is_in_force=Q(**real) & ~Exists(newer))


def policies_of(viewer: User) -> list[MatchingPolicy]:
    """The policies in use where this person sees runs."""
    return list(MatchingPolicy.objects.visible_to(viewer).filter(is_current=True).select_related("centre"))


def run_page(run: Run, viewer: User, wanted: Mapping[str, str], filters: Mapping[str, Any]) -> RunPage:
    """The whole page in a constant number of queries; a run that is not done has nothing to show."""
    proposals = proposals_of(run, viewer, filters, wanted.get("after", ""))
    waiting = waiting_of(run, viewer, wanted.get("why", ""), wanted.get("waiting_after", ""))
    is_solved = run.kind == Run.Kind.SOLVED and run.status == Run.Status.DONE
    return RunPage(
        tiers=tier_lines(run), groups=waiting_groups(run, viewer), waiting=waiting_rows(waiting.rows),
        waiting_next=waiting.next_after, changes=changes_of(run, viewer) if is_solved else None,
        proposals=proposal_rows(proposals.rows, viewer, run), next_after=proposals.next_after,
        held=held_back(run, viewer), wanted=wanted,
    )  # fmt: skip


def tier_lines(run: Run) -> list[TierLine]:
    pairs = zip(run.counts.get("matched", []), run.counts.get("waiting", []), strict=True)
    return [TierLine(tier, matched, waiting) for tier, (matched, waiting) in enumerate(pairs, start=1)]


def proposals_for_page(viewer: User) -> "QuerySet[Proposal]":
    """Proposals with everything that a row or a page touches."""
    keys = Prefetch("keys", ProposalKey.objects.select_related("turned_by").order_by("turned_at", "pk"))
    return (
        Proposal.objects.visible_to(viewer)
        .select_related(
            "run__centre",
            "run__policy",
            "mentee__centre",
            "mentee__place",
            "mentor__user",
            "mentor__place",
            "decided_by",
            "pairing",
        )
        .prefetch_related(keys)
    )


def proposals_of(run: Run, viewer: User, filters: Mapping[str, Any], after: str) -> Page[Proposal]:
    proposals = proposals_for_page(viewer).filter(_wanted(viewer, filters), run=run)
    return page_after(proposals, PROPOSAL_ORDER, after, filters.get("rows") or PAGE)


def _wanted(viewer: User, filters: Mapping[str, Any]) -> Q:
    """What the filters over the list ask for."""
    wanted = Q()
    for name in ("tier", "status"):
        if filters.get(name):
            wanted &= Q(**{name: filters[name]})
    if filters.get("place"):
        wanted &= Q(mentee__place=filters["place"])
    if filters.get("near_tie"):
        wanted &= Q(near_tie=True)
    if filters.get("key"):
        lacks = waits_for_key_of(viewer) if filters["key"] == "mine" else lacks_key_of(filters["key"])
        wanted &= Q(status=Proposal.Status.OPEN) & lacks
    return wanted


def places_of(run: Run, viewer: User) -> list[tuple[int, str]]:
    """Where the mentees of the proposals live."""
    places = Proposal.objects.visible_to(viewer).filter(run=run).order_by("mentee__place__name", "mentee__place")
    return list(places.values_list("mentee__place", "mentee__place__name").distinct())


def proposal_rows(proposals: list[Proposal], viewer: User, run: Run) -> list[ProposalRow]:
    """The rows of the list; those of which a fact changed so that they could not be approved today are marked."""
    opened = [one for one in proposals if one.status == Proposal.Status.OPEN and not run.is_dry]
    fallen = fallen_today(run.centre, run.policy, opened, today())
    declared = declared_by(viewer)
    return [
        ProposalRow(
            proposal, strongest(proposal.explanation), cost_sentences(proposal.cost_if_refused),
            key_lines(proposal), can_turn(proposal, viewer, declared) and proposal.pk not in fallen,
            proposal.pk in fallen,
        )
        for proposal in proposals
    ]  # fmt: skip


def waiting_of(run: Run, viewer: User, why: str, after: str) -> Page[Waiting]:
    waiting = Waiting.objects.visible_to(viewer).filter(run=run).select_related("mentee")
    return page_after(waiting.filter(has_reason(why)) if why in GROUPS else waiting, WAITING_ORDER, after)


def waiting_rows(waiting: list[Waiting]) -> list[WaitingRow]:
    return [WaitingRow(one, waiting_sentences(one.reasons)) for one in waiting]


def key_lines(proposal: Proposal) -> list[KeyLine]:
    """The keys that are needed, and those that are turned."""
    turned = {key.profession: key for key in proposal.keys.all()}
    both = needs_two_keys(proposal.run, [key.turned_by_id for key in turned.values()])
    lines = []
    for profession in ProposalKey.Profession:
        key = turned.get(profession)
        if key:
            lines.append(KeyLine(str(profession.label), True, key.turned_by.full_name))
        elif both:
            lines.append(KeyLine(str(profession.label), False))
    return lines or [KeyLine(_("coordinator or specialist"), False)]


def can_turn(proposal: Proposal, viewer: User, declared: Declared | None = None) -> bool:
    """Whether a button makes sense; the service asks everything again.

    `declared` is what the viewer has declared, where somebody asks about many proposals.
    """
    if (declared or declared_by(viewer)).concerns(proposal.mentee_id, proposal.mentor_id):
        return False
    open_here = proposal.status == Proposal.Status.OPEN and not proposal.run.is_dry
    turned = {key.turned_by_id: key.profession for key in proposal.keys.all()}
    professions = {
        ProposalKey.Profession.COORDINATOR: viewer.may_in(Permission.RUN_START, proposal.run.centre),
        ProposalKey.Profession.SPECIALIST: viewer.may_in(Permission.MENTORING_DECIDE, proposal.run.centre)
        and proposal.mentee.specialist_id == viewer.pk,
    }
    free = any(holds and profession not in turned.values() for profession, holds in professions.items())
    return open_here and free and viewer.pk not in turned and proposal.mentor.user_id != viewer.pk
