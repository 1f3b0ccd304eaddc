"""What between the first question and the first ordinary meeting waits for the staff? One query for each line."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext

from accounts.models import User
from accounts.worklist import Line
from kernel.clock import now, today
from kernel.links import VALID_FOR
from mentorship.models import Asking, Pairing
from mentorship.profiles import OF_AGE
from mentorship.queries.askings import ASK_AGAIN_AFTER

ANSWER_TIME = timedelta(days=3)
USUAL_REST = timedelta(days=7)
Answer = Asking.Answer
Party = Asking.Party
Status = Pairing.Status


def late_answers(user: User) -> list[Line]:
    """Mentors who were asked more than three days ago and have not said yes or no."""
    wants_time = Q(answer=Answer.LATER, answered_at__gt=now() - ASK_AGAIN_AFTER)
    heard = Exists(_current(Party.MENTOR).filter(Q(answer=Answer.YES) | wants_time))
    asked = _kept(user).filter(~heard, status=Status.ASKED, opened_at__lt=now() - ANSWER_TIME)
    found = asked.aggregate(count=Count("pk"), since=Min("opened_at"))
    sentence = ngettext(
        "%(count)d mentor has not answered for three days. Please call.",
        "%(count)d mentors have not answered for three days. Please call.",
        found["count"],
    )
    return _line(sentence, Status.ASKED, found, ANSWER_TIME, 40)


def people_to_ask(user: User) -> list[Line]:
    """Mentees, and who consents by law for them, whom nobody asked yet, or who are to be asked again."""
    said_yes = Exists(_current(Party.MENTOR).filter(answer=Answer.YES))
    mentor_said_yes = _kept(user).filter(said_yes, status=Status.ASKED)
    is_minor = Q(mentee__birth_year__gt=today().year - OF_AGE)
    waiting = mentor_said_yes.filter(~_is_asked(Party.MENTEE) | (is_minor & ~_is_asked(Party.CONSENTER)))
    found = waiting.aggregate(count=Count("pk"), since=Min("opened_at"))
    sentence = ngettext(
        "In %(count)d pairing the mentor said yes: ask the mentee, and who consents by law.",
        "In %(count)d pairings the mentor said yes: ask the mentees, and who consents by law.",
        found["count"],
    )
    return _line(sentence, Status.ASKED, found, ANSWER_TIME, 38)


def first_meetings(user: User) -> list[Line]:
    """Everybody said yes, and nobody has planned the first meeting."""
    found = _introduced(user, first_meeting=None)
    sentence = ngettext(
        "In %(count)d pairing everybody said yes: plan the first meeting.",
        "In %(count)d pairings everybody said yes: plan the first meetings.",
        found["count"],
    )
    return _line(sentence, Status.INTRODUCED, found, USUAL_REST, 30)


def first_meetings_held(user: User) -> list[Line]:
    """The first meeting was planned for a moment that is past, and nobody has recorded it."""
    found = _introduced(user, first_meeting__held_on=None, first_meeting__meets_at__lt=now())
    sentence = ngettext(
        "%(count)d first meeting is past: record how it was held, or move it.",
        "%(count)d first meetings are past: record how they were held, or move them.",
        found["count"],
    )
    return _line(sentence, Status.INTRODUCED, found, USUAL_REST, 32)


def agreements_to_sign(user: User) -> list[Line]:
    """The two have met, and have not set out."""
    found = _introduced(user, first_meeting__held_on__isnull=False)
    sentence = ngettext(
        "%(count)d pairing has met and not set out: see which signature or paper is missing.",
        "%(count)d pairings have met and not set out: see which signatures or papers are missing.",
        found["count"],
    )
    return _line(sentence, Status.INTRODUCED, found, USUAL_REST, 31)


def _introduced(user: User, **state: Any) -> dict[str, Any]:
    introduced = _kept(user).filter(status=Status.INTRODUCED, **state)
    return introduced.aggregate(count=Count("pk"), since=Min("introduced_at"))


def _kept(user: User) -> "QuerySet[Pairing]":
    return Pairing.objects.visible_to_staff(user)


def _is_asked(party: str) -> Exists:
    """Somebody is asked: they answered, or still have the time to, or wanted time and it is not over."""
    is_waiting = Q(answer="", asked_at__gt=now() - VALID_FOR)
    wants_time = Q(answer=Answer.LATER, answered_at__gt=now() - ASK_AGAIN_AFTER)
    return Exists(_current(party).filter(Q(answer=Answer.YES) | is_waiting | wants_time))


def _current(party: str) -> "QuerySet[Asking]":
    return Asking.objects.filter(pairing=OuterRef("pk"), party=party, is_current=True)


def _line(sentence: str, wanted: str, found: dict[str, Any], time: timedelta, weight: int) -> list[Line]:
    """One line for all of a kind, which opens the list of them."""
    if not found["count"]:
        return []
    url = f"{reverse('mentorship:pairing_list')}?wanted={wanted}"
    return [Line(sentence % {"count": found["count"]}, url, _due(found["since"], time), weight)]


def _due(since: datetime | None, time: timedelta) -> date | None:
    return timezone.localtime(since).date() + time if since else None
