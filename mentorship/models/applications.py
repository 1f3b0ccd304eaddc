"""Who would like to help, how far is the application, and who decided about it?"""

import uuid
from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Centre, University, User
from accounts.permissions import Permission
from kernel.encryption import EncryptedTextField, IndexField
from kernel.privacy import C1, C2, C3, C4
from kernel.workflow import step
from mentorship.models.exclusions import NoContact
from mentorship.models.places import Place
from mentorship.models.wishes import MentorWishes
from mentorship.vocabulary import Gender


class ApplicationQuerySet(models.QuerySet["Application"]):
    def visible_to(self, user: User) -> Self:
        """One's own, and what was handed in at the centres in which one sees applications."""
        return self.filter(Q(user=user) | self._handed_in(user))

    def visible_to_staff(self, user: User) -> Self:
        """Never one's own: nobody decides about themselves."""
        return self.filter(self._handed_in(user)).exclude(user=user)

    def of_person(self, user: User) -> Self:
        """One's own, whatever became of them."""
        return self.filter(user=user)

    def open(self) -> Self:
        return self.filter(status__in=[Application.Status.DRAFT, Application.Status.SUBMITTED])

    def asked_of_two(self) -> Self:
        """Handed in and not admitted, taken back too: the person is no mentor, unless two people say so."""
        return self.filter(submitted_at__isnull=False).exclude(status=Application.Status.ADMITTED)

    @staticmethod
    def _handed_in(user: User) -> Q:
        return Q(centre__in=user.centre_ids(Permission.APPLICATIONS_SEE), submitted_at__isnull=False)


