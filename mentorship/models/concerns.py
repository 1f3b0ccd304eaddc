"""What may be a safeguarding matter, who has taken it on, and what was done? Nothing here is ever lost or rewritten."""

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
from mentorship.calls import Called
from mentorship.models.mentors import Mentor
from mentorship.models.pairings import Pairing


class ConcernQuerySet(models.QuerySet["Concern"]):
    def handled_by(self, user: User) -> Self:
        """Who works on it, and never whom it is about.

        Coordinators: own centre. Specialists: the pairings they keep. What is about staff, or was passed on because
        nobody took it, is for the safeguarding lead, who does no other work at that centre.
        """
        kept = Pairing.objects.visible_to_staff(user).values("pk")
        whole = Q(centre__in=user.centre_ids(Permission.PAIRING_CLOSE))
        own = Q(centre__in=user.centre_ids(Permission.CONCERN_HANDLE), pairing__in=kept)
        led = Q(centre__in=user.centre_ids(Permission.CONCERN_LEAD) - user.centre_ids(Permission.PAIRING_SEE))
        is_about_staff = Q(about=Concern.About.STAFF)
        seen = (whole | own) & ~is_about_staff | led & (is_about_staff | Q(escalations__gt=0))
        return self.filter(seen).exclude(about_person=user)

    def raised_by_person(self, user: User) -> Self:
        """The own ones: the words and the receipt, nothing of what became of it."""
        return self.filter(raised_by=user)

    def visible_to(self, user: User) -> Self:
        return self.handled_by(user)

    def untaken(self) -> Self:
        return self.filter(status=Concern.Status.RAISED)

    def open(self) -> Self:
        return self.exclude(status=Concern.Status.CLOSED)


class Concern(models.Model):
    """Anything that may be a safeguarding matter, from the moment it was raised until two people close it."""

    class About(models.TextChoices):
        MENTEE = "mentee", _("about a mentee, or somebody near them")
        MENTOR = "mentor", _("about a mentor")
        STAFF = "staff", _("about somebody of the staff")
        OTHER = "other", _("about something else")

    class Severity(models.TextChoices):
        DANGER = "danger", _("somebody may be in danger now")
        SERIOUS = "serious", _("serious, to be looked at today")
        UNSURE = "unsure", _("I am not sure, but it does not feel right")

    class Status(models.TextChoices):
        RAISED = "raised", _("waits for somebody to take it on")
        TAKEN = "taken", _("somebody works on it")
        CLOSING = "closing", _("waits for a second person to close it")
        CLOSED = "closed", _("closed")

    class RaisedAs(models.TextChoices):
        MENTOR = "mentor", _("a mentor")
        MENTEE = "mentee", _("a mentee, by link")
        STAFF = "staff", _("somebody of the staff")
        OTHER = "other", _("somebody else")

    WORKFLOW = {
        "take": step(Status.RAISED, to=Status.TAKEN, stamp="taken_at"),
        "ask_to_close": step(Status.TAKEN, to=Status.CLOSING, stamp="closing_asked_at"),
        "go_on": step(Status.CLOSING, to=Status.TAKEN),
        "close": step(Status.CLOSING, to=Status.CLOSED, stamp="closed_at"),
        "open_again": step(Status.CLOSED, to=Status.TAKEN),
    }

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="concerns")
    form_key = models.UUIDField(_("key of the form"), unique=True, editable=False)
    receipt = models.CharField(_("receipt"), max_length=12, unique=True)
    about = models.CharField(_("about"), max_length=8, choices=About.choices)
    severity = models.CharField(_("how urgent"), max_length=8, choices=Severity.choices)
    pairing = models.ForeignKey(Pairing, on_delete=models.PROTECT, null=True, related_name="concerns")
    about_person = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    words = EncryptedTextField(_("what happened"))
    status = models.CharField(_("status"), max_length=8, choices=Status.choices, default=Status.RAISED)
    raised_as = models.CharField(_("raised by"), max_length=8, choices=RaisedAs.choices)
    raised_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    raised_at = models.DateTimeField(_("raised at"))
    escalations = models.PositiveSmallIntegerField(_("how often it was passed on"), default=0)
    escalated_at = models.DateTimeField(_("passed on at"), null=True)
    taken_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    taken_at = models.DateTimeField(_("taken on at"), null=True)
    outcome = EncryptedTextField(_("what came of it"), blank=True)
    closing_asked_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    closing_asked_at = models.DateTimeField(_("closing asked for at"), null=True)
    closed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(_("closed at"), null=True)

    objects = ConcernQuerySet.as_manager()

    class Meta:
        verbose_name = _("concern")
        verbose_name_plural = _("concerns")
        ordering = ["-raised_at", "-pk"]
        indexes = [
            models.Index(fields=["centre", "status", "-raised_at", "-id"], name="concerns_of_a_centre"),
            models.Index(fields=["raised_at", "id"], condition=Q(status="raised"), name="concerns_untaken"),
        ]
        constraints = [
            models.CheckConstraint(
                name="two_people_close_a_concern",
                condition=~Q(status="closed")
                | Q(closed_by__isnull=False, closing_asked_by__isnull=False)
                & ~Q(closed_by=models.F("closing_asked_by")),
                violation_error_message=_("A concern is closed by a second person."),
            ),
            models.CheckConstraint(
                name="concern_about_a_mentor_names_the_mentor",
                condition=~Q(about="mentor") | Q(about_person__isnull=False),
                violation_error_message=_("Please say about which mentor."),
            ),
        ]

    class Privacy:
        classes = {
            "id": C1, "public_id": C1, "centre": C1, "form_key": C1, "receipt": C1, "about": C3, "severity": C1,
            "pairing": C3, "about_person": C3, "words": C3, "status": C1, "raised_as": C1, "raised_by": C3,
            "raised_at": C1, "escalations": C1, "escalated_at": C1, "taken_by": C1, "taken_at": C1, "outcome": C3,
            "closing_asked_by": C1, "closing_asked_at": C1, "closed_by": C1, "closed_at": C1,
        }  # fmt: skip

    def __str__(self) -> str:
        return f"Concern {str(self.public_id)[:8]}"


