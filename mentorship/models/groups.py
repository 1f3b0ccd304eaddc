"""Which mentors meet their supervisor together, and who was there?"""

import uuid
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Centre, User
from accounts.permissions import Permission
from kernel.encryption import EncryptedTextField
from kernel.privacy import C1, C3
from mentorship.models.mentors import Mentor


class SupervisionGroupQuerySet(models.QuerySet["SupervisionGroup"]):
    def visible_to(self, user: User) -> Self:
        """Staff: the groups of the centre. A mentor: the groups to which they belong."""
        member = Q(members__mentor__user=user, members__until_on=None)
        staff = Q(centre__in=user.centre_ids(Permission.SUPERVISION_SEE))
        return self.filter(pk__in=self.model.objects.filter(staff | member).values("pk"))

    def visible_to_staff(self, user: User) -> Self:
        return self.filter(centre__in=user.centre_ids(Permission.SUPERVISION_SEE))

    def standing(self) -> Self:
        return self.filter(ended_at=None)


class SupervisionGroup(models.Model):
    """Some mentors who meet regularly with one supervisor."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="supervision_groups")
    name = models.CharField(_("name of the group"), max_length=60)
    leader = models.ForeignKey(User, on_delete=models.PROTECT, related_name="led_groups", verbose_name=_("leader"))
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("made at"))
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(_("ended at"), null=True)

    objects = SupervisionGroupQuerySet.as_manager()

    class Meta:
        verbose_name = _("supervision group")
        verbose_name_plural = _("supervision groups")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["centre", "name"], condition=Q(ended_at=None), name="one_standing_group_of_a_name",
                violation_error_message=_("There is already a group with this name."),
            )
        ]  # fmt: skip

    class Privacy:
        classes = {
            "id": C1, "public_id": C1, "centre": C1, "name": C1, "leader": C1, "made_by": C1, "made_at": C1,
            "ended_by": C1, "ended_at": C1,
        }  # fmt: skip

    def __str__(self) -> str:
        return f"SupervisionGroup {str(self.public_id)[:8]}"


class OfGroupQuerySet(models.QuerySet):  # type: ignore[type-arg]
    def visible_to(self, user: User) -> Self:
        return self.filter(group__in=SupervisionGroup.objects.visible_to(user).values("pk"))


class GroupMember(models.Model):
    """A mentor belongs to a group from a day on."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    group = models.ForeignKey(SupervisionGroup, on_delete=models.PROTECT, related_name="members")
    mentor = models.ForeignKey(Mentor, on_delete=models.PROTECT, related_name="group_memberships")
    from_on = models.DateField(_("from"))
    until_on = models.DateField(_("until"), null=True)

    objects = OfGroupQuerySet.as_manager()

    class Meta:
        verbose_name = _("member of a group")
        verbose_name_plural = _("members of groups")
        ordering = ["group", "from_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["mentor"], condition=Q(until_on=None), name="one_group_of_a_mentor",
                violation_error_message=_("This mentor belongs to a group already."),
            )
        ]  # fmt: skip

    class Privacy:
        classes = {"id": C1, "public_id": C1, "group": C1, "mentor": C1, "from_on": C1, "until_on": C1}

    def __str__(self) -> str:
        return f"GroupMember {str(self.public_id)[:8]}"


class GroupSession(models.Model):
    """One meeting of a group, planned and then held or cancelled."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    group = models.ForeignKey(SupervisionGroup, on_delete=models.PROTECT, related_name="sessions")
    starts_at = models.DateTimeField(_("begins"))
    minutes = models.PositiveSmallIntegerField(_("length in minutes"), default=90)
    theme = EncryptedTextField(_("theme"), max_length=200, blank=True)
    planned_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    planned_at = models.DateTimeField(_("planned at"))
    held_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    held_at = models.DateTimeField(_("attendance written down at"), null=True)
    cancelled_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    cancelled_at = models.DateTimeField(_("cancelled at"), null=True)

    objects = OfGroupQuerySet.as_manager()

    class Meta:
        verbose_name = _("session of a group")
        verbose_name_plural = _("sessions of groups")
        ordering = ["-starts_at", "-pk"]
        indexes = [models.Index(fields=["group", "-starts_at", "-id"], name="sessions_of_a_group")]

    class Privacy:
        classes = {
            "id": C1, "public_id": C1, "group": C1, "starts_at": C1, "minutes": C1, "theme": C3, "planned_by": C1,
            "planned_at": C1, "held_by": C1, "held_at": C1, "cancelled_by": C1, "cancelled_at": C1,
        }  # fmt: skip

    def __str__(self) -> str:
        return f"GroupSession {str(self.public_id)[:8]}"


class AttendanceQuerySet(models.QuerySet["GroupAttendance"]):
    def visible_to(self, user: User) -> Self:
        """Staff: the groups of the centre. A mentor: the own attendance."""
        staff = Q(session__group__centre__in=user.centre_ids(Permission.SUPERVISION_SEE))
        return self.filter(staff | Q(mentor__user=user))


class GroupAttendance(models.Model):
    """Whether a mentor was at a session of the group."""

    class State(models.TextChoices):
        PRESENT = "present", _("was there")
        EXCUSED = "excused", _("excused")
        ABSENT = "absent", _("was not there")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    session = models.ForeignKey(GroupSession, on_delete=models.PROTECT, related_name="attendances")
    mentor = models.ForeignKey(Mentor, on_delete=models.PROTECT, related_name="group_attendances")
    state = models.CharField(_("attendance"), max_length=8, choices=State.choices)

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        verbose_name = _("attendance at a group")
        verbose_name_plural = _("attendances at groups")
        ordering = ["session", "pk"]
        constraints = [models.UniqueConstraint(fields=["session", "mentor"], name="attends_a_session_once")]

    class Privacy:
        classes = {"id": C1, "public_id": C1, "session": C1, "mentor": C1, "state": C1}

    def __str__(self) -> str:
        return f"GroupAttendance {str(self.public_id)[:8]}"
