"""Where may the two of a pairing meet, today or on a day that has passed, and what may the specialist still allow?"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils import timezone

from accounts.models import User
from accounts.permissions import Permission
from kernel.clock import today
from mentorship.meeting_places import allowed_places
from mentorship.models import Meeting, Pairing, PlaceGrant
from mentorship.vocabulary import MeetingPlace


def places_for(pairing: Pairing) -> list[MeetingPlace]:
    """Where the two may meet today."""
    return _places(pairing, _grants(pairing), today())


def places_to_allow(pairing: Pairing) -> list[MeetingPlace]:
    """What the mentee's ways of meeting hold and a student may not do without being allowed to."""
    usual = places_for(pairing)
    return [place for place in allowed_places(modes=pairing.mentee.modes) if place not in usual]


def places_of_staff(pairing: Pairing, meetings: Iterable[Meeting], user: User) -> dict[str, Any]:
    """For the page of the staff: what was allowed beside, and which of the meetings were where nobody had agreed."""
    grants = _grants(pairing)
    elsewhere = {meeting.pk for meeting in meetings if meeting.place not in _places(pairing, grants, meeting.held_on)}
    may_allow = is_student(pairing) and user.may_in(Permission.MENTORING_DECIDE, pairing.centre)
    return {
        "places": _places(pairing, grants, today()), "elsewhere": elsewhere, "may_allow": may_allow,
        "grants": [grant for grant in grants if grant.ended_at is None],
    }  # fmt: skip


def is_student(pairing: Pairing) -> bool:
    """Who walks beside for a university is in practicum."""
    return pairing.mentor.university_id is not None


def _grants(pairing: Pairing) -> list[PlaceGrant]:
    """Every grant of this pairing, ended ones too; only a student needs any."""
    if not is_student(pairing):
        return []
    return list(PlaceGrant.objects.filter(pairing=pairing).select_related("granted_by").order_by("granted_at", "pk"))


def _places(pairing: Pairing, grants: Iterable[PlaceGrant], on: date) -> list[MeetingPlace]:
    granted = [grant.place for grant in grants if _holds(grant, on)]
    return allowed_places(modes=pairing.mentee.modes, is_student=is_student(pairing), granted=granted)


def _holds(grant: PlaceGrant, on: date) -> bool:
    """From the day it was given; today not any more once it is ended, for earlier days through the day of its end."""
    if _day(grant.granted_at) > on:
        return False
    return grant.ended_at is None or (on <= _day(grant.ended_at) and on < today())


def _day(moment: Any) -> date:
    return timezone.localtime(moment).date()
