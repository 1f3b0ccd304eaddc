"""How are the mentor, the mentee and who consents by law asked, each, whether two people shall meet?

The mentor answers first, so that nobody hopes in vain. A no of anybody ends it, without a reason, and the pool gets
seat and mentee back. A yes never stands for the recorded consent: that is asked for again before the two meet.
"""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import Permission
from kernel import links
from kernel.audit import record, retried
from kernel.clock import now, today
from kernel.errors import RuleError
from kernel.models import TaskLink
from kernel.workflow import advance
from mentorship import emails
from mentorship.models import Asking, Mentee, Mentor, Pairing, SafeContact
from mentorship.models.pairings import CONSENTER_SAID_NO
from mentorship.queries.askings import (
    ASK_AGAIN_AFTER,
    DECIDED,
    all_said_yes,
    asking_of,
    current_askings,
    mail_is_safe,
    may_answer,
    parties_of,
)
from mentorship.queries.eligibility import what_mentee_needs
from mentorship.queries.pairings import why_apart
from mentorship.services.asking_links import PURPOSE, revoke_links_of_pairing, revoke_links_to
from mentorship.services.mentees import refuse_outsider
from mentorship.services.pairings import end_pairing

Answer = Asking.Answer
Channel = Asking.Channel
Party = Asking.Party
Status = Pairing.Status
REASONS = {
    Party.MENTOR: (Pairing.ClosingReason.MENTOR_DECLINED, ""),
    Party.MENTEE: (Pairing.ClosingReason.MENTEE_DECLINED, ""),
    Party.CONSENTER: (Pairing.ClosingReason.MENTEE_DECLINED, CONSENTER_SAID_NO),
}


@retried
@transaction.atomic
def answer_as_mentor(*, pairing: Pairing, answer: str, by: User) -> None:
    """Write down what the mentor answers on the own page; a yes needs papers and consents that hold today."""
    if by.pk != pairing.mentor.user_id:
        raise RuleError(_("Only the mentor who was asked can answer."))
    locked = _open_question(pairing, Party.MENTOR)
    if answer == Answer.YES and (apart := why_apart([locked])[locked.pk]):
        raise RuleError(apart)
    asking = current_askings(locked).get(Party.MENTOR) or _ask(locked, Party.MENTOR, Channel.PAGE, None)
    _answered(locked, asking, answer, by=by)


@retried
@transaction.atomic
def ask_by_link(*, pairing: Pairing, party: str, by: User | None) -> str:
    """Mail a link that works once to the mentee or to who consents by law, if that is safe. Returns its token."""
    if by is not None:
        refuse_outsider(by, Permission.PAIRING_SEE, pairing.centre)
    locked = _open_question(pairing, party)
    _mentor_said_yes(locked, party)
    for requirement in what_mentee_needs(locked.mentee, today()):
        raise RuleError(requirement.sentence)
    contact = SafeContact.objects.filter(mentee=locked.mentee, party=party).first()
    if contact is None or not mail_is_safe(contact):
        raise RuleError(_("Nobody recorded that an e-mail to this person is safe. Please ask in a conversation."))
    revoke_links_to(locked.mentee, party, by=by)
    asking = _ask(locked, party, Channel.LINK, by)
    _link, token = links.issue_link(asking, purpose=PURPOSE, by=by)
    emails.post_question(str(contact.email), token, language=contact.language)
    return token


@retried
@transaction.atomic
def answer_by_link(*, link: TaskLink, answer: str) -> None:
    """Write down what the person behind the link answers; the link is used up by it."""
    asking = asking_of(link)
    locked = _open_question(asking.pairing, asking.party)
    links.use_link(link)
    asking.refresh_from_db()
    _answered(locked, asking, answer, by=None)


@retried
@transaction.atomic
def record_answer(*, pairing: Pairing, party: str, channel: str, answer: str, present: str, by: User) -> None:
    """Write down for the mentee, or for who consents by law, what they said to the staff, and who was present."""
    refuse_outsider(by, Permission.PAIRING_SEE, pairing.centre)
    if party == Party.MENTOR:
        raise RuleError(_("The mentor answers on the own page."))
    if channel not in {Channel.STAFF, Channel.PAPER}:
        raise RuleError(_("Please say whether the answer was given in a conversation or on paper."))
    if not present.strip():
        raise RuleError(_("Please write who was present."))
    locked = _open_question(pairing, party)
    _mentor_said_yes(locked, party)
    contact = SafeContact.objects.filter(mentee=locked.mentee, party=party).first()
    if not may_answer(party, contact):
        raise RuleError(_("Nobody recorded that this person may consent by law. Please speak to the specialist."))
    revoke_links_to(locked.mentee, party, by=by)
    asking = _ask(locked, party, channel, by, recorded_by=by, present=present)
    _answered(locked, asking, answer, by=by)


