"""Who has been asked to join, in which role, and until when does the invitation hold?"""

import uuid
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models.organisations import Centre, University
from accounts.models.people import User
from accounts.permissions import Permission, Role
from kernel.clock import now
from kernel.privacy import C1, C2
from kernel.workflow import step


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def visible_to(self, user: User) -> Self:
        """One's own, and those of the centres in which one invites or is asked as the second person."""
        centres = user.centre_ids(Permission.PEOPLE_INVITE) | user.centre_ids(Permission.ROLES_CONFIRM)
        return self.filter(Q(invited_by=user) | Q(centre__in=centres))

    def pending(self) -> Self:
        return self.filter(status__in=[Invitation.Status.PROPOSED, Invitation.Status.OPEN])


class Invitation(models.Model):
    """An invitation by e-mail to take a role; the secret part lives in a task link.

    A role that opens identities, or gives roles, is proposed first and goes out when a second person has confirmed it.
    """

    class Status(models.TextChoices):
        PROPOSED = "proposed", _("waits for a second person")
        OPEN = "open", _("open")
        ACCEPTED = "accepted", _("accepted")
        WITHDRAWN = "withdrawn", _("withdrawn")

    WORKFLOW = {
        "confirm": step(Status.PROPOSED, to=Status.OPEN, stamp="confirmed_at"),
        "accept": step(Status.OPEN, to=Status.ACCEPTED, stamp="accepted_at"),
        "withdraw": step(Status.PROPOSED, Status.OPEN, to=Status.WITHDRAWN, stamp="withdrawn_at"),
    }

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(_("e-mail"))
    role = models.CharField(_("role"), max_length=24, choices=Role.choices)
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, null=True, related_name="invitations")
    university = models.ForeignKey(University, on_delete=models.PROTECT, null=True, related_name="invitations")
    status = models.CharField(_("status"), max_length=12, choices=Status.choices, default=Status.OPEN)
    expires_at = models.DateTimeField(_("expires at"))
    invited_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    invited_at = models.DateTimeField(_("invited at"))
    confirmed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True)
    accepted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    accepted_at = models.DateTimeField(_("accepted at"), null=True)
    withdrawn_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["-invited_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="invitation_to_one_organisation",
                condition=Q(centre__isnull=False, university=None) | Q(centre=None, university__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["email", "role", "centre"], condition=Q(status__in=["open", "proposed"]),
                name="one_open_invitation",
                violation_error_message=_("This person already has an open invitation for this role."),
            ),
            models.UniqueConstraint(
                fields=["email", "role", "university"], condition=Q(status__in=["open", "proposed"]),
                name="one_open_invitation_to_a_university",
                violation_error_message=_("This person already has an open invitation for this role."),
            ),
            models.CheckConstraint(
                name="invitation_confirmed_by_a_second_person",
                condition=Q(confirmed_by=None) | Q(invited_by=None) | ~Q(confirmed_by=models.F("invited_by")),
                violation_error_message=_("The second person cannot be the one who invites."),
            ),
        ]  # fmt: skip

    class Privacy:
        classes = {
            "id": C1, "public_id": C1, "email": C2, "role": C1, "centre": C1, "university": C1, "status": C1,
            "expires_at": C1, "invited_by": C1, "invited_at": C1, "confirmed_by": C1, "confirmed_at": C1,
            "accepted_by": C1, "accepted_at": C1, "withdrawn_by": C1, "withdrawn_at": C1,
        }  # fmt: skip

    def __str__(self) -> str:
        return f"Invitation {str(self.public_id)[:8]}"

    @property
    def has_expired(self) -> bool:
        return self.status == self.Status.OPEN and self.expires_at <= now()
