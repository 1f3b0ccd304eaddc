"""Who holds which role where, from when until when, and who gave it?"""

import uuid
from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models.organisations import Centre, University
from accounts.models.people import User
from accounts.permissions import CENTRE_ROLES, UNIVERSITY_ROLES, Permission, Role
from kernel.privacy import C1, C2


class RoleGrantQuerySet(models.QuerySet["RoleGrant"]):
    def active(self, on: date) -> Self:
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=on), starts_on__lte=on, ended_at=None)

    def visible_to(self, user: User) -> Self:
        """One's own roles, and those in the centres whose people one may see."""
        return self.filter(Q(user=user) | Q(centre__in=user.centre_ids(Permission.PEOPLE_SEE)))


class RoleGrant(models.Model):
    """A dated role of one person in one centre or one university, given by somebody."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="grants", verbose_name=_("person"))
    role = models.CharField(_("role"), max_length=24, choices=Role.choices)
    centre = models.ForeignKey(
        Centre, on_delete=models.PROTECT, null=True, blank=True, related_name="grants", verbose_name=_("centre")
    )
    university = models.ForeignKey(
        University, on_delete=models.PROTECT, null=True, blank=True, related_name="grants",
        verbose_name=_("university"),
    )  # fmt: skip
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)
    given_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("given by")
    )
    given_at = models.DateTimeField(_("given at"), editable=False)
    ended_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("ended by")
    )
    ended_at = models.DateTimeField(_("ended at"), null=True, editable=False)

    objects = RoleGrantQuerySet.as_manager()

    class Meta:
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        ordering = ["starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="role_in_its_organisation",
                condition=(
                    Q(role__in=sorted(CENTRE_ROLES), centre__isnull=False, university__isnull=True)
                    | Q(role__in=sorted(UNIVERSITY_ROLES), centre__isnull=True, university__isnull=False)
                ),
                violation_error_message=_("This role belongs to a centre or to a university, to exactly one."),
            ),
            models.CheckConstraint(
                name="role_ends_after_it_starts",
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("A role cannot end before it starts."),
            ),
            models.CheckConstraint(
                name="role_ended_at_with_its_person",
                condition=Q(ended_at=None, ended_by=None) | Q(ended_at__isnull=False, ended_by__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["user", "role", "centre"], condition=Q(ended_at=None, centre__isnull=False),
                name="one_running_role_per_centre",
                violation_error_message=_("This person already holds this role in this centre."),
            ),
            models.UniqueConstraint(
                fields=["user", "role", "university"], condition=Q(ended_at=None, university__isnull=False),
                name="one_running_role_per_university",
                violation_error_message=_("This person already holds this role at this university."),
            ),
        ]  # fmt: skip

    class Privacy:
        classes = {
            "id": C1, "public_id": C1, "user": C2, "role": C1, "centre": C1, "university": C1, "starts_on": C1,
            "ends_on": C1, "given_by": C1, "given_at": C1, "ended_by": C1, "ended_at": C1,
        }  # fmt: skip

    def __str__(self) -> str:
        return f"RoleGrant {str(self.public_id)[:8]}"