@retried
@transaction.atomic
def introduce(*, pairing: Pairing, by: User) -> None:
    """Everybody said yes, and what stood in the way is out of it: the two become known to each other."""
    refuse_outsider(by, Permission.PAIRING_SEE, pairing.centre)
    locked = _locked(pairing)
    if locked.status != Status.ASKED or not all_said_yes(locked):
        raise RuleError(_("Not everybody has said yes."))
    for requirement in what_mentee_needs(locked.mentee, today()):
        raise RuleError(requirement.sentence)
    if why_apart([locked])[locked.pk]:
        raise RuleError(_("The two may not meet today: papers of the mentor are missing, or they cannot be paired."))
    _introduced(locked, by)


def ask_again() -> int:
    """Put the question again to who wanted to be asked later, by mail where that is safe; says how many."""
    later = Asking.objects.filter(
        is_current=True, answer=Answer.LATER, answered_at__lte=now() - ASK_AGAIN_AFTER, pairing__status=Status.ASKED
    )
    return sum(_ask_again(asking) for asking in later.select_related("pairing").order_by("pk"))


@retried
@transaction.atomic
def _ask_again(asking: Asking) -> bool:
    """One question in a transaction of its own; where no mail is safe it stays on the list of the staff."""
    pairing = asking.pairing
    try:
        if asking.party != Party.MENTOR:
            return bool(ask_by_link(pairing=pairing, party=asking.party, by=None))
        locked = _open_question(pairing, asking.party)
        _ask(locked, asking.party, Channel.PAGE, None)
        emails.pairing_asked(locked)
    except RuleError:
        return False
    return True


def _ask(pairing: Pairing, party: str, channel: str, by: User | None, **facts: Any) -> Asking:
    """A new question; the one before it counts no more."""
    Asking.objects.filter(pairing=pairing, party=party, is_current=True).update(is_current=False)
    asking = Asking.objects.create(
        pairing=pairing, party=party, channel=channel, asked_by=by, asked_at=now(), **facts
    )  # fmt: skip
    record("pairing.ask", by=by, subject=pairing, asking=asking.public_id, party=party, channel=channel)
    return asking


def _answered(pairing: Pairing, asking: Asking, answer: str, *, by: User | None) -> None:
    """Keep the answer and draw what follows from it; the trail names the question, never the answer."""
    if answer not in Answer.values:
        raise RuleError(_("Please answer yes, no or later."))
    Asking.objects.filter(pk=asking.pk).update(answer=answer, answered_at=now())
    record("pairing.answer", by=by, subject=pairing, asking=asking.public_id)
    if answer == Answer.NO:
        reason, note = REASONS[Party(asking.party)]
        end_pairing(pairing, reason, note, by)
        if asking.party != Party.MENTOR:
            emails.pairing_changed(pairing)
    elif all_said_yes(pairing) and not why_apart([pairing])[pairing.pk]:
        _introduced(pairing, by)


def _introduced(pairing: Pairing, by: User | None) -> None:
    advance(pairing, "introduce", by=by)
    revoke_links_of_pairing(pairing, by=by)
    emails.pairing_changed(pairing)


def _open_question(pairing: Pairing, party: str) -> Pairing:
    """The pairing, locked, in which this party can still answer."""
    locked = _locked(pairing)
    if party not in parties_of(locked.mentee):
        raise RuleError(_("Nobody has to consent for an adult."))
    asking = current_askings(locked).get(party)
    if locked.status != Status.ASKED or (asking is not None and asking.answer in DECIDED):
        raise RuleError(_("This question was answered already."))
    return locked


def _mentor_said_yes(pairing: Pairing, party: str) -> None:
    asking = current_askings(pairing).get(Party.MENTOR)
    if party != Party.MENTOR and (asking is None or asking.answer != Answer.YES):
        raise RuleError(_("The mentor answers first, so that nobody hopes in vain."))


def _locked(pairing: Pairing) -> Pairing:
    """Mentor, mentee, pairing, in this order, as everywhere: an answer may end the pairing."""
    Mentor.objects.select_for_update(no_key=True).get(pk=pairing.mentor_id)
    Mentee.objects.select_for_update(no_key=True).get(pk=pairing.mentee_id)
    found = Pairing.objects.select_for_update(no_key=True, of=("self",))
    return found.select_related("mentor__user", "mentor__centre", "mentee", "centre").get(pk=pairing.pk)
