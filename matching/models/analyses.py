"""What did somebody ask the engine beside a run: why is there nobody for these, and what if it were otherwise?"""

import uuid
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Centre, User
from accounts.permissions import Permission
from kernel.encryption import EncryptedJSONField
from kernel.privacy import C1, C3
from kernel.workflow import step
from matching.models.policies import MatchingPolicy
from matching.models.runs import Run


class AnalysisQuerySet(models.QuerySet["Analysis"]):
    def visible_to(self, user: User) -> Self:
        """Coordinators: own centre; the answers speak of every caseload."""
        return self.filter(centre__in=user.centre_ids(Permission.RUN_START))


class Analysis(models.Model):
    """One question about today's pool, answered in the worker; nothing of it can be decided."""

    class Kind(models.TextChoices):
        DOCTOR = "doctor", _("who is missing")
        WHAT_IF = "what_if", _("what if")

    class Status(models.TextChoices):
        QUEUED = "queued", _("waiting to start")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")
        CANCELLED = "cancelled", _("cancelled")

    WORKFLOW = {
        "start": step(Status.QUEUED, Status.RUNNING, to=Status.RUNNING, stamp="started_at"),
        "finish": step(Status.RUNNING, to=Status.DONE, stamp="finished_at"),
        "fail": step(Status.QUEUED, Status.RUNNING, to=Status.FAILED, stamp="finished_at"),
        "cancel": step(Status.QUEUED, Status.RUNNING, to=Status.CANCELLED, stamp="finished_at"),
    }

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="analyses")
    kind = models.CharField(_("question"), max_length=8, choices=Kind.choices)
    run = models.ForeignKey(Run, on_delete=models.PROTECT, null=True, related_name="analyses")
    policy = models.ForeignKey(MatchingPolicy, on_delete=models.PROTECT, related_name="analyses")
    assumptions = models.JSONField(_("what is assumed"), default=dict)
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.QUEUED)
    progress = models.PositiveSmallIntegerField(_("progress in percent"), default=0)
    asked_for = models.DateField(_("computed for the day"))
    input_digest = models.CharField(_("digest of the input"), max_length=64, blank=True)
    answer = EncryptedJSONField(_("answer"), default=dict)
    failure = models.CharField(_("why it failed"), max_length=12, choices=Run.Failure.choices, blank=True)
    requested_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    requested_at = models.DateTimeField(_("requested at"))
    started_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    started_at = models.DateTimeField(_("started at"), null=True)
    finished_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    finished_at = models.DateTimeField(_("finished at"), null=True)

    objects = AnalysisQuerySet.as_manager()

    class Meta:
        verbose_name = _("analysis")
        verbose_name_plural = _("analyses")
        ordering = ["-requested_at", "-pk"]
        indexes = [models.Index(fields=["centre", "kind", "-requested_at", "-id"], name="analyses_of_a_centre")]
        constraints = [
            models.CheckConstraint(
                name="failed_analysis_has_its_reason", condition=~Q(status="failed") | ~Q(failure="")
            ),
        ]

    class Privacy:
        classes = {
            "id": C1, "public_id": C1, "centre": C1, "kind": C1, "run": C1, "policy": C1, "assumptions": C1,
            "status": C1, "progress": C1, "asked_for": C1, "input_digest": C1, "answer": C3, "failure": C1,
            "requested_by": C1, "requested_at": C1, "started_by": C1, "started_at": C1, "finished_by": C1,
            "finished_at": C1,
        }  # fmt: skip

    def __str__(self) -> str:
        return f"Analysis {str(self.public_id)[:8]}"

    @property
    def is_underway(self) -> bool:
        return self.status in {self.Status.QUEUED, self.Status.RUNNING}
