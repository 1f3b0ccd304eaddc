"""Who opened the identity of a mentee, when, and for what purpose?"""

import uuid
from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.permissions import Permission
from kernel.encryption import EncryptedTextField
from kernel.privacy import C1, C3
from mentorship.models.mentees import Mentee


class IdentityRevealQuerySet(models.QuerySet["IdentityReveal"]):
    def visible_to(self, user: User) -> Self:
        """The looks at the files that this person keeps."""
        if not user.may(Permission.IDENTITY_REVEAL):
            return self.none()
        return self.filter(mentee__in=Mentee.objects.visible_to_staff(user).values("pk"))


class IdentityReveal(models.Model):
    """One look at an identity, or one search by name or phone (then without a mentee)."""

    class Purpose(models.TextChoices):
        CONTACT = "contact", _("to reach the mentee or the family")
        SAFETY = "safety", _("for the mentee's safety")
        AUTHORITY = "authority", _("a duty towards an authority")
        CORRECTION = "correction", _("to correct or complete the identity")
        REQUEST = "request", _("the mentee or the family asked for it")
        DOUBLE = "double", _("to see whether somebody is registered already")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    mentee = models.ForeignKey(Mentee, on_delete=models.PROTECT, null=True, related_name="reveals")
    purpose = models.CharField(_("purpose"), max_length=12, choices=Purpose.choices)
    words = EncryptedTextField(_("purpose in words"))
    revealed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    revealed_at = models.DateTimeField(_("opened at"))

    objects = IdentityRevealQuerySet.as_manager()

    class Meta:
        verbose_name = _("look at an identity")
        verbose_name_plural = _("looks at identities")
        ordering = ["-revealed_at", "-pk"]
        indexes = [models.Index(fields=["revealed_by", "revealed_at"], name="reveals_of_a_person")]

    class Privacy:
        classes = {
            "id": C1, "public_id": C1, "mentee": C3, "purpose": C1, "words": C3, "revealed_by": C1,
            "revealed_at": C1,
        }  # fmt: skip

    def __str__(self) -> str:
        return f"IdentityReveal {str(self.public_id)[:8]}"
