"""Who knows a mentee or a mentor privately, and so leaves every decision about them to others?"""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import Permission
from kernel.audit import record, record_many, retried
from kernel.clock import now
from kernel.errors import RuleError
from matching.models import ConflictDeclaration, Proposal, ProposalKey
from matching.queries.conflicts import declared_by, standing_of
from matching.services.policies import lock_centre
from mentorship.models import Mentee, Mentor


@retried
@transaction.atomic
def declare_conflict(*, about: Mentee | Mentor, by: User) -> ConflictDeclaration:
    """Declare one's own conflict of interest with a mentee or a mentor; own keys of open proposals are taken back."""
    if not by.may_in(Permission.PROPOSAL_DECIDE, about.centre):
        raise RuleError(_("Only whoever decides about proposals of the centre declares a conflict of interest."))
    lock_centre(about.centre_id)
    whom = {"mentee": about} if isinstance(about, Mentee) else {"mentor": about}
    if standing_of(by).filter(**whom).exists():
        raise RuleError(_("You have declared this conflict of interest already."))
    declaration = ConflictDeclaration.objects.create(centre=about.centre, person=by, made_at=now(), **whom)
    opened = Proposal.objects.filter(status=Proposal.Status.OPEN, **whom)
    keys = ProposalKey.objects.filter(proposal__in=opened, turned_by=by)
    without = list(opened.filter(keys__in=keys).only("pk", "public_id").order_by("pk"))
    keys.delete()
    record_many("proposal.key_back", by=by, subjects=without)
    record("conflict.declare", by=by, subject=declaration)
    return declaration


@retried
@transaction.atomic
def end_conflict(*, declaration: ConflictDeclaration, by: User) -> None:
    """Take one's own declaration back: one decides about that person again."""
    if declaration.person_id != by.pk:
        raise RuleError(_("Only whoever declared a conflict of interest takes it back."))
    standing = ConflictDeclaration.objects.filter(pk=declaration.pk, ended_at=None)
    if not standing.update(ended_at=now(), ended_by=by):
        raise RuleError(_("This declaration has ended already."))
    record("conflict.end", by=by, subject=declaration)


def must_be_without_conflict(mentee_id: int, mentor_id: int, by: User) -> None:
    """Refuse whoever has declared a conflict of interest with one of the two."""
    if declared_by(by).concerns(mentee_id, mentor_id):
        raise RuleError(
            _("You have declared a conflict of interest here, so another person of your profession decides.")
        )
