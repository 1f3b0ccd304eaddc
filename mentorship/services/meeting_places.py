"""How does the specialist allow a student in practicum one more place, and take it back?"""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import Permission
from kernel.audit import record
from kernel.clock import now
from kernel.errors import RuleError
from mentorship.models import Pairing, PlaceGrant
from mentorship.queries.meeting_places import places_to_allow
from mentorship.services.mentees import refuse_outsider


@transaction.atomic
def allow_place(*, pairing: Pairing, place: str, reason: str, by: User) -> PlaceGrant:
    """Allow one more place for this pairing, with the reason."""
    refuse_outsider(by, Permission.MENTORING_DECIDE, pairing.centre)
    if not reason.strip():
        raise RuleError(_("Please write why this place is right for the two."))
    locked = Pairing.objects.select_for_update(no_key=True, of=("self",)).get(pk=pairing.pk)
    if place not in places_to_allow(locked):
        raise RuleError(_("There is nothing to allow: they may meet there already, or the mentee does not want it."))
    grant = PlaceGrant.objects.create(pairing=locked, place=place, reason=reason, granted_by=by, granted_at=now())
    record("place.allow", by=by, subject=grant)
    return grant


@transaction.atomic
def end_grant(*, grant: PlaceGrant, by: User) -> None:
    """Take the place back; meetings that were planned there stay planned."""
    refuse_outsider(by, Permission.MENTORING_DECIDE, grant.pairing.centre)
    if not PlaceGrant.objects.filter(pk=grant.pk, ended_at=None).update(ended_by=by, ended_at=now()):
        raise RuleError(_("This was taken back already."))
    record("place.end", by=by, subject=grant)
