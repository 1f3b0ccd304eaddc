"""What did the structured interview show? Written and read by those who vet."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.forms.interviews import InterviewForm
from accounts.models import Interview
from accounts.permissions import Permission
from accounts.services.interviews import RED, record_interview, reds
from accounts.views.papers import back_to, vetted
from kernel.access import needs
from kernel.acting import GET_OR_POST, acted
from kernel.audit import looked_at
from kernel.clock import today


@require_http_methods(GET_OR_POST)
@needs(Permission.EVIDENCE_RECORD)
def interview_new(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    person, centre = vetted(request, public_id)
    people = {"person": person, "centre": centre, "by": request.user}
    form = InterviewForm(request.POST or None, **people, initial={"held_on": today()})
    if acted(request, form, lambda: record_interview(**people, **form.interview()), _("The interview is recorded.")):
        return back_to(person, centre)
    shown = {"person": person, "form": form}
    return render(request, "accounts/interview_new.html", shown, status=422 if form.errors else 200)


@require_safe
@needs(Permission.EVIDENCE_SEE)
def interview_detail(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    visible = Interview.objects.visible_to(request.user).select_related("person", "centre", "held_by", "evidence")
    interview = get_object_or_404(visible, public_id=public_id)
    looked_at(interview, by=request.user, why="interview_detail")
    rows = [
        (Interview.Dimension(code).label, Interview.Colour(rating["colour"]), rating["reason"])
        for code, rating in interview.ratings.items()
    ]
    shown = {"interview": interview, "rows": rows, "reds": reds(interview.ratings), "red": RED}
    return render(request, "accounts/interview_detail.html", shown)
