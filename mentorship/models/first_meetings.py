"""When do two people meet for the first time with somebody of the staff, and did everybody sign what they agreed?"""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from kernel.encryption import EncryptedTextField
from kernel.privacy import C1, C3
from mentorship.models.askings import Asking, OfPairingQuerySet
from mentorship.models.pairings import Pairing
from mentorship.vocabulary import MeetingPlace


class FirstMeeting(models.Model):
    """The first meeting of a pairing: planned, moved as often as need be, and recorded as held."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    pairing = models.OneToOneField(Pairing, on_delete=models.PROTECT, related_name="first_meeting")
    meets_at = models.DateTimeField(_("when"))
    place = models.CharField(_("where"), max_length=10, choices=MeetingPlace.choices)
    attended_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", verbose_name=_("who of the staff is there")
    )
    planned_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    planned_at = models.DateTimeField(_("planned at"))
    held_on = models.DateField(_("held on"), null=True)
    held_recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    held_recorded_at = models.DateTimeField(_("recorded as held at"), null=True)
    note = EncryptedTextField(_("note"), blank=True)

    objects = OfPairingQuerySet.as_manager()

    class Meta:
        verbose_name = _("first meeting")
        verbose_name_plural = _("first meetings")
        ordering = ["meets_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="first_meeting_held_with_its_moment",
                condition=(
                    Q(held_on=None, held_recorded_at=None, held_recorded_by=None)
                    | Q(held_on__isnull=False, held_recorded_at__isnull=False, held_recorded_by__isnull=False)
                ),
            )
        ]

    class Privacy:
        classes = {
            "id": C1, "public_id": C1, "pairing": C3, "meets_at": C3, "place": C3, "attended_by": C1,
            "planned_by": C1, "planned_at": C1, "held_on": C3, "held_recorded_by": C1, "held_recorded_at": C1,
            "note": C3,
        }  # fmt: skip

    def __str__(self) -> str:
        return f"FirstMeeting {str(self.public_id)[:8]}"


class Signature(models.Model):
    """One party's name under the agreement of a pairing."""

    class Way(models.TextChoices):
        PAPER = "paper", _("on paper")
        SCREEN = "screen", _("on the screen")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    pairing = models.ForeignKey(Pairing, on_delete=models.PROTECT, related_name="signatures")
    party = models.CharField(_("who signed"), max_length=10, choices=Asking.Party.choices)
    way = models.CharField(_("how"), max_length=6, choices=Way.choices)
    signed_on = models.DateField(_("signed on"))
    text_version = models.CharField(_("version of the text"), max_length=20, default="2026-1")
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(_("recorded at"))

    objects = OfPairingQuerySet.as_manager()

    class Meta:
        verbose_name = _("signature under an agreement")
        verbose_name_plural = _("signatures under agreements")
        ordering = ["pairing", "signed_on", "pk"]
        constraints = [models.UniqueConstraint(fields=["pairing", "party"], name="one_signature_per_party")]

    class Privacy:
        classes = {
            "id": C1, "public_id": C1, "pairing": C3, "party": C1, "way": C1, "signed_on": C3, "text_version": C1,
            "recorded_by": C1, "recorded_at": C1,
        }  # fmt: skip

    def __str__(self) -> str:
        return f"Signature {str(self.public_id)[:8]}"
