"""Who is to be accompanied? The working profile that matching needs, and apart from it the encrypted identity."""

import uuid
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Centre, User
from accounts.permissions import Permission
from kernel.encryption import EncryptedDateField, EncryptedTextField, IndexField
from kernel.privacy import C1, C3, C4
from kernel.workflow import step
from mentorship.models.places import Place
from mentorship.vocabulary import Gender, Population, Risk


def _kept_by(user: User) -> Q:
    """Coordinators: own centre. Specialists: own caseload."""
    caseload = Q(specialist=user, centre__in=user.centre_ids(Permission.MENTORING_DECIDE))
    return Q(centre__in=user.centre_ids(Permission.PAIRING_CLOSE)) | caseload


class MenteeQuerySet(models.QuerySet["Mentee"]):
    def visible_to(self, user: User) -> Self:
        """Staff: the files they keep. Mentors: whom they walk beside today."""
        beside = self.filter(
            pairings__mentor__user=user, pairings__status__in=["introduced", "active"],
            pairings__centre__in=user.centre_ids(Permission.MY_PAIRING),
        )  # fmt: skip
        return self.filter(_kept_by(user) | Q(pk__in=beside.values("pk")))

    def visible_to_staff(self, user: User) -> Self:
        """The files this person keeps; walking beside a mentee opens no file."""
        return self.filter(_kept_by(user))

    def waiting(self) -> Self:
        return self.filter(status=Mentee.Status.WAITING)


class Mentee(models.Model):
    """A young person or survivor who is to be, or is, accompanied: only what working together needs."""

    class Status(models.TextChoices):
        REGISTERED = "registered", _("registered")
        WAITING = "waiting", _("waiting for a mentor")
        ACCOMPANIED = "accompanied", _("accompanied")
        CLOSED = "closed", _("closed")

    WORKFLOW = {
        "wait": step(Status.REGISTERED, to=Status.WAITING),
        "withdraw": step(Status.WAITING, to=Status.REGISTERED),
        "accompany": step(Status.WAITING, to=Status.ACCOMPANIED),
        "end_accompaniment": step(Status.ACCOMPANIED, to=Status.REGISTERED),
        "wait_again": step(Status.ACCOMPANIED, to=Status.WAITING),  # the mentor said no before they met
        "close": step(Status.REGISTERED, Status.WAITING, to=Status.CLOSED, stamp="closed_at"),
    }

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="mentees", verbose_name=_("centre"))
    specialist = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="caseload", verbose_name=_("specialist")
    )
    status = models.CharField(_("status"), max_length=12, choices=Status.choices, default=Status.REGISTERED)
    chosen_name = EncryptedTextField(
        _("chosen name"), max_length=40, help_text=_("A name or pseudonym the mentee picked; never the legal name.")
    )
    population = models.CharField(_("group"), max_length=10, choices=Population.choices)
    gender = models.CharField(_("gender"), max_length=8, choices=Gender.choices)
    birth_year = models.PositiveSmallIntegerField(_("year of birth"))
    risk = models.PositiveSmallIntegerField(_("strain"), choices=Risk.choices)
    waiting_since = models.DateField(_("waiting since"), null=True, blank=True)
    languages = models.JSONField(_("languages, the best one first"), default=list)
    needs = models.JSONField(_("needs help with"), default=list, blank=True)
    interests = models.JSONField(_("likes"), default=list, blank=True)
    dislikes = models.JSONField(_("does not like"), default=list, blank=True)
    accepted_genders = models.JSONField(_("accepts as mentor"), default=list)
    wished_gender = models.CharField(_("would rather have"), max_length=8, choices=Gender.choices, blank=True)
    modes = models.JSONField(_("ways of meeting"), default=list)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="mentees", verbose_name=_("area"))
    radius_km = models.PositiveSmallIntegerField(_("can travel (km)"), default=10)
    week = models.CharField(_("free hours of the week"), max_length=21, default="0" * 21)
    goals = EncryptedTextField(_("goals"), blank=True)
    safety_instructions = EncryptedTextField(
        _("safety instructions for the mentor"), blank=True,
        help_text=_("What a mentor must do or avoid, in words that do not tell the story."),
    )  # fmt: skip
    risk_note = EncryptedTextField(_("note on strain and safety"), blank=True)
    registered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    registered_at = models.DateTimeField(_("registered at"))
    closed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(_("closed at"), null=True)
    closing_note = EncryptedTextField(_("why the file is closed"), blank=True)
    changed_at = models.DateTimeField(_("changed at"))

    objects = MenteeQuerySet.as_manager()

    class Meta:
        verbose_name = _("mentee")
        verbose_name_plural = _("mentees")
        ordering = ["waiting_since", "pk"]
        indexes = [models.Index(fields=["centre", "status", "waiting_since", "id"], name="mentees_who_wait")]
        constraints = [
            models.CheckConstraint(
                name="waiting_mentee_has_a_date",
                condition=~Q(status="waiting") | Q(waiting_since__isnull=False),
                violation_error_message=_("Who waits, waits since a day."),
            ),
            models.CheckConstraint(name="mentee_risk_in_range", condition=Q(risk__gte=1, risk__lte=4)),
        ]

    class Privacy:
        classes = {
            "id": C1, "public_id": C1, "centre": C1, "specialist": C1, "status": C1, "chosen_name": C3,
            "population": C3, "gender": C3, "birth_year": C3, "risk": C3, "waiting_since": C1, "languages": C3,
            "needs": C3, "interests": C3, "dislikes": C3, "accepted_genders": C3, "wished_gender": C3, "modes": C3,
            "place": C3, "radius_km": C3, "week": C3, "goals": C3, "safety_instructions": C3, "risk_note": C3,
            "registered_by": C1, "registered_at": C1, "closed_by": C1, "closed_at": C1, "closing_note": C3,
            "changed_at": C1,
        }  # fmt: skip

    def __str__(self) -> str:
        return f"Mentee {str(self.public_id)[:8]}"


