"""Which papers and checks speak for a person? Clearance is computed from these rows, never typed."""

import uuid
from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.check_kinds import GATE_CODES, GATE_MONTHS, OWN_PREFIX
from accounts.clearance import months_after
from accounts.models.organisations import Centre
from accounts.models.people import User
from accounts.permissions import Permission
from kernel.encryption import EncryptedTextField
from kernel.models import StoredFile
from kernel.privacy import C0, C1, C2, C3


class CheckKindQuerySet(models.QuerySet["CheckKind"]):
    def visible_to(self, user: User) -> Self:
        """The kinds that every centre has, and those of the centres in which one sees vetting evidence."""
        return self.filter(Q(centre=None) | Q(centre__in=user.centre_ids(Permission.EVIDENCE_SEE)))

    def of_centre(self, centre: Centre | int) -> Self:
        """What this centre checks: the kinds that every centre has, and its own."""
        return self.filter(Q(centre=None) | Q(centre=centre), is_in_use=True)


class CheckKind(models.Model):
    """One thing that is checked about everybody who wants to meet a mentee of a population."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.SlugField(_("code"), max_length=40)
    centre = models.ForeignKey(
        Centre, on_delete=models.PROTECT, null=True, blank=True, related_name="check_kinds",
        help_text=_("Empty for the kinds that every centre has."),
    )  # fmt: skip
    name = models.CharField(_("name"), max_length=120)
    populations = models.JSONField(_("populations"), default=list)
    months_valid = models.PositiveSmallIntegerField(_("months of validity"), null=True, blank=True)
    count = models.PositiveSmallIntegerField(_("how many are needed"), default=1)
    is_gate = models.BooleanField(_("certificate that no role can pass over"), default=False)
    has_number = models.BooleanField(_("the paper has a number"), default=False)
    keeps_paper = models.BooleanField(
        _("the centre keeps a copy"),
        default=False,
        help_text=_("By default only number, dates and result are kept. A copy is encrypted."),
    )
    is_in_use = models.BooleanField(_("in use"), default=True)

    objects = CheckKindQuerySet.as_manager()

    class Meta:
        verbose_name = _("kind of check")
        verbose_name_plural = _("kinds of check")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["code", "centre"], name="one_kind_per_code"),
            models.UniqueConstraint(fields=["code"], condition=Q(centre=None), name="one_common_kind_per_code"),
            models.CheckConstraint(
                name="a_gate_is_always_in_use",
                condition=Q(is_gate=False) | Q(is_in_use=True),
                violation_error_message=_("This certificate is asked of everybody and cannot be switched off."),
            ),
            models.CheckConstraint(
                name="the_gates_stay_gates",
                condition=~Q(code__in=GATE_CODES)
                | Q(
                    is_gate=True, centre__isnull=True, count__gte=1, months_valid__isnull=False, months_valid__gte=1,
                    months_valid__lte=GATE_MONTHS,
                ),
                violation_error_message=_(
                    "This certificate is asked of everybody, and no certificate of it holds longer."
                ),
            ),
            models.CheckConstraint(
                name="own_kinds_have_codes_of_their_own",
                condition=Q(centre__isnull=True) | Q(code__startswith=OWN_PREFIX),
                violation_error_message=_("A centre's own check cannot stand for one that every centre makes."),
            ),
        ]  # fmt: skip

    class Privacy:
        classes = {
            "id": C1, "public_id": C1, "code": C0, "centre": C1, "name": C0, "populations": C0, "months_valid": C0,
            "count": C0, "is_gate": C0, "has_number": C0, "keeps_paper": C0, "is_in_use": C0,
        }  # fmt: skip

    def __str__(self) -> str:
        return self.code

    def expiry(self, issued_on: date) -> date | None:
        """The last day on which a paper of this day holds, by calendar months; None when it does not lapse."""
        return months_after(issued_on, self.months_valid) if self.months_valid else None


class CheckSettingQuerySet(models.QuerySet["CheckSetting"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(centre__in=user.centre_ids(Permission.CHECKS_EDIT))


class CheckSetting(models.Model):
    """What a centre decides about a check that every centre makes: whether it keeps a copy of the paper."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="check_settings")
    kind = models.ForeignKey(CheckKind, on_delete=models.PROTECT, related_name="settings", verbose_name=_("kind"))
    keeps_paper = models.BooleanField(_("the centre keeps a copy"), default=False)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(_("decided at"))

    objects = CheckSettingQuerySet.as_manager()

    class Meta:
        verbose_name = _("setting of a check")
        verbose_name_plural = _("settings of checks")
        ordering = ["centre", "kind"]
        constraints = [models.UniqueConstraint(fields=["centre", "kind"], name="one_setting_per_check_and_centre")]

    class Privacy:
        classes = {
            "id": C1, "public_id": C1, "centre": C1, "kind": C1, "keeps_paper": C0, "decided_by": C1, "decided_at": C1,
        }  # fmt: skip

    def __str__(self) -> str:
        return f"CheckSetting {str(self.public_id)[:8]}"


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(Q(person=user) | Q(centre__in=user.centre_ids(Permission.EVIDENCE_SEE)))

    def visible_to_staff(self, user: User) -> Self:
        """What was found is for those who vet, never for the person it is about."""
        return self.filter(centre__in=user.centre_ids(Permission.EVIDENCE_SEE)).exclude(person=user)


