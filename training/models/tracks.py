"""Which trainings exist, and who has completed which until when?"""

import uuid
from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.clearance import months_after
from accounts.models import Centre, User
from accounts.permissions import Permission
from kernel.encryption import EncryptedTextField
from kernel.privacy import C0, C1, C2, C3


class Track(models.Model):
    """An ordered training for one audience; its certificate opens the way to one or more populations."""

    class Audience(models.TextChoices):
        VOLUNTEER = "volunteer", _("volunteers")
        STUDENT = "student", _("students")
        SURVIVOR_ADD_ON = "survivor_add_on", _("mentors of survivors")
        REFRESHER = "refresher", _("mentors whose certificate is to be renewed")

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=120)
    audience = models.CharField(_("audience"), max_length=20, choices=Audience.choices)
    populations = models.JSONField(_("opens the way to"), default=list)
    minutes = models.PositiveIntegerField(_("minutes"))
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    months_valid = models.PositiveSmallIntegerField(_("months of validity"), default=24)
    renews = models.ManyToManyField(
        "self", symmetrical=False, blank=True, related_name="refreshers", verbose_name=_("renews the certificate of")
    )

    class Meta:
        verbose_name = _("track")
        verbose_name_plural = _("tracks")
        ordering = ["pk"]

    class Privacy:
        classes = {
            "id": C1, "code": C0, "name": C0, "audience": C0, "populations": C0, "minutes": C0, "version": C0,
            "months_valid": C0, "renews": C0,
        }  # fmt: skip

    def __str__(self) -> str:
        return self.code

    @property
    def is_refresher(self) -> bool:
        """A refresher gives no certificate of its own: it renews the one of another track."""
        return self.audience == self.Audience.REFRESHER

    def expiry(self, issued_on: date) -> date:
        """The last day on which a certificate of this day holds."""
        return months_after(issued_on, self.months_valid)


class CertificateQuerySet(models.QuerySet["Certificate"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(Q(person=user) | Q(centre__in=user.centre_ids(Permission.EVIDENCE_SEE)))

    def withdrawable_by(self, user: User) -> Self:
        """Those of the own centres that still stand; never one's own."""
        ours = self.filter(centre__in=user.centre_ids(Permission.EVIDENCE_RECORD), withdrawn_at=None)
        return ours.exclude(person=user)


class Certificate(models.Model):
    """One person has completed one track, in the version of that day."""

    class State(models.TextChoices):
        VALID = "valid", _("valid")
        EXPIRED = "expired", _("expired")
        WITHDRAWN = "withdrawn", _("withdrawn")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="certificates", verbose_name=_("person"))
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="certificates")
    track = models.ForeignKey(Track, on_delete=models.PROTECT, related_name="certificates", verbose_name=_("track"))
    track_version = models.PositiveSmallIntegerField(_("version"))
    issued_on = models.DateField(_("issued on"))
    expires_on = models.DateField(_("valid until"))
    issued_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    code = models.CharField(_("verification code"), max_length=24, null=True, unique=True, editable=False)
    module_versions = models.JSONField(_("modules and their versions"), default=dict)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True)
    withdrawn_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    withdrawal_reason = EncryptedTextField(_("why it was withdrawn"), null=True, blank=True)

    objects = CertificateQuerySet.as_manager()

    class Meta:
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")
        ordering = ["person", "track", "-issued_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="certificate_expires_after_issue",
                condition=Q(expires_on__gte=F("issued_on")),
                violation_error_message=_("A certificate cannot lapse before it is issued."),
            )
        ]

    class Privacy:
        classes = {
            "id": C1, "public_id": C1, "person": C2, "centre": C1, "track": C1, "track_version": C1,
            "issued_on": C2, "expires_on": C2, "issued_by": C1,
            "code": C1, "module_versions": C1, "withdrawn_at": C1, "withdrawn_by": C1,
            "withdrawal_reason": C3,
        }  # fmt: skip

    def __str__(self) -> str:
        return f"Certificate {str(self.public_id)[:8]}"

    def state(self, on: date) -> State:
        """Whether it holds on a day."""
        if self.withdrawn_at:
            return self.State.WITHDRAWN
        return self.State.VALID if on <= self.expires_on else self.State.EXPIRED
