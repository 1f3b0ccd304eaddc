"""Pages about meetings: the mentor's form, thanks, correction and additions, and what the staff reads."""

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.models import User
from accounts.permissions import Permission
from kernel.access import needs
from kernel.audit import looked_at_all
from kernel.errors import RuleError
from mentorship.forms.meetings import AdditionForm, KeptForm, MeetingForm, shown_to, typed_in, usual_of
from mentorship.models import Meeting, MeetingDraft, Pairing
from mentorship.queries.meetings import draft_of, meetings_of_mentor, meetings_of_staff, usual_meeting
from mentorship.queries.pairings import MyPairing, my_pairings
from mentorship.services.meetings import (
    acknowledge_worry,
    add_to_meeting,
    can_be_corrected,
    correct_meeting,
    keep_draft,
    log_meeting,
)

View = Callable[..., HttpResponseBase]


def keeps_what_was_typed(view: View) -> View:
    """Keep the sent form as a draft when the session has ended, before the sign-in is asked for.

    Only a form that was shown to a mentor within a day is kept, and only that mentor finds it again, on the same page.
    """

    @wraps(view)
    def keeping(request: HttpRequest, public_id: uuid.UUID) -> HttpResponseBase:
        if request.method == "POST" and not request.user.is_authenticated:
            _keep(request)
        return view(request, public_id)

    return login_not_required(keeping)


def _keep(request: HttpRequest) -> None:
    shown = shown_to(request.POST)
    if shown.get("page") != request.path:
        return
    person = User.objects.get_queryset().get(public_id=shown["person"])
    pairing = Pairing.objects.of_mentor(person).filter(public_id=shown["pairing"]).first()
    if pairing:
        key = uuid.UUID(shown["form_key"])
        keep_draft(pairing=pairing, page=request.path, form_key=key, typed=typed_in(request.POST), by=person)
        messages.info(request, _("What you typed is kept. Sign in again to go on where you were."))


@keeps_what_was_typed
@require_http_methods(["GET", "POST"])
@needs(Permission.MY_PAIRING)
def meeting_new(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    mine = _mine_or_404(request.user, public_id)
    form, draft = _form(request, MeetingForm, mine.pairing, usual_meeting)
    if form.is_valid():
        try:
            meeting = log_meeting(pairing=mine.pairing, by=request.user, **form.facts())
        except RuleError as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("mentorship:meeting_thanks", meeting.public_id)
    looked_at_all(mine.records_on_form, by=request.user, why="meeting_new")
    return render(request, "mentorship/meeting_form.html", {"mine": mine, "form": form, "draft": draft})


@require_GET
@needs(Permission.MY_PAIRING)
def meeting_thanks(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    meeting = get_object_or_404(Meeting.objects.of_mentor(request.user), public_id=public_id)
    return render(request, "mentorship/meeting_thanks.html", {"meeting": meeting})


@require_GET
@needs(Permission.MY_PAIRING)
def my_meeting(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    meeting = _my_meeting_or_404(request.user, public_id)
    looked_at_all([meeting], by=request.user, why="my_meeting")
    return render(request, "mentorship/meeting_mine.html", {"meeting": meeting, "open": can_be_corrected(meeting)})


@keeps_what_was_typed
@require_http_methods(["GET", "POST"])
@needs(Permission.MY_PAIRING)
def meeting_correct(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    meeting = _my_meeting_or_404(request.user, public_id)
    form, draft = _form(request, MeetingForm, meeting.pairing, lambda _pairing: usual_of(meeting))
    if form.is_valid():
        try:
            correct_meeting(meeting=meeting, by=request.user, **form.facts())
        except RuleError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The meeting is corrected."))
            return redirect("mentorship:my_meeting", public_id)
    looked_at_all([meeting], by=request.user, why="meeting_correct")
    return render(request, "mentorship/meeting_correct.html", {"meeting": meeting, "form": form, "draft": draft})


@keeps_what_was_typed
@require_http_methods(["GET", "POST"])
@needs(Permission.MY_PAIRING)
def meeting_add(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    meeting = _my_meeting_or_404(request.user, public_id)
    form, draft = _form(request, AdditionForm, meeting.pairing, lambda _pairing: {})
    if form.is_valid():
        try:
            add_to_meeting(meeting=meeting, by=request.user, **form.facts())
        except RuleError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Your words are added to the meeting."))
            return redirect("mentorship:my_meeting", public_id)
    return render(request, "mentorship/meeting_add.html", {"meeting": meeting, "form": form, "draft": draft})


@require_GET
@needs(Permission.MEETINGS_SEE)
def meeting_detail(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    meeting = get_object_or_404(meetings_of_staff(request.user), public_id=public_id)
    looked_at_all([meeting, meeting.pairing.mentee], by=request.user, why="meeting_detail")
    return render(request, "mentorship/meeting_detail.html", {"meeting": meeting})


@require_POST
@needs(Permission.MEETINGS_SEE)
def meeting_acknowledge(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    meeting = get_object_or_404(Meeting.objects.visible_to_staff(request.user), public_id=public_id)
    try:
        acknowledge_worry(meeting=meeting, by=request.user)
    except RuleError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("You have acknowledged the worry. It left the worklists."))
    return redirect("mentorship:meeting_detail", public_id)


def _form(
    request: HttpRequest, kind: type[KeptForm], pairing: Pairing, usual: Callable[[Pairing], dict[str, Any]]
) -> tuple[KeptForm, MeetingDraft | None]:
    """The form that was sent, or the one to begin with and the draft that it shows."""
    if request.method == "POST":
        return kind(request.POST), None
    draft = draft_of(request.path, request.user)
    return kind.begin(request.path, pairing, request.user, usual(pairing), draft), draft


def _mine_or_404(user: User, pairing_id: uuid.UUID) -> MyPairing:
    for mine in my_pairings(user):
        if mine.pairing.public_id == pairing_id:
            return mine
    raise Http404


def _my_meeting_or_404(user: User, public_id: uuid.UUID) -> Meeting:
    """The mentor's own meeting, as long as nothing stands between the two."""
    meeting = get_object_or_404(meetings_of_mentor(user), public_id=public_id)
    if _mine_or_404(user, meeting.pairing.public_id).apart:
        raise Http404
    return meeting
