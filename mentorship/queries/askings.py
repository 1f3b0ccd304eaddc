"""Who is asked about a pairing, by which way is it safe, and what is still to be answered?"""

from dataclasses import dataclass
from datetime import timedelta

from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from kernel.clock import now, today
from kernel.links import VALID_FOR
from kernel.models import TaskLink
from mentorship.models import Asking, Mentee, Pairing, SafeContact
from mentorship.profiles import is_minor

Party = Asking.Party
Answer = Asking.Answer
ASK_AGAIN_AFTER = timedelta(days=3)
READ_IN = ("ro", "hu", "en")
DECIDED = frozenset({Answer.YES, Answer.NO})


@dataclass(frozen=True)
class Question:
    """What is known about one party of a pairing: the question that counts, and how it may be put."""

    party: Party
    asking: Asking | None
    contact: SafeContact | None
    mentor_said_yes: bool
    is_open: bool

    @property
    def is_answered(self) -> bool:
        return self.asking is not None and self.asking.answer in DECIDED

    @property
    def said_yes(self) -> bool:
        return self.asking is not None and self.asking.answer == Answer.YES

    @property
    def is_next(self) -> bool:
        """After the mentor said yes, so that nobody hopes in vain."""
        return self.is_open and self.party != Party.MENTOR and self.mentor_said_yes and not self.is_answered

    @property
    def can_be_asked(self) -> bool:
        """By the staff; whoever may not consent by law is not asked, and the way says so."""
        return self.is_next and may_answer(self.party, self.contact)

    @property
    def can_be_sent(self) -> bool:
        return self.can_be_asked and mail_is_safe(self.contact)

    @property
    def sentence(self) -> str:
        """How far it is, for the staff."""
        asking = self.asking
        if asking is None:
            return _("not asked yet")
        if asking.answer == Answer.LATER:
            return _("wants to be asked later")
        if asking.answer:
            return {Answer.YES: _("said yes"), Answer.NO: _("said no")}[Answer(asking.answer)]
        return _("did not answer in time") if is_overdue(asking) else _("asked, no answer yet")

    @property
    def way(self) -> str:
        """By which way this person may be asked, in a sentence."""
        contact = self.contact
        if not may_answer(self.party, contact):
            return _("The specialist did not record that this person may consent by law, so they are not asked.")
        if contact is None or not (contact.mail_is_safe or contact.call_is_safe):
            return _("Nobody recorded a safe way. Ask face to face when it is safe, and write the answer down here.")
        if mail_is_safe(contact):
            return _("A link by e-mail is safe.")
        return _("E-mail is not safe. Ask in a conversation and write the answer down here.")


def parties_of(mentee: Mentee) -> list[Party]:
    """Who has a say: the mentor and the mentee always, and for somebody under age who consents by law."""
    parties = [Party.MENTOR, Party.MENTEE]
    return [*parties, Party.CONSENTER] if is_minor(mentee.birth_year, today()) else parties


def current_askings(pairing: Pairing) -> dict[str, Asking]:
    """The question that counts to each party."""
    return {asking.party: asking for asking in pairing.askings.filter(is_current=True)}


def questions_of(pairing: Pairing) -> list[Question]:
    """One for each party, in two queries."""
    askings = current_askings(pairing)
    contacts = {contact.party: contact for contact in SafeContact.objects.filter(mentee=pairing.mentee)}
    first = askings.get(Party.MENTOR)
    mentor_said_yes = first is not None and first.answer == Answer.YES
    is_open = pairing.status == Pairing.Status.ASKED
    return [
        Question(party, askings.get(party), contacts.get(party), mentor_said_yes, is_open)
        for party in parties_of(pairing.mentee)
    ]


def all_said_yes(pairing: Pairing) -> bool:
    askings = current_askings(pairing)
    return all(party in askings and askings[party].answer == Answer.YES for party in parties_of(pairing.mentee))


def may_answer(party: str, contact: SafeContact | None) -> bool:
    """Whether what this person says counts: not of somebody recorded as one who may not consent by law."""
    return party != Party.CONSENTER or contact is None or contact.is_lawful


def mail_is_safe(contact: SafeContact | None) -> bool:
    """Whether this person may get a link: the address is safe, and who consents by law was recorded as such."""
    if contact is None or not contact.email or not contact.mail_is_safe:
        return False
    return may_answer(contact.party, contact)


def is_overdue(asking: Asking) -> bool:
    return not asking.answer and asking.asked_at <= now() - VALID_FOR


def asking_of(link: TaskLink) -> Asking:
    """The question behind a live link, with what its page shows."""
    around = ("pairing__mentor__user", "pairing__mentor__centre", "pairing__mentee", "pairing__centre")
    found: Asking = Asking.objects.select_related(*around).get(public_id=link.subject_id)
    return found


def language_of(asking: Asking) -> str:
    """In which language the person reads the question."""
    contact = SafeContact.objects.filter(mentee=asking.pairing.mentee_id, party=asking.party).first()
    return contact.language if contact else default_language(asking.pairing.mentee)


def default_language(mentee: Mentee) -> str:
    """The mentee's first language in which there are pages."""
    return next((language for language in mentee.languages if language in READ_IN), READ_IN[0])


def name_for_mentee(mentor: User) -> str:
    """The name a mentor is known by to a mentee; never the family name."""
    return mentor.chosen_name or mentor.given_name or translation.gettext("a mentor")
