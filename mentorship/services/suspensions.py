"""How does one pairing, or everything a mentor does, rest at once for safety, and how is that lifted?"""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from kernel.audit import record, retried
from kernel.clock import now
from kernel.encryption import sealed_changes
from kernel.errors import RuleError
from mentorship.models import Concern, ConcernEntry, Mentor, Pairing, Suspension
from mentorship.services.pairings import pause_pairing

RUNNING = Pairing.WORKFLOW["pause"].sources


@retried
@transaction.atomic
def suspend_pairing(*, pairing: Pairing, reason: str, by: User, concern: Concern | None = None) -> Suspension:
    """Let this pairing rest at once until the suspension is lifted; the mentor reads that it rests, not why."""
    locked = Pairing.objects.select_for_update(no_key=True, of=("self",)).get(pk=pairing.pk)
    suspension = _suspend(reason, by, concern, pairing=locked)
    _rest([locked], by)
    return suspension


@retried
@transaction.atomic
def suspend_mentor(*, mentor: Mentor, reason: str, by: User, concern: Concern | None = None) -> Suspension:
    """Let every pairing of the mentor rest at once and take nobody on, until the suspension is lifted."""
    locked = Mentor.objects.select_for_update(no_key=True, of=("self",)).get(pk=mentor.pk)
    suspension = _suspend(reason, by, concern, mentor=locked)
    _rest(list(locked.pairings.filter(status__in=RUNNING).select_related("mentor__user").order_by("pk")), by)
    return suspension


@retried
@transaction.atomic
def lift_suspension(*, suspension: Suspension, ending: str, by: User) -> None:
    """Lift it with the reason; what came from a concern is lifted by another person. The pairings go on by hand."""
    if not ending.strip():
        raise RuleError(_("Please write why it is lifted."))
    if suspension.concern_id and by.pk == suspension.made_by_id:
        raise RuleError(_("A suspension that came from a concern is lifted by a second person."))
    written = sealed_changes(suspension, {"ending": ending, "ended_by": by, "ended_at": now()})
    if not Suspension.objects.standing().filter(pk=suspension.pk).update(**written):
        raise RuleError(_("This suspension was lifted already."))
    record("suspension.lift", by=by, subject=suspension)


def _suspend(
    reason: str, by: User, concern: Concern | None, *, pairing: Pairing | None = None, mentor: Mentor | None = None
) -> Suspension:
    if not reason.strip():
        raise RuleError(_("Please write the reason."))
    try:
        with transaction.atomic():
            suspension = Suspension.objects.create(
                concern=concern, pairing=pairing, mentor=mentor, reason=reason, made_by=by, made_at=now()
            )
    except IntegrityError as error:
        raise RuleError(_("This is suspended already.")) from error
    if concern:
        entry = ConcernEntry.objects.create(
            concern=concern, kind=ConcernEntry.Kind.SUSPENSION, words=reason, made_by=by, made_at=now()
        )
        record("concern.entry", by=by, subject=entry, kind=entry.kind, about=concern.public_id)
    record("suspension.make", by=by, subject=suspension)
    return suspension


def _rest(pairings: list[Pairing], by: User) -> None:
    for pairing in pairings:
        if pairing.status in RUNNING:
            pause_pairing(pairing=pairing, by=by, reason=Pairing.PauseReason.SUSPENDED)