class Evidence(models.Model):
    """One paper or check of one person: when it was asked for, issued, checked, and until when it holds."""

    class Result(models.TextChoices):
        AWAITED = "awaited", _("asked for, not seen yet")
        CLEAR = "clear", _("clear")
        NOT_CLEAR = "not_clear", _("not clear")
        VOID = "void", _("entered by mistake")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="evidence", verbose_name=_("person"))
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="evidence")
    kind = models.ForeignKey(CheckKind, on_delete=models.PROTECT, related_name="evidence", verbose_name=_("kind"))
    number = EncryptedTextField(_("number of the paper"), blank=True)
    asked_on = models.DateField(_("asked for on"))
    issued_on = models.DateField(_("issued on"), null=True, blank=True)
    expires_on = models.DateField(_("valid until"), null=True, blank=True)
    result = models.CharField(_("result"), max_length=12, choices=Result.choices, default=Result.AWAITED)
    paper = models.OneToOneField(
        StoredFile, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("copy")
    )
    note = EncryptedTextField(_("reason"), null=True, blank=True)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(_("recorded at"))

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        ordering = ["person", "kind", "-asked_on", "-pk"]
        indexes = [models.Index(fields=["centre", "expires_on"], name="evidence_about_to_lapse")]
        constraints = [
            models.CheckConstraint(
                name="clear_evidence_has_its_date",
                condition=~Q(result="clear") | Q(issued_on__isnull=False),
                violation_error_message=_("A clear result needs the date of issue."),
            ),
            models.CheckConstraint(
                name="evidence_expires_after_issue",
                condition=Q(expires_on=None) | Q(expires_on__gte=F("issued_on")),
                violation_error_message=_("A paper cannot lapse before it is issued."),
            ),
        ]

    class Privacy:
        classes = {
            "id": C1, "public_id": C1, "person": C2, "centre": C1, "kind": C1, "number": C3, "asked_on": C3,
            "issued_on": C3, "expires_on": C3, "result": C3, "paper": C1, "note": C3,
            "recorded_by": C1, "recorded_at": C1,
        }  # fmt: skip

    def __str__(self) -> str:
        return f"Evidence {str(self.public_id)[:8]}"

    @property
    def masked_number(self) -> str:
        """The number as a page shows it until somebody asks for it."""
        number = str(self.number)
        return f"••• {number[-3:]}" if len(number) > 5 else "•••" if number else ""
