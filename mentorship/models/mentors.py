"""Who accompanies? The mentor's profile: capacity, hours, languages, wishes and place."""

import uuid
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Centre, University, User
from accounts.permissions import Permission
from kernel.privacy import C1, C2
from kernel.workflow import step
from mentorship.models.places import Place
from mentorship.models.wishes import MentorWishes
from mentorship.vocabulary import Gender, Risk


class MentorQuerySet(models.QuerySet["Mentor"]):
    def visible_to(self, user: User) -> Self:
        """Staff: the mentors of the own centre. A mentor: the own profile."""
        return self.filter(Q(user=user) | Q(centre__in=user.centre_ids(Permission.MENTORS_SEE)))

    def visible_to_staff(self, user: User) -> Self:
        """The mentors of the centres in which this person works with mentors."""
        return self.filter(centre__in=user.centre_ids(Permission.MENTORS_SEE))

    def willing(self) -> Self:
        return self.filter(status=Mentor.Status.WILLING)


class Mentor(MentorWishes):
    """A volunteer or student who walks, or wants to walk, beside a mentee."""

    class Status(models.TextChoices):
        WILLING = "willing", _("willing")
        RESTING = "resting", _("resting")
        LEFT = "left", _("left")

    WORKFLOW = {
        "rest": step(Status.WILLING, to=Status.RESTING),
        "resume": step(Status.RESTING, Status.LEFT, to=Status.WILLING),
        "leave": step(Status.WILLING, Status.RESTING, to=Status.LEFT),
    }

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.OneToOneField(User, on_delete=models.PROTECT, related_name="mentor", verbose_name=_("person"))
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="mentors", verbose_name=_("centre"))
    university = models.ForeignKey(
        University, on_delete=models.PROTECT, null=True, blank=True, related_name="mentors",
        verbose_name=_("university"),
    )  # fmt: skip
    supervisor = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="supervised_mentors",
        verbose_name=_("supervisor"),
    )  # fmt: skip
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.WILLING)
    gender = models.CharField(_("gender"), max_length=8, choices=Gender.choices)
    birth_year = models.PositiveSmallIntegerField(_("year of birth"))
    experience = models.PositiveSmallIntegerField(
        _("experienced up to strain"), choices=Risk.choices, default=Risk.RAISED
    )
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="mentors", verbose_name=_("place"))
    active_pairings = models.PositiveSmallIntegerField(_("pairings now"), default=0, editable=False)
    committed_until = models.DateField(_("committed until"))
    registered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    registered_at = models.DateTimeField(_("registered at"))
    changed_at = models.DateTimeField(_("changed at"))

    objects = MentorQuerySet.as_manager()

    class Meta:
        verbose_name = _("mentor")
        verbose_name_plural = _("mentors")
        ordering = ["user__family_name", "user__given_name", "pk"]
        indexes = [models.Index(fields=["centre", "status", "id"], name="mentors_of_a_centre")]
        constraints = [
            models.CheckConstraint(
                name="mentor_capacity_in_range",
                condition=Q(capacity__gte=0, capacity__lte=5),
                violation_error_message=_("A mentor accompanies at most five mentees at once."),
            ),
            models.CheckConstraint(
                name="mentor_experience_in_range", condition=Q(experience__gte=1, experience__lte=4)
            ),
        ]

    class Privacy:
        classes = {
            "id": C1, "public_id": C1, "user": C2, "centre": C1, "university": C1, "supervisor": C1, "status": C1,
            "gender": C2, "birth_year": C2, "populations": C2, "experience": C2, "languages": C2, "skills": C2,
            "interests": C2, "dislikes": C2, "modes": C2, "place": C2, "radius_km": C2, "week": C2, "capacity": C1,
            "active_pairings": C1, "committed_until": C2, "registered_by": C1, "registered_at": C1,
            "changed_at": C1,
        }  # fmt: skip

    def __str__(self) -> str:
        return f"Mentor {str(self.public_id)[:8]}"

    @property
    def free_seats(self) -> int:
        return max(0, self.capacity - self.active_pairings)
