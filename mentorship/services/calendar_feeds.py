"""Who may read the own meetings from a calendar programme? Whoever knows a secret address, until it is ended."""

import secrets

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from kernel.audit import record
from kernel.clock import now
from kernel.errors import RuleError
from mentorship.models import CalendarFeed
from mentorship.queries.calendar_feeds import hash_of


@transaction.atomic
def make_feed(*, by: User) -> str:
    """Make a new secret address and end the one before; returns the token, which is shown only now."""
    _lock(by)
    _standing(by).update(ended_at=now())
    token = secrets.token_urlsafe(32)
    feed = CalendarFeed.objects.create(person=by, token_hash=hash_of(token), made_at=now())
    record("calendar.make", by=by, subject=feed)
    return token


@transaction.atomic
def end_feed(*, by: User) -> None:
    """End the secret address: whoever knows it reads nothing any more."""
    _lock(by)
    feed = _standing(by).first()
    if feed is None:
        raise RuleError(_("There is no calendar address to end."))
    CalendarFeed.objects.filter(pk=feed.pk).update(ended_at=now())
    record("calendar.end", by=by, subject=feed)


def _lock(person: User) -> None:
    User.objects.select_for_update(no_key=True).get(pk=person.pk)


def _standing(person: User) -> "QuerySet[CalendarFeed]":
    return CalendarFeed.objects.filter(person=person, ended_at=None)
