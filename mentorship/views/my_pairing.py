"""What a mentor sees first: whom I walk beside, what comes next, and the question that waits for my answer."""

import uuid

from django.contrib import messages
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.permissions import Permission
from kernel.access import needs
from kernel.audit import looked_at_all
from kernel.errors import RuleError
from mentorship.models import Pairing
from mentorship.queries.pairings import my_pairings
from mentorship.services.pairings import answer_pairing

ANSWERS = ("yes", "no")


@require_GET
@needs(Permission.MY_PAIRING)
def my_pairing(request: HttpRequest) -> HttpResponse:
    pairings = my_pairings(request.user)
    shown = [record for mine in pairings for record in mine.records_shown]
    looked_at_all(shown, by=request.user, why="my_pairing")
    return render(request, "mentorship/my_pairing.html", {"pairings": pairings})


@require_POST
@needs(Permission.MY_PAIRING)
def my_pairing_answer(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    pairing = get_object_or_404(Pairing.objects.of_mentor(request.user), public_id=public_id)
    answer = request.POST.get("answer")
    if answer not in ANSWERS:
        raise SuspiciousOperation("A question is answered with yes or no.")
    says_yes = answer == "yes"
    try:
        answer_pairing(pairing=pairing, says_yes=says_yes, by=request.user)
    except RuleError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(
            request,
            _("Thank you. Your supervisor plans the first meeting with you.")
            if says_yes
            else _("Thank you for answering. Nobody asks you for a reason."),
        )
    return redirect("mentorship:my_pairing")
