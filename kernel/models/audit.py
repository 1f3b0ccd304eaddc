"""Who did what, when, to which record? A chain in which every row's hash contains the one before."""

from typing import Any, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from kernel.clock import now
from kernel.privacy import C1

GENESIS = "0" * 64


class AuditEventQuerySet(models.QuerySet["AuditEvent"]):
    def about(self, subject: models.Model) -> Self:
        return self.filter(subject_label=subject._meta.label_lower, subject_id=_public_id(subject))

    def done_by(self, person: models.Model) -> Self:
        return self.filter(actor_id=_public_id(person))


class AuditEvent(models.Model):
    """One change or one look: public ids and codes only, never a name or a story; rows are never changed."""

    sequence = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField(_("at"), default=now)
    event = models.CharField(_("event"), max_length=80)
    actor_id = models.UUIDField(_("who acted"), null=True)
    subject_label = models.CharField(_("kind of record"), max_length=80, blank=True)
    subject_id = models.UUIDField(_("record"), null=True)
    facts = models.JSONField(_("facts"), default=dict)
    hash = models.CharField(max_length=64)

    objects = AuditEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("audit event")
        verbose_name_plural = _("audit events")
        ordering = ["sequence"]
        indexes = [
            models.Index(fields=["subject_label", "subject_id", "sequence"], name="audit_by_subject"),
            models.Index(fields=["actor_id", "sequence"], name="audit_by_actor"),
        ]

    class Privacy:
        classes = {
            "sequence": C1, "at": C1, "event": C1, "actor_id": C1, "subject_label": C1, "subject_id": C1,
            "facts": C1, "hash": C1,
        }  # fmt: skip

    def __str__(self) -> str:
        return f"AuditEvent {self.sequence}"


class ChainHead(models.Model):
    """Where the chain ends; its row lock puts writers in line."""

    sequence = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, default=GENESIS)

    class Meta:
        verbose_name = _("end of the audit chain")
        verbose_name_plural = _("ends of the audit chain")

    class Privacy:
        classes = {"id": C1, "sequence": C1, "hash": C1}

    def __str__(self) -> str:
        return f"ChainHead {self.sequence}"


def _public_id(obj: Any) -> str:
    return str(obj.public_id)
