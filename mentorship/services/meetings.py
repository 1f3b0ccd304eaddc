"""How is a meeting written down, put right within a day, added to later, and a worry passed on?"""

import uuid
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services.drafts import drop_draft
from kernel.audit import record
from kernel.clock import now, today
from kernel.encryption import sealed_changes
from kernel.errors import RuleError
from mentorship import emails
from mentorship.models import FirstMeeting, Meeting, MeetingAddition, Pairing, PlannedMeeting
from mentorship.queries.pairings import has_set_out, may_meet
from mentorship.services.plans import hold_plan

CORRECTION_TIME = timedelta(hours=24)


@transaction.atomic
def log_meeting(
    *, pairing: Pairing, form_key: uuid.UUID, held_on: date, minutes: int, place: str, activities: Sequence[str],
    topics: Sequence[str], mood: int, note: str, is_worrying: bool, worry: str, by: User,
    plan: PlannedMeeting | None = None,
) -> Meeting:  # fmt: skip
    """Write a meeting down once per form, settle its plan, drop the draft, pass a worry on."""
    locked = Pairing.objects.select_for_update(no_key=True, of=("self",)).get(pk=pairing.pk)
    logged = Meeting.objects.filter(form_key=form_key).first()
    if logged:
        return _same_form(logged, locked, by)
    _may_have_met(locked, held_on, by)
    is_worrying = is_worrying or bool(worry.strip())  # written words are a worry, ticked or not
    meeting = Meeting.objects.create(
        pairing=locked, form_key=form_key, held_on=held_on, minutes=minutes, place=place, activities=list(activities),
        topics=list(topics), mood=mood, note=note, is_worrying=is_worrying, worry=worry, logged_by=by, logged_at=now(),
    )  # fmt: skip
    drop_draft(form_key=form_key, by=by)
    hold_plan(meeting=meeting, plan=plan, by=by)
    _pass_worry_on(meeting)
    record("meeting.log", by=by, subject=meeting)
    return meeting


@transaction.atomic
def correct_meeting(*, meeting: Meeting, form_key: uuid.UUID, by: User, **changes: Any) -> None:
    """Put a meeting right within 24 hours of logging it; a worry that was raised stays raised and is passed on."""
    if by.pk != meeting.logged_by_id:
        raise RuleError(_("Only who logged the meeting can correct it."))
    if not can_be_corrected(meeting):
        raise RuleError(_("A meeting can be corrected for 24 hours. You can still add to it."))
    if str(changes.get("worry", "")).strip():
        changes["is_worrying"] = True
    if meeting.is_worrying and not changes.get("is_worrying", True):
        raise RuleError(_("A worry that was raised stays on record. You can add what you want to say about it."))
    _may_have_met(meeting.pairing, changes.get("held_on", meeting.held_on), by)
    changed = {name: value for name, value in changes.items() if value != getattr(meeting, name)}
    seen = meeting.corrected_at
    renewed = {"worry_acknowledged_by": None, "worry_acknowledged_at": None}
    if changed.keys() & {"is_worrying", "worry"}:
        changed |= renewed
    written = sealed_changes(meeting, {**changed, "corrected_at": now()})
    if not Meeting.objects.filter(pk=meeting.pk, corrected_at=seen).update(**written):
        raise RuleError(_("This meeting was corrected in the meantime. Please look at it again."))
    if changed.keys() & renewed.keys():
        _pass_worry_on(meeting)
    drop_draft(form_key=form_key, by=by)
    record("meeting.correct", by=by, subject=meeting, changed=sorted(changed))


@transaction.atomic
def add_to_meeting(*, meeting: Meeting, form_key: uuid.UUID, text: str, is_worrying: bool, by: User) -> MeetingAddition:
    """Add words once per form to a meeting, which itself stays as it is; a new worry is passed on like the first."""
    if by.pk != meeting.logged_by_id:
        raise RuleError(_("Only who logged the meeting can add to it."))
    if not text.strip():
        raise RuleError(_("Please write what you want to add."))
    Meeting.objects.select_for_update(no_key=True).get(pk=meeting.pk)
    added = MeetingAddition.objects.filter(form_key=form_key).first()
    if added and added.meeting_id != meeting.pk:
        raise RuleError(_("This form was used already. Please open it again."))
    if added:
        return added
    addition = MeetingAddition.objects.create(
        meeting=meeting, form_key=form_key, text=text, is_worrying=is_worrying, added_by=by, added_at=now()
    )
    drop_draft(form_key=form_key, by=by)
    if is_worrying:
        Meeting.objects.filter(pk=meeting.pk).update(
            is_worrying=True, worry_acknowledged_by=None, worry_acknowledged_at=None
        )
        meeting.refresh_from_db(fields=["is_worrying", "worry_acknowledged_by", "worry_acknowledged_at"])
        _pass_worry_on(meeting)
    record("meeting.add", by=by, subject=meeting, is_worrying=is_worrying)
    return addition


@transaction.atomic
def acknowledge_worry(*, meeting: Meeting, by: User) -> None:
    """Say for the staff that the worry was read and is in hand; it leaves the worklists."""
    if by.pk == meeting.logged_by_id:
        raise RuleError(_("Somebody of the staff other than the mentor acknowledges a worry."))
    if (
        not Meeting.objects.unacknowledged()
        .filter(pk=meeting.pk)
        .update(worry_acknowledged_by=by, worry_acknowledged_at=now())
    ):
        raise RuleError(_("Nobody waits here: somebody acknowledged this already, or there is no worry."))
    meeting.refresh_from_db(fields=["worry_acknowledged_by", "worry_acknowledged_at"])
    record("meeting.acknowledge_worry", by=by, subject=meeting)


def can_be_corrected(meeting: Meeting) -> bool:
    return now() < meeting.logged_at + CORRECTION_TIME


def _same_form(logged: Meeting, pairing: Pairing, by: User) -> Meeting:
    """The same form sent twice answers the same meeting."""
    if (logged.pairing_id, logged.logged_by_id) != (pairing.pk, by.pk):
        raise RuleError(_("This form was used already. Please open it again."))
    return logged


def _may_have_met(pairing: Pairing, held_on: date, by: User) -> None:
    if by.pk != pairing.mentor.user_id:
        raise RuleError(_("Only the mentor of this pairing logs its meetings."))
    if pairing.status == Pairing.Status.INTRODUCED:
        raise RuleError(_("The first meeting is held beside somebody of the staff, who records it."))
    if not has_set_out(pairing):
        raise RuleError(_("In this pairing nobody meets: its status is “%(status)s”.") % {
            "status": pairing.get_status_display()
        })  # fmt: skip
    if held_on > today():
        raise RuleError(_("A meeting is logged after it took place, so its day cannot be in the future."))
    if held_on < timezone.localtime(pairing.opened_at).date():
        raise RuleError(_("This day is before the pairing began."))
    if FirstMeeting.objects.filter(pairing=pairing, held_on__gt=held_on).exists():
        raise RuleError(_("On this day the two had not met beside the staff yet."))
    if not may_meet(pairing.mentor, pairing.mentee.population, held_on):
        raise RuleError(_("Your papers were not complete on this day. Please tell your supervisor about this meeting."))


def _pass_worry_on(meeting: Meeting) -> None:
    """The worklists show it from the database at once; the mail only asks to look there."""
    if meeting.is_worrying:
        emails.meeting_worries(meeting)
