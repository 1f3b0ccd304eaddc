"""How is a workshop planned and held, how does somebody get a seat, and who was there?

A seat is taken by the UPDATE that asks whether one is free, so of two who press in the same second one has it and the
other stands first on the waiting list.
"""

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from accounts.models import Centre, User
from accounts.permissions import Permission, Role
from kernel.audit import record, retried
from kernel.clock import now
from kernel.errors import RuleError
from kernel.workflow import advance
from training import emails
from training.models import Booking, Enrolment, Module, Workshop
from training.progress import Part
from training.services.records import achieve

ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # nothing that looks like something else
CODE_LENGTH = 6
EARLY, LATE = timedelta(minutes=15), timedelta(minutes=30)
MOST_WRONG = 10
Status = Booking.Status
HELD_SEAT = (Status.BOOKED, Status.WAITING)


@transaction.atomic
def plan_workshop(
    *, centre: Centre, module: Module, trainer: User, starts_at: datetime, ends_at: datetime, where: str, seats: int,
    by: User,
) -> Workshop:  # fmt: skip
    """Plan one date of a module's workshop; it can be booked at once."""
    _refuse_outsider(by, centre)
    if not module.has_workshop or module.centre_id not in {None, centre.pk}:
        raise RuleError(_("This module has no workshop."))
    if not trainer.holds(Role.TRAINER, centre):
        raise RuleError(_("A workshop is held by a trainer of the centre."))
    _refuse_times(starts_at, ends_at, seats)
    workshop = Workshop.objects.create(
        centre=centre, module=module, trainer=trainer, starts_at=starts_at, ends_at=ends_at, where=where.strip(),
        seats=seats, code="".join(secrets.choice(ALPHABET) for _letter in range(CODE_LENGTH)), planned_by=by,
        planned_at=now(),
    )  # fmt: skip
    record("workshop.planned", by=by, subject=workshop, module=module.code, seats=seats)
    return workshop


@retried
@transaction.atomic
def change_workshop(
    *, workshop: Workshop, starts_at: datetime, ends_at: datetime, where: str, seats: int, by: User
) -> None:
    """Move a workshop or change its seats; whoever has a place is told, and new seats go to the waiting list."""
    _refuse_outsider(by, workshop.centre)
    workshop = _locked(workshop)
    _must_be_planned(workshop)
    _refuse_times(starts_at, ends_at, seats)
    if seats < workshop.booked:
        raise RuleError(_("%(count)d seats are taken already.") % {"count": workshop.booked})
    moved = (workshop.starts_at, workshop.ends_at, workshop.where) != (starts_at, ends_at, where.strip())
    Workshop.objects.filter(pk=workshop.pk).update(
        starts_at=starts_at, ends_at=ends_at, where=where.strip(), seats=seats
    )
    if moved:
        _tell(workshop)
    _move_up(workshop)
    record("workshop.changed", by=by, subject=workshop, seats=seats)


@retried
@transaction.atomic
def cancel_workshop(*, workshop: Workshop, by: User) -> None:
    """Cancel a workshop; everybody with a place is told by e-mail and reads it at home."""
    _refuse_outsider(by, workshop.centre)
    workshop = _locked(workshop)
    advance(workshop, "cancel", by=by)
    _tell(workshop)


@retried
@transaction.atomic
def book(*, workshop: Workshop, by: User) -> Booking:
    """Take a seat, or stand on the waiting list when there is none; twice is once."""
    held = Booking.objects.filter(workshop=workshop, person=by, status__in=HELD_SEAT)
    if already := held.first():
        return already
    if workshop.status != Workshop.Status.PLANNED or workshop.starts_at <= now():
        raise RuleError(_("This workshop can no longer be booked."))
    _must_learn(workshop, by)
    seated = Workshop.objects.filter(
        pk=workshop.pk, status=Workshop.Status.PLANNED, booked__lt=F("seats")
    ).update(booked=F("booked") + 1)  # fmt: skip
    status = Status.BOOKED if seated else Status.WAITING
    try:
        with transaction.atomic():
            booking = Booking.objects.create(
                workshop=workshop, person=by, centre_id=workshop.centre_id, status=status, booked_at=now()
            )
    except IntegrityError:
        if seated:  # the other click of the same person has the place
            Workshop.objects.filter(pk=workshop.pk).update(booked=F("booked") - 1)
        return _own_booking(workshop, by)
    record("booking.new", by=by, subject=booking, workshop=workshop.public_id, status=status)
    return booking


@retried
@transaction.atomic
def give_back(*, booking: Booking, by: User) -> None:
    """Give a place back; the first of the waiting list moves up and is told."""
    workshop = _locked(booking.workshop)
    _must_be_planned(workshop)
    had_seat = booking.status == Status.BOOKED
    advance(booking, "cancel", by=by)
    if had_seat:
        Workshop.objects.filter(pk=workshop.pk).update(booked=F("booked") - 1)
        _move_up(workshop)


