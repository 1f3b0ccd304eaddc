"""Which two must never meet? Sealed exclusions and no-contact lists; only specialists see the reasons."""

import uuid
from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.permissions import Permission
from kernel.encryption import EncryptedTextField, IndexField
from kernel.privacy import C1, C3, C4
from mentorship.models.mentees import Mentee
from mentorship.models.mentors import Mentor


class SealedQuerySet(models.QuerySet):  # type: ignore[type-arg]
    def visible_to(self, user: User) -> Self:
        """The specialist of the mentee, nobody else."""
        return self.filter(mentee__specialist=user, mentee__centre__in=user.centre_ids(Permission.EXCLUSION_SEAL))


class SealedExclusion(models.Model):
    """This mentor and this mentee are never paired; to everybody but the specialist it is "not possible"."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    mentee = models.ForeignKey(Mentee, on_delete=models.PROTECT, related_name="sealed_exclusions")
    mentor = models.ForeignKey(Mentor, on_delete=models.PROTECT, related_name="sealed_exclusions")
    reason = EncryptedTextField(_("reason"))
    sealed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    sealed_at = models.DateTimeField(_("sealed at"))

    objects = SealedQuerySet.as_manager()

    class Meta:
        verbose_name = _("sealed exclusion")
        verbose_name_plural = _("sealed exclusions")
        ordering = ["-sealed_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["mentee", "mentor"], name="one_sealed_exclusion_of_two")]

    class Privacy:
        classes = {
            "id": C1, "public_id": C1, "mentee": C3, "mentor": C3, "reason": C3, "sealed_by": C3, "sealed_at": C3,
        }  # fmt: skip

    def __str__(self) -> str:
        return f"SealedExclusion {str(self.public_id)[:8]}"


class NoContact(models.Model):
    """A person who must never come near a mentee: kept as keyed hashes only."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    mentee = models.ForeignKey(Mentee, on_delete=models.PROTECT, related_name="no_contacts")
    name_index = IndexField(purpose="name")
    phone_index = IndexField(purpose="phone")
    note = EncryptedTextField(_("note"), blank=True)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(_("recorded at"))

    objects = SealedQuerySet.as_manager()

    class Meta:
        verbose_name = _("no-contact entry")
        verbose_name_plural = _("no-contact entries")
        ordering = ["-recorded_at", "-pk"]

    class Privacy:
        classes = {
            "id": C1, "public_id": C1, "mentee": C3, "name_index": C3, "phone_index": C3, "note": C4,
            "recorded_by": C3, "recorded_at": C3,
        }  # fmt: skip

    def __str__(self) -> str:
        return f"NoContact {str(self.public_id)[:8]}"
