"""Pages about meetings: the mentor's form, thanks, correction and additions, and what the staff reads."""

import uuid
from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.forms.drafts import KeptForm
from accounts.models import Draft, User
from accounts.permissions import Permission
from accounts.queries.drafts import draft_of
from accounts.views.drafts import keeps_what_was_typed
from kernel.access import needs
from kernel.audit import looked_at_all
from kernel.errors import RuleError
from mentorship.forms.meetings import AdditionForm, MeetingForm, usual_of
from mentorship.models import Meeting, Pairing
from mentorship.queries.known_words import known_beside
from mentorship.queries.meetings import meetings_of_mentor, meetings_of_staff, usual_meeting
from mentorship.queries.pairings import MyPairing, my_pairings
from mentorship.queries.plans import begun_plan
from mentorship.services.meetings import (
    acknowledge_worry,
    add_to_meeting,
    can_be_corrected,
    correct_meeting,
    log_meeting,
)


def _pairing_is_open(person: User, pairing_id: uuid.UUID) -> bool:
    return Pairing.objects.of_mentor(person).filter(public_id=pairing_id).exists()


@keeps_what_was_typed(_pairing_is_open)
@require_http_methods(["GET", "POST"])
@needs(Permission.MY_PAIRING)
def meeting_new(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    mine = _mine_or_404(request.user, public_id)
    plan = begun_plan(mine.pairing, request.GET.get("plan", ""))
    form, draft = _form(request, MeetingForm, mine.pairing, partial(usual_meeting, plan=plan))
    if form.is_valid():
        try:
            meeting = log_meeting(pairing=mine.pairing, by=request.user, plan=plan, **form.facts())
        except RuleError as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("mentorship:meeting_thanks", meeting.public_id)
    looked_at_all(mine.records_on_form, by=request.user, why="meeting_new")
    return render(request, "mentorship/meeting_form.html", {"mine": mine, "form": form, "draft": draft})


@require_GET
@needs(Permission.MY_PAIRING)
def meeting_thanks(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    meeting = get_object_or_404(Meeting.objects.of_mentor(request.user).select_related("pairing"), public_id=public_id)
    return render(request, "mentorship/meeting_thanks.html", {"meeting": meeting})


@require_GET
@needs(Permission.MY_PAIRING)
def my_meeting(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    meeting = _my_meeting_or_404(request.user, public_id)
    looked_at_all([meeting], by=request.user, why="my_meeting")
    return render(request, "mentorship/meeting_mine.html", {"meeting": meeting, "open": can_be_corrected(meeting)})


@keeps_what_was_typed(_pairing_is_open)
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


@keeps_what_was_typed(_pairing_is_open)
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
) -> tuple[KeptForm, Draft | None]:
    """The form that was sent, or the one to begin with and the draft that it shows."""
    known = partial(known_beside, pairing)
    if request.method == "POST":
        return kind(request.POST, known=known), None
    draft = draft_of(request.path, request.user)
    return kind.begin(request.path, pairing.public_id, request.user, usual(pairing), draft, known=known), draft


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
