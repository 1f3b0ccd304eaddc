"""Saying that something worries one, in two taps from every page; and the own receipts."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Centre, Draft, User
from accounts.permissions import Permission
from accounts.queries.drafts import draft_of
from accounts.views.drafts import keeps_what_was_typed
from kernel.access import needs
from kernel.audit import looked_at_all
from kernel.errors import RuleError
from mentorship.forms.concerns import ConcernForm
from mentorship.models import Concern, Pairing
from mentorship.queries.concerns import own_concerns, own_pairings, pairings_to_tell_about
from mentorship.services.concerns import raise_concern

RaisedAs = Concern.RaisedAs


def _may_say(person: User, about: uuid.UUID) -> bool:
    return person.is_active and person.public_id == about and person.may(Permission.CONCERN_RAISE)


@keeps_what_was_typed(_may_say)
@require_http_methods(["GET", "POST"])
@needs(Permission.CONCERN_RAISE)
def concern_new(request: HttpRequest) -> HttpResponse:
    form, draft = _form(request)
    if form.is_valid():
        try:
            facts = form.facts()
            concern = raise_concern(**facts, raised_as=_raised_as(request.user, facts["pairing"]), by=request.user)
        except RuleError as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("mentorship:concern_thanks", concern.public_id)
    looked_at_all([pairing.mentee for pairing in form.pairings.values()], by=request.user, why="concern_new")
    return render(request, "mentorship/concern_new.html", {"form": form, "draft": draft})


@require_safe
@needs(Permission.CONCERN_RAISE)
def concern_thanks(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The receipt, shown only after the concern is durable."""
    concern = get_object_or_404(Concern.objects.raised_by_person(request.user), public_id=public_id)
    return render(request, "mentorship/concern_thanks.html", {"concern": concern})


@require_safe
@needs(Permission.CONCERN_RAISE)
def my_concerns(request: HttpRequest) -> HttpResponse:
    concerns = list(own_concerns(request.user))
    looked_at_all(concerns, by=request.user, why="my_concerns")
    return render(request, "mentorship/my_concerns.html", {"concerns": concerns})


def _form(request: HttpRequest) -> tuple[ConcernForm, Draft | None]:
    """The form that was sent, or the one to begin with, and the draft that it shows."""
    user = request.user
    wanted = request.POST.get("pairing") or request.GET.get("pairing", "")
    facts = {"pairings": pairings_to_tell_about(user, wanted), "centres": _centres(user)}
    if request.method == "POST":
        return ConcernForm(request.POST, **facts), None
    draft = draft_of(request.path, user)
    usual = {"pairing": wanted, "about": Concern.About.MENTEE if wanted else ""}
    return ConcernForm.begin(request.path, user.public_id, user, usual, draft, **facts), draft


def _centres(user: User) -> list[Centre]:
    """The own centres; whoever belongs to none, such as a university, says which one."""
    return user.centres(Permission.CONCERN_RAISE) or list(Centre.objects.order_by("code"))


def _raised_as(user: User, pairing: Pairing | None) -> str:
    if user.may(Permission.MY_PAIRING) and (pairing is None or pairing in own_pairings(user)):
        return RaisedAs.MENTOR
    is_of_centre = user.is_staff_member and user.centre_ids(Permission.CONCERN_RAISE)
    return RaisedAs.STAFF if is_of_centre else RaisedAs.OTHER
