"""The staff's pages about pairings: the list, one pairing, and how it rests, goes on and ends."""

import uuid
from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.permissions import Permission
from kernel.access import needs
from kernel.audit import looked_at_all
from kernel.errors import RuleError
from mentorship.forms.pairings import ClosingForm, PairingFilter
from mentorship.models import Pairing
from mentorship.queries.check_ins import strip_of
from mentorship.queries.first_meetings import way_of
from mentorship.queries.pairings import pairing_of_staff, pairing_page
from mentorship.queries.plans import planning_of
from mentorship.queries.preparations import what_to_prepare
from mentorship.services.pairings import close_before_meeting, pause_pairing, resume_pairing


@require_GET
@needs(Permission.PAIRING_SEE)
def pairing_list(request: HttpRequest) -> HttpResponse:
    form = PairingFilter(request.GET)
    wanted = form.cleaned_data["wanted"] if form.is_valid() else ""
    page = pairing_page(request.user, wanted, request.GET.get("after", ""))
    looked_at_all([pairing.mentee for pairing in page.rows], by=request.user, why="pairing_list")
    address = request.GET.copy()
    address.pop("after", None)
    first_url = f"?{address.urlencode()}" if "after" in request.GET else ""
    address["after"] = str(page.next_after)
    next_url = f"?{address.urlencode()}" if page.next_after else ""
    return render(
        request,
        "mentorship/pairing_list.html",
        {"form": form, "pairings": page.rows, "next_url": next_url, "first_url": first_url},
    )


@require_GET
@needs(Permission.PAIRING_SEE)
def pairing_detail(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    pairing = get_object_or_404(pairing_of_staff(request.user), public_id=public_id)
    shown = [pairing, pairing.mentee, *pairing.last_meetings, *pairing.all_extensions]
    looked_at_all(shown, by=request.user, why="pairing_detail")
    may_close = request.user.may_in(Permission.PAIRING_CLOSE, pairing.centre)
    is_before = pairing.status in {Pairing.Status.ASKED, Pairing.Status.INTRODUCED}
    to_prepare = what_to_prepare(pairing.mentee) if is_before else []
    shown_on_page = {"pairing": pairing, "may_close": may_close, "to_prepare": to_prepare} | {
        "way": way_of(pairing, request.user), "strip": strip_of(pairing),
    }  # fmt: skip
    return render(request, "mentorship/pairing_detail.html", shown_on_page | planning_of(pairing, request.user))


@require_http_methods(["GET", "POST"])
@needs(Permission.PAIRING_CLOSE)
def pairing_close(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    pairing = get_object_or_404(Pairing.objects.closable_by(request.user), public_id=public_id)
    if pairing.status != Pairing.Status.ASKED:
        return redirect("mentorship:closure_new", public_id)
    form = ClosingForm(request.POST or None)
    if form.is_valid():
        try:
            close_before_meeting(pairing=pairing, by=request.user, **form.cleaned_data)
        except RuleError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The pairing is closed. The mentor has been told by e-mail."))
            return redirect("mentorship:pairing_detail", public_id)
    return render(request, "mentorship/pairing_close.html", {"pairing": pairing, "form": form})


@require_POST
@needs(Permission.PAIRING_CLOSE)
def pairing_pause(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    return _changed(request, public_id, pause_pairing, _("The pairing is resting."))


@require_POST
@needs(Permission.PAIRING_CLOSE)
def pairing_resume(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    return _changed(request, public_id, resume_pairing, _("The pairing goes on."))


def _changed(request: HttpRequest, public_id: uuid.UUID, change: Callable[..., None], done: str) -> HttpResponse:
    pairing = get_object_or_404(Pairing.objects.closable_by(request.user), public_id=public_id)
    try:
        change(pairing=pairing, by=request.user)
    except RuleError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect("mentorship:pairing_detail", public_id)
