"""Who walks beside whom, since when, and who supervises it?"""

import uuid
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Centre, User
from accounts.permissions import Permission
from kernel.encryption import EncryptedTextField
from kernel.privacy import C1, C3
from kernel.workflow import step
from mentorship.models.mentees import Mentee
from mentorship.models.mentors import Mentor

OPEN_STATUSES = ("asked", "introduced", "active", "paused")
CONSENTER_SAID_NO = "consenter_declined"


def _kept_by(user: User) -> Q:
    """Coordinators: own centre. Specialists: own caseload and supervision."""
    own = Q(mentee__specialist=user) | Q(supervisor=user)
    specialist = own & Q(centre__in=user.centre_ids(Permission.PAIRING_SEE))
    return Q(centre__in=user.centre_ids(Permission.PAIRING_CLOSE)) | specialist


def _beside(user: User) -> Q:
    """The own open pairings at the centres in which one holds the role of a mentor today."""
    return Q(mentor__user=user, status__in=OPEN_STATUSES, centre__in=user.centre_ids(Permission.MY_PAIRING))


class PairingQuerySet(models.QuerySet["Pairing"]):
    def visible_to(self, user: User) -> Self:
        """Staff: the pairings they keep. A mentor: the own open pairings."""
        return self.filter(_kept_by(user) | _beside(user))

    def visible_to_staff(self, user: User) -> Self:
        """The pairings this person keeps; walking beside a mentee opens no page of the staff."""
        return self.filter(_kept_by(user))

    def closable_by(self, user: User) -> Self:
        """The pairings that this person may let rest or close."""
        return self.filter(centre__in=user.centre_ids(Permission.PAIRING_CLOSE))

    def of_mentor(self, user: User) -> Self:
        """The open pairings in which this person is the mentor."""
        return self.filter(_beside(user))

    def open(self) -> Self:
        return self.filter(status__in=OPEN_STATUSES)


class Pairing(models.Model):
    """One mentor walking beside one mentee, from the first question to closure."""

    class Status(models.TextChoices):
        ASKED = "asked", _("asked")
        INTRODUCED = "introduced", _("introduced")
        ACTIVE = "active", _("active")
        PAUSED = "paused", _("paused")
        CLOSED = "closed", _("closed")

    class ClosingReason(models.TextChoices):
        MENTOR_DECLINED = "mentor_declined", _("the mentor said no")
        MENTEE_DECLINED = "mentee_declined", _("the mentee said no")
        GOALS_REACHED = "goals_reached", _("the goals are reached")
        TIME_OVER = "time_over", _("the agreed time is over")
        MENTOR_UNABLE = "mentor_unable", _("the mentor can no longer do it")
        MENTEE_UNABLE = "mentee_unable", _("the mentee can no longer do it")
        SAFETY = "safety", _("for safety")
        OTHER = "other", _("another reason")

    class PauseReason(models.TextChoices):
        STAFF = "staff", _("the staff decided so")
        CLEARANCE = "clearance", _("a paper or a certificate of the mentor does not hold")
        CONSENT = "consent", _("consent was withdrawn")
        APART = "apart", _("the two cannot be paired")
        SUSPENDED = "suspended", _("the staff looks into something first")

    WORKFLOW = {
        "introduce": step(Status.ASKED, to=Status.INTRODUCED, stamp="introduced_at"),
        "activate": step(Status.INTRODUCED, to=Status.ACTIVE, stamp="started_at"),
        "pause": step(Status.INTRODUCED, Status.ACTIVE, to=Status.PAUSED, stamp="paused_at"),
        "resume": step(Status.PAUSED, to=Status.ACTIVE),
        "introduce_again": step(Status.PAUSED, to=Status.INTRODUCED),
        "close": step(
            Status.ASKED, Status.INTRODUCED, Status.ACTIVE, Status.PAUSED, to=Status.CLOSED, stamp="closed_at"
        ),
    }

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="pairings")
    mentor = models.ForeignKey(Mentor, on_delete=models.PROTECT, related_name="pairings", verbose_name=_("mentor"))
    mentee = models.ForeignKey(Mentee, on_delete=models.PROTECT, related_name="pairings", verbose_name=_("mentee"))
    supervisor = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="supervised_pairings", verbose_name=_("supervisor")
    )
    is_first = models.BooleanField(_("first mentor of this mentee"), default=True)
    status = models.CharField(_("status"), max_length=12, choices=Status.choices, default=Status.ASKED)
    planned_until = models.DateField(_("planned until"))
    opened_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(_("opened at"))
    introduced_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    introduced_at = models.DateTimeField(_("introduced at"), null=True)
    started_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    started_at = models.DateTimeField(_("started at"), null=True)
    paused_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    paused_at = models.DateTimeField(_("paused at"), null=True)
    pause_reason = models.CharField(_("why it rests"), max_length=12, choices=PauseReason.choices, blank=True)
    covered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    covered_at = models.DateTimeField(_("mentee told and cover arranged at"), null=True)
    cover_note = EncryptedTextField(_("who is there for the mentee meanwhile"), null=True, blank=True)
    closed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(_("closed at"), null=True)
    closing_reason = models.CharField(_("reason"), max_length=20, choices=ClosingReason.choices, blank=True)
    closing_note = EncryptedTextField(_("note on the end"), blank=True)

    objects = PairingQuerySet.as_manager()

    class Meta:
        verbose_name = _("pairing")
        verbose_name_plural = _("pairings")
        ordering = ["-opened_at", "-pk"]
        indexes = [
            models.Index(fields=["centre", "status", "-opened_at", "-id"], name="pairings_of_a_centre"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["mentor", "mentee"], condition=~Q(status="closed"), name="one_open_pairing_of_two",
                violation_error_message=_("These two already have an open pairing."),
            ),
            models.UniqueConstraint(
                fields=["mentee"], condition=Q(is_first=True) & ~Q(status="closed"), name="one_first_mentor",
                violation_error_message=_("This mentee already has a mentor."),
            ),
            models.CheckConstraint(
                name="resting_pairing_has_its_reason", condition=~Q(status="paused") | ~Q(pause_reason="")
            ),
            models.CheckConstraint(
                name="closed_pairing_has_its_reason",
                condition=~Q(status="closed") | ~Q(closing_reason=""),
                violation_error_message=_("A closed pairing needs a reason."),
            ),
        ]  # fmt: skip

    class Privacy:
        classes = {
            "id": C1, "public_id": C1, "centre": C1, "mentor": C3, "mentee": C3, "supervisor": C1, "is_first": C1,
            "status": C1, "planned_until": C1, "opened_by": C1, "opened_at": C1, "introduced_by": C1,
            "introduced_at": C1, "started_by": C1, "started_at": C1, "paused_by": C1, "paused_at": C1,
            "pause_reason": C3, "covered_by": C1, "covered_at": C1, "cover_note": C3, "closed_by": C1, "closed_at": C1,
            "closing_reason": C3, "closing_note": C3,
        }  # fmt: skip

    def __str__(self) -> str:
        return f"Pairing {str(self.public_id)[:8]}"

    @property
    def closing_words(self) -> str:
        """The note on the end; the one code there is stands for who said no, and is said in words to the staff."""
        if self.closing_note == CONSENTER_SAID_NO:
            return str(_("The person who consents by law said no."))
        return str(self.closing_note)
