"""What happened when the two met? Logged by the mentor, added to later, never rewritten."""

import uuid
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.permissions import Permission
from kernel.encryption import EncryptedTextField
from kernel.privacy import C1, C3
from mentorship.models.pairings import OPEN_STATUSES, Pairing
from mentorship.vocabulary import MeetingPlace, Mood


class MeetingQuerySet(models.QuerySet["Meeting"]):
    def visible_to(self, user: User) -> Self:
        """Staff: the meetings of the pairings they see. A mentor: the own meetings of open pairings."""
        seen = Q(pairing__centre__in=user.centre_ids(Permission.PAIRING_CLOSE))
        if user.may(Permission.MEETINGS_SEE):
            seen |= Q(pairing__mentee__specialist=user) | Q(pairing__supervisor=user)
        if user.may(Permission.MY_PAIRING):
            seen |= Q(pairing__mentor__user=user, pairing__status__in=OPEN_STATUSES)
        return self.filter(seen)


class Meeting(models.Model):
    """One encounter of mentor and mentee."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    pairing = models.ForeignKey(Pairing, on_delete=models.PROTECT, related_name="meetings")
    form_key = models.UUIDField(_("key of the form"), unique=True, editable=False)
    held_on = models.DateField(_("day"))
    minutes = models.PositiveSmallIntegerField(_("length in minutes"))
    place = models.CharField(_("where"), max_length=10, choices=MeetingPlace.choices)
    activities = models.JSONField(_("what you did"), default=list)
    topics = models.JSONField(_("what you talked about"), default=list, blank=True)
    mood = models.PositiveSmallIntegerField(_("how it went"), choices=Mood.choices)
    note = EncryptedTextField(_("note"), blank=True)
    is_worrying = models.BooleanField(_("something worries me"), default=False)
    worry = EncryptedTextField(_("what worries you"), blank=True)
    logged_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    logged_at = models.DateTimeField(_("logged at"))

    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        ordering = ["-held_on", "-pk"]
        indexes = [models.Index(fields=["pairing", "-held_on", "-id"], name="meetings_of_a_pairing")]
        constraints = [
            models.CheckConstraint(
                name="meeting_has_a_length",
                condition=Q(minutes__gte=5, minutes__lte=720),
                violation_error_message=_("A meeting lasts between 5 minutes and 12 hours."),
            )
        ]

    class Privacy:
        classes = {
            "id": C1, "public_id": C1, "pairing": C3, "form_key": C1, "held_on": C3, "minutes": C1, "place": C3,
            "activities": C3, "topics": C3, "mood": C3, "note": C3, "is_worrying": C3, "worry": C3,
            "logged_by": C1, "logged_at": C1,
        }  # fmt: skip

    def __str__(self) -> str:
        return f"Meeting {str(self.public_id)[:8]}"
