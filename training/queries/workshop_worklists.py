"""What about workshops, practice and observations waits for this person? One function for each kind of line."""

from datetime import timedelta

from django.db.models import Count, Min
from django.db.models.functions import TruncDate
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from accounts.permissions import Permission
from accounts.worklist import Line
from kernel.clock import now, today
from training.models import Booking, Observation, Workshop
from training.queries.practice import waiting_for_practice

SOON = timedelta(days=7)
MOST_LINES = 20


def workshops_to_close(user: User) -> list[Line]:
    """For a trainer: who was there is to be written down."""
    if not user.may(Permission.TRAINING_RUN):
        return []
    over = Workshop.objects.filter(trainer=user, status=Workshop.Status.PLANNED, ends_at__lt=now())
    told = _("A workshop is over: write down who was there.")
    rows = over.annotate(day=TruncDate("ends_at")).order_by("ends_at", "pk").values_list("public_id", "day")
    return [Line(told, reverse("training:workshop_roster", args=[one]), day, 40) for one, day in rows[:MOST_LINES]]


def own_workshops(user: User) -> list[Line]:
    """For a learner: a place at a workshop within the week."""
    if not user.may(Permission.LEARN):
        return []
    coming = Booking.objects.filter(
        person=user, status=Booking.Status.BOOKED, workshop__status=Workshop.Status.PLANNED,
        workshop__starts_at__range=(now(), now() + SOON),
    )  # fmt: skip
    told = _("You have a seat at a workshop.")
    rows = coming.annotate(day=TruncDate("workshop__starts_at")).order_by("day", "pk").values_list("day", flat=True)
    return [Line(told, reverse("training:workshop_list"), day, 8) for day in rows[:MOST_LINES]]


def practice_to_see(user: User) -> list[Line]:
    """For a specialist: learners who wait to be seen practising."""
    if not user.may(Permission.PRACTICE_SIGN):
        return []
    found = waiting_for_practice(user)
    if not found:
        return []
    told = ngettext(
        "%(count)d learner waits to be seen practising.", "%(count)d learners wait to be seen practising.", len(found)
    )
    return [Line(told % {"count": len(found)}, reverse("training:practice_list"), None, 10)]


def observations_to_read(user: User) -> list[Line]:
    """For coordinators and specialists: a trainer asks them to look at something."""
    if not user.may(Permission.OBSERVATIONS_SEE):
        return []
    waiting = Observation.objects.visible_to(user).unacknowledged().exclude(observed_by=user)
    found = waiting.order_by().aggregate(count=Count("pk"), since=Min(TruncDate("observed_at")))
    if not found["count"]:
        return []
    told = ngettext(
        "%(count)d observation of a trainer waits for you.", "%(count)d observations of trainers wait for you.",
        found["count"],
    )  # fmt: skip
    return [Line(told % {"count": found["count"]}, reverse("training:observation_list"), found["since"] or today(), 50)]
