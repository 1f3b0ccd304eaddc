"""Where may a student in practicum meet beside the usual places, who allowed it, and why?"""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from kernel.encryption import EncryptedTextField
from kernel.privacy import C1, C3
from mentorship.models.pairings import Pairing
from mentorship.models.plans import OfPairingQuerySet
from mentorship.vocabulary import MeetingPlace


class PlaceGrant(models.Model):
    """One more place for one pairing, allowed by the specialist until it is ended."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    pairing = models.ForeignKey(Pairing, on_delete=models.PROTECT, related_name="place_grants")
    place = models.CharField(_("where"), max_length=10, choices=MeetingPlace.choices)
    reason = EncryptedTextField(_("reason"))
    granted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    granted_at = models.DateTimeField(_("allowed at"))
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(_("ended at"), null=True)

    objects = OfPairingQuerySet.as_manager()

    class Meta:
        verbose_name = _("place allowed beside")
        verbose_name_plural = _("places allowed beside")
        ordering = ["granted_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["pairing", "place"], condition=Q(ended_at=None), name="place_is_allowed_once",
                violation_error_message=_("This place is allowed already."),
            ),
            models.CheckConstraint(
                name="place_grant_ended_at_with_its_person",
                condition=Q(ended_at=None, ended_by=None) | Q(ended_at__isnull=False, ended_by__isnull=False),
            ),
        ]  # fmt: skip

    class Privacy:
        classes = {
            "id": C1, "public_id": C1, "pairing": C3, "place": C3, "reason": C3, "granted_by": C1, "granted_at": C1,
            "ended_by": C1, "ended_at": C1,
        }  # fmt: skip

    def __str__(self) -> str:
        return f"PlaceGrant {str(self.public_id)[:8]}"
