"""What did a solve of the matching propose, for whom was there nobody, and how is it proved?"""

import uuid
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Centre, User
from accounts.permissions import Permission
from kernel.encryption import EncryptedJSONField
from kernel.privacy import C1, C3
from kernel.workflow import step
from matching.models.policies import MatchingPolicy
from mentorship.models import Mentee, Mentor, Pairing


class RunQuerySet(models.QuerySet["Run"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(centre__in=user.centre_ids(Permission.RUN_SEE))


class Run(models.Model):
    """One solve of the matching of one centre, proved or not shown; or one pair that a person proposes."""

    class Kind(models.TextChoices):
        SOLVED = "solved", _("computed")
        BY_HAND = "by_hand", _("by hand")

    class Failure(models.TextChoices):
        """Why nothing is shown; the sentences are for the coordinator who started the run."""

        INPUT = "input", _("The pairs that are held together contradict each other or a rule. Please look at them.")
        NOT_PROVED = "not_proved", _("The result could not be proved to be the best one, so it is not shown.")
        UNSAFE = "unsafe", _("The check after the run found a pair that breaks a rule, so nothing is shown.")
        ERROR = "error", _("An error in the programme ended the run. Nothing was changed. Please start it again.")

    class Status(models.TextChoices):
        QUEUED = "queued", _("waiting to start")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")
        CANCELLED = "cancelled", _("cancelled")

    WORKFLOW = {
        "start": step(Status.QUEUED, Status.RUNNING, to=Status.RUNNING, stamp="started_at"),
        "finish": step(Status.RUNNING, to=Status.DONE, stamp="finished_at"),
        "fail": step(Status.QUEUED, Status.RUNNING, to=Status.FAILED, stamp="finished_at"),
        "cancel": step(Status.QUEUED, Status.RUNNING, to=Status.CANCELLED, stamp="finished_at"),
    }

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="runs")
    policy = models.ForeignKey(MatchingPolicy, on_delete=models.PROTECT, related_name="runs")
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices, default=Kind.SOLVED)
    is_dry = models.BooleanField(_("dry run"), default=False)
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.QUEUED)
    progress = models.PositiveSmallIntegerField(_("progress in percent"), default=0)
    seed = models.PositiveIntegerField(_("seed of the tie-break"))
    solved_for = models.DateField(_("computed for the day"))
    input_digest = models.CharField(_("digest of the input"), max_length=64, blank=True)
    versions = models.JSONField(_("versions"), default=dict)
    objective = models.JSONField(_("objective"), default=list)
    certificate = models.JSONField(_("certificate"), default=dict)
    counts = models.JSONField(_("counts"), default=dict)
    seat_prices = models.JSONField(_("prices of seats"), default=dict)
    maximal_seat_prices = models.JSONField(_("highest prices of seats"), default=dict)
    effect = models.JSONField(_("effect of holding seats back"), default=dict)
    failure = models.CharField(_("why it failed"), max_length=12, choices=Failure.choices, blank=True)
    unsettled = models.ForeignKey(
        "matching.Proposal", on_delete=models.SET_NULL, null=True, related_name="+",
        verbose_name=_("refused, and the corner not yet solved again"),
    )  # fmt: skip
    requested_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    requested_at = models.DateTimeField(_("requested at"))
    started_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    started_at = models.DateTimeField(_("started at"), null=True)
    finished_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    finished_at = models.DateTimeField(_("finished at"), null=True)

    objects = RunQuerySet.as_manager()

    class Meta:
        verbose_name = _("run")
        verbose_name_plural = _("runs")
        ordering = ["-requested_at", "-pk"]
        indexes = [models.Index(fields=["centre", "-requested_at", "-id"], name="runs_of_a_centre")]
        constraints = [
            models.UniqueConstraint(
                fields=["centre"], condition=Q(status__in=["queued", "running"]), name="one_open_run_per_centre",
                violation_error_message=_("A run is already under way for this centre."),
            ),
            models.CheckConstraint(
                name="failed_run_has_its_reason", condition=~Q(status="failed") | ~Q(failure=""),
                violation_error_message=_("A failed run needs a reason."),
            ),
        ]  # fmt: skip

    class Privacy:
        classes = {
            "id": C1, "public_id": C1, "centre": C1, "policy": C1, "kind": C1, "is_dry": C1, "status": C1,
            "progress": C1, "seed": C1, "solved_for": C1, "input_digest": C1, "versions": C1, "objective": C1,
            "certificate": C1, "counts": C1, "seat_prices": C1, "maximal_seat_prices": C1, "effect": C1, "failure": C1,
            "unsettled": C1, "requested_by": C1, "requested_at": C1, "started_by": C1, "started_at": C1,
            "finished_by": C1, "finished_at": C1,
        }  # fmt: skip

    def __str__(self) -> str:
        return f"Run {str(self.public_id)[:8]}"

    @property
    def is_underway(self) -> bool:
        return self.status in {self.Status.QUEUED, self.Status.RUNNING}

    @property
    def matched(self) -> int:
        """How many mentees get somebody."""
        return sum(self.counts.get("matched", []))

    @property
    def left_waiting(self) -> int:
        """How many mentees still wait."""
        return sum(self.counts.get("waiting", []))


