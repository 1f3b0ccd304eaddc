"""How does a pairing end well, step by step, and may the mentee have another mentor?"""

import uuid
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from kernel.encryption import EncryptedTextField
from kernel.privacy import C1, C3
from kernel.workflow import step
from mentorship.models.consents import OfMenteeQuerySet
from mentorship.models.mentees import Mentee
from mentorship.models.pairings import Pairing


class ClosureQuerySet(models.QuerySet["Closure"]):
    def visible_to(self, user: User) -> Self:
        """Staff only, of the pairings they keep; a mentor reads on the own page what is to do."""
        return self.filter(pairing__in=Pairing.objects.visible_to_staff(user).values("pk"))

    def under_way(self) -> Self:
        return self.filter(status=Closure.Status.UNDER_WAY)


class Closure(models.Model):
    """The ending of one pairing as a procedure: what is to be done, by whom, until the pairing is closed."""

    class Procedure(models.TextChoices):
        PLANNED = "planned", _("planned: the time or the goals are reached")
        UNPLANNED = "unplanned", _("unplanned: it has to end now")
        UNABLE = "unable", _("one of the two can no longer do it")

    class LaterContact(models.TextChoices):
        NONE = "none", _("no contact afterwards")
        STAFF = "staff", _("only through the staff")
        AGREED = "agreed", _("as agreed by all, with the staff knowing")

    class Status(models.TextChoices):
        UNDER_WAY = "under_way", _("under way")
        DONE = "done", _("done")
        STOPPED = "stopped", _("stopped: the pairing goes on")

    WORKFLOW = {
        "finish": step(Status.UNDER_WAY, to=Status.DONE, stamp="finished_at"),
        "stop": step(Status.UNDER_WAY, to=Status.STOPPED, stamp="finished_at"),
    }

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    pairing = models.ForeignKey(Pairing, on_delete=models.PROTECT, related_name="closures")
    procedure = models.CharField(_("procedure"), max_length=10, choices=Procedure.choices)
    reason = models.CharField(_("reason"), max_length=20, choices=Pairing.ClosingReason.choices)
    note = EncryptedTextField(_("in words"), blank=True)
    last_meeting_on = models.DateField(_("last meeting on"), null=True, blank=True)
    later_contact = models.CharField(_("contact afterwards"), max_length=8, choices=LaterContact.choices, blank=True)
    later_contact_note = EncryptedTextField(_("what was agreed"), blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.UNDER_WAY)
    started_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField(_("started at"))
    finished_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    finished_at = models.DateTimeField(_("finished at"), null=True)

    objects = ClosureQuerySet.as_manager()

    class Meta:
        verbose_name = _("closure")
        verbose_name_plural = _("closures")
        ordering = ["-started_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["pairing"], condition=~Q(status="stopped"), name="one_closure_of_a_pairing",
                violation_error_message=_("The ending of this pairing is under way already."),
            )
        ]  # fmt: skip

    class Privacy:
        classes = {
            "id": C1, "public_id": C1, "pairing": C3, "procedure": C3, "reason": C3, "note": C3,
            "last_meeting_on": C3, "later_contact": C3, "later_contact_note": C3, "status": C1, "started_by": C1,
            "started_at": C1, "finished_by": C1, "finished_at": C1,
        }  # fmt: skip

    def __str__(self) -> str:
        return f"Closure {str(self.public_id)[:8]}"


