"""Who may be reached about a mentee, and how? Only the specialist says so, because a guardian may be the danger."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import Permission
from kernel.audit import record
from kernel.clock import now
from kernel.errors import RuleError
from mentorship.models import Asking, Mentee, Pairing, SafeContact
from mentorship.queries.askings import READ_IN, mail_is_safe, parties_of
from mentorship.services.asking_links import revoke_links_to
from mentorship.services.mentees import refuse_outsider


@dataclass(frozen=True)
class Contact:
    """What the specialist knows about one person with a say."""

    party: str
    name: str
    email: str
    phone: str
    language: str
    is_lawful: bool
    mail_is_safe: bool
    call_is_safe: bool


@transaction.atomic
def record_contacts(mentee: Mentee, contacts: Iterable[Contact], *, by: User) -> None:
    """Record how the mentee, and who consents by law, are reached safely; an empty address keeps what is known.

    A link that went another way than the one that is safe now opens nothing any more. What somebody answered who may no
    longer consent by law, or in whose place somebody else consents, counts no more.
    """
    refuse_outsider(by, Permission.MENTORING_DECIDE, mentee.centre)
    Mentee.objects.select_for_update(no_key=True).get(pk=mentee.pk)
    for contact in contacts:
        _record(mentee, contact, by)


def _record(mentee: Mentee, contact: Contact, by: User) -> None:
    before = SafeContact.objects.filter(mentee=mentee, party=contact.party).first()
    kept = before or SafeContact(mentee=mentee, party=contact.party)
    seen, known_as = str(kept.email), str(kept.name)
    for field in ("name", "email", "phone"):
        setattr(kept, field, getattr(contact, field) or getattr(kept, field))
    for field in ("language", "is_lawful", "mail_is_safe", "call_is_safe"):
        setattr(kept, field, getattr(contact, field))
    kept.recorded_by, kept.recorded_at = by, now()
    _refuse_impossible(mentee, kept)
    kept.save()
    if not mail_is_safe(kept) or seen != str(kept.email):
        revoke_links_to(mentee, contact.party, by=by)
    if contact.party == SafeContact.Party.CONSENTER and not (kept.is_lawful and known_as in {"", str(kept.name)}):
        _ask_consenter_anew(mentee, by)
    record("mentee.contact_recorded", by=by, subject=mentee, contact=kept.public_id)


def _ask_consenter_anew(mentee: Mentee, by: User) -> None:
    """No answer given so far about a pairing that is still asked about stands for who consents by law."""
    questions = Asking.objects.filter(
        pairing__mentee=mentee, pairing__status=Pairing.Status.ASKED, party=Asking.Party.CONSENTER, is_current=True
    )
    for question in questions.select_related("pairing").order_by("pk"):
        Asking.objects.filter(pk=question.pk).update(is_current=False)
        record("pairing.ask_anew", by=by, subject=question.pairing, asking=question.public_id, party=question.party)
    revoke_links_to(mentee, Asking.Party.CONSENTER, by=by)


def _refuse_impossible(mentee: Mentee, contact: SafeContact) -> None:
    if contact.party not in parties_of(mentee):
        raise RuleError(_("Nobody has to consent for an adult."))
    if contact.language not in READ_IN:
        raise RuleError(_("Please choose a language from the list."))
    if contact.mail_is_safe and not contact.email:
        raise RuleError(_("An e-mail can only be safe when there is an address."))
