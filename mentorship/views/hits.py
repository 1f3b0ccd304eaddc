"""An applicant beside a no-contact entry: the mentee's specialist compares the two and decides."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.permissions import Permission
from kernel.access import needs
from kernel.acting import GET_OR_POST, acted
from kernel.audit import looked_at_all
from mentorship.forms.admissions import HitForm
from mentorship.models import NoContactHit
from mentorship.queries.admission_files import hit_file
from mentorship.services.hits import decide_hit


@require_http_methods(GET_OR_POST)
@needs(Permission.EXCLUSION_SEAL)
def hit_detail(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    hits = NoContactHit.objects.visible_to(request.user)
    hit = get_object_or_404(
        hits.select_related("application__user", "application__place", "no_contact__mentee"), public_id=public_id
    )
    looked_at_all([hit, hit.application, hit.no_contact.mentee], by=request.user, why="hit_detail")
    form = HitForm(request.POST or None)
    done = _("Your decision is on record, sealed.")
    if acted(request, form, lambda: decide_hit(hit, by=request.user, **form.cleaned_data), done):
        return redirect("mentorship:hit_detail", public_id)
    shown = {"file": hit_file(hit), "hit": hit, "mentee": hit.no_contact.mentee, "form": form}
    return render(request, "mentorship/hit_detail.html", shown)
