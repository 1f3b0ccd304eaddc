"""Who was asked whether two people shall meet, by which way, and what did they say?"""

import uuid
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from kernel.encryption import EncryptedTextField
from kernel.privacy import C1, C3
from mentorship.models.pairings import Pairing


class OfPairingQuerySet(models.QuerySet):  # type: ignore[type-arg]
    def visible_to(self, user: User) -> Self:
        """What is seen of the pairing's page, by staff only."""
        return self.filter(pairing__in=Pairing.objects.visible_to_staff(user).values("pk"))


class Asking(models.Model):
    """One question to one party of a pairing; the newest to each party counts."""

    class Party(models.TextChoices):
        MENTOR = "mentor", _("the mentor")
        MENTEE = "mentee", _("the mentee")
        CONSENTER = "consenter", _("the person who consents by law")

    class Channel(models.TextChoices):
        PAGE = "page", _("on the own page")
        LINK = "link", _("by a link")
        STAFF = "staff", _("in a conversation")
        PAPER = "paper", _("on paper")

    class Answer(models.TextChoices):
        YES = "yes", _("yes")
        NO = "no", _("no")
        LATER = "later", _("ask me later")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    pairing = models.ForeignKey(Pairing, on_delete=models.PROTECT, related_name="askings")
    party = models.CharField(_("who is asked"), max_length=10, choices=Party.choices)
    channel = models.CharField(_("how"), max_length=6, choices=Channel.choices)
    is_current = models.BooleanField(_("the one that counts"), default=True)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField(_("asked at"))
    answer = models.CharField(_("answer"), max_length=6, choices=Answer.choices, blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    present = EncryptedTextField(_("who was present"), blank=True)

    objects = OfPairingQuerySet.as_manager()

    class Meta:
        verbose_name = _("question to a party of a pairing")
        verbose_name_plural = _("questions to the parties of pairings")
        ordering = ["pairing", "asked_at", "pk"]
        indexes = [models.Index(fields=["answer", "answered_at"], condition=Q(is_current=True), name="askings_open")]
        constraints = [
            models.UniqueConstraint(
                fields=["pairing", "party"], condition=Q(is_current=True), name="one_current_asking_per_party"
            ),
            models.CheckConstraint(
                name="answer_with_its_moment",
                condition=Q(answer="", answered_at=None) | (~Q(answer="") & Q(answered_at__isnull=False)),
            ),
        ]

    class Privacy:
        classes = {
            "id": C1, "public_id": C1, "pairing": C3, "party": C1, "channel": C1, "is_current": C1, "asked_by": C1,
            "asked_at": C1, "answer": C3, "answered_at": C1, "recorded_by": C1, "present": C3,
        }  # fmt: skip

    def __str__(self) -> str:
        return f"Asking {str(self.public_id)[:8]}"
