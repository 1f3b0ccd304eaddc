"""What do people who know the applicant say? Asked and answered by a secret link, without an account."""

import uuid
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models.evidence import Evidence
from accounts.models.organisations import Centre
from accounts.models.people import User
from accounts.permissions import Permission
from kernel.encryption import EncryptedJSONField, EncryptedTextField
from kernel.privacy import C1, C2, C3
from kernel.workflow import step


class ReferenceQuerySet(models.QuerySet["Reference"]):
    def visible_to(self, user: User) -> Self:
        """One's own referees, and the references of the centres in which one sees vetting evidence."""
        return self.filter(Q(person=user) | Q(centre__in=user.centre_ids(Permission.EVIDENCE_SEE)))

    def visible_to_staff(self, user: User) -> Self:
        """What was answered is for those who vet, never for the person it is about."""
        return self.filter(centre__in=user.centre_ids(Permission.EVIDENCE_SEE)).exclude(person=user)


class Reference(models.Model):
    """One referee of one person: named by the person, asked by the centre, answered once, weighed by staff."""

    class Status(models.TextChoices):
        NAMED = "named", _("named, not asked yet")
        ASKED = "asked", _("asked")
        ANSWERED = "answered", _("answered")
        DECLINED = "declined", _("does not want to answer")
        LAPSED = "lapsed", _("not answered in time")
        WITHDRAWN = "withdrawn", _("withdrawn")

    class Relation(models.TextChoices):
        WORK = "work", _("employer or colleague")
        STUDIES = "studies", _("teacher or tutor")
        VOLUNTEERING = "volunteering", _("volunteering or community")
        NEIGHBOUR = "neighbour", _("neighbour or friend, not family")

    WORKFLOW = {
        "ask": step(Status.NAMED, Status.LAPSED, to=Status.ASKED, stamp="asked_at"),
        "answer": step(Status.ASKED, to=Status.ANSWERED, stamp="answered_at"),
        "decline": step(Status.ASKED, to=Status.DECLINED, stamp="answered_at"),
        "lapse": step(Status.ASKED, to=Status.LAPSED),
        "withdraw": step(Status.NAMED, Status.ASKED, Status.LAPSED, to=Status.WITHDRAWN),
    }

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="references", verbose_name=_("person"))
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="references")
    name = EncryptedTextField(_("name of the referee"), max_length=120)
    email = EncryptedTextField(_("e-mail of the referee"), max_length=254)
    relation = models.CharField(_("how they know each other"), max_length=16, choices=Relation.choices)
    language = models.CharField(_("language of the referee"), max_length=2, default="ro")
    status = models.CharField(_("status"), max_length=12, choices=Status.choices, default=Status.NAMED)
    named_at = models.DateTimeField(_("named at"))
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField(_("asked at"), null=True)
    reminders = models.PositiveSmallIntegerField(_("reminders sent"), default=0)
    answers = EncryptedJSONField(_("answers"), null=True)
    answered_at = models.DateTimeField(_("answered at"), null=True)
    evidence = models.OneToOneField(Evidence, on_delete=models.PROTECT, null=True, related_name="reference")

    objects = ReferenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("reference")
        verbose_name_plural = _("references")
        ordering = ["person", "pk"]
        indexes = [models.Index(fields=["status", "asked_at"], name="references_to_remind")]
        constraints = [
            models.CheckConstraint(
                name="reference_asked_has_its_moment",
                condition=~Q(status__in=["asked", "answered", "declined"]) | Q(asked_at__isnull=False),
            )
        ]

    class Privacy:
        classes = {
            "id": C1, "public_id": C1, "person": C2, "centre": C1, "name": C2, "email": C2, "relation": C2,
            "language": C1, "status": C2, "named_at": C1, "asked_by": C1, "asked_at": C1, "reminders": C1,
            "answers": C3, "answered_at": C1, "evidence": C1,
        }  # fmt: skip

    def __str__(self) -> str:
        return f"Reference {str(self.public_id)[:8]}"
