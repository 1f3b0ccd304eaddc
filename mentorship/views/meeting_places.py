"""Where the specialist allows a student in practicum one more place, and takes it back."""

import uuid
from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.permissions import Permission
from kernel.access import needs
from kernel.acting import GET_OR_POST, acted, tried
from kernel.audit import looked_at
from mentorship.forms.meeting_places import PlaceForm
from mentorship.models import Pairing, PlaceGrant
from mentorship.queries.meeting_places import places_to_allow
from mentorship.services.meeting_places import allow_place, end_grant


@require_http_methods(GET_OR_POST)
@needs(Permission.MENTORING_DECIDE)
def place_allow(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    pairings = Pairing.objects.visible_to_staff(request.user).select_related("mentee", "mentor", "centre")
    pairing = get_object_or_404(pairings, public_id=public_id)
    form = PlaceForm(request.POST or None, places=places_to_allow(pairing))
    if acted(request, form, lambda: allow_place(pairing=pairing, by=request.user, **form.cleaned_data), _("Allowed.")):
        return redirect("mentorship:pairing_detail", public_id)
    looked_at(pairing.mentee, by=request.user, why="place_allow")
    return render(request, "mentorship/place_allow.html", {"pairing": pairing, "form": form})


@require_POST
@needs(Permission.MENTORING_DECIDE)
def place_end(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    grants = PlaceGrant.objects.visible_to_staff(request.user).select_related("pairing__centre")
    grant = get_object_or_404(grants, public_id=public_id)
    tried(request, partial(end_grant, grant=grant, by=request.user), _("The place is taken back."))
    return redirect("mentorship:pairing_detail", grant.pairing.public_id)
