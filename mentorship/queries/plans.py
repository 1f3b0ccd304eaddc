"""When do the two meet next, where may they meet, and what fell through since they last met?"""

from datetime import date, time, timedelta
from typing import Any

from django.utils import timezone

from accounts.models import User
from kernel.clock import now, today
from kernel.keysets import is_public_id
from mentorship.activity_library import LibraryActivity, library
from mentorship.models import Meeting, Pairing, PlannedMeeting
from mentorship.queries.meeting_places import places_for, places_of_staff
from mentorship.queries.meetings import USUAL_MINUTES

LAST_PLANS = 10
WEEK = timedelta(days=7)
USUAL_TIME = time(16)
FELL_THROUGH = (PlannedMeeting.Status.MISSED, PlannedMeeting.Status.CANCELLED)


def activities_for(pairing: Pairing) -> list[LibraryActivity]:
    """What of the library suits this mentee's group and age, in the order of the library."""
    mentee, age = pairing.mentee, today().year - pairing.mentee.birth_year
    return [one for one in library().activities if one.suits(population=mentee.population, age=age)]


def begun_plan(pairing: Pairing, public_id: str) -> PlannedMeeting | None:
    """The open plan of this pairing that has begun already, if this is one; logging settles it."""
    if not is_public_id(public_id):
        return None
    return PlannedMeeting.objects.open().filter(pairing=pairing, public_id=public_id, starts_at__lte=now()).first()


def usual_plan(pairing: Pairing) -> dict[str, Any]:
    """What most plans are like: a week after the last meeting or plan, at the same time, in the same place."""
    last = pairing.planned_meetings.order_by("-starts_at", "-pk").first()
    met = pairing.meetings.order_by("-held_on", "-pk").first()
    begins = timezone.localtime(last.starts_at) if last else None
    days = [day for day in (begins and begins.date(), met and met.held_on) if day]
    like = last or met
    allowed = places_for(pairing)
    return {
        "day": _in_a_week(max(days, default=today())),
        "time": begins.time() if begins else USUAL_TIME,
        "minutes": like.minutes if like else USUAL_MINUTES,
        "place": like.place if like and like.place in allowed else next(iter(allowed), None),
    }


def planning_of(pairing: Pairing, user: User) -> dict[str, Any]:
    """For the page of the staff: where the two may meet, the last plans, and how many fell through since they met."""
    meetings: list[Meeting] = pairing.last_meetings  # type: ignore[attr-defined]  # prefetched
    plans = list(pairing.planned_meetings.order_by("-starts_at", "-pk")[:LAST_PLANS])
    since = meetings[0].held_on if meetings else date.min
    fallen = [
        plan for plan in plans if plan.status in FELL_THROUGH and timezone.localtime(plan.starts_at).date() > since
    ]
    return {"plans": plans, "fallen": len(fallen)} | places_of_staff(pairing, meetings, user)


def _in_a_week(day: date) -> date:
    """The same day of the week, the first one that is still to come."""
    ahead = (today() - day).days // 7 + 1
    return day + max(ahead, 1) * WEEK
