"""When is a certificate issued, renewed or withdrawn, and what does it say?"""

import secrets
from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import Permission
from kernel import audit
from kernel.clock import now, today
from kernel.errors import RuleError
from kernel.workflow import advance
from training.certification import GROUP, GROUPS, LETTERS
from training.models import Certificate, Enrolment, Track
from training.queries.progress import TrackProgress, progress_of_all, renewable
from training.signals import certificate_withdrawn


@transaction.atomic
def complete_what_is_done(enrolments: Iterable[Enrolment], *, by: User | None) -> list[Certificate]:
    """Complete every enrolment on whose track nothing is left, and issue or renew what it leads to."""
    learning = [enrolment for enrolment in enrolments if enrolment.status == Enrolment.Status.LEARNING]
    issued = []
    for progress in progress_of_all(learning):
        if progress.is_complete:
            advance(progress.enrolment, "complete", by=by)
            issued += [_issue(progress, track, before, by) for track, before in _leads_to(progress)]
    return issued


@transaction.atomic
def withdraw(*, certificate: Certificate, reason: str, by: User) -> None:
    """Let a certificate count no more, from this moment on and for good; whoever listens hears of it at once."""
    if certificate.person_id == by.pk or not by.may_in(Permission.EVIDENCE_RECORD, certificate.centre):
        raise RuleError(_("Only coordinators and specialists of the centre withdraw a certificate, never their own."))
    if not reason.strip():
        raise RuleError(_("Please say why."))
    before = Certificate.objects.select_for_update(no_key=True).get(pk=certificate.pk)
    if before.withdrawn_at:
        raise RuleError(_("This certificate was withdrawn already."))
    certificate.withdrawn_at, certificate.withdrawn_by = now(), by
    certificate.withdrawal_reason = reason.strip()
    certificate.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawal_reason"])
    audit.record("certificate.withdrawn", by=by, subject=certificate, person=certificate.person.public_id)
    certificate_withdrawn.send(Certificate, certificate=certificate, by=by)


def new_code() -> str:
    """A code that nobody guesses and everybody can type: four groups of four letters and digits (79 bits)."""
    return "-".join("".join(secrets.choice(LETTERS) for _letter in range(GROUP)) for _group in range(GROUPS))


def _leads_to(progress: TrackProgress) -> list[tuple[Track, dict[str, int]]]:
    """The tracks whose certificate is issued now, and the versions that an earlier one was issued for."""
    if not progress.track.is_refresher:
        return [(progress.track, {})]
    enrolment, renewed = progress.enrolment, progress.track.renews.values_list("pk", flat=True)
    held = renewable([enrolment.person_id], [enrolment.centre_id], list(renewed))
    return [(certificate.track, certificate.module_versions) for certificate in held]


def _issue(progress: TrackProgress, track: Track, before: dict[str, int], by: User | None) -> Certificate:
    enrolment = progress.enrolment
    certificate = Certificate.objects.create(
        person=enrolment.person, centre=enrolment.centre, track=track, track_version=track.version,
        issued_on=today(), expires_on=track.expiry(today()), issued_by=None, code=new_code(),
        module_versions=before | {row.module.code: row.learned for row in progress.rows},
    )  # fmt: skip
    audit.record(
        "certificate.new", by=by, subject=certificate, person=enrolment.person.public_id, track=track.code,
        expires_on=certificate.expires_on,
    )  # fmt: skip
    return certificate
