"""What happened when the two met? Logged by the mentor, added to later, never rewritten."""

import uuid
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from kernel.encryption import EncryptedTextField
from kernel.privacy import C1, C3
from mentorship.models.pairings import Pairing
from mentorship.vocabulary import MeetingPlace, Mood


class MeetingQuerySet(models.QuerySet["Meeting"]):
    def visible_to(self, user: User) -> Self:
        """Whoever sees the pairing sees its meetings: staff what they keep, a mentor the own open pairings."""
        return self.filter(pairing__in=Pairing.objects.visible_to(user).values("pk"))

    def visible_to_staff(self, user: User) -> Self:
        """The meetings of the pairings this person keeps."""
        return self.filter(pairing__in=Pairing.objects.visible_to_staff(user).values("pk"))

    def of_mentor(self, user: User) -> Self:
        """The meetings of the open pairings in which this person is the mentor."""
        return self.filter(pairing__in=Pairing.objects.of_mentor(user).values("pk"))

    def unacknowledged(self) -> Self:
        """Something worries the mentor, and nobody of the staff has said that they know."""
        return self.filter(is_worrying=True, worry_acknowledged_at=None)


class Meeting(models.Model):
    """One encounter of mentor and mentee."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    pairing = models.ForeignKey(Pairing, on_delete=models.PROTECT, related_name="meetings")
    form_key = models.UUIDField(_("key of the form"), unique=True, editable=False)
    held_on = models.DateField(_("day"))
    minutes = models.PositiveSmallIntegerField(_("length in minutes"))
    place = models.CharField(_("where"), max_length=10, choices=MeetingPlace.choices)
    activities = models.JSONField(_("what you did"), default=list)
    topics = models.JSONField(_("what you talked about"), default=list, blank=True)
    mood = models.PositiveSmallIntegerField(_("how it went"), choices=Mood.choices)
    note = EncryptedTextField(_("note"), blank=True)
    is_worrying = models.BooleanField(_("something worries me"), default=False)
    worry = EncryptedTextField(_("what worries you"), blank=True)
    logged_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    logged_at = models.DateTimeField(_("logged at"))
    corrected_at = models.DateTimeField(_("corrected at"), null=True)
    worry_acknowledged_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    worry_acknowledged_at = models.DateTimeField(_("worry acknowledged at"), null=True)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        ordering = ["-held_on", "-pk"]
        indexes = [
            models.Index(fields=["pairing", "-held_on", "-id"], name="meetings_of_a_pairing"),
            models.Index(
                fields=["pairing"],
                condition=Q(is_worrying=True, worry_acknowledged_at=None),
                name="meetings_that_worry",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="meeting_has_a_length",
                condition=Q(minutes__gte=5, minutes__lte=720),
                violation_error_message=_("A meeting lasts between 5 minutes and 12 hours."),
            ),
            models.CheckConstraint(
                name="worry_acknowledged_at_with_its_person",
                condition=(
                    Q(worry_acknowledged_at=None, worry_acknowledged_by=None)
                    | Q(worry_acknowledged_at__isnull=False, worry_acknowledged_by__isnull=False, is_worrying=True)
                ),
                violation_error_message=_("Somebody acknowledges a worry at a moment."),
            ),
        ]

    class Privacy:
        classes = {
            "id": C1, "public_id": C1, "pairing": C3, "form_key": C1, "held_on": C3, "minutes": C1, "place": C3,
            "activities": C3, "topics": C3, "mood": C3, "note": C3, "is_worrying": C3, "worry": C3,
            "logged_by": C1, "logged_at": C1, "corrected_at": C1, "worry_acknowledged_by": C1,
            "worry_acknowledged_at": C1,
        }  # fmt: skip

    def __str__(self) -> str:
        return f"Meeting {str(self.public_id)[:8]}"

    @property
    def waits(self) -> bool:
        """A worry that nobody has acknowledged."""
        return self.is_worrying and self.worry_acknowledged_at is None


class MeetingAdditionQuerySet(models.QuerySet["MeetingAddition"]):
    def visible_to(self, user: User) -> Self:
        """Whoever sees the meeting sees what was added to it."""
        return self.filter(meeting__in=Meeting.objects.visible_to(user))


class MeetingAddition(models.Model):
    """What the mentor adds to a meeting later on; neither the meeting nor the addition is ever rewritten."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="additions")
    form_key = models.UUIDField(_("key of the form"), unique=True, editable=False)
    text = EncryptedTextField(_("what you want to add"))
    is_worrying = models.BooleanField(_("something worries me"), default=False)
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(_("added at"))

    objects = MeetingAdditionQuerySet.as_manager()

    class Meta:
        verbose_name = _("addition to a meeting")
        verbose_name_plural = _("additions to meetings")
        ordering = ["added_at", "pk"]

    class Privacy:
        classes = {
            "id": C1, "public_id": C1, "meeting": C3, "form_key": C1, "text": C3, "is_worrying": C3, "added_by": C1,
            "added_at": C1,
        }  # fmt: skip

    def __str__(self) -> str:
        return f"MeetingAddition {str(self.public_id)[:8]}"
