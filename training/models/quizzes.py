"""What is asked about a module, and what did somebody answer?"""

import uuid
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Centre, User
from kernel.privacy import C0, C1, C2
from training.models.modules import Module, OfCentreQuerySet


class Question(models.Model):
    """One question of a module's bank, in every language that it has been written in."""

    class Kind(models.TextChoices):
        SINGLE = "single", _("one right answer")
        MULTIPLE = "multiple", _("several right answers")
        TRUE_FALSE = "true_false", _("true or false")
        MATCHING = "matching", _("match the pairs")
        SHORT = "short", _("short answer")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    module = models.ForeignKey(Module, on_delete=models.PROTECT, related_name="questions")
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    code = models.CharField(_("code"), max_length=60)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    texts = models.JSONField(_("question and answers, by language"), default=dict)
    is_in_use = models.BooleanField(_("in use"), default=True)

    objects = OfCentreQuerySet.as_manager()

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["module", "code", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["module", "centre", "code"], name="one_question_per_code"),
            models.UniqueConstraint(
                fields=["module", "code"], condition=Q(centre=None), name="one_common_question_per_code"
            ),
        ]

    class Privacy:
        classes = {
            "id": C1, "public_id": C1, "module": C0, "centre": C1, "code": C0, "kind": C0, "texts": C0,
            "is_in_use": C0,
        }  # fmt: skip

    def __str__(self) -> str:
        return self.code


class QuizAttemptQuerySet(models.QuerySet["QuizAttempt"]):
    def visible_to(self, user: User) -> Self:
        """One's own attempts only: trainers see results, not answers."""
        return self.filter(person=user)


class QuizAttempt(models.Model):
    """One try at a module's quiz: what was drawn, what was answered, and how it was graded."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="quiz_attempts")
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="quiz_attempts")
    module = models.ForeignKey(Module, on_delete=models.PROTECT, related_name="attempts")
    version = models.PositiveSmallIntegerField(_("version of the module"))
    number = models.PositiveSmallIntegerField(_("attempt"))
    seed = models.CharField(_("seed of the draw"), max_length=32)
    language = models.CharField(_("language"), max_length=2)
    questions = models.JSONField(_("questions as they were asked"), default=list)
    answers = models.JSONField(_("answers"), default=dict)
    percent = models.PositiveSmallIntegerField(_("percent"), null=True)
    is_passed = models.BooleanField(_("passed"), null=True)
    started_at = models.DateTimeField(_("started at"))
    submitted_at = models.DateTimeField(_("handed in at"), null=True)

    objects = QuizAttemptQuerySet.as_manager()

    class Meta:
        verbose_name = _("attempt at a quiz")
        verbose_name_plural = _("attempts at quizzes")
        ordering = ["person", "module", "-number", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["person", "module", "number"], name="one_attempt_per_number"),
            models.UniqueConstraint(
                fields=["person", "module"], condition=Q(submitted_at=None), name="one_open_attempt",
                violation_error_message=_("There is already an open attempt at this quiz."),
            ),
            models.CheckConstraint(
                name="attempt_graded_when_handed_in",
                condition=Q(submitted_at=None, percent=None, is_passed=None)
                | Q(submitted_at__isnull=False, percent__isnull=False, is_passed__isnull=False),
            ),
        ]  # fmt: skip

    class Privacy:
        classes = {
            "id": C1, "public_id": C1, "person": C2, "centre": C1, "module": C1, "version": C1, "number": C1,
            "seed": C1, "language": C1, "questions": C0, "answers": C2, "percent": C2, "is_passed": C2,
            "started_at": C1, "submitted_at": C1,
        }  # fmt: skip

    def __str__(self) -> str:
        return f"QuizAttempt {str(self.public_id)[:8]}"
