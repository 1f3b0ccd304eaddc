"""A mentor plans the next meeting, and says with two taps that one did not take place."""

import uuid
from functools import partial

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import Draft, User
from accounts.permissions import Permission
from accounts.queries.drafts import draft_of
from accounts.views.drafts import keeps_what_was_typed
from kernel.access import needs
from kernel.acting import tried
from kernel.audit import looked_at_all
from kernel.errors import RuleError
from mentorship.forms.plans import PlanForm
from mentorship.models import Pairing, PlannedMeeting
from mentorship.queries.meeting_places import places_for
from mentorship.queries.pairings import MyPairing, my_pairings
from mentorship.queries.plans import activities_for, usual_plan
from mentorship.services.plans import fall_through, plan_meeting


def _pairing_is_open(person: User, pairing_id: uuid.UUID) -> bool:
    return Pairing.objects.of_mentor(person).filter(public_id=pairing_id).exists()


@keeps_what_was_typed(_pairing_is_open)
@require_http_methods(["GET", "POST"])
@needs(Permission.MY_PAIRING)
def plan_new(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    mine = _mine_or_404(request.user, public_id)
    form, draft = _form(request, mine.pairing)
    if form.is_valid():
        try:
            plan_meeting(pairing=mine.pairing, by=request.user, **form.facts())
        except RuleError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The meeting is planned."))
            return redirect("mentorship:my_pairing")
    looked_at_all(mine.records_on_form, by=request.user, why="plan_new")
    return render(request, "mentorship/plan_new.html", {"mine": mine, "form": form, "draft": draft})


@require_POST
@needs(Permission.MY_PAIRING)
def plan_fall_through(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    plans = PlannedMeeting.objects.of_mentor(request.user).select_related("pairing__mentor")
    plan = get_object_or_404(plans, public_id=public_id)
    settle = partial(fall_through, plan=plan, reason=request.POST.get("reason", ""), by=request.user)
    tried(request, settle, _("It is written down. Plan the next meeting when you know the day."))
    return redirect("mentorship:my_pairing")


def _form(request: HttpRequest, pairing: Pairing) -> tuple[PlanForm, Draft | None]:
    """The form that was sent, or the one to begin with and the draft that it shows."""
    choices = {"places": places_for(pairing), "activities": activities_for(pairing)}
    if request.method == "POST":
        return PlanForm(request.POST, **choices), None
    draft = draft_of(request.path, request.user)
    usual = usual_plan(pairing)
    return PlanForm.begin(request.path, pairing.public_id, request.user, usual, draft, **choices), draft


def _mine_or_404(user: User, pairing_id: uuid.UUID) -> MyPairing:
    """The own pairing, as long as nothing stands between the two."""
    for mine in my_pairings(user):
        if mine.pairing.public_id == pairing_id and not mine.apart:
            return mine
    raise Http404
