"""Which background work waits to be handed on, and does the worker live?"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from kernel.clock import machine_now
from kernel.privacy import C1


class OutboxTask(models.Model):
    """A task of a committed transaction, until the relay has handed it to the Redis broker."""

    job = models.CharField(_("job"), max_length=120)
    ids = models.JSONField(_("ids"), default=list)
    cluster = models.CharField(_("cluster"), max_length=20)
    created_at = models.DateTimeField(_("created at"), default=machine_now)

    class Meta:
        verbose_name = _("waiting task")
        verbose_name_plural = _("waiting tasks")
        ordering = ["pk"]

    class Privacy:
        classes = {"id": C1, "job": C1, "ids": C1, "cluster": C1, "created_at": C1}

    def __str__(self) -> str:
        return f"OutboxTask {self.job}"


class Heartbeat(models.Model):
    """When a cluster of the worker last finished a task, and since when it is at one."""

    cluster = models.CharField(_("cluster"), max_length=20, unique=True)
    beat_at = models.DateTimeField(_("last beat at"), null=True)
    busy_since = models.DateTimeField(_("busy since"), null=True)

    class Meta:
        verbose_name = _("heartbeat")
        verbose_name_plural = _("heartbeats")
        ordering = ["cluster"]

    class Privacy:
        classes = {"id": C1, "cluster": C1, "beat_at": C1, "busy_since": C1}

    def __str__(self) -> str:
        return f"Heartbeat {self.cluster}"
