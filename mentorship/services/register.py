"""How does a volunteer come into the register (Law 78/2014), and how does a contract end early?"""

from datetime import date

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.check_kinds import CONTRACT
from accounts.models import Centre, CheckKind, Evidence, User
from accounts.permissions import Permission
from accounts.services.evidence import record_evidence, shorten_evidence
from kernel.audit import record, retried
from kernel.clock import now, today
from kernel.errors import RuleError
from mentorship.models import Application, RegisterEntry


@retried
@transaction.atomic
def sign_contract(
    *, user: User, centre: Centre, signed_on: date, starts_on: date, ends_on: date, by: User,
    application: Application | None = None,
) -> RegisterEntry:  # fmt: skip
    """Give the next number of the centre's register; the contract is on record as a check that holds until its end."""
    _refuse_outsider(by, centre)
    _refuse_days(signed_on, starts_on, ends_on)
    # one number after the other, however many sign at once
    Centre.objects.select_for_update(no_key=True).get(pk=centre.pk)
    if running_contract(user, centre, starts_on):
        raise RuleError(_("This person has a contract for these days already."))
    last = RegisterEntry.objects.filter(centre=centre).aggregate(last=Max("number"))["last"] or 0
    entry = RegisterEntry.objects.create(
        centre=centre, number=last + 1, user=user, application=application, signed_on=signed_on,
        starts_on=starts_on, ends_on=ends_on, entered_by=by, entered_at=now(),
    )  # fmt: skip
    paper = record_evidence(
        person=user, centre=centre, kind=CheckKind.objects.get(code=CONTRACT, centre=None), asked_on=signed_on,
        issued_on=signed_on, result=Evidence.Result.CLEAR, number=str(entry.number), by=by,
    )  # fmt: skip
    shorten_evidence(evidence=paper, last_day=ends_on, by=by)
    record("register.signed", by=by, subject=entry, number=entry.number, person=user.public_id)
    return entry


@retried
@transaction.atomic
def end_contract(*, entry: RegisterEntry, ended_on: date, by: User) -> None:
    """Write down that a contract ended before its day; the number stays taken, the check holds no longer."""
    _refuse_outsider(by, entry.centre)
    if not entry.starts_on <= ended_on <= min(entry.ends_on, today()):
        raise RuleError(_("A contract ends on a day between its start and today."))
    if not RegisterEntry.objects.filter(pk=entry.pk, ended_on=None).update(ended_on=ended_on):
        raise RuleError(_("This contract has ended already."))
    entry.ended_on = ended_on
    for paper in _papers(entry):
        shorten_evidence(evidence=paper, last_day=ended_on, by=by)
    record("register.ended", by=by, subject=entry, number=entry.number)


def running_contract(user: User, centre: Centre, on: date) -> RegisterEntry | None:
    """The contract that covers a day."""
    running = RegisterEntry.objects.filter(user=user, centre=centre, ended_on=None, ends_on__gte=on)
    return running.order_by("-number").first()


def _papers(entry: RegisterEntry) -> list[Evidence]:
    """The check that the contract is on record as, unless it was struck out; numbers are encrypted."""
    clear = Evidence.objects.filter(
        person=entry.user, centre=entry.centre, kind__code=CONTRACT, kind__centre=None, result=Evidence.Result.CLEAR
    )
    return [paper for paper in clear.select_related("person", "centre") if paper.number == str(entry.number)]


def _refuse_outsider(by: User, centre: Centre) -> None:
    if not by.may_in(Permission.REGISTER_SEE, centre):
        raise RuleError(_("Only coordinators of the centre keep the register."))


def _refuse_days(signed_on: date, starts_on: date, ends_on: date) -> None:
    if signed_on > today():
        raise RuleError(_("A contract is entered after it was signed, so its day cannot be in the future."))
    if starts_on < signed_on:
        raise RuleError(_("A contract starts on the day it was signed, or later."))
    if ends_on <= starts_on:
        raise RuleError(_("A contract cannot end before it starts."))