class ClosureStepQuerySet(models.QuerySet["ClosureStep"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(closure__in=Closure.objects.visible_to(user).values("pk"))


class ClosureStep(models.Model):
    """One thing that is to be done before the pairing is closed, or why it could not be done."""

    class Kind(models.TextChoices):
        TELL_MENTEE = "tell_mentee", _("tell the mentee, and hear them")
        TELL_MENTOR = "tell_mentor", _("tell the mentor")
        TELL_ADULT = "tell_adult", _("tell the responsible adult")
        LAST_MEETING = "last_meeting", _("a last meeting that says goodbye")
        TALK_MENTEE = "talk_mentee", _("talk at the end with the mentee")
        TALK_MENTOR = "talk_mentor", _("talk at the end with the mentor")
        TALK_ADULT = "talk_adult", _("talk at the end with the responsible adult")
        LATER_CONTACT = "later_contact", _("settle contact afterwards")
        HAND_BACK = "hand_back", _("get back what the mentor holds")
        NEXT = "next", _("decide what the mentee gets next")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    closure = models.ForeignKey(Closure, on_delete=models.PROTECT, related_name="steps")
    position = models.PositiveSmallIntegerField(_("position"))
    kind = models.CharField(_("step"), max_length=14, choices=Kind.choices)
    due_on = models.DateField(_("due on"))
    is_skipped = models.BooleanField(_("could not be done"), default=False)
    note = EncryptedTextField(_("note"), blank=True)
    done_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    done_at = models.DateTimeField(_("done at"), null=True)

    objects = ClosureStepQuerySet.as_manager()

    class Meta:
        verbose_name = _("step of a closure")
        verbose_name_plural = _("steps of closures")
        ordering = ["closure", "position"]
        indexes = [models.Index(fields=["due_on", "id"], condition=Q(done_at=None), name="closure_steps_to_do")]
        constraints = [models.UniqueConstraint(fields=["closure", "kind"], name="one_step_of_a_kind")]

    class Privacy:
        classes = {
            "id": C1, "public_id": C1, "closure": C1, "position": C1, "kind": C1, "due_on": C1, "is_skipped": C1,
            "note": C3, "done_by": C1, "done_at": C1,
        }  # fmt: skip

    def __str__(self) -> str:
        return f"ClosureStep {str(self.public_id)[:8]}"


class ExtensionQuerySet(models.QuerySet["Extension"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(pairing__in=Pairing.objects.visible_to_staff(user).values("pk"))


class Extension(models.Model):
    """The planned end was moved, because both of them wanted to go on."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    pairing = models.ForeignKey(Pairing, on_delete=models.PROTECT, related_name="extensions")
    former_until = models.DateField(_("was planned until"))
    planned_until = models.DateField(_("planned until"))
    reason = EncryptedTextField(_("reason"))
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("made at"))

    objects = ExtensionQuerySet.as_manager()

    class Meta:
        verbose_name = _("extension of a pairing")
        verbose_name_plural = _("extensions of pairings")
        ordering = ["-made_at", "-pk"]
        indexes = [models.Index(fields=["pairing", "-made_at", "-id"], name="extensions_of_a_pairing")]
        constraints = [
            models.CheckConstraint(
                name="extension_goes_on_longer", condition=Q(planned_until__gt=models.F("former_until")),
                violation_error_message=_("The new end lies after the planned one."),
            )
        ]  # fmt: skip

    class Privacy:
        classes = {
            "id": C1, "public_id": C1, "pairing": C3, "former_until": C1, "planned_until": C1, "reason": C3,
            "made_by": C1, "made_at": C1,
        }  # fmt: skip

    def __str__(self) -> str:
        return f"Extension {str(self.public_id)[:8]}"


class RematchDecision(models.Model):
    """After a pairing has ended: the specialist's decision whether the mentee may be matched again."""

    class Answer(models.TextChoices):
        YES = "yes", _("yes, now")
        LATER = "later", _("not yet")
        NO = "no", _("no, something else helps more")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    mentee = models.ForeignKey(Mentee, on_delete=models.PROTECT, related_name="rematch_decisions")
    pairing = models.ForeignKey(Pairing, on_delete=models.PROTECT, related_name="rematch_decisions")
    answer = models.CharField(_("answer"), max_length=6, choices=Answer.choices)
    reason = EncryptedTextField(_("reason"))
    evidence = models.JSONField(_("what was shown"), default=dict)
    review_on = models.DateField(_("look at it again on"), null=True, blank=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(_("decided at"))

    objects = OfMenteeQuerySet.as_manager()

    class Meta:
        verbose_name = _("decision on another mentor")
        verbose_name_plural = _("decisions on another mentor")
        ordering = ["-decided_at", "-pk"]
        indexes = [models.Index(fields=["mentee", "-decided_at", "-id"], name="rematches_of_a_mentee")]
        constraints = [
            models.CheckConstraint(
                name="not_yet_is_looked_at_again", condition=~Q(answer="later") | Q(review_on__isnull=False),
                violation_error_message=_("“Not yet” needs a day on which you look at it again."),
            )
        ]  # fmt: skip

    class Privacy:
        classes = {
            "id": C1, "public_id": C1, "mentee": C3, "pairing": C3, "answer": C3, "reason": C3, "evidence": C3,
            "review_on": C1, "decided_by": C1, "decided_at": C1,
        }  # fmt: skip

    def __str__(self) -> str:
        return f"RematchDecision {str(self.public_id)[:8]}"
