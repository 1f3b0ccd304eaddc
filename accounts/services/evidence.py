"""How does a paper or a check of a person come on record?"""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Centre, CheckKind, Evidence, User
from accounts.permissions import Permission
from kernel import audit
from kernel.clock import now, today
from kernel.errors import RuleError

OLDEST = date(1990, 1, 1)


@transaction.atomic
def record_evidence(
    *,
    person: User,
    centre: Centre,
    kind: CheckKind,
    asked_on: date,
    issued_on: date | None = None,
    result: str = Evidence.Result.AWAITED,
    number: str = "",
    by: User,
) -> Evidence:
    """Put one paper on record; its last day is computed by calendar, and the trail keeps when it was asked for."""
    _refuse_checker(person, centre, by)
    if not person.grants.filter(centre=centre).exists():
        raise RuleError(_("This person does not belong to this centre."))
    if kind.centre_id not in {None, centre.pk}:
        raise RuleError(_("This check belongs to another centre."))
    _refuse_dates(asked_on, issued_on, result)
    evidence = Evidence.objects.create(
        person=person, centre=centre, kind=kind, number=number.strip(), asked_on=asked_on, issued_on=issued_on,
        expires_on=kind.expiry(issued_on) if issued_on else None, result=result, recorded_by=by, recorded_at=now(),
    )  # fmt: skip
    audit.record("evidence.recorded", by=by, subject=evidence, person=person.public_id, kind=kind.code, asked=asked_on)
    return evidence


def _refuse_checker(person: User, centre: Centre, by: User) -> None:
    if person.pk == by.pk:
        raise RuleError(_("Nobody records a check about themselves. Please ask a colleague."))
    if not by.may_in(Permission.EVIDENCE_RECORD, centre):
        raise RuleError(_("Only coordinators and specialists of the centre record checks."))


def _refuse_dates(asked_on: date, issued_on: date | None, result: str) -> None:
    if result == Evidence.Result.AWAITED and issued_on:
        raise RuleError(_("A paper with a date of issue is here: please say whether its result is clear."))
    if result != Evidence.Result.AWAITED and not issued_on:
        raise RuleError(_("A result needs the date of issue."))
    if asked_on > today() or (issued_on and issued_on > today()):
        raise RuleError(_("A date in the future cannot be right."))
    if min(asked_on, issued_on or asked_on) < OLDEST:
        raise RuleError(_("A date before 1990 cannot be right."))
