"""Which proposals wait for whose key?"""

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import User
from accounts.permissions import Permission
from matching.models import Proposal, ProposalKey
from matching.queries.conflicts import conflict_of

Profession = ProposalKey.Profession


def lacks_key_of(profession: str) -> Q:
    """Nobody of the profession has turned the key."""
    return ~Q(Exists(ProposalKey.objects.filter(proposal=OuterRef("pk"), profession=profession).order_by()))


def open_proposals(viewer: User) -> QuerySet[Proposal]:
    """The open proposals of real runs that this person sees."""
    return Proposal.objects.visible_to(viewer).filter(status=Proposal.Status.OPEN, run__is_dry=False)


def waits_for_key_of(viewer: User) -> Q:
    """The key of this person's profession is still to come, and nothing keeps this person from turning it."""
    return _is_free_for(viewer) & ~conflict_of(viewer.pk)


def waits_for_colleague_of(viewer: User) -> Q:
    """It would be this person's key, had they not declared a conflict of interest with one of the two."""
    return _is_free_for(viewer) & conflict_of(viewer.pk)


def waits_for_another_specialist() -> Q:
    """The key of the mentee's own specialist is missing, and the specialist has declared a conflict of interest."""
    return lacks_key_of(Profession.SPECIALIST) & conflict_of(OuterRef("mentee__specialist"))


def _is_free_for(viewer: User) -> Q:
    as_coordinator = Q(run__centre__in=viewer.centre_ids(Permission.RUN_START))
    mine = ProposalKey.objects.filter(proposal=OuterRef("pk"), turned_by=viewer).order_by()
    key = as_coordinator & lacks_key_of(Profession.COORDINATOR)
    key |= Q(mentee__specialist=viewer) & lacks_key_of(Profession.SPECIALIST)
    return key & ~Exists(mine) & ~Q(mentor__user=viewer)
