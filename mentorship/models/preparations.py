"""Were the mentee and the responsible adult prepared before the first meeting?"""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from kernel.encryption import EncryptedTextField
from kernel.privacy import C1, C2, C3
from mentorship.models.consents import OfMenteeQuerySet
from mentorship.models.mentees import Mentee

LEAST_MINUTES = 60


class Preparation(models.Model):
    """One conversation in which staff prepared the mentee, or the responsible adult, for mentoring."""

    class Audience(models.TextChoices):
        MENTEE = "mentee", _("the mentee")
        GUARDIAN = "guardian", _("the responsible adult")

    class Topic(models.TextChoices):
        WHAT_MENTORING_IS = "what_mentoring_is", _("what mentoring is, and is not")
        RIGHTS = "rights", _("the right to say no, and to stop")
        SAFETY = "safety", _("how to say that something is wrong")
        BOUNDARIES = "boundaries", _("boundaries, places and contact")
        WISHES = "wishes", _("own wishes and goals")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    mentee = models.ForeignKey(Mentee, on_delete=models.PROTECT, related_name="preparations")
    audience = models.CharField(_("who was prepared"), max_length=10, choices=Audience.choices)
    held_on = models.DateField(_("held on"))
    minutes = models.PositiveSmallIntegerField(_("minutes"))
    topics = models.JSONField(_("topics"), default=list)
    note = EncryptedTextField(_("note"), blank=True)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(_("recorded at"))

    objects = OfMenteeQuerySet.as_manager()

    class Meta:
        verbose_name = _("preparation")
        verbose_name_plural = _("preparations")
        ordering = ["mentee", "held_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="preparation_of_some_minutes",
                condition=Q(minutes__gte=5, minutes__lte=480),
                violation_error_message=_("A preparation takes between 5 minutes and 8 hours."),
            )
        ]

    class Privacy:
        classes = {
            "id": C1, "public_id": C1, "mentee": C2, "audience": C2, "held_on": C2, "minutes": C1, "topics": C2,
            "note": C3, "recorded_by": C1, "recorded_at": C1,
        }  # fmt: skip

    def __str__(self) -> str:
        return f"Preparation {str(self.public_id)[:8]}"
