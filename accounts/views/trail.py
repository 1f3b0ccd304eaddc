"""Who did what, when? The trail by public ids, newest first."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import Permission
from accounts.queries.trail import trail_page
from kernel.access import needs
from kernel.htmx import render_page
from kernel.verification import verify_chain

LONGEST_ROW = 18  # digits; no trail will ever have more rows


@require_safe
@needs(Permission.TRAIL_SEE)
def trail(request: HttpRequest) -> HttpResponse:
    before = request.GET.get("before", "")
    is_row = before.isdecimal() and len(before) <= LONGEST_ROW
    page = trail_page(request.user, before=int(before) if is_row else None)
    return render_page(request, "accounts/trail.html", {"page": page})


@require_POST
@needs(Permission.TRAIL_SEE)
def trail_verify(request: HttpRequest) -> HttpResponse:
    found = verify_chain()
    if found.faults:
        told = _("The trail does not hold: row %(row)s. Please call whoever runs the server, and change nothing.")
        messages.error(request, told % {"row": found.faults[0].sequence})
    else:
        told = _("The trail holds. Rows verified: %(rows)s.")
        messages.success(request, told % {"rows": found.rows})
    return redirect("accounts:trail")