class OfRunQuerySet(models.QuerySet):  # type: ignore[type-arg]
    def visible_to(self, user: User) -> Self:
        """Coordinators: own centre. Specialists: the mentees of the own caseload."""
        whole = user.centre_ids(Permission.RUN_START)
        own = user.centre_ids(Permission.RUN_SEE)
        return self.filter(
            Q(run__centre__in=whole) | Q(run__centre__in=own, mentee__specialist=user), run__status="done"
        )


class OfCentreRunQuerySet(models.QuerySet):  # type: ignore[type-arg]
    def visible_to(self, user: User) -> Self:
        """Coordinators only: what moved names mentees of every caseload."""
        return self.filter(run__centre__in=user.centre_ids(Permission.RUN_START))


class Waiting(models.Model):
    """One mentee for whom a run found nobody, with the reasons."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="waiting")
    mentee = models.ForeignKey(Mentee, on_delete=models.PROTECT, related_name="waits")
    tier = models.PositiveSmallIntegerField(_("urgency"))
    reasons = models.JSONField(_("reasons"), default=list)
    is_held_back = models.BooleanField(_("waits because seats are held back"), default=False)

    objects = OfRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("waiting mentee of a run")
        verbose_name_plural = _("waiting mentees of a run")
        ordering = ["run", "tier", "pk"]
        constraints = [models.UniqueConstraint(fields=["run", "mentee"], name="waits_once_per_run")]
        indexes = [models.Index(fields=["run", "tier", "id"], name="waiting_of_a_run")]

    class Privacy:
        classes = {"id": C1, "public_id": C1, "run": C1, "mentee": C3, "tier": C3, "reasons": C3, "is_held_back": C3}

    def __str__(self) -> str:
        return f"Waiting {str(self.public_id)[:8]}"


class Round(models.Model):
    """One solve of a corner within a run, after a refusal: what was refused, what moved, and how it is proved."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="rounds")
    number = models.PositiveSmallIntegerField(_("number"))
    refused = models.ForeignKey("matching.Proposal", on_delete=models.CASCADE, related_name="+")
    moves = EncryptedJSONField(_("what moved"), default=list)
    objective = models.JSONField(_("objective"), default=list)
    certificate = models.JSONField(_("certificate"), default=dict)
    input_digest = models.CharField(_("digest of the input"), max_length=64, blank=True)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(_("made at"))

    objects = OfCentreRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("round of a run")
        verbose_name_plural = _("rounds of a run")
        ordering = ["run", "number"]
        constraints = [models.UniqueConstraint(fields=["run", "number"], name="rounds_are_numbered")]

    class Privacy:
        classes = {
            "id": C1, "public_id": C1, "run": C1, "number": C1, "refused": C1, "moves": C3, "objective": C1,
            "certificate": C1, "input_digest": C1, "made_by": C1, "made_at": C1,
        }  # fmt: skip

    def __str__(self) -> str:
        return f"Round {self.number}"


