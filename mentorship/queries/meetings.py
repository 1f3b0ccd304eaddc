"""Which meetings does a person see, and with what does the form of the next one begin?"""

from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from accounts.models import User
from kernel.clock import today
from mentorship.activity_library import library
from mentorship.models import Meeting, MeetingAddition, Pairing, PlannedMeeting
from mentorship.vocabulary import MeetingPlace

USUAL_MINUTES = 60


def meetings_of_staff(user: User) -> "QuerySet[Meeting]":
    """The meetings whose page this member of staff may open, with everything the page shows."""
    return _whole(Meeting.objects.visible_to_staff(user))


def meetings_of_mentor(user: User) -> "QuerySet[Meeting]":
    """The meetings whose page this mentor may open, with everything the page shows."""
    return _whole(Meeting.objects.of_mentor(user))


def usual_meeting(pairing: Pairing, plan: PlannedMeeting | None = None) -> dict[str, Any]:
    """What most meetings are like: as planned, or else today, an hour, where the last one was."""
    if plan:
        planned = {"held_on": timezone.localtime(plan.starts_at).date(), "minutes": plan.minutes, "place": plan.place}
        chosen = library().activity_by_code.get(plan.activity)
        return planned | ({"activities": [chosen.kind], "topics": [chosen.topic]} if chosen else {})
    last = pairing.meetings.order_by("-held_on", "-pk").first()
    return {
        "held_on": today(),
        "minutes": last.minutes if last else USUAL_MINUTES,
        "place": last.place if last else MeetingPlace.CENTRE,
    }


def _whole(meetings: "QuerySet[Meeting]") -> "QuerySet[Meeting]":
    additions = MeetingAddition.objects.order_by("added_at", "pk").select_related("added_by")
    return meetings.select_related(
        "pairing__mentor__user", "pairing__mentee", "pairing__supervisor", "logged_by", "worry_acknowledged_by"
    ).prefetch_related(Prefetch("additions", queryset=additions))
