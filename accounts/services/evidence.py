"""How does a paper or a check of a person come on record?

A row is asked for first and completed by its result. A row that was decided is never changed: a mistake is struck out
with its reason, and a new row tells how it is. Who strikes out a result that was not clear is a second person.
"""

from datetime import date
from typing import Any, TypeAlias

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.check_kinds import NEVER_TYPED
from accounts.models import Centre, CheckKind, CheckSetting, Evidence, User
from accounts.permissions import Permission
from accounts.signals import clearance_withdrawn
from kernel import audit
from kernel.clock import now, today
from kernel.encryption import sealed_changes
from kernel.errors import RuleError
from kernel.models import StoredFile
from kernel.uploads import accept_upload, store_file

OLDEST = date(1990, 1, 1)
PAPERS = ("pdf", "jpeg", "png")
Upload: TypeAlias = "UploadedFile[bytes] | None"


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
    paper: Upload = None,
    by: User,
) -> Evidence:
    """Put one paper on record, or complete the one that was asked for; a result that is not clear is told at once."""
    refuse_checker(person, centre, by)
    _refuse_kind(kind, centre)
    _refuse_dates(asked_on, issued_on, result)
    waiting = _waiting(person, centre, kind)
    if waiting and result == Evidence.Result.AWAITED:
        raise RuleError(_("This paper was asked for already and has not been seen yet."))
    if waiting:
        _complete(waiting, issued_on, result, number, paper, by)
        return waiting
    return write_evidence(
        person=person, centre=centre, kind=kind, asked_on=asked_on, issued_on=issued_on, result=result,
        number=number.strip(), paper=_kept(paper, kind, centre, by), by=by,
    )  # fmt: skip


@transaction.atomic
def complete_evidence(
    *, evidence: Evidence, issued_on: date | None, result: str, number: str = "", paper: Upload = None, by: User
) -> None:
    """Write down what came of a paper that was asked for; the day on which it was asked for stays."""
    refuse_checker(evidence.person, evidence.centre, by)
    _refuse_other_pages(evidence.kind)
    _refuse_dates(evidence.asked_on, issued_on, result)
    _complete(evidence, issued_on, result, number, paper, by)


@transaction.atomic
def strike_out_evidence(*, evidence: Evidence, reason: str, by: User) -> None:
    """Take back a row that was entered by mistake: it stays on record with the reason and counts for nothing."""
    refuse_checker(evidence.person, evidence.centre, by)
    if not reason.strip():
        raise RuleError(_("Please say what was wrong."))
    seen = evidence.result
    if seen == Evidence.Result.VOID:
        raise RuleError(_("This row was struck out already."))
    if seen == Evidence.Result.NOT_CLEAR and evidence.recorded_by_id == by.pk:
        raise RuleError(_("You recorded this result yourself. A second person has to strike it out."))
    _change(evidence, result=Evidence.Result.VOID, note=reason.strip())
    audit.record("evidence.struck_out", by=by, subject=evidence, before=seen)
    if seen == Evidence.Result.CLEAR:
        clearance_withdrawn.send(Evidence, evidence=evidence, by=by)


@transaction.atomic
def shorten_evidence(*, evidence: Evidence, last_day: date, by: User) -> None:
    """Let a clear paper hold through a day and no longer; when that day is over, it is told at once."""
    refuse_checker(evidence.person, evidence.centre, by)
    _change(evidence, expires_on=last_day)
    audit.record("evidence.shortened", by=by, subject=evidence, until=last_day)
    if last_day < today():
        clearance_withdrawn.send(Evidence, evidence=evidence, by=by)


def write_evidence(*, by: User, paper: StoredFile | None = None, **facts: Any) -> Evidence:
    """Create the row of a check that was allowed, with its last day and its line in the trail."""
    kind, issued_on = facts["kind"], facts.get("issued_on")
    evidence = Evidence.objects.create(
        expires_on=kind.expiry(issued_on) if issued_on else None, paper=paper, recorded_by=by, recorded_at=now(),
        **facts,
    )  # fmt: skip
    trail = {"person": evidence.person.public_id, "kind": kind.code, "asked": evidence.asked_on}
    audit.record("evidence.recorded", by=by, subject=evidence, **trail)
    _tell_withdrawn(evidence, by)
    return evidence