class Proposal(models.Model):
    """One pair that a run suggests, until two people turned their keys or somebody refuses."""

    class Status(models.TextChoices):
        OPEN = "open", _("open")
        APPROVED = "approved", _("approved")
        REFUSED = "refused", _("refused")
        EXPIRED = "expired", _("no longer valid")

    class Refusal(models.TextChoices):
        KNOWN_REASON = "known_reason", _("something we know about these two speaks against it")
        OTHER_MENTOR = "other_mentor", _("another mentor suits better")
        MENTEE_WAITS = "mentee_waits", _("the mentee should wait")
        MENTOR_BUSY = "mentor_busy", _("the mentor has no room just now")
        TRAVEL = "travel", _("the way is too far or not safe")
        OTHER = "other", _("another reason")

    class Expiry(models.TextChoices):
        """Why a proposal no longer holds, in a sentence for whoever wanted to decide about it."""

        TOO_OLD = "too_old", _("Nobody decided about it for 14 days.")
        NEWER_RUN = "newer_run", _("A newer run took its place.")
        MOVED = "moved", _("After a refusal the best plan is another one.")
        MENTEE = "mentee", _("The mentee's file has changed: the bars would no longer let the two pass.")
        MENTOR = "mentor", _("The mentor's file has changed: the bars would no longer let the two pass.")
        TAKEN = "taken", _("The mentee or the seat was given in another pairing.")
        APART = "apart", _("These two cannot be paired.")

    WORKFLOW = {
        "approve": step(Status.OPEN, to=Status.APPROVED, stamp="decided_at"),
        "refuse": step(Status.OPEN, to=Status.REFUSED, stamp="decided_at"),
        "expire": step(Status.OPEN, to=Status.EXPIRED, stamp="decided_at"),
    }

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="proposals")
    mentee = models.ForeignKey(Mentee, on_delete=models.PROTECT, related_name="proposals")
    mentor = models.ForeignKey(Mentor, on_delete=models.PROTECT, related_name="proposals")
    tier = models.PositiveSmallIntegerField(_("urgency"))
    fit = models.PositiveSmallIntegerField(_("fit"))
    cost_if_refused = models.JSONField(_("cost to others if refused"), default=list)
    near_tie = models.BooleanField(_("near tie"), default=False)
    explanation = EncryptedJSONField(_("explanation"), default=dict)
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.OPEN)
    refusal = models.CharField(_("reason of refusal"), max_length=16, choices=Refusal.choices, blank=True)
    expiry = models.CharField(_("why it no longer holds"), max_length=12, choices=Expiry.choices, blank=True)
    fallen = models.JSONField(_("rules that no longer let the two pass"), default=list)
    round = models.PositiveSmallIntegerField(_("round of the run"), default=0)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(_("decided at"), null=True)
    pairing = models.OneToOneField(Pairing, on_delete=models.PROTECT, null=True, related_name="proposal")

    objects = OfRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        ordering = ["run", "tier", "-fit", "pk"]
        indexes = [models.Index(fields=["run", "tier", "-fit", "id"], name="proposals_of_a_run")]
        constraints = [
            models.UniqueConstraint(
                fields=["run", "mentee"], condition=Q(status="open"), name="proposed_once_per_run"
            ),
            models.CheckConstraint(
                name="refused_proposal_has_its_reason", condition=~Q(status="refused") | ~Q(refusal=""),
                violation_error_message=_("A refusal needs a reason."),
            ),
            models.CheckConstraint(
                name="approved_proposal_has_its_pairing",
                condition=~Q(status="approved") | Q(pairing__isnull=False),
                violation_error_message=_("An approved proposal has its pairing."),
            ),
        ]  # fmt: skip

    class Privacy:
        classes = {
            "id": C1, "public_id": C1, "run": C1, "mentee": C3, "mentor": C3, "tier": C3, "fit": C1,
            "cost_if_refused": C1, "near_tie": C1, "explanation": C3, "status": C1, "refusal": C3,
            "expiry": C3, "fallen": C3, "round": C1, "decided_by": C1, "decided_at": C1, "pairing": C1,
        }  # fmt: skip

    def __str__(self) -> str:
        return f"Proposal {str(self.public_id)[:8]}"


class ProposalKey(models.Model):
    """One person's yes to a proposal, in one profession: coordinator or specialist."""

    class Profession(models.TextChoices):
        COORDINATOR = "coordinator", _("coordinator")
        SPECIALIST = "specialist", _("specialist")

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="keys")
    profession = models.CharField(_("profession"), max_length=12, choices=Profession.choices)
    turned_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    turned_at = models.DateTimeField(_("turned at"))

    class Meta:
        verbose_name = _("key")
        verbose_name_plural = _("keys")
        ordering = ["turned_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["proposal", "profession"], name="one_key_per_profession",
                violation_error_message=_("This key is turned already."),
            ),
            models.UniqueConstraint(
                fields=["proposal", "turned_by"], name="one_key_per_person",
                violation_error_message=_("One person cannot turn both keys."),
            ),
        ]  # fmt: skip

    class Privacy:
        classes = {"id": C1, "proposal": C1, "profession": C1, "turned_by": C1, "turned_at": C1}

    def __str__(self) -> str:
        return f"ProposalKey {self.pk}"
