"""How is the next meeting planned, and how is it settled: held, missed or cancelled?"""

import uuid
from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services.drafts import drop_draft
from kernel.audit import record
from kernel.clock import now
from kernel.errors import RuleError
from kernel.workflow import advance
from mentorship.models import Meeting, Pairing, PlannedMeeting
from mentorship.queries.meeting_places import places_for
from mentorship.queries.pairings import may_meet, why_apart

FURTHEST = timedelta(days=180)
Reason = PlannedMeeting.Reason


@transaction.atomic
def plan_meeting(
    *, pairing: Pairing, form_key: uuid.UUID, starts_at: datetime, minutes: int, place: str, activity: str, by: User
) -> PlannedMeeting:
    """Plan a meeting once per form, and drop the draft."""
    locked = Pairing.objects.select_for_update(no_key=True, of=("self",)).get(pk=pairing.pk)
    planned = PlannedMeeting.objects.filter(form_key=form_key).first()
    if planned:
        return _same_form(planned, locked, by)
    _may_plan(locked, by)
    _must_suit(locked, starts_at, minutes, place)
    plan = PlannedMeeting.objects.create(
        pairing=locked, form_key=form_key, starts_at=starts_at, minutes=minutes, place=place, activity=activity,
        planned_by=by, planned_at=now(),
    )  # fmt: skip
    drop_draft(form_key=form_key, by=by)
    record("plan.make", by=by, subject=plan)
    return plan


@transaction.atomic
def fall_through(*, plan: PlannedMeeting, reason: str, by: User) -> None:
    """Say that a planned meeting does not take place: missed when the mentee stayed away, cancelled otherwise."""
    if by.pk != plan.pairing.mentor.user_id:
        raise RuleError(_("Only the mentor of this pairing says what became of its plans."))
    if reason not in Reason.values:
        raise RuleError(_("Please say why the meeting does not take place."))
    if reason == Reason.MENTEE_AWAY and plan.starts_at > now():
        raise RuleError(_("This meeting is still to come, so nobody can have stayed away."))
    advance(plan, "miss" if reason == Reason.MENTEE_AWAY else "cancel", by=by, reason=reason)


def hold_plan(*, meeting: Meeting, plan: PlannedMeeting | None, by: User) -> None:
    """Settle the plan that was logged against, or else the plan of that day; a meeting without a plan needs none."""
    plans = PlannedMeeting.objects.open().filter(pairing=meeting.pairing_id)
    held = plans.filter(pk=plan.pk) if plan else plans.filter(starts_at__date=meeting.held_on)
    if found := held.first():
        advance(found, "hold", by=by, meeting=meeting)


def _may_plan(pairing: Pairing, by: User) -> None:
    if by.pk != pairing.mentor.user_id:
        raise RuleError(_("Only the mentor of this pairing plans its meetings."))
    if pairing.status != Pairing.Status.ACTIVE:
        raise RuleError(_("Meetings are planned while the two walk together; now the status is “%(status)s”.") % {
            "status": pairing.get_status_display()
        })  # fmt: skip
    if apart := why_apart([pairing])[pairing.pk]:
        raise RuleError(apart)


def _must_suit(pairing: Pairing, starts_at: datetime, minutes: int, place: str) -> None:
    """A moment to come, for which the papers last and which is still free; a place where the two may meet."""
    if starts_at <= now():
        raise RuleError(_("This moment has passed. Log the meeting if it took place."))
    if starts_at > now() + FURTHEST:
        raise RuleError(_("Please plan at most half a year ahead."))
    allowed = places_for(pairing)
    if place not in allowed:
        words = {"places": get_text_list([str(one.label) for one in allowed], _("or"))}
        raise RuleError(_("In this pairing you meet %(places)s. Your supervisor can tell you why.") % words)
    if not may_meet(pairing.mentor, pairing.mentee.population, timezone.localtime(starts_at).date()):
        raise RuleError(_("Your papers or your certificate end before this day. Renew them first, or plan it earlier."))
    until = starts_at.astimezone(UTC) + timedelta(minutes=minutes)
    if any(other.starts_at < until and starts_at < other.ends_at for other in _open(pairing)):
        raise RuleError(_("You have planned a meeting at this time already."))


def _open(pairing: Pairing) -> list[PlannedMeeting]:
    return list(PlannedMeeting.objects.open().filter(pairing=pairing))


def _same_form(planned: PlannedMeeting, pairing: Pairing, by: User) -> PlannedMeeting:
    """The same form sent twice answers the same plan."""
    if (planned.pairing_id, planned.planned_by_id) != (pairing.pk, by.pk):
        raise RuleError(_("This form was used already. Please open it again."))
    return planned