class ConcernEntryQuerySet(models.QuerySet["ConcernEntry"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(concern__in=Concern.objects.handled_by(user).values("pk"))


class ConcernEntry(models.Model):
    """One line of a concern's timeline; it is only added to."""

    class Kind(models.TextChoices):
        NOTE = "note", _("note")
        CALL = "call", _("call")
        TOLD = "told", _("somebody was told")
        DECISION = "decision", _("decision")
        SUSPENSION = "suspension", _("suspension")
        ESCALATION = "escalation", _("passed on")
        STATUS = "status", _("taken on, closed or opened again")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    concern = models.ForeignKey(Concern, on_delete=models.PROTECT, related_name="entries")
    form_key = models.UUIDField(_("key of the form"), unique=True, editable=False, default=uuid.uuid4)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    called = models.CharField(_("who was called"), max_length=20, blank=True)
    words = EncryptedTextField(_("in words"), blank=True)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(_("made at"))

    objects = ConcernEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("entry about a concern")
        verbose_name_plural = _("entries about concerns")
        ordering = ["made_at", "pk"]
        indexes = [models.Index(fields=["concern", "made_at", "id"], name="entries_of_a_concern")]

    class Privacy:
        classes = {
            "id": C1, "public_id": C1, "concern": C3, "form_key": C1, "kind": C1, "called": C1, "words": C3,
            "made_by": C1, "made_at": C1,
        }  # fmt: skip

    def __str__(self) -> str:
        return f"ConcernEntry {str(self.public_id)[:8]}"

    @property
    def called_words(self) -> str:
        """Who was called, in words; empty where nobody was."""
        return str(Called(self.called).label) if self.called in Called.values else ""


class SuspensionQuerySet(models.QuerySet["Suspension"]):
    def visible_to(self, user: User) -> Self:
        """Staff who keep the pairing, or one of the mentor's; whoever works on the concern behind it."""
        kept = Pairing.objects.visible_to_staff(user)
        own = Q(pairing__in=kept.values("pk")) | Q(mentor__in=kept.values("mentor"))
        own |= Q(concern__in=Concern.objects.handled_by(user).values("pk"))
        return self.filter(own | Q(mentor__centre__in=user.centre_ids(Permission.PAIRING_CLOSE)))

    def standing(self) -> Self:
        return self.filter(ended_at=None)


class Suspension(models.Model):
    """One pairing, or a mentor everywhere, rests at once for safety until somebody lifts it."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    concern = models.ForeignKey(Concern, on_delete=models.PROTECT, null=True, related_name="suspensions")
    pairing = models.ForeignKey(Pairing, on_delete=models.PROTECT, null=True, related_name="suspensions")
    mentor = models.ForeignKey(Mentor, on_delete=models.PROTECT, null=True, related_name="suspensions")
    reason = EncryptedTextField(_("reason"))
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("made at"))
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(_("lifted at"), null=True)
    ending = EncryptedTextField(_("why it is lifted"), blank=True)

    objects = SuspensionQuerySet.as_manager()

    class Meta:
        verbose_name = _("suspension")
        verbose_name_plural = _("suspensions")
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="suspends_exactly_one_thing",
                condition=Q(pairing__isnull=False, mentor=None) | Q(pairing=None, mentor__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["pairing"], condition=Q(ended_at=None, pairing__isnull=False),
                name="one_standing_suspension_of_a_pairing",
                violation_error_message=_("This pairing is suspended already."),
            ),
            models.UniqueConstraint(
                fields=["mentor"], condition=Q(ended_at=None, mentor__isnull=False),
                name="one_standing_suspension_of_a_mentor",
                violation_error_message=_("This mentor is suspended already."),
            ),
        ]  # fmt: skip

    class Privacy:
        classes = {
            "id": C1, "public_id": C1, "concern": C3, "pairing": C3, "mentor": C3, "reason": C3, "made_by": C1,
            "made_at": C1, "ended_by": C1, "ended_at": C1, "ending": C3,
        }  # fmt: skip

    def __str__(self) -> str:
        return f"Suspension {str(self.public_id)[:8]}"
