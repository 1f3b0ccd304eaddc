"""Who learns on which track, and which parts of which modules are behind them?"""

import uuid
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Centre, User
from accounts.permissions import Permission
from kernel.encryption import EncryptedTextField
from kernel.privacy import C1, C2, C3
from kernel.workflow import step
from training.models.modules import Module
from training.models.tracks import Track


class OfLearnerQuerySet(models.QuerySet):  # type: ignore[type-arg]  # for the rows of several models
    def visible_to(self, user: User) -> Self:
        """One's own, and those of the centres in which one sees training records."""
        return self.filter(Q(person=user) | Q(centre__in=user.centre_ids(Permission.TRAINING_SEE)))

    def visible_to_staff(self, user: User) -> Self:
        """Never one's own: nobody signs for themselves."""
        return self.filter(centre__in=user.centre_ids(Permission.TRAINING_SEE)).exclude(person=user)


class Enrolment(models.Model):
    """One person learns on one track at a centre."""

    class Status(models.TextChoices):
        LEARNING = "learning", _("learning")
        COMPLETED = "completed", _("completed")
        LEFT = "left", _("ended")

    WORKFLOW = {
        "complete": step(Status.LEARNING, to=Status.COMPLETED, stamp="completed_at"),
        "learn_again": step(Status.COMPLETED, Status.LEFT, to=Status.LEARNING),
        "leave": step(Status.LEARNING, to=Status.LEFT),
    }

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="enrolments", verbose_name=_("person"))
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="enrolments")
    track = models.ForeignKey(Track, on_delete=models.PROTECT, related_name="enrolments", verbose_name=_("track"))
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.LEARNING)
    enrolled_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    enrolled_at = models.DateTimeField(_("enrolled at"))
    completed_at = models.DateTimeField(_("completed at"), null=True)

    objects = OfLearnerQuerySet.as_manager()

    class Meta:
        verbose_name = _("enrolment")
        verbose_name_plural = _("enrolments")
        ordering = ["person", "pk"]
        indexes = [models.Index(fields=["centre", "status", "id"], name="enrolments_of_a_centre")]
        constraints = [models.UniqueConstraint(fields=["person", "centre", "track"], name="one_enrolment_per_track")]

    class Privacy:
        classes = {
            "id": C1, "public_id": C1, "person": C2, "centre": C1, "track": C1, "status": C2, "enrolled_by": C1,
            "enrolled_at": C1, "completed_at": C1,
        }  # fmt: skip

    def __str__(self) -> str:
        return f"Enrolment {str(self.public_id)[:8]}"


class Achievement(models.Model):
    """One part of one module is behind a person, in the version of that day. Never changed, only added."""

    class Part(models.TextChoices):
        LESSON = "lesson", _("lesson read")
        QUIZ = "quiz", _("quiz passed")
        WORKSHOP = "workshop", _("workshop attended")
        PRACTICE = "practice", _("practice signed off")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="achievements")
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="achievements")
    module = models.ForeignKey(Module, on_delete=models.PROTECT, related_name="achievements")
    part = models.CharField(_("part"), max_length=10, choices=Part.choices)
    version = models.PositiveSmallIntegerField(_("version"))
    achieved_on = models.DateField(_("achieved on"))
    achieved_at = models.DateTimeField(_("recorded at"))
    signed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    note = EncryptedTextField(_("note"), blank=True)

    objects = OfLearnerQuerySet.as_manager()

    class Meta:
        verbose_name = _("achievement")
        verbose_name_plural = _("achievements")
        ordering = ["person", "achieved_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "centre", "module", "part", "version", "achieved_on"],
                name="one_achievement_per_version_and_day",
            )
        ]

    class Privacy:
        classes = {
            "id": C1, "public_id": C1, "person": C2, "centre": C1, "module": C1, "part": C2, "version": C1,
            "achieved_on": C2, "achieved_at": C1, "signed_by": C1, "note": C3,
        }  # fmt: skip

    def __str__(self) -> str:
        return f"Achievement {str(self.public_id)[:8]}"


class ObservationQuerySet(models.QuerySet["Observation"]):
    def visible_to(self, user: User) -> Self:
        """What one wrote oneself, and what reached the centres in which one may see it; never about oneself."""
        return self.filter(Q(observed_by=user) | Q(centre__in=user.centre_ids(Permission.OBSERVATIONS_SEE))).exclude(
            person=user
        )

    def unacknowledged(self) -> Self:
        return self.filter(needs_attention=True, acknowledged_at=None)


class Observation(models.Model):
    """What a trainer noticed about a learner: screening goes on while somebody learns."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="observations")
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="observations")
    words = EncryptedTextField(_("what was noticed"))
    needs_attention = models.BooleanField(_("the coordinator should look at it"), default=False)
    observed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    observed_at = models.DateTimeField(_("noticed at"))
    acknowledged_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    acknowledged_at = models.DateTimeField(_("acknowledged at"), null=True)
    answer = EncryptedTextField(_("what was done"), blank=True)

    objects = ObservationQuerySet.as_manager()

    class Meta:
        verbose_name = _("observation")
        verbose_name_plural = _("observations")
        ordering = ["-observed_at", "-pk"]
        indexes = [models.Index(fields=["centre", "acknowledged_at"], name="observations_that_wait")]
        constraints = [
            models.CheckConstraint(
                name="observation_acknowledged_by_somebody",
                condition=Q(acknowledged_by=None, acknowledged_at=None)
                | Q(acknowledged_by__isnull=False, acknowledged_at__isnull=False),
            )
        ]

    class Privacy:
        classes = {
            "id": C1, "public_id": C1, "person": C2, "centre": C1, "words": C3, "needs_attention": C3,
            "observed_by": C1, "observed_at": C1, "acknowledged_by": C1, "acknowledged_at": C1, "answer": C3,
        }  # fmt: skip

    def __str__(self) -> str:
        return f"Observation {str(self.public_id)[:8]}"


class PracticeTry(models.Model):
    """Practice was seen and needs more: what to practise is for the learner, the note is not."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="practice_tries")
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="+")
    module = models.ForeignKey(Module, on_delete=models.PROTECT, related_name="+")
    to_practise = EncryptedTextField(_("what is still to be practised"))
    note = EncryptedTextField(_("note"), blank=True)
    seen_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    seen_at = models.DateTimeField(_("seen at"))

    objects = OfLearnerQuerySet.as_manager()

    class Meta:
        verbose_name = _("practice that needs more")
        verbose_name_plural = _("practice that needs more")
        ordering = ["person", "-seen_at", "-pk"]

    class Privacy:
        classes = {
            "id": C1, "public_id": C1, "person": C2, "centre": C1, "module": C1, "to_practise": C3, "note": C3,
            "seen_by": C1, "seen_at": C1,
        }  # fmt: skip

    def __str__(self) -> str:
        return f"PracticeTry {str(self.public_id)[:8]}"
