"""Who supervises whom at this moment, what was said, and how does the mentor bear it?"""

import uuid
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Centre, User
from accounts.permissions import Permission
from kernel.encryption import EncryptedJSONField, EncryptedTextField
from kernel.privacy import C1, C3
from mentorship.models.mentors import Mentor
from mentorship.models.pairings import Pairing


class OfMentorForSupervisorsQuerySet(models.QuerySet):  # type: ignore[type-arg]
    def visible_to(self, user: User) -> Self:
        """Coordinators: own centre. Specialists: the mentors and pairings they supervise or whose mentee they keep."""
        whole = Q(mentor__centre__in=user.centre_ids(Permission.PAIRING_CLOSE))
        kept = Pairing.objects.visible_to_staff(user).values("mentor")
        own = Q(mentor__centre__in=user.centre_ids(Permission.SUPERVISION_SEE)) & (
            Q(mentor__supervisor=user) | Q(mentor__in=kept)
        )
        return self.filter(whole | own).exclude(mentor__user=user)


class SupervisionNote(models.Model):
    """What came up in supervision with a mentor; each change is a version, none is lost."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    mentor = models.ForeignKey(Mentor, on_delete=models.PROTECT, related_name="supervision_notes")
    pairing = models.ForeignKey(Pairing, on_delete=models.PROTECT, null=True, related_name="supervision_notes")
    held_on = models.DateField(_("day"))
    minutes = models.PositiveSmallIntegerField(_("length in minutes"), default=30)
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    text = EncryptedTextField(_("note"))
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(_("written at"))
    changed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField(_("changed at"), null=True)

    objects = OfMentorForSupervisorsQuerySet.as_manager()

    class Meta:
        verbose_name = _("supervision note")
        verbose_name_plural = _("supervision notes")
        ordering = ["-held_on", "-pk"]
        indexes = [models.Index(fields=["mentor", "-held_on", "-id"], name="notes_of_a_mentor")]

    class Privacy:
        classes = {
            "id": C1, "public_id": C1, "mentor": C1, "pairing": C3, "held_on": C1, "minutes": C1, "version": C1,
            "text": C3, "written_by": C1, "written_at": C1, "changed_by": C1, "changed_at": C1,
        }  # fmt: skip

    def __str__(self) -> str:
        return f"SupervisionNote {str(self.public_id)[:8]}"


class NoteVersionQuerySet(models.QuerySet["NoteVersion"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(note__in=SupervisionNote.objects.visible_to(user).values("pk"))


class NoteVersion(models.Model):
    """How a supervision note read before it was changed."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    note = models.ForeignKey(SupervisionNote, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(_("version"))
    text = EncryptedTextField(_("note"))
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(_("written at"))

    objects = NoteVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("earlier version of a note")
        verbose_name_plural = _("earlier versions of notes")
        ordering = ["note", "-number"]
        constraints = [models.UniqueConstraint(fields=["note", "number"], name="versions_of_a_note_are_numbered")]

    class Privacy:
        classes = {
            "id": C1, "public_id": C1, "note": C1, "number": C1, "text": C3, "written_by": C1, "written_at": C1,
        }  # fmt: skip

    def __str__(self) -> str:
        return f"NoteVersion {self.number}"


class StrainCheckQuerySet(OfMentorForSupervisorsQuerySet):
    def of_mentor(self, user: User) -> Self:
        """The own ones."""
        return self.filter(mentor__user=user)


class StrainCheck(models.Model):
    """How a mentor bears the accompanying, in a few questions of our own; seen by who supervises."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    mentor = models.ForeignKey(Mentor, on_delete=models.PROTECT, related_name="strain_checks")
    form_key = models.UUIDField(_("key of the form"), unique=True, editable=False)
    answers = EncryptedJSONField(_("answers"), default=dict)
    is_high = models.BooleanField(_("asks for a talk"), default=False)
    filled_at = models.DateTimeField(_("filled in at"))
    seen_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    seen_at = models.DateTimeField(_("seen at"), null=True)

    objects = StrainCheckQuerySet.as_manager()

    class Meta:
        verbose_name = _("strain check")
        verbose_name_plural = _("strain checks")
        ordering = ["-filled_at", "-pk"]
        indexes = [models.Index(fields=["mentor", "-filled_at", "-id"], name="strain_of_a_mentor")]

    class Privacy:
        classes = {
            "id": C1, "public_id": C1, "mentor": C1, "form_key": C1, "answers": C3, "is_high": C3, "filled_at": C1,
            "seen_by": C1, "seen_at": C1,
        }  # fmt: skip

    def __str__(self) -> str:
        return f"StrainCheck {str(self.public_id)[:8]}"


class AbsenceQuerySet(models.QuerySet["Absence"]):
    def visible_to(self, user: User) -> Self:
        """Staff of the centre: who stands in for whom is no secret among them."""
        return self.filter(centre__in=user.centre_ids(Permission.SUPERVISION_SEE))

    def standing(self) -> Self:
        return self.filter(ended_at=None)


class Absence(models.Model):
    """A supervisor is away from one day to another, and somebody covers every pairing meanwhile."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="absences")
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="absences")
    cover = models.ForeignKey(User, on_delete=models.PROTECT, related_name="covers")
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("to and including"))
    note = EncryptedTextField(_("what the cover should know"), blank=True)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("made at"))
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(_("ended at"), null=True)

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("absence of a supervisor")
        verbose_name_plural = _("absences of supervisors")
        ordering = ["-starts_on", "-pk"]
        indexes = [models.Index(fields=["centre", "starts_on", "ends_on"], name="absences_of_a_centre")]
        constraints = [
            models.CheckConstraint(
                name="absence_ends_after_it_starts", condition=Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("An absence ends on the day it starts, or later."),
            ),
            models.CheckConstraint(
                name="nobody_covers_themselves", condition=~Q(person=F("cover")),
                violation_error_message=_("Somebody else covers while a supervisor is away."),
            ),
        ]  # fmt: skip

    class Privacy:
        classes = {
            "id": C1, "public_id": C1, "centre": C1, "person": C1, "cover": C1, "starts_on": C1, "ends_on": C1,
            "note": C3, "made_by": C1, "made_at": C1, "ended_by": C1, "ended_at": C1,
        }  # fmt: skip

    def __str__(self) -> str:
        return f"Absence {str(self.public_id)[:8]}"


class HandOverQuerySet(models.QuerySet["HandOver"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(pairing__in=Pairing.objects.visible_to_staff(user).values("pk"))


class HandOver(models.Model):
    """The supervision of a pairing went from one person to another for good, with a note."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    pairing = models.ForeignKey(Pairing, on_delete=models.PROTECT, related_name="hand_overs")
    from_person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    to_person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    note = EncryptedTextField(_("what the next supervisor should know"))
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("made at"))
    read_at = models.DateTimeField(_("read at"), null=True)

    objects = HandOverQuerySet.as_manager()

    class Meta:
        verbose_name = _("hand-over")
        verbose_name_plural = _("hand-overs")
        ordering = ["-made_at", "-pk"]
        indexes = [models.Index(fields=["to_person", "id"], condition=Q(read_at=None), name="hand_overs_to_read")]

    class Privacy:
        classes = {
            "id": C1, "public_id": C1, "pairing": C3, "from_person": C1, "to_person": C1, "note": C3, "made_by": C1,
            "made_at": C1, "read_at": C1,
        }  # fmt: skip

    def __str__(self) -> str:
        return f"HandOver {str(self.public_id)[:8]}"
