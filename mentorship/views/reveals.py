"""Pages that open identities: for a purpose, after a fresh sign-in, by POST, and each look on record."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.permissions import Permission
from accounts.sessions import fresh_sign_in
from kernel.access import needs
from kernel.acting import GET_OR_POST, acted
from kernel.errors import RuleError
from mentorship.forms.mentees import IdentityForm, initial_identity
from mentorship.forms.reveals import PurposeForm, SearchForm
from mentorship.models import MenteeIdentity
from mentorship.queries.mentees import mentee_rows
from mentorship.services.mentees import change_identity
from mentorship.services.reveals import find_mentees, reveal_identity


@require_http_methods(GET_OR_POST)
@needs(Permission.IDENTITY_REVEAL)
@fresh_sign_in
def identity_reveal(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """GET asks for the purpose and shows nothing; POST shows the identity, once, on this very answer."""
    identity = _identity(request, public_id)
    form = PurposeForm(request.POST or None)
    shown = {"mentee_id": public_id, "form": form, "identity": None}
    if form.is_valid():
        try:
            identity = reveal_identity(identity.mentee, by=request.user, **form.cleaned_data)
        except RuleError as refusal:
            form.add_error(None, str(refusal))
        else:
            shown |= {"identity": identity, "edit": IdentityForm(initial=initial_identity(identity))}
    return render(request, "mentorship/identity_reveal.html", shown)


@require_POST
@needs(Permission.IDENTITY_REVEAL)
@fresh_sign_in
def identity_edit(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    identity = _identity(request, public_id)
    form = IdentityForm(request.POST)
    done = _("The identity is saved.")
    if acted(request, form, lambda: change_identity(identity, by=request.user, **form.cleaned_data), done):
        return redirect("mentorship:mentee_detail", public_id)
    return render(request, "mentorship/identity_edit.html", {"mentee_id": public_id, "form": form})


@require_http_methods(GET_OR_POST)
@needs(Permission.IDENTITY_REVEAL)
@fresh_sign_in
def mentee_find(request: HttpRequest) -> HttpResponse:
    form = SearchForm(request.POST or None)
    rows = None
    if form.is_valid():
        try:
            rows = mentee_rows(find_mentees(by=request.user, **form.cleaned_data))
        except RuleError as refusal:
            form.add_error(None, str(refusal))
    return render(request, "mentorship/mentee_find.html", {"form": form, "rows": rows})


def _identity(request: HttpRequest, public_id: uuid.UUID) -> MenteeIdentity:
    """Only that there is one: what it says stays sealed."""
    identities = MenteeIdentity.objects.visible_to(request.user).select_related("mentee__centre")
    return get_object_or_404(identities, mentee__public_id=public_id)
