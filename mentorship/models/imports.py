"""Which tables were uploaded, and what became of them?"""

import uuid
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Centre, User
from accounts.permissions import Permission
from kernel.privacy import C1
from kernel.workflow import step


class ImportQuerySet(models.QuerySet["Import"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(centre__in=user.centre_ids(Permission.IMPORT))


class Import(models.Model):
    """One uploaded table of mentees or mentors: looked at first, then taken over whole or not at all."""

    class Kind(models.TextChoices):
        MENTEES = "mentees", _("mentees")
        MENTORS = "mentors", _("mentors")

    class Status(models.TextChoices):
        UPLOADED = "uploaded", _("uploaded, nothing taken over yet")
        CONFIRMED = "confirmed", _("being taken over")
        DONE = "done", _("taken over")
        FAILED = "failed", _("not taken over")
        DISCARDED = "discarded", _("discarded")

    WORKFLOW = {
        "confirm": step(Status.UPLOADED, to=Status.CONFIRMED, stamp="confirmed_at"),
        "finish": step(Status.CONFIRMED, to=Status.DONE, stamp="ended_at"),
        "fail": step(Status.CONFIRMED, to=Status.FAILED, stamp="ended_at"),
        "discard": step(Status.UPLOADED, to=Status.DISCARDED, stamp="ended_at"),
    }

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="imports")
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.UPLOADED)
    file_id = models.UUIDField(_("file"))
    digest = models.CharField(max_length=100)
    rows = models.PositiveIntegerField(_("rows"), default=0)
    uploaded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(_("uploaded at"))
    confirmed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True)
    ended_at = models.DateTimeField(_("ended at"), null=True)

    objects = ImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-uploaded_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["centre", "kind", "digest"], condition=Q(status__in=["confirmed", "done"]),
                name="one_import_of_a_file", violation_error_message=_("This very file was imported before."),
            )
        ]  # fmt: skip

    class Privacy:
        classes = {
            "id": C1, "public_id": C1, "centre": C1, "kind": C1, "status": C1, "file_id": C1, "digest": C1,
            "rows": C1, "uploaded_by": C1, "uploaded_at": C1, "confirmed_by": C1, "confirmed_at": C1, "ended_at": C1,
        }  # fmt: skip

    def __str__(self) -> str:
        return f"Import {str(self.public_id)[:8]}"
