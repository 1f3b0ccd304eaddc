"""How do two people meet for the first time beside somebody of the staff, sign what they agreed, and set out?"""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import Permission
from kernel.audit import record, retried
from kernel.clock import now, today
from kernel.encryption import sealed_changes
from kernel.errors import RuleError
from kernel.workflow import advance
from mentorship import emails
from mentorship.models import Asking, FirstMeeting, Pairing, Signature
from mentorship.queries.askings import parties_of
from mentorship.queries.first_meetings import first_meeting_of, has_signed_all, who_can_attend
from mentorship.queries.pairings import may_meet, why_apart
from mentorship.services.mentees import refuse_outsider

Status = Pairing.Status


@retried
@transaction.atomic
def plan_first_meeting(
    *, pairing: Pairing, meets_at: datetime, place: str, attended_by: User, by: User
) -> FirstMeeting:
    """Say when and where the two meet and who of the staff is there, or move it; the mentor is told by e-mail."""
    locked = _introduced(pairing, by)
    if meets_at <= now():
        raise RuleError(_("A first meeting is planned for a moment that is still to come."))
    if attended_by not in who_can_attend(locked):
        raise RuleError(_("A coordinator or a specialist of the centre is there when two meet for the first time."))
    facts = {"meets_at": meets_at, "place": place, "attended_by": attended_by, "planned_by": by, "planned_at": now()}
    met, is_new = FirstMeeting.objects.get_or_create(pairing=locked, defaults=facts)
    if met.held_on:
        raise RuleError(_("The first meeting was held already."))
    if not is_new:
        FirstMeeting.objects.filter(pk=met.pk).update(**facts)
        met.refresh_from_db()
    emails.pairing_changed(locked)
    record("pairing.plan_first_meeting", by=by, subject=locked)
    return met


@retried
@transaction.atomic
def record_first_meeting(
    *, pairing: Pairing, held_on: date, note: str, signed: Iterable[str], way: str, by: User
) -> None:
    """Record that the two met beside the staff and who signed then; with all names under it they set out."""
    locked = _introduced(pairing, by)
    met = first_meeting_of(locked)
    if met is None:
        raise RuleError(_("Please plan the first meeting first: when, where, and who of the staff is there."))
    _refuse_wrong_day(locked, held_on)
    if not may_meet(locked.mentor, locked.mentee.population, held_on):
        raise RuleError(_("The mentor's papers were not complete on this day. Please speak to the specialist."))
    written = sealed_changes(
        met, {"held_on": held_on, "note": note, "held_recorded_by": by, "held_recorded_at": now()}
    )  # fmt: skip
    if not FirstMeeting.objects.filter(pk=met.pk, held_on=None).update(**written):
        raise RuleError(_("The first meeting is recorded already."))
    record("pairing.first_meeting", by=by, subject=locked)
    for party in signed:
        _sign(locked, party, held_on, way, by)
    _start_if_ready(locked, by)


@retried
@transaction.atomic
def sign_agreement(*, pairing: Pairing, party: str, signed_on: date, way: str, by: User) -> None:
    """Put one party's name under the agreement on record; with the last one, after they met, the two set out."""
    locked = _introduced(pairing, by)
    _refuse_wrong_day(locked, signed_on)
    _sign(locked, party, signed_on, way, by)
    _start_if_ready(locked, by)


@retried
@transaction.atomic
def sign_as_mentor(*, pairing: Pairing, by: User) -> None:
    """The mentor's own name under the agreement, put there today on the own page."""
    if by.pk != pairing.mentor.user_id:
        raise RuleError(_("Only the mentor of this pairing signs here."))
    locked = _locked(pairing)
    _sign(locked, Asking.Party.MENTOR, today(), Signature.Way.SCREEN, by)
    _start_if_ready(locked, by)


@retried
@transaction.atomic
def start_pairing(*, pairing: Pairing, by: User) -> None:
    """They met, everybody signed, and papers and consents hold: from now on the mentor logs meetings."""
    locked = _introduced(pairing, by)
    met = first_meeting_of(locked)
    if met is None or met.held_on is None:
        raise RuleError(_("The first meeting with somebody of the staff was not held yet."))
    if not has_signed_all(locked):
        raise RuleError(_("Not everybody has signed the agreement."))
    if why_apart([locked])[locked.pk]:
        raise RuleError(_("The two may not meet today: papers of the mentor or a consent are missing."))
    _start(locked, by)


def _start_if_ready(pairing: Pairing, by: User) -> None:
    """What is missing stands on the page of the pairing; recording a fact never fails because of it."""
    met = first_meeting_of(pairing)
    if met and met.held_on and has_signed_all(pairing) and not why_apart([pairing])[pairing.pk]:
        _start(pairing, by)


def _start(pairing: Pairing, by: User) -> None:
    advance(pairing, "activate", by=by)
    emails.pairing_changed(pairing)


def _sign(pairing: Pairing, party: str, signed_on: date, way: str, by: User) -> None:
    if party not in parties_of(pairing.mentee):
        raise RuleError(_("This person has nothing to sign here."))
    try:
        with transaction.atomic():
            signature = Signature.objects.create(
                pairing=pairing, party=party, way=way, signed_on=signed_on, recorded_by=by, recorded_at=now()
            )
    except IntegrityError as error:
        raise RuleError(_("This signature is recorded already.")) from error
    record("pairing.sign", by=by, subject=pairing, signature=signature.public_id, party=party)


def _refuse_wrong_day(pairing: Pairing, day: date) -> None:
    if day > today():
        raise RuleError(_("What has not happened yet cannot be recorded: this day is in the future."))
    if day < timezone.localtime(pairing.opened_at).date():
        raise RuleError(_("This day is before the pairing began."))


def _introduced(pairing: Pairing, by: User) -> Pairing:
    """The pairing, locked, for a member of staff of its centre."""
    refuse_outsider(by, Permission.PAIRING_SEE, pairing.centre)
    return _locked(pairing)


def _locked(pairing: Pairing) -> Pairing:
    """The pairing in which everybody said yes and nobody walks yet."""
    found = Pairing.objects.select_for_update(no_key=True, of=("self",))
    locked = found.select_related("mentor__user", "mentor__centre", "mentee", "centre").get(pk=pairing.pk)
    if locked.status != Status.INTRODUCED:
        words = {"status": locked.get_status_display()}
        raise RuleError(_("This is no longer possible: the status is now “%(status)s”.") % words)
    return locked
