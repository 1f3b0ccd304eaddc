"""Who is, or was, a volunteer under contract, and who was told before a paper lapses?"""

import uuid
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Centre, User
from accounts.permissions import Permission
from kernel.privacy import C1, C2
from mentorship.models.applications import Application
from mentorship.models.mentors import Mentor


class RegisterEntryQuerySet(models.QuerySet["RegisterEntry"]):
    def visible_to(self, user: User) -> Self:
        """One's own contract, and the register of the centres in which one keeps it."""
        return self.filter(Q(user=user) | Q(centre__in=user.centre_ids(Permission.REGISTER_SEE)))


class RegisterEntry(models.Model):
    """One line of the register of volunteers (Law 78/2014): numbers follow one another without a gap."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="register")
    number = models.PositiveIntegerField(_("number"))
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="register_entries", verbose_name=_("person"))
    application = models.ForeignKey(Application, on_delete=models.PROTECT, null=True, related_name="register_entries")
    signed_on = models.DateField(_("signed on"))
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    ended_on = models.DateField(_("ended early on"), null=True)
    entered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(_("entered at"))

    objects = RegisterEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("entry in the register of volunteers")
        verbose_name_plural = _("entries in the register of volunteers")
        ordering = ["centre", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["centre", "number"], name="one_entry_per_number"),
            models.CheckConstraint(
                name="contract_ends_after_it_starts",
                condition=Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("A contract cannot end before it starts."),
            ),
            models.CheckConstraint(
                name="contract_ended_after_it_started", condition=Q(ended_on=None) | Q(ended_on__gte=F("starts_on"))
            ),
        ]

    class Privacy:
        classes = {
            "id": C1, "public_id": C1, "centre": C1, "number": C1, "user": C2, "application": C2, "signed_on": C2,
            "starts_on": C2, "ends_on": C2, "ended_on": C2, "entered_by": C1, "entered_at": C1,
        }  # fmt: skip

    def __str__(self) -> str:
        return f"RegisterEntry {str(self.public_id)[:8]}"


class LapseNoticeQuerySet(models.QuerySet["LapseNotice"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(Q(mentor__user=user) | Q(mentor__centre__in=user.centre_ids(Permission.EVIDENCE_SEE)))


class LapseNotice(models.Model):
    """A mentor was told so many days ahead that a paper or a certificate lapses: once, whatever runs twice."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    mentor = models.ForeignKey(Mentor, on_delete=models.PROTECT, related_name="lapse_notices")
    about = models.CharField(_("about"), max_length=60)
    expires_on = models.DateField(_("lapses on"))
    days = models.PositiveSmallIntegerField(_("days ahead"))
    sent_at = models.DateTimeField(_("sent at"))

    objects = LapseNoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice of a lapse")
        verbose_name_plural = _("notices of lapses")
        ordering = ["-sent_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["mentor", "about", "expires_on", "days"], name="one_notice_per_lapse"),
        ]

    class Privacy:
        classes = {
            "id": C1, "public_id": C1, "mentor": C2, "about": C2, "expires_on": C2, "days": C1, "sent_at": C1,
        }  # fmt: skip

    def __str__(self) -> str:
        return f"LapseNotice {str(self.public_id)[:8]}"
