"""Whose papers lapse, and who is there for a mentee while a pairing rests?"""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.permissions import Permission
from kernel.access import needs
from kernel.audit import looked_at_all
from kernel.clock import today
from kernel.errors import RuleError
from mentorship.forms.pairings import CoverForm
from mentorship.models import Pairing
from mentorship.queries.lapses import grouped, lapses_seen_by
from mentorship.services.pairings import cover_pairing

MOST = 200


@require_safe
@needs(Permission.EVIDENCE_RECORD)
def lapses(request: HttpRequest) -> HttpResponse:
    """The two hundred that lapse first; when they are renewed, the next ones move up."""
    found = lapses_seen_by(request.user, today())[:MOST]
    looked_at_all(dict.fromkeys(lapse.mentor for lapse in found), by=request.user, why="lapses")
    return render(request, "mentorship/lapses.html", {"groups": grouped(found), "is_empty": not found})


@require_http_methods(["GET", "POST"])
@needs(Permission.PAIRING_CLOSE)
def pairing_cover(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    pairing = get_object_or_404(Pairing.objects.closable_by(request.user), public_id=public_id)
    form = CoverForm(request.POST or None)
    if form.is_valid():
        try:
            cover_pairing(pairing=pairing, by=request.user, **form.cleaned_data)
        except RuleError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Written down. The pairing goes on when you let it go on."))
            return redirect("mentorship:pairing_detail", public_id)
    return render(request, "mentorship/pairing_cover.html", {"pairing": pairing, "form": form})
