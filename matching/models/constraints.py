"""Which pairs are held or kept apart by people, who may not decide here, and which groups have only so many seats?"""

import uuid
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Centre, University, User
from accounts.permissions import Permission
from kernel.encryption import EncryptedTextField
from kernel.privacy import C1, C3
from mentorship.models import Mentee, Mentor


class OfCentreQuerySet(models.QuerySet):  # type: ignore[type-arg]
    def visible_to(self, user: User) -> Self:
        return self.filter(centre__in=user.centre_ids(Permission.RUN_SEE))

    def standing(self) -> Self:
        return self.filter(ended_at=None)


class PairRuleQuerySet(OfCentreQuerySet):
    def visible_to(self, user: User) -> Self:
        """Coordinators: own centre. Specialists: rules about the mentees of the own caseload."""
        whole, own = user.centre_ids(Permission.RUN_START), user.centre_ids(Permission.RUN_SEE)
        return self.filter(Q(centre__in=whole) | Q(centre__in=own, mentee__specialist=user))


class ConflictQuerySet(OfCentreQuerySet):
    def visible_to(self, user: User) -> Self:
        """One's own only: whom somebody knows privately is nobody else's business."""
        return self.filter(person=user)


class PairRule(models.Model):
    """A person's word about one pair: lock it into every run, or keep it out, for good or until a day."""

    class Kind(models.TextChoices):
        LOCK = "lock", _("keep together")
        FORBID = "forbid", _("keep apart")
        HOLD = "hold", _("not now")

    class Reason(models.TextChoices):
        """Why somebody makes a rule; one that comes from a refused proposal keeps the reason of the refusal."""

        KNOW_EACH_OTHER = "know_each_other", _("the two know each other and wish it")
        TRUST = "trust", _("there is trust already that should not be lost")
        KNOWN_REASON = "known_reason", _("something we know about these two speaks against it")
        NOT_READY = "not_ready", _("one of them is not ready yet")
        AWAY = "away", _("one of them is away for a while")
        OTHER = "other", _("another reason")

    class End(models.TextChoices):
        """Why a rule no longer holds."""

        OVER = "over", _("its day is over")
        PAIRED = "paired", _("the two are paired")
        MISTAKE = "mistake", _("it was a mistake")
        CHANGED = "changed", _("what stood behind it has changed")
        REPLACED = "replaced", _("another rule took its place")
        OTHER = "other", _("another reason")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="pair_rules")
    mentee = models.ForeignKey(Mentee, on_delete=models.PROTECT, related_name="pair_rules")
    mentor = models.ForeignKey(Mentor, on_delete=models.PROTECT, related_name="pair_rules")
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    reason = models.CharField(_("reason"), max_length=40)
    note = EncryptedTextField(_("in words"), null=True, blank=True)
    until = models.DateField(_("until"), null=True, blank=True)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("made at"))
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(_("ended at"), null=True)
    end_reason = models.CharField(_("why it ended"), max_length=12, choices=End.choices, blank=True)

    objects = PairRuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("rule about a pair")
        verbose_name_plural = _("rules about pairs")
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["mentee", "mentor"], condition=Q(ended_at=None), name="one_standing_rule_of_two",
                violation_error_message=_("There is already a rule about these two."),
            ),
            models.CheckConstraint(
                name="only_holding_ends_on_a_day",
                condition=Q(kind="hold", until__isnull=False) | ~Q(kind="hold") & Q(until=None),
                violation_error_message=_("“Not now” needs a day on which it ends, and nothing else has one."),
            ),
        ]  # fmt: skip

    class Privacy:
        classes = {
            "id": C1, "public_id": C1, "centre": C1, "mentee": C3, "mentor": C3, "kind": C3, "reason": C3,
            "note": C3, "until": C3, "made_by": C1, "made_at": C1, "ended_by": C1, "ended_at": C1, "end_reason": C3,
        }  # fmt: skip

    def __str__(self) -> str:
        return f"PairRule {str(self.public_id)[:8]}"


class ConflictDeclaration(models.Model):
    """Somebody of the staff knows a mentee or a mentor privately, and so turns no key about them."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="conflict_declarations")
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="conflict_declarations")
    mentee = models.ForeignKey(Mentee, on_delete=models.PROTECT, null=True, related_name="conflict_declarations")
    mentor = models.ForeignKey(Mentor, on_delete=models.PROTECT, null=True, related_name="conflict_declarations")
    made_at = models.DateTimeField(_("made at"))
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(_("ended at"), null=True)

    objects = ConflictQuerySet.as_manager()

    class Meta:
        verbose_name = _("declared conflict of interest")
        verbose_name_plural = _("declared conflicts of interest")
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="conflict_about_exactly_one_person",
                condition=Q(mentee__isnull=False, mentor=None) | Q(mentee=None, mentor__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["person", "mentee"], condition=Q(ended_at=None, mentee__isnull=False),
                name="one_standing_conflict_with_mentee",
                violation_error_message=_("You have declared this conflict of interest already."),
            ),
            models.UniqueConstraint(
                fields=["person", "mentor"], condition=Q(ended_at=None, mentor__isnull=False),
                name="one_standing_conflict_with_mentor",
                violation_error_message=_("You have declared this conflict of interest already."),
            ),
        ]  # fmt: skip

    class Privacy:
        classes = {
            "id": C1, "public_id": C1, "centre": C1, "person": C1, "mentee": C3, "mentor": C3, "made_at": C1,
            "ended_by": C1, "ended_at": C1,
        }  # fmt: skip

    def __str__(self) -> str:
        return f"ConflictDeclaration {str(self.public_id)[:8]}"


class GroupCap(models.Model):
    """A group of mentors has only so many seats: a supervisor's caseload, a university's agreement."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="group_caps")
    supervisor = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="group_caps")
    university = models.ForeignKey(
        University, on_delete=models.PROTECT, null=True, blank=True, related_name="group_caps"
    )
    limit = models.PositiveSmallIntegerField(_("seats"))
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(_("made at"))
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(_("ended at"), null=True)

    objects = OfCentreQuerySet.as_manager()

    class Meta:
        verbose_name = _("cap of a group")
        verbose_name_plural = _("caps of groups")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="cap_of_exactly_one_group",
                condition=Q(supervisor__isnull=False, university=None) | Q(supervisor=None, university__isnull=False),
            )
        ]

    class Privacy:
        classes = {
            "id": C1, "public_id": C1, "centre": C1, "supervisor": C1, "university": C1, "limit": C1, "made_by": C1,
            "made_at": C1, "ended_by": C1, "ended_at": C1,
        }  # fmt: skip

    def __str__(self) -> str:
        return f"GroupCap {str(self.public_id)[:8]}"