def keeps_paper(kind: CheckKind, centre: Centre) -> bool:
    """Whether the centre keeps a copy of papers of this kind."""
    decided = CheckSetting.objects.filter(kind=kind, centre=centre, keeps_paper=True)
    return kind.keeps_paper or decided.exists()


def refuse_checker(person: User, centre: Centre, by: User) -> None:
    """Only those who vet at the centre record, only about people who belong to it, and never about themselves."""
    if person.pk == by.pk:
        raise RuleError(_("Nobody records a check about themselves. Please ask a colleague."))
    if not by.may_in(Permission.EVIDENCE_RECORD, centre):
        raise RuleError(_("Only coordinators and specialists of the centre record checks."))
    if not person.grants.filter(centre=centre).exists():
        raise RuleError(_("This person does not belong to this centre."))


def _complete(evidence: Evidence, issued_on: date | None, result: str, number: str, paper: Upload, by: User) -> None:
    if result == Evidence.Result.AWAITED:
        raise RuleError(_("Please say what came of it: clear or not clear."))
    if evidence.result != Evidence.Result.AWAITED:
        raise RuleError(_("The result of this paper is on record already."))
    expires_on = evidence.kind.expiry(issued_on) if issued_on else None
    kept = _kept(paper, evidence.kind, evidence.centre, by)
    _change(
        evidence, issued_on=issued_on, expires_on=expires_on, result=result, paper=kept,
        number=number.strip() or evidence.number, recorded_by=by, recorded_at=now(),
    )  # fmt: skip
    audit.record("evidence.completed", by=by, subject=evidence, kind=evidence.kind.code)
    _tell_withdrawn(evidence, by)


def _change(evidence: Evidence, **changes: Any) -> None:
    """Write only if the result is still the one that was seen: of two people one wins and the other is told."""
    same = Evidence.objects.filter(pk=evidence.pk, result=evidence.result)
    if not same.update(**sealed_changes(evidence, changes)):
        raise RuleError(_("Somebody else changed this in the meantime. Please look at it again."))


def _tell_withdrawn(evidence: Evidence, by: User) -> None:
    if evidence.result == Evidence.Result.NOT_CLEAR:
        clearance_withdrawn.send(Evidence, evidence=evidence, by=by)


def _waiting(person: User, centre: Centre, kind: CheckKind) -> Evidence | None:
    """The oldest row of this kind that was asked for and has no result yet."""
    asked = Evidence.objects.filter(person=person, centre=centre, kind=kind, result=Evidence.Result.AWAITED)
    return asked.select_related("kind", "centre").order_by("asked_on", "pk").first()


def _kept(paper: Upload, kind: CheckKind, centre: Centre, by: User) -> StoredFile | None:
    if paper is None:
        return None
    if not keeps_paper(kind, centre):
        raise RuleError(_("The centre keeps no copy of this paper: only number, dates and result."))
    return store_file(accept_upload(paper, PAPERS), by=by)


def _refuse_kind(kind: CheckKind, centre: Centre) -> None:
    if kind.centre_id not in {None, centre.pk}:
        raise RuleError(_("This check belongs to another centre."))
    if not kind.is_in_use:
        raise RuleError(_("The centre no longer asks for this check."))
    _refuse_other_pages(kind)


def _refuse_other_pages(kind: CheckKind) -> None:
    if kind.code in NEVER_TYPED:
        raise RuleError(_("References and interviews have pages of their own and are not typed in as papers."))


def _refuse_dates(asked_on: date, issued_on: date | None, result: str) -> None:
    if result == Evidence.Result.AWAITED and issued_on:
        raise RuleError(_("A paper with a date of issue is here: please say whether its result is clear."))
    if result != Evidence.Result.AWAITED and not issued_on:
        raise RuleError(_("A result needs the date of issue."))
    if asked_on > today() or (issued_on and issued_on > today()):
        raise RuleError(_("A date in the future cannot be right."))
    if min(asked_on, issued_on or asked_on) < OLDEST:
        raise RuleError(_("A date before 1990 cannot be right."))
