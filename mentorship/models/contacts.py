"""Whom may the staff reach about a mentee, and by which way is it safe? Part of the encrypted identity."""

import uuid
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.permissions import Permission
from kernel.encryption import EncryptedTextField
from kernel.privacy import C1, C3, C4
from mentorship.models.mentees import Mentee


class SafeContactQuerySet(models.QuerySet["SafeContact"]):
    def visible_to(self, user: User) -> Self:
        """Who keeps the file may ask for it, like for the identity."""
        if not user.may(Permission.IDENTITY_REVEAL):
            return self.none()
        return self.filter(mentee__in=Mentee.objects.visible_to_staff(user).values("pk"))


class SafeContact(models.Model):
    """One person with a say, as the specialist recorded it; nobody without such a row is contacted at all."""

    class Party(models.TextChoices):
        MENTEE = "mentee", _("the mentee")
        CONSENTER = "consenter", _("the person who consents by law")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    mentee = models.ForeignKey(Mentee, on_delete=models.PROTECT, related_name="contacts")
    party = models.CharField(_("who"), max_length=10, choices=Party.choices)
    name = EncryptedTextField(_("chosen name"), blank=True)
    email = EncryptedTextField(_("e-mail"), blank=True)
    phone = EncryptedTextField(_("phone"), blank=True)
    language = models.CharField(_("language"), max_length=2, default="ro")
    is_lawful = models.BooleanField(_("may consent by law"), default=False)
    mail_is_safe = models.BooleanField(_("e-mail is safe"), default=False)
    call_is_safe = models.BooleanField(_("a call or a conversation is safe"), default=False)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(_("recorded at"))

    objects = SafeContactQuerySet.as_manager()

    class Meta:
        verbose_name = _("safe contact")
        verbose_name_plural = _("safe contacts")
        ordering = ["mentee", "party"]
        constraints = [
            models.UniqueConstraint(fields=["mentee", "party"], name="one_safe_contact_per_party"),
            models.CheckConstraint(
                name="only_the_consenter_is_lawful",
                condition=Q(party="consenter") | Q(is_lawful=False),
            ),
        ]

    class Privacy:
        classes = {
            "id": C1, "public_id": C1, "mentee": C3, "party": C1, "name": C4, "email": C4, "phone": C4,
            "language": C3, "is_lawful": C3, "mail_is_safe": C3, "call_is_safe": C3, "recorded_by": C1,
            "recorded_at": C1,
        }  # fmt: skip

    def __str__(self) -> str:
        return f"SafeContact {str(self.public_id)[:8]}"
