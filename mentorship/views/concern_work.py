"""Working on concerns: the list, the page with its timeline, the steps, and what rests meanwhile."""

import uuid
from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from accounts.permissions import Permission
from accounts.queries.drafts import draft_of
from accounts.views.drafts import keeps_what_was_typed
from kernel.access import needs
from kernel.audit import looked_at_all
from kernel.errors import RuleError
from mentorship.calls import duties
from mentorship.forms.concerns import ConcernFilter, EntryForm, SuspendForm, WordsForm
from mentorship.models import Concern, Suspension
from mentorship.queries.concerns import concern_page, concerns_of_page
from mentorship.services import concerns as services
from mentorship.services.suspensions import lift_suspension, suspend_mentor, suspend_pairing


def _works_on(person: User, concern_id: uuid.UUID) -> bool:
    return Concern.objects.handled_by(person).filter(public_id=concern_id).exists()


@require_safe
@needs(Permission.CONCERN_HANDLE)
def concern_list(request: HttpRequest) -> HttpResponse:
    form = ConcernFilter(request.GET)
    wanted = form.cleaned_data["wanted"] if form.is_valid() else ""
    page = concern_page(request.user, wanted, request.GET.get("after", ""))
    looked_at_all(page.rows, by=request.user, why="concern_list")
    next_url = f"?wanted={wanted}&after={page.next_after}" if page.next_after else ""
    first_url = f"?wanted={wanted}" if "after" in request.GET else ""
    shown = {"form": form, "concerns": page.rows, "next_url": next_url, "first_url": first_url}
    return render(request, "mentorship/concern_list.html", shown)


@keeps_what_was_typed(_works_on)
@require_http_methods(["GET", "POST"])
@needs(Permission.CONCERN_HANDLE)
def concern_detail(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The page of a concern; what is sent to it is added to the timeline."""
    concern = get_object_or_404(concerns_of_page(request.user), public_id=public_id)
    draft = None
    if request.method == "POST":
        form = EntryForm(request.POST)
        if form.is_valid() and _done(form, partial(services.add_entry, concern=concern, by=request.user)):
            return redirect("mentorship:concern_detail", public_id)
    else:
        draft = draft_of(request.path, request.user)
        form = EntryForm.begin(request.path, concern.public_id, request.user, {}, draft)
    pairing = concern.pairing
    shown = [concern, *concern.timeline, *([pairing.mentee] if pairing else [])]
    looked_at_all(shown, by=request.user, why="concern_detail")
    facts = {"concern": concern, "pairing": pairing, "form": form, "draft": draft, "duties": duties()}
    return render(request, "mentorship/concern_detail.html", facts)


@require_POST
@needs(Permission.CONCERN_HANDLE)
def concern_take(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    return _step(request, public_id, services.take_concern, _("You work on it now. It left the banners."))


@require_POST
@needs(Permission.CONCERN_HANDLE)
def concern_close(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    return _step(request, public_id, services.close_concern, _("The concern is closed by two people."))


@require_http_methods(["GET", "POST"])
@needs(Permission.CONCERN_HANDLE)
def concern_ask_to_close(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    concern = _concern(request, public_id)
    form = WordsForm(request.POST or None, label=_("What came of it?"))
    if form.is_valid():
        ask = partial(services.ask_to_close, concern=concern, outcome=form.cleaned_data["words"], by=request.user)
        if _tried(form, ask):
            messages.success(request, _("A second person is asked to close it."))
            return redirect("mentorship:concern_detail", public_id)
    return render(request, "mentorship/concern_ask_to_close.html", {"concern": concern, "form": form})


@require_http_methods(["GET", "POST"])
@needs(Permission.CONCERN_HANDLE)
def concern_keep_open(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    concern = _concern(request, public_id)
    form = WordsForm(request.POST or None, label=_("Why does it stay open?"))
    if form.is_valid():
        keep = partial(services.keep_open, concern=concern, words=form.cleaned_data["words"], by=request.user)
        if _tried(form, keep):
            messages.success(request, _("The concern stays open."))
            return redirect("mentorship:concern_detail", public_id)
    return render(request, "mentorship/concern_keep_open.html", {"concern": concern, "form": form})


@require_http_methods(["GET", "POST"])
@needs(Permission.CONCERN_HANDLE)
def concern_suspend(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    concern = get_object_or_404(concerns_of_page(request.user).exclude(pairing=None), public_id=public_id)
    form = SuspendForm(request.POST or None)
    if form.is_valid():
        pairing, facts = concern.pairing, {"reason": form.cleaned_data["reason"], "by": request.user}
        suspend = (
            partial(suspend_mentor, mentor=pairing.mentor, concern=concern, **facts)
            if form.cleaned_data["whole"] == "mentor"
            else partial(suspend_pairing, pairing=pairing, concern=concern, **facts)
        )
        if _tried(form, suspend):
            messages.success(request, _("Suspended. The mentor sees nothing of the mentee any more."))
            return redirect("mentorship:concern_detail", public_id)
    return render(request, "mentorship/concern_suspend.html", {"concern": concern, "form": form})


@require_http_methods(["GET", "POST"])
@needs(Permission.CONCERN_HANDLE)
def suspension_lift(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    visible = Suspension.objects.visible_to(request.user).standing().select_related("concern")
    suspension = get_object_or_404(visible, public_id=public_id)
    form = WordsForm(request.POST or None, label=_("Why is it lifted?"))
    if form.is_valid():
        lift = partial(lift_suspension, suspension=suspension, ending=form.cleaned_data["words"], by=request.user)
        if _tried(form, lift):
            messages.success(request, _("Lifted. Each pairing goes on when you let it go on."))
            return redirect("mentorship:concern_list")
    return render(request, "mentorship/suspension_lift.html", {"suspension": suspension, "form": form})


def _concern(request: HttpRequest, public_id: uuid.UUID) -> Concern:
    return get_object_or_404(Concern.objects.handled_by(request.user), public_id=public_id)


def _step(request: HttpRequest, public_id: uuid.UUID, step: Callable[..., None], done: str) -> HttpResponse:
    concern = _concern(request, public_id)
    try:
        step(concern=concern, by=request.user)
    except RuleError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect("mentorship:concern_detail", public_id)


def _done(form: EntryForm, add: Callable[..., Any]) -> bool:
    return _tried(form, partial(add, **form.facts()))


def _tried(form: Any, change: Callable[[], Any]) -> bool:
    try:
        change()
    except RuleError as refusal:
        form.add_error(None, str(refusal))
        return False
    return True
