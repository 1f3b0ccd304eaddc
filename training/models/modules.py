"""What is there to learn? Modules with their prerequisites, and lessons in versions and languages."""

import uuid
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Centre, User
from accounts.permissions import Permission
from kernel.privacy import C0, C1
from training.models.tracks import Track


class OfCentreQuerySet(models.QuerySet):  # type: ignore[type-arg]  # for the rows of several models
    """Rows that belong to one centre, or, without a centre, to the curriculum that everybody has."""

    def visible_to(self, user: User) -> Self:
        """For learners and trainers: the common ones, and those of the centres in which one has a part."""
        learns = user.centre_ids(Permission.LEARN)
        return self.filter(Q(centre=None) | Q(centre__in=learns | user.centre_ids(Permission.TRAINING_SEE)))

    def editable_by(self, user: User) -> Self:
        """What a trainer may change: the rows of the own centres; the common curriculum stays as it is."""
        return self.filter(centre__in=user.centre_ids(Permission.TRAINING_EDIT))


class Module(models.Model):
    """One piece of training: a lesson, and where it needs them a quiz, a workshop, or observed practice."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.SlugField(_("code"), max_length=40)
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, null=True, blank=True, related_name="modules")
    requires = models.ManyToManyField(
        "self", symmetrical=False, blank=True, related_name="required_by", verbose_name=_("comes after")
    )
    tracks = models.ManyToManyField(Track, through="TrackModule", related_name="modules")
    has_lesson = models.BooleanField(_("with a lesson"), default=True)
    has_quiz = models.BooleanField(_("with a quiz"), default=True)
    has_workshop = models.BooleanField(_("with a workshop"), default=False)
    has_practice = models.BooleanField(_("with observed practice"), default=False)
    questions_drawn = models.PositiveSmallIntegerField(_("questions drawn"), default=5)
    pass_percent = models.PositiveSmallIntegerField(_("pass mark (%)"), default=80)
    free_attempts = models.PositiveSmallIntegerField(_("attempts before a pause"), default=2)
    pause_minutes = models.PositiveIntegerField(_("pause before another attempt (minutes)"), default=60)

    objects = OfCentreQuerySet.as_manager()

    class Meta:
        verbose_name = _("module")
        verbose_name_plural = _("modules")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["code", "centre"], name="one_module_per_code"),
            models.UniqueConstraint(fields=["code"], condition=Q(centre=None), name="one_common_module_per_code"),
            models.CheckConstraint(
                name="module_asks_for_something",
                condition=Q(has_lesson=True) | Q(has_quiz=True) | Q(has_workshop=True) | Q(has_practice=True),
                violation_error_message=_("A module needs a lesson, a quiz, a workshop or observed practice."),
            ),
            models.CheckConstraint(
                name="pass_mark_in_range",
                condition=Q(pass_percent__gte=1, pass_percent__lte=100, questions_drawn__gte=1),
                violation_error_message=_("The pass mark lies between 1 and 100 %%."),
            ),
        ]

    class Privacy:
        classes = {
            "id": C1, "public_id": C1, "code": C0, "centre": C1, "requires": C0, "tracks": C0, "has_lesson": C0,
            "has_quiz": C0, "has_workshop": C0, "has_practice": C0, "questions_drawn": C0, "pass_percent": C0,
            "free_attempts": C0, "pause_minutes": C0,
        }  # fmt: skip

    def __str__(self) -> str:
        return self.code


class TrackModule(models.Model):
    """At which place of a track a module stands."""

    track = models.ForeignKey(Track, on_delete=models.CASCADE, related_name="entries")
    module = models.ForeignKey(Module, on_delete=models.PROTECT, related_name="entries")
    position = models.PositiveSmallIntegerField(_("place"))

    class Meta:
        verbose_name = _("module of a track")
        verbose_name_plural = _("modules of tracks")
        ordering = ["track", "position", "pk"]
        constraints = [models.UniqueConstraint(fields=["track", "module"], name="one_place_in_a_track")]

    class Privacy:
        classes = {"id": C1, "track": C0, "module": C0, "position": C0}

    def __str__(self) -> str:
        return f"TrackModule {self.pk}"


class ModuleVersion(models.Model):
    """A module as it was published on a day. A centre's own version takes the place of the common one there."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    module = models.ForeignKey(Module, on_delete=models.PROTECT, related_name="versions")
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    number = models.PositiveSmallIntegerField(_("version"))
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=30)
    is_learned_again = models.BooleanField(_("whoever learned the former version learns this one again"), default=True)
    changes = models.CharField(_("what changed"), max_length=200, blank=True)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(_("created at"))
    published_at = models.DateTimeField(_("published at"), null=True)
    published_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    objects = OfCentreQuerySet.as_manager()

    class Meta:
        verbose_name = _("version of a module")
        verbose_name_plural = _("versions of modules")
        ordering = ["module", "-number", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["module", "centre", "number"], name="one_version_per_number"),
            models.UniqueConstraint(
                fields=["module", "number"], condition=Q(centre=None), name="one_common_version_per_number"
            ),
            models.UniqueConstraint(
                fields=["module", "centre"], condition=Q(published_at=None), name="one_draft_per_module",
                violation_error_message=_("There is already a draft of this module."),
            ),
        ]  # fmt: skip

    class Privacy:
        classes = {
            "id": C1, "public_id": C1, "module": C0, "centre": C1, "number": C0, "minutes": C0,
            "is_learned_again": C0, "changes": C0, "created_by": C1, "created_at": C1, "published_at": C1,
            "published_by": C1,
        }  # fmt: skip

    def __str__(self) -> str:
        return f"ModuleVersion {str(self.public_id)[:8]}"


class LessonText(models.Model):
    """Title, summary and lesson of one version in one language; Markdown, never HTML."""

    version = models.ForeignKey(ModuleVersion, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(_("language"), max_length=2)
    title = models.CharField(_("title"), max_length=120)
    summary = models.CharField(_("summary"), max_length=400, blank=True)
    body = models.TextField(_("lesson"), blank=True)

    class Meta:
        verbose_name = _("lesson")
        verbose_name_plural = _("lessons")
        ordering = ["version", "language"]
        constraints = [models.UniqueConstraint(fields=["version", "language"], name="one_text_per_language")]

    class Privacy:
        classes = {"id": C1, "version": C0, "language": C0, "title": C0, "summary": C0, "body": C0}

    def __str__(self) -> str:
        return f"LessonText {self.pk}"
