"""Why does this mentee have nobody, and who would pass every bar today?"""

from dataclasses import dataclass

from django.db.models import QuerySet

from accounts.models import User
from accounts.permissions import Permission
from kernel.clock import today
from matching.agreements import Agreement
from matching.engine.candidates import candidates
from matching.engine.columns import Columns
from matching.models import MatchingPolicy, Proposal, Waiting
from matching.queries.problem import pool_of_mentee
from mentorship.models import Mentee, Mentor

MOST_CANDIDATES = 20


@dataclass(frozen=True)
class Candidate:
    """A mentor who passes every bar today, with the fit."""

    mentor: Mentor
    fit: int

    @property
    def percent(self) -> int:
        return self.fit // 10


@dataclass(frozen=True)
class MenteeCard:
    """What the last run said about one mentee: proposed, waiting, or nothing yet."""

    proposal: Proposal | None
    waiting: Waiting | None


def waiting_for_page(viewer: User) -> QuerySet[Waiting]:
    return Waiting.objects.visible_to(viewer).select_related("mentee__place", "run__centre", "run__policy")


def mentees_for_hand(viewer: User) -> QuerySet[Mentee]:
    """The mentees for whom this person may propose somebody by hand."""
    centres = viewer.centre_ids(Permission.PAIRING_OPEN)
    return Mentee.objects.visible_to(viewer).filter(centre__in=centres).select_related("centre", "place")


def candidates_for(mentee: Mentee, viewer: User) -> list[Candidate]:
    """The mentors who pass every bar today, the best fit first; whoever must not meet the mentee is not among them."""
    policy = MatchingPolicy.objects.filter(centre=mentee.centre, is_current=True).first()
    agreement = Agreement.from_mapping(policy.settings) if policy else Agreement()
    pool = pool_of_mentee(mentee, agreement, today())
    columns = Columns.of(pool.problem)
    found = candidates(columns)
    best = sorted(zip(-found.fit, found.mentor, strict=True))[:MOST_CANDIDATES]
    fit_of = {pool.mentor_pk[columns.mentors[at].id]: -int(lost) for lost, at in best}
    mentors = Mentor.objects.visible_to(viewer).select_related("user").in_bulk(list(fit_of))
    return [Candidate(mentors[pk], fit) for pk, fit in fit_of.items() if pk in mentors]


def card_of(mentee: Mentee, viewer: User) -> MenteeCard:
    """What the newest run that is not a dry one, or the newest proposal by hand, says about this mentee."""
    proposals = Proposal.objects.visible_to(viewer).filter(mentee=mentee, run__is_dry=False)
    proposal = proposals.select_related("mentor__user", "run").order_by("-run__requested_at", "-pk").first()
    waiting = Waiting.objects.visible_to(viewer).filter(mentee=mentee, run__is_dry=False)
    waits = waiting.select_related("run").order_by("-run__requested_at", "-pk").first()
    if proposal and waits and waits.run.requested_at > proposal.run.requested_at:
        proposal = None
    return MenteeCard(proposal, None if proposal else waits)
