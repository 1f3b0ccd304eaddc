"""Which support does a centre promise its pairings? Versions are never changed, only followed by the next one."""

import uuid
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Centre, User
from accounts.permissions import Permission
from kernel.privacy import C1


class SupportStandardQuerySet(models.QuerySet["SupportStandard"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(centre__in=user.centre_ids(Permission.SUPPORT_SEE))


class SupportStandard(models.Model):
    """One version of a centre's cadence of contacts and of the thresholds of its early-warning rules."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="support_standards")
    version = models.PositiveIntegerField(_("version"))
    settings = models.JSONField(_("contacts and thresholds"), default=dict)
    is_current = models.BooleanField(_("in use"), default=True)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(_("made at"))

    objects = SupportStandardQuerySet.as_manager()

    class Meta:
        verbose_name = _("standard of support")
        verbose_name_plural = _("standards of support")
        ordering = ["centre", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["centre", "version"], name="one_standard_per_version"),
            models.UniqueConstraint(fields=["centre"], condition=Q(is_current=True), name="one_current_standard"),
        ]

    class Privacy:
        classes = {
            "id": C1, "public_id": C1, "centre": C1, "version": C1, "settings": C1, "is_current": C1, "made_by": C1,
            "made_at": C1,
        }  # fmt: skip

    def __str__(self) -> str:
        return f"SupportStandard {self.version}"
