"""What does the mentee want to reach, and how far along is it?"""

import uuid
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from kernel.encryption import EncryptedTextField
from kernel.privacy import C1, C3
from kernel.workflow import step
from mentorship.models.mentees import Mentee


class GoalQuerySet(models.QuerySet["Goal"]):
    def visible_to(self, user: User) -> Self:
        """Whoever may see the mentee: staff the files they keep, mentors whom they walk beside today."""
        return self.filter(mentee__in=Mentee.objects.visible_to(user).values("pk"))

    def visible_to_staff(self, user: User) -> Self:
        return self.filter(mentee__in=Mentee.objects.visible_to_staff(user).values("pk"))


class Goal(models.Model):
    """One thing the mentee wants: from the library, or in own words."""

    class Status(models.TextChoices):
        OPEN = "open", _("under way")
        REACHED = "reached", _("reached")
        DROPPED = "dropped", _("let go")

    WORKFLOW = {
        "reach": step(Status.OPEN, to=Status.REACHED, stamp="settled_at"),
        "drop": step(Status.OPEN, to=Status.DROPPED, stamp="settled_at"),
        "take_up_again": step(Status.REACHED, Status.DROPPED, to=Status.OPEN),
    }

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    mentee = models.ForeignKey(Mentee, on_delete=models.PROTECT, related_name="goals_set")
    code = models.CharField(_("goal of the library"), max_length=40, blank=True)
    words = EncryptedTextField(_("in own words"), max_length=200, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.OPEN)
    set_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField(_("set at"))
    settled_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField(_("settled at"), null=True)

    objects = GoalQuerySet.as_manager()

    class Meta:
        verbose_name = _("goal")
        verbose_name_plural = _("goals")
        ordering = ["status", "set_at", "pk"]
        indexes = [models.Index(fields=["mentee", "status", "set_at", "id"], name="goals_of_a_mentee")]
        constraints = [
            models.UniqueConstraint(
                fields=["mentee", "code"], condition=~Q(code="") & Q(status="open"), name="one_open_goal_of_a_kind",
                violation_error_message=_("This goal is set already."),
            )
        ]  # fmt: skip

    class Privacy:
        classes = {
            "id": C1, "public_id": C1, "mentee": C3, "code": C3, "words": C3, "status": C1, "set_by": C1,
            "set_at": C1, "settled_by": C1, "settled_at": C1,
        }  # fmt: skip

    def __str__(self) -> str:
        return f"Goal {str(self.public_id)[:8]}"


class GoalProgressQuerySet(models.QuerySet["GoalProgress"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(goal__in=Goal.objects.visible_to(user).values("pk"))


class GoalProgress(models.Model):
    """How far along a goal is on a day, as the two see it; never rewritten."""

    class Level(models.IntegerChoices):
        BEGUN = 1, _("begun")
        SOME_WAY = 2, _("some way")
        HALF_WAY = 3, _("half way")
        NEARLY = 4, _("nearly there")
        THERE = 5, _("there")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    goal = models.ForeignKey(Goal, on_delete=models.PROTECT, related_name="progress")
    level = models.PositiveSmallIntegerField(_("how far"), choices=Level.choices)
    noted_on = models.DateField(_("on"))
    noted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    noted_at = models.DateTimeField(_("noted at"))

    objects = GoalProgressQuerySet.as_manager()

    class Meta:
        verbose_name = _("progress of a goal")
        verbose_name_plural = _("progress of goals")
        ordering = ["noted_at", "pk"]
        indexes = [models.Index(fields=["goal", "-noted_at", "-id"], name="progress_of_a_goal")]

    class Privacy:
        classes = {
            "id": C1, "public_id": C1, "goal": C3, "level": C3, "noted_on": C3, "noted_by": C1, "noted_at": C1,
        }  # fmt: skip

    def __str__(self) -> str:
        return f"GoalProgress {str(self.public_id)[:8]}"
