"""Workshops: the learner books a seat and says the code; the trainer plans, ticks who was there, and closes."""

import uuid

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import Permission
from kernel.access import needs
from kernel.acting import GET_OR_POST, acted, tried
from training.forms.workshops import CodeForm, NewWorkshopForm, WorkshopForm, initial_of
from training.models import Booking, Workshop
from training.queries.workshops import places_of, title_of, workshops_to_learn, workshops_to_run
from training.services import workshops as services


@require_safe
@needs(Permission.LEARN)
def workshop_list(request: HttpRequest) -> HttpResponse:
    return render(request, "training/workshop_list.html", {"rows": workshops_to_learn(request.user)})


@require_POST
@needs(Permission.LEARN)
def workshop_book(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    workshops = Workshop.objects.visible_to(request.user).filter(centre__in=request.user.centre_ids(Permission.LEARN))
    workshop = get_object_or_404(workshops.select_related("module", "centre"), public_id=public_id)
    tried(request, lambda: _booked(request, workshop), "")
    return redirect("training:workshop_list")


@require_POST
@needs(Permission.LEARN)
def workshop_give_back(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    booking = get_object_or_404(_own(request), public_id=public_id)
    tried(request, lambda: services.give_back(booking=booking, by=request.user), _("Your place is free for others."))
    return redirect("training:workshop_list")


@require_http_methods(GET_OR_POST)
@needs(Permission.LEARN)
def workshop_attend(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    booking = get_object_or_404(_own(request), public_id=public_id)
    form = CodeForm(request.POST or None)
    done = _("Thank you, you are on the list.")
    if acted(
        request, form, lambda: services.attend_by_code(booking=booking, by=request.user, **form.cleaned_data), done
    ):
        return redirect("training:workshop_list")
    shown = {"booking": booking, "form": form, "title": title_of(booking.workshop)}
    return render(request, "training/workshop_attend.html", shown)


@require_safe
@needs(Permission.TRAINING_RUN)
def workshops_run(request: HttpRequest) -> HttpResponse:
    return render(request, "training/workshops_run.html", {"rows": workshops_to_run(request.user)})


@require_http_methods(GET_OR_POST)
@needs(Permission.TRAINING_RUN)
def workshop_new(request: HttpRequest) -> HttpResponse:
    centres = request.user.centres(Permission.TRAINING_RUN)
    centre = next((one for one in centres if one.code == request.GET.get("centre")), centres[0])
    form = NewWorkshopForm(request.POST or None, centre=centre, trainer=request.user)
    done = _("The workshop is planned and can be booked.")
    if acted(
        request, form,
        lambda: services.plan_workshop(
            centre=centre, module=form.modules[form.cleaned_data["module"]], trainer=form.cleaned_data["trainer"],
            by=request.user, **form.times(),
        ), done,
    ):  # fmt: skip
        return redirect("training:workshops_run")
    return render(request, "training/workshop_new.html", {"form": form, "centre": centre, "centres": centres})


@require_http_methods(GET_OR_POST)
@needs(Permission.TRAINING_RUN)
def workshop_edit(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    workshop = get_object_or_404(_run_by(request), public_id=public_id)
    form = WorkshopForm(request.POST or None, initial=initial_of(workshop))
    done = _("The workshop is changed. Whoever has a place is told when day, hour or place moved.")
    if acted(request, form, lambda: services.change_workshop(workshop=workshop, by=request.user, **form.times()), done):
        return redirect("training:workshop_roster", public_id)
    return render(request, "training/workshop_edit.html", {"form": form, "workshop": workshop})


@require_POST
@needs(Permission.TRAINING_RUN)
def workshop_cancel(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    workshop = get_object_or_404(_run_by(request), public_id=public_id)
    done = _("The workshop is cancelled. Everybody with a place is told.")
    tried(request, lambda: services.cancel_workshop(workshop=workshop, by=request.user), done)
    return redirect("training:workshops_run")


@require_http_methods(GET_OR_POST)
@needs(Permission.TRAINING_RUN)
def workshop_roster(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    workshop = get_object_or_404(_run_by(request), public_id=public_id)
    places = places_of(workshop)
    if request.method == "POST":
        ticked = set(request.POST.getlist("present"))
        present = [booking for booking in places if str(booking.public_id) in ticked]
        done = _("Saved: who was there is on record.")
        tried(request, lambda: services.record_attendance(workshop=workshop, present=present, by=request.user), done)
        return redirect("training:workshop_roster", public_id)
    shown = {"workshop": workshop, "places": places, "title": title_of(workshop)}
    return render(request, "training/workshop_roster.html", shown)


@require_POST
@needs(Permission.TRAINING_RUN)
def workshop_close(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    workshop = get_object_or_404(_run_by(request), public_id=public_id)
    done = _("The list is closed.")
    tried(request, lambda: services.close_workshop(workshop=workshop, by=request.user), done)
    return redirect("training:workshop_roster", public_id)


def _booked(request: HttpRequest, workshop: Workshop) -> None:
    booking = services.book(workshop=workshop, by=request.user)
    if booking.status == Booking.Status.WAITING:
        messages.info(request, _("Every seat is taken. You are on the waiting list and are told when one is free."))
    else:
        messages.success(request, _("You have a seat."))


def _own(request: HttpRequest) -> QuerySet[Booking]:
    return Booking.objects.visible_to(request.user).filter(person=request.user).select_related(
        "workshop__module", "workshop__centre", "person"
    )  # fmt: skip


def _run_by(request: HttpRequest) -> QuerySet[Workshop]:
    centres = request.user.centre_ids(Permission.TRAINING_RUN)
    return Workshop.objects.visible_to_staff(request.user).filter(centre__in=centres).select_related(
        "module", "centre", "trainer"
    )  # fmt: skip