class Application(MentorWishes):
    """One person's wish to become a mentor at one centre, from the first step to the decision of two people."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("being written")
        SUBMITTED = "submitted", _("handed in")
        ADMITTED = "admitted", _("admitted")
        REFUSED = "refused", _("refused")
        WITHDRAWN = "withdrawn", _("withdrawn")

    class Kind(models.TextChoices):
        VOLUNTEER = "volunteer", _("volunteer")
        STUDENT = "student", _("student in practicum")

    class Refusal(models.TextChoices):
        UNDER_AGE = "under_age", _("under eighteen")
        AVAILABILITY = "availability", _("too little time for a commitment")
        PAPERS = "papers", _("a required paper is missing or not clear")
        REFERENCES = "references", _("the references do not speak for it")
        INTERVIEW = "interview", _("the interview does not speak for it")
        NO_NEED = "no_need", _("no need at this place at present")
        OTHER = "other", _("another reason")

    WORKFLOW = {
        "submit": step(Status.DRAFT, to=Status.SUBMITTED, stamp="submitted_at"),
        "admit": step(Status.SUBMITTED, to=Status.ADMITTED, stamp="decided_at"),
        "refuse": step(Status.SUBMITTED, to=Status.REFUSED, stamp="decided_at"),
        "reopen": step(Status.REFUSED, to=Status.SUBMITTED),
        "withdraw": step(Status.DRAFT, Status.SUBMITTED, to=Status.WITHDRAWN, stamp="withdrawn_at"),
    }

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="applications", verbose_name=_("person"))
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="applications", verbose_name=_("centre"))
    kind = models.CharField(_("applies as"), max_length=12, choices=Kind.choices, default=Kind.VOLUNTEER)
    university = models.ForeignKey(
        University, on_delete=models.PROTECT, null=True, blank=True, related_name="applications",
        verbose_name=_("university"),
    )  # fmt: skip
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.DRAFT)
    steps_done = models.JSONField(_("steps done"), default=list)
    gender = models.CharField(_("gender"), max_length=8, choices=Gender.choices, blank=True)
    place = models.ForeignKey(
        Place, on_delete=models.PROTECT, null=True, blank=True, related_name="applications", verbose_name=_("place")
    )
    committed_until = models.DateField(_("committed until"), null=True, blank=True)
    motivation = EncryptedTextField(_("why I would like to help"), blank=True)
    experience_told = EncryptedTextField(_("experience with children, young people or people in hardship"), blank=True)
    acquaintance = EncryptedTextField(_("whom I know who is accompanied by the centre"), blank=True)
    agreed_at = models.DateTimeField(_("agreed to the checks and to the keeping of the data at"), null=True)
    name_index = IndexField(of=("applicant_name",), purpose="name")
    phone_index = IndexField(of=("applicant_phone",), purpose="phone")
    person_index = IndexField(of=("applicant_name", "applicant_birth"), purpose="name")
    started_at = models.DateTimeField(_("started at"))
    changed_at = models.DateTimeField(_("changed at"))
    submitted_at = models.DateTimeField(_("handed in at"), null=True)
    decided_at = models.DateTimeField(_("decided at"), null=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    refusal = models.CharField(_("reason of the refusal"), max_length=16, choices=Refusal.choices, blank=True)
    refusal_words = EncryptedTextField(_("why, for the file"), null=True, blank=True)
    appeal = EncryptedTextField(_("appeal"), blank=True)
    appealed_at = models.DateTimeField(_("appealed at"), null=True)
    appeal_answered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    appeal_answered_at = models.DateTimeField(_("appeal answered at"), null=True)
    appeal_upheld = models.BooleanField(_("the application is looked at again"), null=True)
    appeal_words = EncryptedTextField(_("why the appeal was answered so, for the file"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True)
    withdrawn_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("application")
        verbose_name_plural = _("applications")
        ordering = ["-started_at", "-pk"]
        indexes = [models.Index(fields=["centre", "status", "submitted_at", "id"], name="applications_of_a_centre")]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "centre"], condition=Q(status__in=["draft", "submitted"]),
                name="one_open_application_per_person",
                violation_error_message=_("There is already an open application of this person."),
            ),
            models.CheckConstraint(
                name="application_submitted_has_its_moment",
                condition=~Q(status__in=["submitted", "admitted", "refused"]) | Q(submitted_at__isnull=False),
            ),
            models.CheckConstraint(
                name="application_refused_has_its_reason",
                condition=~Q(status="refused") | ~Q(refusal=""),
                violation_error_message=_("A refusal needs its reason."),
            ),
            models.CheckConstraint(
                name="appeal_answered_by_somebody_else",
                condition=~Q(appeal_upheld=False) | Q(decided_by=None) | ~Q(appeal_answered_by=F("decided_by")),
                violation_error_message=_("Somebody else answers the appeal than the person who refused."),
            ),
        ]  # fmt: skip

    class Privacy:
        classes = {
            "id": C1, "public_id": C1, "user": C2, "centre": C1, "kind": C1, "university": C1, "status": C2,
            "steps_done": C1, "gender": C2, "place": C2, "committed_until": C2, "populations": C2, "languages": C2,
            "skills": C2, "interests": C2, "dislikes": C2, "modes": C2, "radius_km": C2, "week": C2, "capacity": C1,
            "motivation": C3, "experience_told": C3, "acquaintance": C3, "agreed_at": C1, "name_index": C2,
            "phone_index": C2, "person_index": C2, "started_at": C1, "changed_at": C1, "submitted_at": C1,
            "decided_at": C1, "decided_by": C1, "refusal": C3, "refusal_words": C3, "appeal": C3, "appealed_at": C1,
            "appeal_answered_by": C1, "appeal_answered_at": C1, "appeal_upheld": C2, "appeal_words": C3,
            "withdrawn_at": C1, "withdrawn_by": C1,
        }  # fmt: skip

    def __str__(self) -> str:
        return f"Application {str(self.public_id)[:8]}"

    @property
    def applicant_name(self) -> str:
        return f"{self.user.given_name} {self.user.family_name}"

    @property
    def applicant_birth(self) -> date | None:
        return self.user.born_on

    @property
    def applicant_phone(self) -> str:
        return self.user.phone


class AdmissionVoteQuerySet(models.QuerySet["AdmissionVote"]):
    def visible_to(self, user: User) -> Self:
        """For those who decide at the centre, never for the person it is about."""
        centres = user.centre_ids(Permission.APPLICATIONS_SEE)
        return self.filter(application__centre__in=centres).exclude(application__user=user)


class AdmissionVote(models.Model):
    """One of the two people who admit: a coordinator and a specialist, never the same person."""

    class Profession(models.TextChoices):
        COORDINATOR = "coordinator", _("coordinator")
        SPECIALIST = "specialist", _("specialist")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="votes")
    profession = models.CharField(_("as"), max_length=12, choices=Profession.choices)
    words = EncryptedTextField(_("why"), blank=True)
    cast_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    cast_at = models.DateTimeField(_("given at"))
    is_current = models.BooleanField(_("counts"), default=True)

    objects = AdmissionVoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("vote on an admission")
        verbose_name_plural = _("votes on admissions")
        ordering = ["application", "cast_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "profession"], condition=Q(is_current=True), name="one_vote_per_profession",
                violation_error_message=_("Somebody of this profession has already said yes."),
            ),
            models.UniqueConstraint(
                fields=["application", "cast_by"], condition=Q(is_current=True), name="one_vote_per_person",
                violation_error_message=_("The second yes must come from another person."),
            ),
        ]  # fmt: skip

    class Privacy:
        classes = {
            "id": C1, "public_id": C1, "application": C2, "profession": C1, "words": C3, "cast_by": C1,
            "cast_at": C1, "is_current": C1,
        }  # fmt: skip

    def __str__(self) -> str:
        return f"AdmissionVote {str(self.public_id)[:8]}"


class NoContactHitQuerySet(models.QuerySet["NoContactHit"]):
    def visible_to(self, user: User) -> Self:
        """The specialist who keeps the mentee's file, and nobody else; never about oneself."""
        centres = user.centre_ids(Permission.EXCLUSION_SEAL)
        own = self.filter(no_contact__mentee__specialist=user, no_contact__mentee__centre__in=centres)
        return own.exclude(application__user=user)

    def holding(self) -> Self:
        """Those that keep an application from going on: not decided, or confirmed."""
        return self.exclude(is_same_person=False)


class NoContactHit(models.Model):
    """An applicant looks like somebody who must never come near a mentee; the mentee's specialist decides."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="no_contact_hits")
    no_contact = models.ForeignKey(NoContact, on_delete=models.PROTECT, related_name="hits")
    found_at = models.DateTimeField(_("found at"))
    is_same_person = models.BooleanField(_("is the same person"), null=True)
    reason = EncryptedTextField(_("why"), blank=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(_("decided at"), null=True)

    objects = NoContactHitQuerySet.as_manager()

    class Meta:
        verbose_name = _("match with a no-contact entry")
        verbose_name_plural = _("matches with no-contact entries")
        ordering = ["found_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["application", "no_contact"], name="one_hit_per_entry"),
            models.CheckConstraint(
                name="hit_decided_by_somebody",
                condition=Q(is_same_person=None, decided_by=None, decided_at=None)
                | Q(is_same_person__isnull=False, decided_by__isnull=False, decided_at__isnull=False),
            ),
        ]

    class Privacy:
        classes = {
            "id": C1, "public_id": C1, "application": C3, "no_contact": C3, "found_at": C3, "is_same_person": C3,
            "reason": C4, "decided_by": C3, "decided_at": C3,
        }  # fmt: skip

    def __str__(self) -> str:
        return f"NoContactHit {str(self.public_id)[:8]}"
