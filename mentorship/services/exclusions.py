"""Which two must never meet? Sealed by the mentee's specialist; no-contact entries keep hashes only.

An entry that comes and an application that is handed in at the same moment must see each other. Both therefore write
an audit row, which lets them pass one after the other, before they compare.
"""

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import Permission
from kernel.audit import record, retried
from kernel.clock import now
from kernel.encryption import blind_index, blind_indexes
from kernel.errors import RuleError
from mentorship.models import Application, Mentee, Mentor, NoContact, NoContactHit, SealedExclusion
from mentorship.services.mentees import refuse_outsider
from mentorship.services.pairings import pause_who_must_never_meet


@retried
@transaction.atomic
def record_no_contact(mentee: Mentee, *, by: User, name: str = "", phone: str = "", note: str = "") -> NoContact:
    """Keep name and phone of who must never come near, as hashes only.

    A running pairing with them rests at once, and an application that looks like theirs is held.
    """
    refuse_outsider(by, Permission.MENTEES_EDIT, mentee.centre)
    name_index, phone_index = blind_index(name, "name"), blind_index(phone, "phone")
    if not name_index and not phone_index:
        raise RuleError(_("Please give a name or a phone number."))
    entry = NoContact.objects.create(
        mentee=mentee, name_index=name_index, phone_index=phone_index, note=note, recorded_by=by, recorded_at=now()
    )
    pause_who_must_never_meet(mentee, by=by)
    record("mentee.no_contact_recorded", by=by, subject=mentee)
    handed_in = Application.objects.filter(status=Application.Status.SUBMITTED)
    alike = handed_in.filter(_alike(name, phone)).order_by("pk")
    NoContactHit.objects.bulk_create(_hit(application, entry) for application in alike)
    return entry


@transaction.atomic
def compare_with_lists(application: Application) -> None:
    """Hold the application if it looks like somebody who must never come near a mentee, at whichever centre.

    Whether it does is seen neither in the answer nor in how long it takes: the statements are the same either way.
    """
    record("application.compared", by=None, subject=application)
    entries = NoContact.objects.filter(_alike(application.applicant_name, application.applicant_phone))
    found = list(entries.exclude(hits__application=application).order_by("pk"))
    if found:
        NoContactHit.objects.bulk_create(_hit(application, entry) for entry in found)
    else:
        NoContactHit.objects.filter(application=application).exists()


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


def _alike(name: str, phone: str) -> Q:
    return Q(name_index__in=blind_indexes(name, "name")) | Q(phone_index__in=blind_indexes(phone, "phone"))


def _hit(application: Application, entry: NoContact) -> NoContactHit:
    return NoContactHit(application=application, no_contact=entry, found_at=now())
