"""May this mentee be accompanied now? The specialist's decision, lawful consent, and the person's own assent."""

import uuid
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from kernel.encryption import EncryptedTextField
from kernel.privacy import C1, C3
from mentorship.models.mentees import Mentee


class OfMenteeQuerySet(models.QuerySet):  # type: ignore[type-arg]
    def visible_to(self, user: User) -> Self:
        """What is seen of the mentee's file, by staff only."""
        return self.filter(mentee__in=Mentee.objects.visible_to_staff(user).values("pk"))


class MentoringDecision(models.Model):
    """A specialist's dated decision whether mentoring is the right thing now."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    mentee = models.ForeignKey(Mentee, on_delete=models.PROTECT, related_name="decisions")
    is_right_now = models.BooleanField(_("mentoring is right now"))
    reason = EncryptedTextField(_("reason"))
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(_("decided at"))
    review_on = models.DateField(_("to be reviewed on"))

    objects = OfMenteeQuerySet.as_manager()

    class Meta:
        verbose_name = _("decision on mentoring")
        verbose_name_plural = _("decisions on mentoring")
        ordering = ["-decided_at", "-pk"]

    class Privacy:
        classes = {
            "id": C1, "public_id": C1, "mentee": C3, "is_right_now": C3, "reason": C3, "decided_by": C1,
            "decided_at": C1, "review_on": C3,
        }  # fmt: skip

    def __str__(self) -> str:
        return f"MentoringDecision {str(self.public_id)[:8]}"


class Consent(models.Model):
    """A yes that can be taken back: lawful consent to mentoring, or the person's own assent."""

    class Kind(models.TextChoices):
        LAWFUL_CONSENT = "lawful_consent", _("lawful consent to mentoring")
        ASSENT = "assent", _("the person's own yes")

    class Giver(models.TextChoices):
        SELF = "self", _("the mentee")
        GUARDIAN = "guardian", _("a guardian")
        COURT = "court", _("a court or authority")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    mentee = models.ForeignKey(Mentee, on_delete=models.PROTECT, related_name="consents")
    kind = models.CharField(_("kind"), max_length=16, choices=Kind.choices)
    given_by = models.CharField(_("given by"), max_length=10, choices=Giver.choices)
    given_on = models.DateField(_("given on"))
    expires_on = models.DateField(_("holds until"), null=True, blank=True)
    text_version = models.CharField(_("version of the text"), max_length=20, default="2026-1")
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(_("recorded at"))
    is_current = models.BooleanField(_("the one that counts"), default=True)
    withdrawn_on = models.DateField(_("taken back on"), null=True, blank=True)
    withdrawal_recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    withdrawal_recorded_at = models.DateTimeField(_("taking back recorded at"), null=True)

    objects = OfMenteeQuerySet.as_manager()

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ["-given_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["mentee", "kind"], condition=Q(is_current=True), name="one_current_consent_per_kind",
                violation_error_message=_("This consent is recorded already."),
            ),
            models.CheckConstraint(
                name="consent_withdrawn_after_given",
                condition=Q(withdrawn_on=None) | Q(withdrawn_on__gte=F("given_on")),
                violation_error_message=_("A consent cannot be taken back before it was given."),
            ),
            models.CheckConstraint(
                name="consent_taken_back_counts_no_longer", condition=Q(withdrawn_on=None) | Q(is_current=False),
            ),
            models.CheckConstraint(
                name="consent_taken_back_at_with_its_person",
                condition=(
                    Q(withdrawn_on=None, withdrawal_recorded_at=None, withdrawal_recorded_by=None)
                    | Q(
                        withdrawn_on__isnull=False, withdrawal_recorded_at__isnull=False,
                        withdrawal_recorded_by__isnull=False,
                    )
                ),
            ),
            models.CheckConstraint(
                name="assent_is_given_by_oneself",
                condition=~Q(kind="assent") | Q(given_by="self"),
                violation_error_message=_("Only the mentee can give the own yes."),
            ),
        ]  # fmt: skip

    class Privacy:
        classes = {
            "id": C1, "public_id": C1, "mentee": C3, "kind": C1, "given_by": C3, "given_on": C3, "expires_on": C3,
            "text_version": C1, "recorded_by": C1, "recorded_at": C1, "is_current": C1,
            "withdrawn_on": C3, "withdrawal_recorded_by": C1, "withdrawal_recorded_at": C1,
        }  # fmt: skip

    def __str__(self) -> str:
        return f"Consent {str(self.public_id)[:8]}"
