"""Which single questions may somebody without an account answer?"""

import uuid
from datetime import datetime
from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from kernel.clock import now
from kernel.privacy import C1


class TaskLinkQuerySet(models.QuerySet["TaskLink"]):
    def live(self, at: datetime) -> Self:
        return self.filter(used_at=None, revoked_at=None, expires_at__gt=at)


class TaskLink(models.Model):
    """A secret address for one task about one record: shown once, stored as a hash, used once."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    purpose = models.CharField(_("purpose"), max_length=40)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    subject_label = models.CharField(_("kind of record"), max_length=80)
    subject_id = models.UUIDField(_("record"))
    created_by_id = models.UUIDField(_("created by"), null=True)
    created_at = models.DateTimeField(_("created at"), default=now)
    expires_at = models.DateTimeField(_("expires at"))
    used_at = models.DateTimeField(_("used at"), null=True)
    revoked_at = models.DateTimeField(_("revoked at"), null=True)

    objects = TaskLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("task link")
        verbose_name_plural = _("task links")
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["subject_label", "subject_id"], name="link_by_subject")]

    class Privacy:
        classes = {
            "id": C1, "public_id": C1, "purpose": C1, "token_hash": C1, "subject_label": C1, "subject_id": C1,
            "created_by_id": C1, "created_at": C1, "expires_at": C1, "used_at": C1, "revoked_at": C1,
        }  # fmt: skip

    def __str__(self) -> str:
        return f"TaskLink {str(self.public_id)[:8]}"
