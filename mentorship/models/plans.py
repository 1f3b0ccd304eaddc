"""When do the two meet next, and where does a mentor's own calendar read it?"""

import uuid
from datetime import UTC, datetime, timedelta
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from kernel.clock import now
from kernel.privacy import C1, C3
from kernel.workflow import step
from mentorship.models.meetings import Meeting
from mentorship.models.pairings import Pairing
from mentorship.vocabulary import MeetingPlace


class OfPairingQuerySet(models.QuerySet):  # type: ignore[type-arg]
    def visible_to(self, user: User) -> Self:
        """Whoever sees the pairing: staff what they keep, a mentor the own open pairings."""
        return self.filter(pairing__in=Pairing.objects.visible_to(user).values("pk"))

    def visible_to_staff(self, user: User) -> Self:
        """What belongs to the pairings this person keeps."""
        return self.filter(pairing__in=Pairing.objects.visible_to_staff(user).values("pk"))


class PlannedMeetingQuerySet(OfPairingQuerySet):
    def of_mentor(self, user: User) -> Self:
        """The plans of the open pairings in which this person is the mentor."""
        return self.filter(pairing__in=Pairing.objects.of_mentor(user).values("pk"))

    def open(self) -> Self:
        """What is neither held nor fell through, the next one first."""
        return self.filter(status="planned").order_by("starts_at", "pk")


class PlannedMeeting(models.Model):
    """A meeting that is to come, until it was held, missed or cancelled."""

    class Status(models.TextChoices):
        PLANNED = "planned", _("planned")
        HELD = "held", _("held")
        MISSED = "missed", _("missed")
        CANCELLED = "cancelled", _("cancelled")

    class Reason(models.TextChoices):
        MENTEE_AWAY = "mentee_away", _("the mentee did not come")
        MENTEE_CANCELLED = "mentee_cancelled", _("the mentee cancelled")
        MENTOR_CANCELLED = "mentor_cancelled", _("the mentor could not come")
        STAFF = "staff", _("the staff cancelled")
        OTHER = "other", _("another reason")

    WORKFLOW = {
        "hold": step(Status.PLANNED, to=Status.HELD, stamp="settled_at"),
        "miss": step(Status.PLANNED, to=Status.MISSED, stamp="settled_at"),
        "cancel": step(Status.PLANNED, to=Status.CANCELLED, stamp="settled_at"),
    }

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    pairing = models.ForeignKey(Pairing, on_delete=models.PROTECT, related_name="planned_meetings")
    form_key = models.UUIDField(_("key of the form"), unique=True, editable=False)
    starts_at = models.DateTimeField(_("begins"))
    minutes = models.PositiveSmallIntegerField(_("length in minutes"), default=90)
    place = models.CharField(_("where"), max_length=10, choices=MeetingPlace.choices)
    activity = models.CharField(_("activity of the library"), max_length=40, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.PLANNED)
    reason = models.CharField(_("why it did not take place"), max_length=16, choices=Reason.choices, blank=True)
    meeting = models.OneToOneField(Meeting, on_delete=models.PROTECT, null=True, related_name="plan")
    planned_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    planned_at = models.DateTimeField(_("planned at"))
    settled_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField(_("settled at"), null=True)

    objects = PlannedMeetingQuerySet.as_manager()

    class Meta:
        verbose_name = _("planned meeting")
        verbose_name_plural = _("planned meetings")
        ordering = ["starts_at", "pk"]
        indexes = [models.Index(fields=["pairing", "status", "starts_at", "id"], name="plans_of_a_pairing")]
        constraints = [
            models.CheckConstraint(
                name="missed_meeting_has_its_reason",
                condition=~Q(status__in=["missed", "cancelled"]) | ~Q(reason=""),
                violation_error_message=_("Please say why the meeting did not take place."),
            ),
            models.CheckConstraint(
                name="planned_meeting_has_a_length",
                condition=Q(minutes__gte=5, minutes__lte=720),
                violation_error_message=_("A meeting lasts between 5 minutes and 12 hours."),
            ),
        ]

    class Privacy:
        classes = {
            "id": C1, "public_id": C1, "pairing": C3, "form_key": C1, "starts_at": C3, "minutes": C1, "place": C3,
            "activity": C3, "status": C1, "reason": C3, "meeting": C1, "planned_by": C1, "planned_at": C1,
            "settled_by": C1, "settled_at": C1,
        }  # fmt: skip

    def __str__(self) -> str:
        return f"PlannedMeeting {str(self.public_id)[:8]}"

    @property
    def ends_at(self) -> datetime:
        return self.starts_at.astimezone(UTC) + timedelta(minutes=self.minutes)

    @property
    def is_over(self) -> bool:
        """Its time has passed, so that it took place or did not."""
        return self.ends_at <= now()


class CalendarFeedQuerySet(models.QuerySet["CalendarFeed"]):
    def visible_to(self, user: User) -> Self:
        """Only the own."""
        return self.filter(person=user)


class CalendarFeed(models.Model):
    """The secret address under which a person's calendar programme reads the own meetings; no names, no places."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="calendar_feeds")
    token_hash = models.CharField(_("hash of the secret"), max_length=64, unique=True)
    made_at = models.DateTimeField(_("made at"))
    ended_at = models.DateTimeField(_("ended at"), null=True)

    objects = CalendarFeedQuerySet.as_manager()

    class Meta:
        verbose_name = _("calendar feed")
        verbose_name_plural = _("calendar feeds")
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=Q(ended_at=None), name="one_calendar_feed_of_a_person")
        ]

    class Privacy:
        classes = {"id": C1, "public_id": C1, "person": C1, "token_hash": C1, "made_at": C1, "ended_at": C1}

    def __str__(self) -> str:
        return f"CalendarFeed {str(self.public_id)[:8]}"
