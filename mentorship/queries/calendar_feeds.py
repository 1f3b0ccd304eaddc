"""Whose calendar does a secret address open, and which moments stand in it?"""

import hashlib
from datetime import timedelta

from django.db.models import Q

from accounts.models import User
from kernel.clock import now
from mentorship.calendars import Event
from mentorship.models import CalendarFeed, GroupSession, Pairing, PlannedMeeting

LOOKS_BACK = timedelta(days=30)
MOST_EVENTS = 200


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def feed_of(person: User) -> CalendarFeed | None:
    """The address that stands, if there is one; the secret itself is nowhere."""
    return CalendarFeed.objects.visible_to(person).filter(ended_at=None).first()


def person_of_feed(token: str) -> User | None:
    """Whose meetings this secret opens; nobody's when it is unknown or ended, or when the person may not sign in."""
    feeds = CalendarFeed.objects.filter(token_hash=hash_of(token), ended_at=None, person__is_active=True)
    feed = feeds.select_related("person").first()
    return feed.person if feed else None


def events_of(person: User) -> list[Event]:
    """The own planned meetings of pairings that walk, and the sessions of the own supervision group."""
    since = now() - LOOKS_BACK
    walking = Pairing.objects.of_mentor(person).filter(status=Pairing.Status.ACTIVE).values("pk")
    plans = PlannedMeeting.objects.open().filter(pairing__in=walking, starts_at__gte=since)
    belongs = Q(group__members__mentor__user=person, group__members__until_on=None) | Q(group__leader=person)
    sessions = GroupSession.objects.filter(belongs, group__ended_at=None, cancelled_at=None, starts_at__gte=since)
    return [
        Event(str(one.public_id), one.starts_at, one.minutes, one.planned_at)
        for one in (*plans[:MOST_EVENTS], *sessions.order_by("starts_at", "pk").distinct()[:MOST_EVENTS])
    ]