class MenteeIdentityQuerySet(models.QuerySet["MenteeIdentity"]):
    def visible_to(self, user: User) -> Self:
        """Who keeps the file may ask for the identity; every look is recorded with its purpose."""
        if not user.may(Permission.IDENTITY_REVEAL):
            return self.none()
        return self.filter(mentee__in=Mentee.objects.visible_to_staff(user).values("pk"))


class MenteeIdentity(models.Model):
    """Who the mentee is and where: encrypted, apart from the case, opened only by a recorded reveal."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    mentee = models.OneToOneField(Mentee, on_delete=models.PROTECT, related_name="identity")
    given_name = EncryptedTextField(_("given name"))
    family_name = EncryptedTextField(_("family name"))
    born_on = EncryptedDateField(_("date of birth"), null=True, blank=True)
    address = EncryptedTextField(_("address"), blank=True)
    phone = EncryptedTextField(_("phone"), blank=True)
    email = EncryptedTextField(_("e-mail"), blank=True)
    school_or_shelter = EncryptedTextField(_("school or shelter"), blank=True)
    family = EncryptedTextField(_("family"), blank=True)
    safe_contact = EncryptedTextField(
        _("safe ways of contact"), blank=True, help_text=_("How and when this person can be reached safely.")
    )
    name_index = IndexField(of=["given_name", "family_name"], purpose="name")
    phone_index = IndexField(of=["phone"], purpose="phone")

    objects = MenteeIdentityQuerySet.as_manager()

    class Meta:
        verbose_name = _("identity of a mentee")
        verbose_name_plural = _("identities of mentees")
        ordering = ["pk"]

    class Privacy:
        classes = {
            "id": C1, "public_id": C1, "mentee": C3, "given_name": C4, "family_name": C4, "born_on": C4,
            "address": C4, "phone": C4, "email": C4, "school_or_shelter": C4, "family": C4, "safe_contact": C4,
            "name_index": C3, "phone_index": C3,
        }  # fmt: skip

    def __str__(self) -> str:
        return f"MenteeIdentity {str(self.public_id)[:8]}"
