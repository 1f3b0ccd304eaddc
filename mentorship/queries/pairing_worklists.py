"""What about pairings and meetings waits for this person? Each kind of line is one function with one query."""

from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Exists, Max, Min, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Draft, User
from accounts.permissions import Permission
from accounts.worklist import BEFORE_EVERYTHING, Line
from kernel.clock import today
from mentorship.models import Asking, Meeting, Pairing
from mentorship.queries.pairings import QUIET, pairings_of_staff

ANSWER_TIME = timedelta(days=3)
USUAL_REST = timedelta(days=7)
MOST_WORRIES = 20
Status = Pairing.Status


def worries(user: User) -> list[Line]:
    """Each by itself and before everything else: a worry is never a number."""
    if not user.may(Permission.MEETINGS_SEE):
        return []
    meetings = Meeting.objects.visible_to_staff(user).unacknowledged().exclude(logged_by=user)
    return [
        Line(
            _("A mentor is worried after a meeting. Please read what happened and acknowledge it."),
            reverse("mentorship:meeting_detail", args=[meeting.public_id]), _day(meeting.logged_at), BEFORE_EVERYTHING,
        )
        for meeting in meetings.order_by("logged_at", "pk")[:MOST_WORRIES]
    ]  # fmt: skip


def quiet_pairings(user: User) -> list[Line]:
    """Active pairings without a meeting for three weeks."""
    if not user.may(Permission.PAIRING_SEE):
        return []
    found = pairings_of_staff(user, "quiet").aggregate(count=Count("pk"), since=Min("quiet_since"))
    sentence = ngettext(
        "%(count)d pairing has had no meeting for three weeks. Please ask how it goes.",
        "%(count)d pairings have had no meeting for three weeks. Please ask how it goes.",
        found["count"],
    )
    return _one(sentence, "quiet", found["count"], found["since"] and found["since"] + QUIET, 20)


def questions_to_answer(user: User) -> list[Line]:
    """For a mentor: being asked to walk beside somebody."""
    said = Asking.objects.filter(pairing=OuterRef("pk"), party=Asking.Party.MENTOR, is_current=True).exclude(answer="")
    asked = Pairing.objects.of_mentor(user).filter(~Exists(said), status=Status.ASKED).order_by("opened_at", "pk")
    return [
        Line(
            _("You are asked to accompany somebody. Please answer."),
            reverse("mentorship:my_pairing"), _day(pairing.opened_at) + ANSWER_TIME, 50,
        )
        for pairing in asked
    ]  # fmt: skip


def meetings_to_log(user: User) -> list[Line]:
    """For a mentor: a week without a logged meeting."""
    walking = Pairing.objects.of_mentor(user).filter(status=Status.ACTIVE)
    rested = walking.annotate(last_met_on=Max("meetings__held_on")).filter(
        Q(last_met_on=None) | Q(last_met_on__lte=today() - USUAL_REST)
    )
    rows = rested.order_by("opened_at", "pk").values_list("public_id", "last_met_on", "started_at", "opened_at")
    return [
        Line(
            _("Have you met? Log the meeting; it takes a minute."),
            reverse("mentorship:meeting_new", args=[public_id]),
            (last_met_on or _day(started_at or opened_at)) + USUAL_REST, 10,
        )
        for public_id, last_met_on, started_at, opened_at in rows
    ]  # fmt: skip


def drafts_to_finish(user: User) -> list[Line]:
    """For a mentor: what was typed when the session ended."""
    if not user.may(Permission.MY_PAIRING):
        return []
    own = Pairing.objects.of_mentor(user).values("public_id")
    drafts = Draft.objects.visible_to(user).filter(about__in=own).order_by("kept_at", "pk")
    sentence = _("What you typed about a meeting is not saved yet. Look at it and save it.")
    return [Line(sentence, page, _day(kept_at), 60) for page, kept_at in drafts.values_list("page", "kept_at")]


def _kept(user: User) -> "QuerySet[Pairing]":
    return Pairing.objects.visible_to_staff(user)


def _one(sentence: str, wanted: str, count: int, due_on: date | None, weight: int) -> list[Line]:
    """One line for all of a kind, which opens the list of them."""
    if not count:
        return []
    url = f"{reverse('mentorship:pairing_list')}?wanted={wanted}"
    return [Line(sentence % {"count": count}, url, due_on, weight)]


def _day(moment: Any) -> date:
    return timezone.localtime(moment).date()
