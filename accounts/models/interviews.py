"""What did the structured interview show, dimension by dimension?"""

import uuid
from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.evidence import Evidence
from accounts.models.organisations import Centre
from accounts.models.people import User
from accounts.permissions import Permission
from kernel.encryption import EncryptedJSONField, EncryptedTextField
from kernel.privacy import C1, C2, C3


class InterviewQuerySet(models.QuerySet["Interview"]):
    def visible_to(self, user: User) -> Self:
        """For those who vet at the centre, never for the person it is about."""
        return self.filter(centre__in=user.centre_ids(Permission.EVIDENCE_SEE)).exclude(person=user)


class Interview(models.Model):
    """One structured interview: a colour and a reason for every dimension, written down by who held it."""

    class Dimension(models.TextChoices):
        MOTIVES = "motives", _("motives")
        BOUNDARIES = "boundaries", _("boundaries")
        RESCUING = "rescuing", _("the wish to rescue")
        AVAILABILITY = "availability", _("availability and commitment")
        REFUSAL = "refusal", _("reaction to refusal")

    class Colour(models.TextChoices):
        GREEN = "green", _("green: no doubt")
        YELLOW = "yellow", _("yellow: to be followed up")
        RED = "red", _("red: speaks against it")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="interviews", verbose_name=_("person"))
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="interviews")
    held_on = models.DateField(_("held on"))
    ratings = EncryptedJSONField(_("ratings"), help_text=_("For each dimension its colour and the reason."))
    summary = EncryptedTextField(_("summary"), blank=True)
    held_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(_("recorded at"))
    evidence = models.OneToOneField(Evidence, on_delete=models.PROTECT, null=True, related_name="interview")

    objects = InterviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("interview")
        verbose_name_plural = _("interviews")
        ordering = ["person", "-held_on", "-pk"]

    class Privacy:
        classes = {
            "id": C1, "public_id": C1, "person": C2, "centre": C1, "held_on": C2, "ratings": C3, "summary": C3,
            "held_by": C1, "recorded_at": C1, "evidence": C1,
        }  # fmt: skip

    def __str__(self) -> str:
        return f"Interview {str(self.public_id)[:8]}"
