"""By which agreed criteria is matched? Versions are never changed, only followed by the next one."""

import uuid
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Centre, User
from accounts.permissions import Permission
from kernel.privacy import C1


class MatchingPolicyQuerySet(models.QuerySet["MatchingPolicy"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(centre__in=user.centre_ids(Permission.RUN_SEE))


class MatchingPolicy(models.Model):
    """One version of a centre's weights and thresholds."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="matching_policies")
    version = models.PositiveIntegerField(_("version"))
    name = models.CharField(_("name"), max_length=80)
    settings = models.JSONField(_("weights and thresholds"), default=dict)
    is_current = models.BooleanField(_("in use"), default=True)
    two_keys = models.BooleanField(_("a proposal needs two keys of two people"), default=True)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(_("made at"))

    objects = MatchingPolicyQuerySet.as_manager()

    class Meta:
        verbose_name = _("matching policy")
        verbose_name_plural = _("matching policies")
        ordering = ["centre", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["centre", "version"], name="one_policy_per_version"),
            models.UniqueConstraint(fields=["centre"], condition=Q(is_current=True), name="one_current_policy"),
        ]

    class Privacy:
        classes = {
            "id": C1, "public_id": C1, "centre": C1, "version": C1, "name": C1, "settings": C1, "is_current": C1,
            "two_keys": C1, "made_by": C1, "made_at": C1,
        }  # fmt: skip

    def __str__(self) -> str:
        return f"MatchingPolicy {self.version}"
