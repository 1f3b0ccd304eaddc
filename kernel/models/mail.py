"""Which mails wait, went out, or failed?"""

import uuid
from datetime import datetime
from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from kernel.clock import now
from kernel.encryption import EncryptedJSONField, EncryptedTextField
from kernel.privacy import C1, C2


class MailMessageQuerySet(models.QuerySet["MailMessage"]):
    def due(self, at: datetime) -> Self:
        return self.filter(status=MailMessage.Status.WAITING, next_try_at__lte=at)

    def failed(self) -> Self:
        return self.filter(status=MailMessage.Status.FAILED)


class MailMessage(models.Model):
    """One mail to one person, written with the change that causes it and sent by the worker."""

    class Status(models.TextChoices):
        WAITING = "waiting", _("waiting")
        SENT = "sent", _("sent")
        FAILED = "failed", _("failed")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    template = models.CharField(_("template"), max_length=120)
    language = models.CharField(_("language"), max_length=8)
    recipient_id = models.UUIDField(_("recipient"), null=True)
    address = EncryptedTextField(_("address"), null=True)
    context = EncryptedJSONField(_("what the template needs"), default=dict)
    status = models.CharField(_("status"), max_length=8, choices=Status.choices, default=Status.WAITING)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_try_at = models.DateTimeField(_("next try at"), default=now)
    last_error = models.CharField(_("last error"), max_length=80, blank=True)
    created_at = models.DateTimeField(_("created at"), default=now)
    sent_at = models.DateTimeField(_("sent at"), null=True)

    objects = MailMessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("mails")
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["status", "next_try_at"], name="mail_due")]
        constraints = [
            models.CheckConstraint(
                name="mail_goes_to_a_person_or_an_address",
                condition=(
                    models.Q(recipient_id__isnull=False, address__isnull=True)
                    | models.Q(recipient_id__isnull=True, address__isnull=False)
                ),
            ),
        ]

    class Privacy:
        classes = {
            "id": C1, "public_id": C1, "template": C1, "language": C1, "recipient_id": C1, "address": C2,
            "context": C2, "status": C1, "attempts": C1, "next_try_at": C1, "last_error": C1, "created_at": C1,
            "sent_at": C1,
        }  # fmt: skip

    def __str__(self) -> str:
        return f"MailMessage {str(self.public_id)[:8]}"
