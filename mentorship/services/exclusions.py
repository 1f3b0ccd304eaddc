"""Which two must never meet? Sealed by the mentee's specialist; no-contact entries keep hashes only."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import Permission
from kernel.audit import record
from kernel.clock import now
from kernel.encryption import blind_index
from kernel.errors import RuleError
from mentorship.models import Mentee, Mentor, NoContact, SealedExclusion
from mentorship.services.mentees import refuse_outsider
from mentorship.services.pairings import pause_who_must_never_meet


@transaction.atomic
def record_no_contact(mentee: Mentee, *, by: User, name: str = "", phone: str = "", note: str = "") -> NoContact:
    """Keep name and phone of who must never come near, as hashes only; a running pairing with them rests at once."""
    refuse_outsider(by, Permission.MENTEES_EDIT, mentee.centre)
    name_index, phone_index = blind_index(name, "name"), blind_index(phone, "phone")
    if not name_index and not phone_index:
        raise RuleError(_("Please give a name or a phone number."))
    entry = NoContact.objects.create(
        mentee=mentee, name_index=name_index, phone_index=phone_index, note=note, recorded_by=by, recorded_at=now()
    )
    pause_who_must_never_meet(mentee, by=by)
    record("mentee.no_contact_recorded", by=by, subject=mentee)
    return entry


@transaction.atomic
def seal_exclusion(mentee: Mentee, mentor: Mentor, *, reason: str, by: User) -> SealedExclusion:
    """Never pair these two, and let a running pairing rest; to all but the specialist it is only "not possible"."""
    if by != mentee.specialist or not by.may_in(Permission.EXCLUSION_SEAL, mentee.centre):
        raise RuleError(_("Only the mentee's own specialist seals an exclusion."))
    if not reason.strip():
        raise RuleError(_("Please give the reason; only you will see it."))
    if mentor.centre != mentee.centre:
        raise RuleError(_("Mentor and mentee belong to different centres."))
    exclusion, is_new = SealedExclusion.objects.get_or_create(
        mentee=mentee, mentor=mentor, defaults={"reason": reason, "sealed_by": by, "sealed_at": now()}
    )
    if is_new:
        pause_who_must_never_meet(mentee, by=by)
        record("mentee.exclusion_sealed", by=by, subject=mentee)
    return exclusion
