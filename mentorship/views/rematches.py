"""The page on which the specialist decides whether a mentee may have another mentor."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.permissions import Permission
from kernel.access import needs
from kernel.acting import GET_OR_POST, acted
from kernel.audit import looked_at_all
from mentorship.closing import RESEARCH
from mentorship.forms.closures import RematchForm
from mentorship.models import Mentee
from mentorship.queries.rematches import evidence_of
from mentorship.services.rematches import decide_rematch


@require_http_methods(GET_OR_POST)
@needs(Permission.MENTORING_DECIDE)
def rematch_decide(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    caseload = Mentee.objects.visible_to_staff(request.user).filter(specialist=request.user).select_related("centre")
    mentee = get_object_or_404(caseload, public_id=public_id)
    evidence = evidence_of(mentee, request.user)
    if evidence is None:
        raise Http404
    form = RematchForm(request.POST or None)
    done = _("Your decision is recorded.")
    if acted(request, form, lambda: decide_rematch(mentee, by=request.user, **form.cleaned_data), done):
        return redirect("mentorship:mentee_detail", public_id)
    talks = [talk.check_in for talk in evidence.talks]
    looked_at_all(
        [mentee, *(one.pairing for one in evidence.ended), *evidence.pulses, *talks], by=request.user, why="rematch"
    )
    facts = {"mentee": mentee, "evidence": evidence, "research": RESEARCH, "form": form}
    return render(request, "mentorship/rematch_decide.html", facts)
