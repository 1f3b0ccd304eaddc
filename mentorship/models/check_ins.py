"""What did the staff hear from the mentor, the mentee and the responsible adult, and what does the mentee answer?"""

import uuid
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from kernel.encryption import EncryptedJSONField, EncryptedTextField
from kernel.privacy import C1, C3
from mentorship.models.pairings import Pairing


class OfPairingForStaffQuerySet(models.QuerySet):  # type: ignore[type-arg]
    def visible_to(self, user: User) -> Self:
        """Staff only, and only of the pairings they keep."""
        return self.filter(pairing__in=Pairing.objects.visible_to_staff(user).values("pk"))


class CheckIn(models.Model):
    """One contact of the staff with one party about a pairing; also one in which nobody was reached."""

    class Party(models.TextChoices):
        MENTOR = "mentor", _("the mentor")
        MENTEE = "mentee", _("the mentee")
        ADULT = "adult", _("the responsible adult")

    class Depth(models.TextChoices):
        SHORT = "short", _("short")
        IN_DEPTH = "in_depth", _("in depth")

    class Channel(models.TextChoices):
        PHONE = "phone", _("by phone")
        VISIT = "visit", _("in person")
        VIDEO = "video", _("by video")
        WRITTEN = "written", _("in writing")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    pairing = models.ForeignKey(Pairing, on_delete=models.PROTECT, related_name="check_ins")
    form_key = models.UUIDField(_("key of the form"), unique=True, editable=False)
    party = models.CharField(_("with"), max_length=8, choices=Party.choices)
    depth = models.CharField(_("kind"), max_length=10, choices=Depth.choices)
    held_on = models.DateField(_("day"))
    channel = models.CharField(_("how"), max_length=8, choices=Channel.choices)
    was_reached = models.BooleanField(_("reached"), default=True)
    question_set = models.CharField(_("questions"), max_length=40, blank=True)
    answers = EncryptedJSONField(_("answers"), default=dict)
    note = EncryptedTextField(_("note"), blank=True)
    follow_up = EncryptedTextField(_("what follows"), blank=True)
    follow_up_on = models.DateField(_("until"), null=True, blank=True)
    followed_up_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    followed_up_at = models.DateTimeField(_("done at"), null=True)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("written down at"))

    objects = OfPairingForStaffQuerySet.as_manager()

    class Meta:
        verbose_name = _("check-in")
        verbose_name_plural = _("check-ins")
        ordering = ["-held_on", "-pk"]
        indexes = [
            models.Index(fields=["pairing", "-held_on", "-id"], name="check_ins_of_a_pairing"),
            models.Index(
                fields=["follow_up_on"], condition=Q(follow_up_on__isnull=False, followed_up_at=None),
                name="check_ins_to_follow_up",
            ),
        ]  # fmt: skip

    class Privacy:
        classes = {
            "id": C1, "public_id": C1, "pairing": C3, "form_key": C1, "party": C1, "depth": C1, "held_on": C1,
            "channel": C1, "was_reached": C1, "question_set": C1, "answers": C3, "note": C3, "follow_up": C3,
            "follow_up_on": C1, "followed_up_by": C1, "followed_up_at": C1, "made_by": C1, "made_at": C1,
        }  # fmt: skip

    def __str__(self) -> str:
        return f"CheckIn {str(self.public_id)[:8]}"


class Pulse(models.Model):
    """Five short questions to the mentee about the pairing, asked once at a stage by link or on paper."""

    class Channel(models.TextChoices):
        LINK = "link", _("by link")
        PAPER = "paper", _("on paper, with somebody of the staff")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    pairing = models.ForeignKey(Pairing, on_delete=models.PROTECT, related_name="pulses")
    stage = models.PositiveSmallIntegerField(_("months after the start"))
    due_on = models.DateField(_("due on"))
    channel = models.CharField(_("how"), max_length=8, choices=Channel.choices, blank=True)
    answers = EncryptedJSONField(_("answers"), default=dict)
    is_low = models.BooleanField(_("an answer asks for a call"), default=False)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField(_("asked at"), null=True)
    answered_at = models.DateTimeField(_("answered at"), null=True)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    objects = OfPairingForStaffQuerySet.as_manager()

    class Meta:
        verbose_name = _("pulse")
        verbose_name_plural = _("pulses")
        ordering = ["pairing", "stage", "pk"]
        indexes = [models.Index(fields=["due_on", "id"], condition=Q(answered_at=None), name="pulses_that_wait")]
        constraints = [
            models.UniqueConstraint(
                fields=["pairing", "stage"], name="one_pulse_per_stage",
                violation_error_message=_("These questions were asked already."),
            )
        ]  # fmt: skip

    class Privacy:
        classes = {
            "id": C1, "public_id": C1, "pairing": C3, "stage": C1, "due_on": C1, "channel": C1, "answers": C3,
            "is_low": C3, "asked_by": C1, "asked_at": C1, "answered_at": C1, "recorded_by": C1,
        }  # fmt: skip

    def __str__(self) -> str:
        return f"Pulse {str(self.public_id)[:8]}"


class SignalAnswer(models.Model):
    """Somebody of the staff has seen an early warning of a pairing and says why it may rest until a day."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    pairing = models.ForeignKey(Pairing, on_delete=models.PROTECT, related_name="signal_answers")
    code = models.CharField(_("rule"), max_length=40)
    reason = EncryptedTextField(_("reason"))
    rests_until = models.DateField(_("rests until"))
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(_("answered at"))

    objects = OfPairingForStaffQuerySet.as_manager()

    class Meta:
        verbose_name = _("answer to an early warning")
        verbose_name_plural = _("answers to early warnings")
        ordering = ["-answered_at", "-pk"]
        indexes = [models.Index(fields=["pairing", "code", "-rests_until"], name="answers_to_a_signal")]

    class Privacy:
        classes = {
            "id": C1, "public_id": C1, "pairing": C3, "code": C1, "reason": C3, "rests_until": C1, "answered_by": C1,
            "answered_at": C1,
        }  # fmt: skip

    def __str__(self) -> str:
        return f"SignalAnswer {str(self.public_id)[:8]}"
