"""Observed practice, what trainers notice, and the roster of everybody who learns."""

import uuid

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.permissions import Permission
from kernel.access import needs
from kernel.acting import GET_OR_POST, acted, pager
from kernel.audit import looked_at, looked_at_all
from training.forms.workshops import AnswerForm, NotYetForm, ObservationForm, RosterFilter, SignForm
from training.models import Enrolment, Observation
from training.progress import Part
from training.queries.practice import learners_of, observations_of, waiting_for_practice
from training.queries.progress import progress_of_all
from training.queries.workshops import roster_page
from training.services.practice import acknowledge, not_yet, observe, sign_off

MOST = 100


@require_safe
@needs(Permission.PRACTICE_SIGN)
def practice_list(request: HttpRequest) -> HttpResponse:
    return render(request, "training/practice_list.html", {"rows": waiting_for_practice(request.user)})


@require_http_methods(GET_OR_POST)
@needs(Permission.PRACTICE_SIGN)
def practice_sign(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Sign off, or say what is still to be practised: the button that was pressed decides."""
    enrolment = get_object_or_404(_signed_by(request), public_id=public_id)
    track = progress_of_all([enrolment])[0]
    is_good = request.POST.get("seen") != "not_yet"
    form = (SignForm if is_good else NotYetForm)(request.POST or None)
    about = {"person": enrolment.person, "centre": enrolment.centre, "module": track.next_module, "by": request.user}
    act, done = (
        (sign_off, _("Signed.")) if is_good else (not_yet, _("Written down; the learner reads what to practise."))
    )
    if track.next_part != Part.PRACTICE:
        return redirect("training:practice_list")
    if acted(request, form, lambda: act(**about, **form.cleaned_data), done):
        return redirect("training:practice_list")
    shown = {"track": track, "form": form if is_good else SignForm(), "later": NotYetForm() if is_good else form}
    return render(request, "training/practice_sign.html", shown)


@require_safe
@needs(Permission.OBSERVATIONS_SEE)
def observation_list(request: HttpRequest) -> HttpResponse:
    waiting = Observation.objects.visible_to(request.user).unacknowledged().exclude(observed_by=request.user)
    rows = list(waiting.select_related("person", "observed_by").order_by("observed_at", "pk")[:MOST])
    looked_at_all(rows, by=request.user, why="observation_list")
    return render(request, "training/observation_list.html", {"rows": rows})


@require_http_methods(GET_OR_POST)
@needs(Permission.OBSERVATIONS_SEE)
def observation_answer(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    centres = request.user.centre_ids(Permission.OBSERVATIONS_SEE)
    seen = Observation.objects.visible_to(request.user).filter(centre__in=centres).select_related("person", "centre")
    observation = get_object_or_404(seen, public_id=public_id)
    looked_at(observation, by=request.user, why="observation_answer")
    form = AnswerForm(request.POST or None)
    if acted(
        request, form, lambda: acknowledge(observation=observation, by=request.user, **form.cleaned_data),
        _("Thank you. The observation is answered."),
    ):  # fmt: skip
        return redirect("training:observation_list")
    return render(request, "training/observation_answer.html", {"observation": observation, "form": form})


@require_http_methods(GET_OR_POST)
@needs(Permission.TRAINING_RUN)
def observation_new(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    person = get_object_or_404(learners_of(request.user), public_id=public_id)
    enrolments = Enrolment.objects.filter(person=person, centre__in=request.user.centre_ids(Permission.TRAINING_RUN))
    centre = enrolments.select_related("centre").order_by("pk")[0].centre
    form = ObservationForm(request.POST or None)
    done = _("Written down.")
    if acted(request, form, lambda: observe(person=person, centre=centre, by=request.user, **form.cleaned_data), done):
        return redirect("training:roster")
    mine = list(observations_of([person], request.user)[:MOST])
    looked_at_all(mine, by=request.user, why="observation_new")
    return render(request, "training/observation_new.html", {"person": person, "form": form, "mine": mine})


@require_safe
@needs(Permission.TRAINING_SEE)
def roster(request: HttpRequest) -> HttpResponse:
    form = RosterFilter(request.GET)
    stage = form.cleaned_data["stage"] if form.is_valid() else ""
    page, rows = roster_page(request.user, request.GET.get("after", ""), stage)
    may_run, may_edit = (request.user.may(one) for one in (Permission.TRAINING_RUN, Permission.TRAINING_EDIT))
    shown = {"form": form, "rows": rows, "may_run": may_run, "may_edit": may_edit, **pager(request, page)}
    return render(request, "training/roster.html", shown)


def _signed_by(request: HttpRequest) -> QuerySet[Enrolment]:
    centres = request.user.centre_ids(Permission.PRACTICE_SIGN)
    return Enrolment.objects.visible_to_staff(request.user).filter(centre__in=centres).select_related(
        "person", "centre", "track"
    )  # fmt: skip
