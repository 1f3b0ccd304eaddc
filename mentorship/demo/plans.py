"""What have the invented pairs planned? Most know when they meet next; one plan waits for an answer, two fell out."""

from collections.abc import Iterator
from datetime import timedelta

from kernel.clock import now
from mentorship.activity_library import library
from mentorship.demo.chance import Chance
from mentorship.models import Pairing, PlannedMeeting
from mentorship.vocabulary import MeetingPlace

SHARE_PLANNED = 0.7


def invent_plans(pairings: list[Pairing], chance: Chance) -> list[PlannedMeeting]:
    """The plans of the pairings that walk: the first has one that has just passed, the second lost two in a row."""
    walking = [pairing for pairing in pairings if pairing.status == Pairing.Status.ACTIVE]
    return [plan for place, pairing in enumerate(walking) for plan in _plans(place, pairing, chance)]


def _plans(place: int, pairing: Pairing, chance: Chance) -> Iterator[PlannedMeeting]:
    if place == 0:
        yield _plan(pairing, -1, chance)
    if place == 1:
        for days, reason in ((-1, PlannedMeeting.Reason.MENTEE_AWAY), (-4, PlannedMeeting.Reason.MENTEE_CANCELLED)):
            yield _fell_through(_plan(pairing, days, chance), reason)
    if chance.happens(SHARE_PLANNED):
        yield _plan(pairing, chance.random.randint(1, 7), chance)


def _plan(pairing: Pairing, days: int, chance: Chance) -> PlannedMeeting:
    day = (now() + timedelta(days=days)).replace(minute=0, second=0, microsecond=0)
    return PlannedMeeting(
        public_id=chance.public_id(), form_key=chance.public_id(), pairing=pairing, minutes=90,
        starts_at=day.replace(hour=chance.random.randint(13, 16)), place=MeetingPlace.CENTRE,
        activity=chance.random.choice(library().activities).code, planned_by=pairing.mentor.user,
        planned_at=day - timedelta(days=5),
    )  # fmt: skip


def _fell_through(plan: PlannedMeeting, reason: str) -> PlannedMeeting:
    is_missed = reason == PlannedMeeting.Reason.MENTEE_AWAY
    plan.status = PlannedMeeting.Status.MISSED if is_missed else PlannedMeeting.Status.CANCELLED
    plan.reason, plan.settled_by, plan.settled_at = reason, plan.planned_by, plan.starts_at + timedelta(hours=2)
    return plan
