"""Who meets where and when to practise, and who was there?"""

import uuid
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Centre, User
from accounts.permissions import Permission
from kernel.privacy import C1, C2
from kernel.workflow import step
from training.models.modules import Module


class WorkshopQuerySet(models.QuerySet["Workshop"]):
    def visible_to(self, user: User) -> Self:
        """The workshops of the centres in which one learns, trains or sees training records."""
        return self.filter(centre__in=user.centre_ids(Permission.LEARN) | user.centre_ids(Permission.TRAINING_SEE))

    def visible_to_staff(self, user: User) -> Self:
        return self.filter(centre__in=user.centre_ids(Permission.TRAINING_SEE))


class Workshop(models.Model):
    """One date on which a module's workshop takes place, with its seats."""

    class Status(models.TextChoices):
        PLANNED = "planned", _("planned")
        HELD = "held", _("held")
        CANCELLED = "cancelled", _("called off")

    WORKFLOW = {
        "hold": step(Status.PLANNED, to=Status.HELD, stamp="held_at"),
        "cancel": step(Status.PLANNED, to=Status.CANCELLED, stamp="cancelled_at"),
    }

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    module = models.ForeignKey(Module, on_delete=models.PROTECT, related_name="workshops", verbose_name=_("module"))
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="workshops")
    trainer = models.ForeignKey(User, on_delete=models.PROTECT, related_name="workshops", verbose_name=_("trainer"))
    starts_at = models.DateTimeField(_("starts at"))
    ends_at = models.DateTimeField(_("ends at"))
    where = models.CharField(_("where"), max_length=200)
    seats = models.PositiveSmallIntegerField(_("seats"))
    booked = models.PositiveSmallIntegerField(_("seats taken"), default=0, editable=False)
    code = models.CharField(_("attendance code"), max_length=12, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.PLANNED)
    planned_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    planned_at = models.DateTimeField(_("planned at"))
    held_at = models.DateTimeField(_("closed at"), null=True)
    cancelled_at = models.DateTimeField(_("cancelled at"), null=True)

    objects = WorkshopQuerySet.as_manager()

    class Meta:
        verbose_name = _("workshop")
        verbose_name_plural = _("workshops")
        ordering = ["starts_at", "pk"]
        indexes = [models.Index(fields=["centre", "status", "starts_at"], name="workshops_of_a_centre")]
        constraints = [
            models.CheckConstraint(
                name="workshop_ends_after_it_starts",
                condition=Q(ends_at__gt=F("starts_at")),
                violation_error_message=_("A workshop ends after it starts."),
            ),
            models.CheckConstraint(name="workshop_not_overbooked", condition=Q(booked__lte=F("seats"))),
        ]

    class Privacy:
        classes = {
            "id": C1, "public_id": C1, "module": C1, "centre": C1, "trainer": C1, "starts_at": C1, "ends_at": C1,
            "where": C1, "seats": C1, "booked": C1, "code": C1, "status": C1, "planned_by": C1, "planned_at": C1,
            "held_at": C1, "cancelled_at": C1,
        }  # fmt: skip

    def __str__(self) -> str:
        return f"Workshop {str(self.public_id)[:8]}"

    @property
    def free_seats(self) -> int:
        return self.seats - self.booked


class BookingQuerySet(models.QuerySet["Booking"]):
    def visible_to(self, user: User) -> Self:
        """One's own places, and those of the centres in which one sees training records."""
        return self.filter(Q(person=user) | Q(centre__in=user.centre_ids(Permission.TRAINING_SEE)))


class Booking(models.Model):
    """One person's place at a workshop, or on its waiting list, and whether they were there."""

    class Status(models.TextChoices):
        BOOKED = "booked", _("has a seat")
        WAITING = "waiting", _("on the waiting list")
        CANCELLED = "cancelled", _("given back")
        ATTENDED = "attended", _("was there")
        MISSED = "missed", _("was not there")

    WORKFLOW = {
        "move_up": step(Status.WAITING, to=Status.BOOKED),
        "cancel": step(Status.BOOKED, Status.WAITING, to=Status.CANCELLED),
        "attend": step(Status.BOOKED, Status.WAITING, Status.MISSED, to=Status.ATTENDED, stamp="attended_at"),
        "miss": step(Status.BOOKED, to=Status.MISSED),
    }

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    workshop = models.ForeignKey(Workshop, on_delete=models.PROTECT, related_name="bookings")
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="bookings")
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="+")
    status = models.CharField(_("status"), max_length=10, choices=Status.choices)
    booked_at = models.DateTimeField(_("booked at"))
    attended_at = models.DateTimeField(_("attendance recorded at"), null=True)
    wrong_codes = models.PositiveSmallIntegerField(_("wrong codes typed"), default=0)

    objects = BookingQuerySet.as_manager()

    class Meta:
        verbose_name = _("booking")
        verbose_name_plural = _("bookings")
        ordering = ["workshop", "booked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["workshop", "person"], condition=~Q(status="cancelled"), name="one_seat_per_person",
                violation_error_message=_("You already have a place at this workshop."),
            )
        ]  # fmt: skip

    class Privacy:
        classes = {
            "id": C1, "public_id": C1, "workshop": C1, "person": C2, "centre": C1, "status": C2, "booked_at": C1,
            "attended_at": C1, "wrong_codes": C1,
        }  # fmt: skip

    def __str__(self) -> str:
        return f"Booking {str(self.public_id)[:8]}"