def attend_by_code(*, booking: Booking, code: str, by: User) -> None:
    """Write down that somebody was there, by the code that the trainer shows; after ten wrong ones only the trainer."""
    if booking.status == Status.ATTENDED:
        return
    if not booking.workshop.starts_at - EARLY <= now() <= booking.workshop.ends_at + LATE:
        raise RuleError(_("The code counts while the workshop is held. Please tell the trainer."))
    tried = Booking.objects.filter(pk=booking.pk, wrong_codes__lt=MOST_WRONG)
    if code.strip().upper() != booking.workshop.code:  # counted by itself: the refusal takes nothing back
        if tried.update(wrong_codes=F("wrong_codes") + 1):
            raise RuleError(_("This is not the code of this workshop."))
        raise RuleError(_("Too many wrong codes. Please tell the trainer that you are here."))
    if not tried.exists():
        raise RuleError(_("Too many wrong codes. Please tell the trainer that you are here."))
    _attend_now(booking, by)


@retried
@transaction.atomic
def _attend_now(booking: Booking, by: User) -> None:
    _locked(booking.workshop)
    _attend(booking, by)


@retried
@transaction.atomic
def record_attendance(*, workshop: Workshop, present: Iterable[Booking], by: User) -> None:
    """Write down who was there, also from the waiting list; who was ticked before stays."""
    _refuse_outsider(by, workshop.centre)
    workshop = _locked(workshop)
    if workshop.status == Workshop.Status.CANCELLED or workshop.starts_at - EARLY > now():
        raise RuleError(_("Attendance is written down when the workshop has begun."))
    for booking in present:
        if booking.status != Status.ATTENDED:
            _attend(booking, by)


@retried
@transaction.atomic
def close_workshop(*, workshop: Workshop, by: User) -> None:
    """End a workshop: whoever had a seat and was not ticked was not there."""
    _refuse_outsider(by, workshop.centre)
    workshop = _locked(workshop)
    if workshop.starts_at > now():
        raise RuleError(_("This workshop has not begun yet."))
    advance(workshop, "hold", by=by)
    for booking in workshop.bookings.filter(status=Status.BOOKED).order_by("pk"):
        advance(booking, "miss", by=by)


def _attend(booking: Booking, by: User) -> None:
    if booking.workshop.status == Workshop.Status.CANCELLED:
        raise RuleError(_("Attendance is written down when the workshop has begun."))
    if booking.person_id == by.pk and booking.status == Status.MISSED:
        raise RuleError(_("The trainer has closed the list. Please tell the trainer."))
    advance(booking, "attend", by=by)
    workshop = booking.workshop
    achieve(person=booking.person, centre=workshop.centre, module=workshop.module, part=Part.WORKSHOP, by=by)


def _move_up(workshop: Workshop) -> None:
    """Give free seats to the waiting list, the longest waiting first."""
    fresh = Workshop.objects.get(pk=workshop.pk)
    waiting = workshop.bookings.filter(status=Status.WAITING).select_related("person").order_by("booked_at", "pk")
    for booking in waiting[: max(0, fresh.seats - fresh.booked)]:
        advance(booking, "move_up", by=None)
        Workshop.objects.filter(pk=workshop.pk).update(booked=F("booked") + 1)
        emails.workshop_changed(booking.person)


def _tell(workshop: Workshop) -> None:
    for booking in workshop.bookings.filter(status__in=HELD_SEAT).select_related("person").order_by("pk"):
        emails.workshop_changed(booking.person)


def _own_booking(workshop: Workshop, person: User) -> Booking:
    return Booking.objects.exclude(status=Status.CANCELLED).get(workshop=workshop, person=person)


def _locked(workshop: Workshop) -> Workshop:
    """The workshop as it is now; whoever changes its places waits for whoever does."""
    return (
        Workshop.objects.select_for_update(no_key=True, of=("self",))
        .select_related("module", "centre")
        .get(pk=workshop.pk)
    )


def _must_be_planned(workshop: Workshop) -> None:
    if workshop.status != Workshop.Status.PLANNED:
        raise RuleError(
            _("This is no longer possible: the status is now “%(status)s”.") % {"status": workshop.get_status_display()}
        )


def _must_learn(workshop: Workshop, person: User) -> None:
    learning = Enrolment.objects.filter(
        person=person, centre=workshop.centre_id, track__entries__module=workshop.module_id
    ).exclude(status=Enrolment.Status.LEFT)
    if not learning.exists():
        raise RuleError(_("This workshop belongs to none of your tracks."))


def _refuse_outsider(by: User, centre: Centre) -> None:
    if not by.may_in(Permission.TRAINING_RUN, centre):
        raise RuleError(_("Only trainers of the centre run workshops."))


def _refuse_times(starts_at: datetime, ends_at: datetime, seats: int) -> None:
    if starts_at <= now():
        raise RuleError(_("A workshop is planned for a moment that is still to come."))
    if not timedelta(0) < ends_at - starts_at <= timedelta(hours=12):
        raise RuleError(_("A workshop ends after it starts, on the same day."))
    if not 1 <= seats <= 500:
        raise RuleError(_("A workshop has between 1 and 500 seats."))
