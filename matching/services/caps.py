"""How many pairings may a supervisor follow, and how many seats does a university have at a centre?"""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Centre, University, User
from kernel.audit import record, retried
from kernel.clock import now, today
from kernel.errors import RuleError
from matching.models import GroupCap
from matching.services.policies import lock_centre
from mentorship.queries.eligibility import supervisors


@retried
@transaction.atomic
def make_cap(
    *, centre: Centre, limit: int, by: User, supervisor: User | None = None, university: University | None = None
) -> GroupCap:
    """Limit the seats of one group from the next run on; a group has one limit at a time."""
    if (supervisor is None) == (university is None):
        raise RuleError(_("Please choose either a supervisor or a university."))
    if supervisor and (supervisor.pk, centre.pk) not in supervisors([centre.pk], today()):
        raise RuleError(_("This person does not supervise at this centre."))
    lock_centre(centre.pk)  # two limits of one group at once wait for each other
    if GroupCap.objects.filter(centre=centre, supervisor=supervisor, university=university).standing().exists():
        raise RuleError(_("This group has a limit already. Please change that one."))
    return _made(centre, supervisor, university, limit, by)


@retried
@transaction.atomic
def change_cap(*, cap: GroupCap, limit: int, by: User) -> GroupCap:
    """Follow a limit with another one; what held until now stays readable."""
    lock_centre(cap.centre_id)
    if cap.limit == limit:
        raise RuleError(_("This is the limit already."))
    _end(cap, by)
    return _made(cap.centre, cap.supervisor, cap.university, limit, by)


@retried
@transaction.atomic
def end_cap(*, cap: GroupCap, by: User) -> None:
    """Let the group have no limit of its own any more; a supervisor then has that of the agreed criteria."""
    lock_centre(cap.centre_id)
    _end(cap, by)


def _made(centre: Centre, supervisor: User | None, university: University | None, limit: int, by: User) -> GroupCap:
    cap = GroupCap.objects.create(
        centre=centre, supervisor=supervisor, university=university, limit=limit, made_by=by, made_at=now()
    )
    record("cap.make", by=by, subject=cap, limit=limit)
    return cap


def _end(cap: GroupCap, by: User) -> None:
    if not GroupCap.objects.filter(pk=cap.pk).standing().update(ended_by=by, ended_at=now()):
        raise RuleError(_("Somebody else changed this limit in the meantime. Please look at it again."))
    record("cap.end", by=by, subject=cap)
