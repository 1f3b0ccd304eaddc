"""What did the runs of a centre answer, whom do they propose, and who still waits?"""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import Permission
from kernel.keysets import Page, page_after
from matching.explanations import strongest, waiting_sentences
from matching.keys import needs_two_keys
from matching.models import MatchingPolicy, Proposal, ProposalKey, Run, Waiting
from matching.sentences import cost_sentences
from mentorship.models import Mentee

RUN_ORDER = ("-requested_at", "-pk")
PROPOSAL_ORDER = ("tier", "-fit", "pk")
WAITING_ORDER = ("tier", "pk")
HELD_SHOWN = 50


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

    @property
    def percent(self) -> int:
        return self.proposal.fit // 10


@dataclass(frozen=True)
class WaitingRow:
    """One mentee for whom there is nobody, and the first reason."""

    waiting: Waiting
    reasons: list[str]


@dataclass(frozen=True)
class HeldLine:
    """Of those who waited with one urgency: how many get somebody, and how many would if no seat were held back."""

    tier: int
    matched: int
    otherwise: int


@dataclass(frozen=True)
class HeldBack:
    """What holding seats back for those who will come does to a run; without earlier prices nothing."""

    runs: int
    lines: list[HeldLine]
    fit: int
    fit_otherwise: int
    count: int
    waiting: list[Waiting]  # those whom the viewer may see, the first ones

    @property
    def more(self) -> int:
        """How many are not named."""
        return self.count - len(self.waiting)


@dataclass(frozen=True)
class RunPage:
    """What the page of a run shows, in the order of its questions."""

    tiers: list[TierLine]
    waiting: list[WaitingRow]
    waiting_next: UUID | None
    proposals: list[ProposalRow]
    next_after: UUID | None
    is_first: bool
    is_first_waiting: bool
    held: HeldBack | None

    @property
    def mentees(self) -> list[Mentee]:
        """Whose files the page shows."""
        held = self.held.waiting if self.held else []
        shown = [one.mentee for one in held] + [row.waiting.mentee for row in self.waiting]
        shown += [row.proposal.mentee for row in self.proposals]
        return list({mentee.pk: mentee for mentee in shown}.values())

    @property
    def first_url(self) -> str:
        return "" if self.is_first else "?"

    @property
    def next_url(self) -> str:
        return f"?after={self.next_after}" if self.next_after else ""

    @property
    def waiting_first_url(self) -> str:
        return "" if self.is_first_waiting else "?"

    @property
    def waiting_next_url(self) -> str:
        return f"?waiting_after={self.waiting_next}" if self.waiting_next else ""

    @property
    def matched(self) -> int:
        return sum(line.matched for line in self.tiers)

    @property
    def total(self) -> int:
        return sum(line.total for line in self.tiers)

    @property
    def may_turn_any(self) -> bool:
        return any(row.may_turn for row in self.proposals)


def runs_of(viewer: User, after: str) -> Page[Run]:
    runs = Run.objects.visible_to(viewer).select_related("centre", "policy", "requested_by")
    return page_after(runs.filter(kind=Run.Kind.SOLVED), RUN_ORDER, after)


def runs_for_page(viewer: User) -> QuerySet[Run]:
    return Run.objects.visible_to(viewer).select_related("centre", "policy", "requested_by", "finished_by")


def policies_of(viewer: User) -> list[MatchingPolicy]:
    """The policies in use where this person sees runs."""
    return list(MatchingPolicy.objects.visible_to(viewer).filter(is_current=True).select_related("centre"))


def run_page(run: Run, viewer: User, after: str, waiting_after: str) -> RunPage:
    proposals, waiting = proposals_of(run, viewer, after), waiting_of(run, viewer, waiting_after)
    return RunPage(
        tiers=tier_lines(run), proposals=proposal_rows(proposals.rows, viewer), next_after=proposals.next_after,
        waiting=waiting_rows(waiting.rows), waiting_next=waiting.next_after,
        is_first=not after, is_first_waiting=not waiting_after, held=held_back(run, viewer),
    )  # fmt: skip


def tier_lines(run: Run) -> list[TierLine]:
    pairs = zip(run.counts.get("matched", []), run.counts.get("waiting", []), strict=True)
    return [TierLine(tier, matched, waiting) for tier, (matched, waiting) in enumerate(pairs, start=1)]


def held_back(run: Run, viewer: User) -> HeldBack | None:
    """What holding seats back did; None for a run whose policy does not ask for it."""
    if not run.effect:
        return HeldBack(0, [], 0, 0, 0, []) if run.policy.settings.get("hold_back") else None
    (*matched, fit), (*otherwise, fit_otherwise) = run.objective, run.effect["objective"]
    lines = [HeldLine(tier, *pair) for tier, pair in enumerate(zip(matched, otherwise, strict=True), start=1)]
    waiting = Waiting.objects.visible_to(viewer).filter(run=run, is_held_back=True).select_related("mentee")
    shown = list(waiting.order_by(*WAITING_ORDER)[:HELD_SHOWN])
    return HeldBack(run.effect["runs"], lines, fit, fit_otherwise, run.effect["held_back"], shown)


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


def proposals_of(run: Run, viewer: User, after: str) -> Page[Proposal]:
    return page_after(proposals_for_page(viewer).filter(run=run), PROPOSAL_ORDER, after)


def proposal_rows(proposals: list[Proposal], viewer: User) -> list[ProposalRow]:
    return [
        ProposalRow(
            proposal, strongest(proposal.explanation), cost_sentences(proposal.cost_if_refused),
            key_lines(proposal), can_turn(proposal, viewer),
        )
        for proposal in proposals
    ]  # fmt: skip


def waiting_of(run: Run, viewer: User, after: str) -> Page[Waiting]:
    waiting = Waiting.objects.visible_to(viewer).filter(run=run).select_related("mentee")
    return page_after(waiting, WAITING_ORDER, after)


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


def can_turn(proposal: Proposal, viewer: User) -> bool:
    """Whether a button makes sense; the service asks everything again."""
    open_here = proposal.status == Proposal.Status.OPEN and not proposal.run.is_dry
    turned = {key.turned_by_id: key.profession for key in proposal.keys.all()}
    professions = {
        ProposalKey.Profession.COORDINATOR: viewer.may_in(Permission.RUN_START, proposal.run.centre),
        ProposalKey.Profession.SPECIALIST: viewer.may_in(Permission.MENTORING_DECIDE, proposal.run.centre)
        and proposal.mentee.specialist_id == viewer.pk,
    }
    free = any(holds and profession not in turned.values() for profession, holds in professions.items())
    return open_here and free and viewer.pk not in turned and proposal.mentor.user_id != viewer.pk
