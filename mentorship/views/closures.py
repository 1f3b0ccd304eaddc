"""Pages about endings: begin one, its steps, close at the end, or go on longer."""

import uuid
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Draft, User
from accounts.permissions import Permission
from accounts.queries.drafts import draft_of
from accounts.views.drafts import keeps_what_was_typed
from kernel.access import needs
from kernel.acting import GET_OR_POST, acted, tried
from kernel.audit import looked_at_all
from kernel.clock import today
from mentorship.closing import TALKS
from mentorship.forms.closures import ClosureForm, ExtensionForm, StepForm, step_form_of
from mentorship.models import Closure, ClosureStep, Pairing
from mentorship.queries.closures import closure_of_staff, open_concerns, step_of_staff, talks_of
from mentorship.services import closures as services

DOING = {
    ClosureStep.Kind.LAST_MEETING: services.hold_last_meeting,
    ClosureStep.Kind.LATER_CONTACT: services.settle_later_contact,
    **dict.fromkeys(TALKS, services.hold_talk),
}


@require_http_methods(GET_OR_POST)
@needs(Permission.PAIRING_CLOSE)
def closure_new(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    pairing = _closable(request, public_id)
    begun = pairing.closures.under_way().first()
    if begun:
        return redirect("mentorship:closure_detail", begun.public_id)
    form = ClosureForm(request.POST or None)
    start = partial(services.start_closure, pairing=pairing, by=request.user)
    if acted(request, form, lambda: start(**form.cleaned_data), _("The ending has begun. These are its steps.")):
        return redirect("mentorship:closure_detail", pairing.closures.under_way().get().public_id)
    return render(request, "mentorship/closure_new.html", {"pairing": pairing, "form": form})


@require_safe
@needs(Permission.PAIRING_SEE)
def closure_detail(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    closure = get_object_or_404(closure_of_staff(request.user), public_id=public_id)
    talks = talks_of(closure.pairing)
    shown = [closure, *closure.all_steps, closure.pairing.mentee, *(talk.check_in for talk in talks)]
    looked_at_all(shown, by=request.user, why="closure_detail")
    facts = {
        "closure": closure, "pairing": closure.pairing, "talks": talks, "today": today(),
        "is_ready": all(step.done_at for step in closure.all_steps),
        "has_concern": open_concerns(closure, request.user),
        "may_close": request.user.may_in(Permission.PAIRING_CLOSE, closure.pairing.centre),
    }  # fmt: skip
    return render(request, "mentorship/closure_detail.html", facts)


def _settles(person: User, step_id: uuid.UUID) -> bool:
    return ClosureStep.objects.visible_to(person).filter(public_id=step_id).exists()


@keeps_what_was_typed(_settles)
@require_http_methods(GET_OR_POST)
@needs(Permission.SUPPORT_RECORD)
def closure_step(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    step = get_object_or_404(step_of_staff(request.user), public_id=public_id)
    form, draft = _step_form(request, step)
    if form.is_bound and acted(request, form, lambda: _settle(step, form, request.user), _("Noted.")):
        return redirect("mentorship:closure_detail", step.closure.public_id)
    looked_at_all([step, step.closure.pairing.mentee], by=request.user, why="closure_step")
    facts = {"step": step, "pairing": step.closure.pairing, "form": form, "draft": draft}
    return render(request, "mentorship/closure_step.html", facts)


@require_POST
@needs(Permission.PAIRING_CLOSE)
def closure_finish(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    closure = _own(request, public_id)
    done = _("The pairing is closed. The mentor has been told by e-mail.")
    tried(request, lambda: services.finish_closure(closure=closure, by=request.user), done)
    return redirect("mentorship:closure_detail", public_id)


@require_POST
@needs(Permission.PAIRING_CLOSE)
def closure_stop(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    closure = _own(request, public_id)
    tried(request, lambda: services.stop_closure(closure=closure, by=request.user), _("The pairing does not end."))
    return redirect("mentorship:closure_detail", public_id)


@require_http_methods(GET_OR_POST)
@needs(Permission.PAIRING_CLOSE)
def pairing_extend(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    pairing = _closable(request, public_id)
    form = ExtensionForm(request.POST or None, initial={"planned_until": pairing.planned_until})
    extend = partial(services.extend_pairing, pairing=pairing, by=request.user)
    if acted(request, form, lambda: extend(**form.cleaned_data), _("The pairing goes on longer.")):
        return redirect("mentorship:pairing_detail", public_id)
    return render(request, "mentorship/pairing_extend.html", {"pairing": pairing, "form": form})


def _step_form(request: HttpRequest, step: ClosureStep) -> tuple[StepForm, Draft | None]:
    kind, known = step_form_of(step.kind)
    if request.method == "POST":
        return kind(request.POST, **known), None
    draft = draft_of(request.path, request.user)
    usual: dict[str, Any] = {"outcome": "done", "held_on": today()}
    return kind.begin(request.path, step.public_id, request.user, usual, draft, **known), draft


def _settle(step: ClosureStep, form: StepForm, by: User) -> None:
    if form.is_skipped:
        services.skip_step(step=step, note=form.cleaned_data["note"], by=by)
        return
    do: Any = DOING.get(ClosureStep.Kind(step.kind), services.do_step)
    do(step=step, by=by, **form.done_facts())


def _closable(request: HttpRequest, public_id: uuid.UUID) -> Pairing:
    pairings = Pairing.objects.closable_by(request.user).select_related("mentor__user", "mentee", "centre")
    return get_object_or_404(pairings, public_id=public_id)


def _own(request: HttpRequest, public_id: uuid.UUID) -> Closure:
    closable = Pairing.objects.closable_by(request.user).values("pk")
    return get_object_or_404(Closure.objects.filter(pairing__in=closable), public_id=public_id)
