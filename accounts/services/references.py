"""How does a referee come to be named, asked, reminded and heard?

A referee answers by a secret link without an account. Every mail carries a new link and the earlier ones stay good
until one is used, so that nothing that is being typed is lost when a reminder goes out.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import emails
from accounts.check_kinds import REFERENCE
from accounts.models import Centre, CheckKind, Evidence, Reference, User
from accounts.permissions import Permission
from accounts.services.evidence import write_evidence
from kernel import audit, links
from kernel.audit import retried
from kernel.clock import now, today
from kernel.errors import RuleError
from kernel.models import TaskLink
from kernel.workflow import advance

PURPOSE = "reference"
VALID_FOR = timedelta(days=14)
REMIND_AFTER = [timedelta(days=5), timedelta(days=10)]
MOST_REFEREES = 6
Status = Reference.Status


@transaction.atomic
def name_referee(
    *, person: User, centre: Centre, name: str, email: str, relation: str, language: str = "ro", by: User
) -> Reference:
    """Put one referee of the person on record; nobody is asked before a member of staff does it."""
    _refuse_namer(person, centre, by)
    others = _referees(person, centre)
    if len(others) >= MOST_REFEREES:
        raise RuleError(_("%(most)d referees are enough. Please take one back first.") % {"most": MOST_REFEREES})
    facts = _facts(person, others, name, email, relation, language)
    reference = Reference.objects.create(person=person, centre=centre, named_at=now(), **facts)
    audit.record("reference.named", by=by, subject=reference, person=person.public_id)
    return reference


@transaction.atomic
def change_referee(*, reference: Reference, name: str, email: str, relation: str, language: str, by: User) -> None:
    """Correct who the referee is, as long as nobody was asked."""
    _refuse_namer(reference.person, reference.centre, by)
    if reference.status != Status.NAMED:
        raise RuleError(_("This person was asked already and cannot be changed any more."))
    others = [other for other in _referees(reference.person, reference.centre) if other.pk != reference.pk]
    for field, value in _facts(reference.person, others, name, email, relation, language).items():
        setattr(reference, field, value)
    reference.save(update_fields=["name", "email", "relation", "language"])
    audit.record("reference.changed", by=by, subject=reference)


@transaction.atomic
def withdraw_reference(*, reference: Reference, by: User) -> None:
    """Take a referee back who has not answered; every link becomes worthless."""
    _refuse_namer(reference.person, reference.centre, by)
    if reference.person_id == by.pk and reference.status != Status.NAMED:
        raise RuleError(_("This person was asked already. Please speak to your coordinator."))
    advance(reference, "withdraw", by=by)
    _revoke_links(reference, by)


@transaction.atomic
def take_references_back(*, person: User, centre: Centre, by: User | None) -> None:
    """The person no longer applies: whoever has not answered is not asked any more, and every link is worthless."""
    open_ones = Reference.objects.filter(
        person=person, centre=centre, status__in=[Status.NAMED, Status.ASKED, Status.LAPSED]
    )
    for reference in open_ones.order_by("pk"):
        advance(reference, "withdraw", by=by)
        _revoke_links(reference, by)


@transaction.atomic
def ask_reference(*, reference: Reference, by: User) -> str:
    """Ask the referee by mail, or once more after the time ran out; the link holds two weeks. Returns its token."""
    refuse_weigher(reference, by)
    advance(reference, "ask", by=by, reminders=0)
    return _post_link(reference, by)


@transaction.atomic
def ask_every_reference(*, person: User, centre: Centre, by: User) -> int:
    """Ask all referees of the person who were named and not asked yet; returns how many."""
    named = list(Reference.objects.filter(person=person, centre=centre, status=Status.NAMED).order_by("pk"))
    for reference in named:
        ask_reference(reference=reference, by=by)
    return len(named)


@retried
@transaction.atomic
def answer_reference(*, link: TaskLink, answers: dict[str, Any]) -> Reference:
    """Keep what the referee says: the link is used up, the others become worthless, the time is stamped."""
    return _used(link, "answer", answers=answers)


@retried
@transaction.atomic
def decline_reference(*, link: TaskLink) -> Reference:
    """Note that the referee does not want to answer; the link is used up."""
    return _used(link, "decline")


@transaction.atomic
def weigh_reference(*, reference: Reference, speaks_for: bool, by: User) -> Evidence:
    """Decide what an answer is worth: one piece of evidence, from a referee who has not been counted before."""
    refuse_weigher(reference, by)
    if reference.status != Status.ANSWERED or not reference.answered_at:
        raise RuleError(_("There is no answer to weigh."))
    if speaks_for and _counts_already(reference):
        raise RuleError(_("This referee counts already. Two different people have to speak for somebody."))
    answered_on = timezone.localtime(reference.answered_at, timezone.get_default_timezone()).date()
    evidence = write_evidence(
        person=reference.person, centre=reference.centre, kind=CheckKind.objects.get(code=REFERENCE, centre=None),
        asked_on=timezone.localtime(_asked_at(reference), timezone.get_default_timezone()).date(),
        issued_on=answered_on if speaks_for else today(),
        result=Evidence.Result.CLEAR if speaks_for else Evidence.Result.NOT_CLEAR, by=by,
    )  # fmt: skip
    undecided = Q(evidence=None) | Q(evidence__result=Evidence.Result.VOID)
    if not Reference.objects.filter(undecided, pk=reference.pk).update(evidence=evidence):
        raise RuleError(_("Somebody else weighed this answer in the meantime."))
    reference.evidence = evidence
    audit.record("reference.weighed", by=by, subject=reference)
    return evidence


def reference_of(link: TaskLink) -> Reference:
    """The reference behind a live link."""
    return Reference.objects.select_related("person", "centre").get(public_id=link.subject_id)


def remind_referees() -> None:
    """Remind after five and ten days and let the question lapse after two weeks; running twice does nothing more."""
    waiting = Reference.objects.filter(status=Status.ASKED, asked_at__lte=now() - REMIND_AFTER[0]).order_by("pk")
    for reference in waiting:
        if reference.asked_at and reference.asked_at <= now() - VALID_FOR:
            _lapse(reference)
        else:
            _remind(reference)


@transaction.atomic
def _lapse(reference: Reference) -> None:
    advance(reference, "lapse", by=None)
    _revoke_links(reference, None)


@transaction.atomic
def _remind(reference: Reference) -> None:
    due = sum(_asked_at(reference) <= now() - after for after in REMIND_AFTER)
    same = Reference.objects.filter(pk=reference.pk, status=Status.ASKED, reminders__lt=due)
    if same.update(reminders=due):
        _post_link(reference, None, is_reminder=True)


def _used(link: TaskLink, step: str, **changes: Any) -> Reference:
    reference = reference_of(link)
    links.use_link(link)
    advance(reference, step, by=None, **changes)
    _revoke_links(reference, None)
    return reference


def _post_link(reference: Reference, by: User | None, *, is_reminder: bool = False) -> str:
    valid_for = _asked_at(reference) + VALID_FOR - now()
    _link, token = links.issue_link(reference, purpose=PURPOSE, by=by, valid_for=valid_for)
    emails.post_reference(reference, token, is_reminder=is_reminder)
    return token


def _revoke_links(reference: Reference, by: User | None) -> None:
    live = TaskLink.objects.live(now()).filter(subject_id=reference.public_id, purpose=PURPOSE)
    for link in live.order_by("pk"):
        links.revoke_link(link, by=by)


def _asked_at(reference: Reference) -> datetime:
    return reference.asked_at or now()


def _referees(person: User, centre: Centre) -> list[Reference]:
    """Everybody who counts as named: whom one took back may be named again."""
    named = Reference.objects.filter(person=person, centre=centre).exclude(status=Status.WITHDRAWN)
    return list(named.order_by("pk"))


def _counts_already(reference: Reference) -> bool:
    counted = Reference.objects.filter(
        person=reference.person, centre=reference.centre, evidence__result=Evidence.Result.CLEAR
    ).exclude(pk=reference.pk)
    return any(other.email == reference.email for other in counted)


def _facts(
    person: User, others: list[Reference], name: str, email: str, relation: str, language: str
) -> dict[str, str]:
    name, email = " ".join(name.split()), email.strip().lower()
    if not name or not email:
        raise RuleError(_("A referee needs a name and an e-mail address."))
    if relation not in Reference.Relation:
        raise RuleError(_("Please say how you know each other. Family and people of the same household cannot speak."))
    if email == person.email.lower():
        raise RuleError(_("This is your own address. A referee is somebody else."))
    if any(other.email.lower() == email for other in others):
        raise RuleError(_("This person is named already. Please name two different people."))
    return {"name": name, "email": email, "relation": relation, "language": language}


def _refuse_namer(person: User, centre: Centre, by: User) -> None:
    if by.pk != person.pk and not by.may_in(Permission.EVIDENCE_RECORD, centre):
        raise RuleError(_("Only the person, and coordinators and specialists of the centre, name referees."))
    if not person.grants.filter(centre=centre).exists():
        raise RuleError(_("This person does not belong to this centre."))


def refuse_weigher(reference: Reference, by: User) -> None:
    """Only those who vet ask and weigh, and nobody in their own matter."""
    if reference.person_id == by.pk:
        raise RuleError(_("Nobody asks or weighs their own referees. Please ask a colleague."))
    if not by.may_in(Permission.EVIDENCE_RECORD, reference.centre):
        raise RuleError(_("Only coordinators and specialists of the centre ask and weigh referees."))
