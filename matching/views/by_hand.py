"""Whom does a coordinator propose by hand, under the rules of every run?"""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.permissions import Permission
from kernel.access import needs
from kernel.audit import looked_at
from kernel.errors import RuleError
from matching.forms.runs import ByHandForm
from matching.queries.waiting import candidates_for, mentees_for_hand
from matching.services import proposals


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.PAIRING_OPEN)
def pair_by_hand(request: HttpRequest, public_id: str) -> HttpResponse:
    mentee = get_object_or_404(mentees_for_hand(request.user), public_id=public_id)
    form = ByHandForm(request.POST if request.method == "POST" else None, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            proposal = proposals.pair_by_hand(mentee=mentee, by=request.user, **form.cleaned_data)
        except RuleError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The pair is proposed, and your key is turned."))
            return redirect("matching:proposal_detail", proposal.public_id)
    looked_at(mentee, by=request.user, why="by_hand")
    context = {"mentee": mentee, "form": form, "candidates": candidates_for(mentee, request.user)}
    return render(request, "matching/pair_by_hand.html", context, status=422 if form.errors else 200)
