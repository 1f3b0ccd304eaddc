"""What a mentor sees first: whom I walk beside, what comes next, and the question that waits for my answer."""

import uuid
from functools import partial

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from accounts.permissions import Permission
from kernel.access import needs
from kernel.acting import tried
from kernel.audit import looked_at_all
from mentorship.models import Pairing
from mentorship.queries.pairings import my_pairings
from mentorship.queries.reach import reach_of
from mentorship.services.askings import answer_as_mentor

THANKS = {
    "yes": _("Thank you. The others are asked now, and you hear from us."),
    "no": _("Thank you for answering. Nobody asks you for a reason."),
    "later": _("You are asked again in a few days; you may answer here at any time."),
}


@require_GET
@needs(Permission.MY_PAIRING)
def my_pairing(request: HttpRequest) -> HttpResponse:
    pairings = my_pairings(request.user)
    shown = [record for mine in pairings for record in mine.records_shown]
    looked_at_all(shown, by=request.user, why="my_pairing")
    return render(request, "mentorship/my_pairing.html", {"pairings": pairings, "reach": reach_of(request.user)})


@require_POST
@needs(Permission.MY_PAIRING)
def my_pairing_answer(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    pairing = get_object_or_404(Pairing.objects.of_mentor(request.user), public_id=public_id)
    answer = request.POST.get("answer", "")
    if answer not in THANKS:
        raise SuspiciousOperation("A question is answered with yes, no or later.")
    tried(request, partial(answer_as_mentor, pairing=pairing, answer=answer, by=request.user), str(THANKS[answer]))
    return redirect("mentorship:my_pairing")
