"""The staff's pages about the checks of one person: what is there, what is missing, and one more paper."""

import uuid
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.forms.evidence import EvidenceForm, ResultForm, StrikeOutForm
from accounts.models import Centre, Evidence, Interview, User
from accounts.permissions import Permission
from accounts.queries.checklists import checklist
from accounts.queries.evidence import asked_long_ago, with_trail
from accounts.queries.evidence import lapsing as lapsing_papers
from accounts.queries.people import vetting_centre
from accounts.queries.references import waiting_to_be_weighed
from accounts.services import evidence as services
from kernel.access import needs
from kernel.acting import GET_OR_POST, acted
from kernel.audit import looked_at, looked_at_all
from kernel.clock import today
from kernel.uploads import as_attachment

MOST = 200


@require_safe
@needs(Permission.EVIDENCE_RECORD)
def lapsing(request: HttpRequest) -> HttpResponse:
    """The two hundred that lapse first; when they are renewed, the next ones move up."""
    papers = list(lapsing_papers(request.user, on=today())[:MOST])
    looked_at_all(papers, by=request.user, why="lapsing")
    return render(request, "accounts/lapsing.html", {"papers": papers})


@require_safe
@needs(Permission.EVIDENCE_RECORD)
def papers_waiting(request: HttpRequest) -> HttpResponse:
    """What waits for the staff: answers to weigh, and papers that were asked for long ago."""
    references = list(waiting_to_be_weighed(request.user)[:MOST])
    papers = list(asked_long_ago(request.user, on=today())[:MOST])
    looked_at_all([*references, *papers], by=request.user, why="papers_waiting")
    return render(request, "accounts/papers_waiting.html", {"references": references, "papers": papers})


@require_safe
@needs(Permission.EVIDENCE_SEE)
def person_papers(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    person, centre = vetted(request, public_id)
    rows = checklist(person, centre=centre)
    papers = with_trail(paper for row in rows for paper in row.papers)
    interviews = list(Interview.objects.visible_to(request.user).filter(person=person, centre=centre))
    looked_at_all([kept.paper for kept in papers] or [person], by=request.user, why="person_papers")
    may_record = request.user.may_in(Permission.EVIDENCE_RECORD, centre)
    shown = {"person": person, "centre": centre, "rows": rows, "papers": papers, "interviews": interviews}
    return render(request, "accounts/person_papers.html", {**shown, "may_record": may_record, "today": today()})


@require_http_methods(GET_OR_POST)
@needs(Permission.EVIDENCE_RECORD)
def evidence_new(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    person, centre = vetted(request, public_id)
    initial = {"asked_on": today(), "kind": request.GET.get("kind", ""), "result": Evidence.Result.AWAITED}
    form = EvidenceForm(request.POST or None, request.FILES or None, centre=centre, initial=initial)
    record = partial(_record, form, {"person": person, "centre": centre, "by": request.user})
    if acted(request, form, record, _("The paper is recorded.")):
        _tell_lapsed(request, form.recorded)
        return back_to(person, centre)
    shown = {"person": person, "centre": centre, "form": form}
    return render(request, "accounts/evidence_new.html", shown, status=422 if form.errors else 200)


@require_http_methods(GET_OR_POST)
@needs(Permission.EVIDENCE_RECORD)
def evidence_result(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    paper = _paper(request, public_id)
    keeps = services.keeps_paper(paper.kind, paper.centre)
    form = ResultForm(request.POST or None, request.FILES or None, kind=paper.kind, keeps_paper=keeps)
    facts = {"evidence": paper, "by": request.user}
    if acted(request, form, lambda: services.complete_evidence(**facts, **form.cleaned_data), _("It is recorded.")):
        _tell_lapsed(request, paper)
        return back_to(paper.person, paper.centre)
    shown = {"paper": paper, "form": form}
    return render(request, "accounts/evidence_result.html", shown, status=422 if form.errors else 200)


@require_http_methods(GET_OR_POST)
@needs(Permission.EVIDENCE_RECORD)
def evidence_strike_out(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    paper = _paper(request, public_id)
    form = StrikeOutForm(request.POST or None)
    facts = {"evidence": paper, "by": request.user}
    if acted(request, form, lambda: services.strike_out_evidence(**facts, **form.cleaned_data), _("It is struck out.")):
        return back_to(paper.person, paper.centre)
    shown = {"paper": paper, "form": form}
    return render(request, "accounts/evidence_strike_out.html", shown, status=422 if form.errors else 200)


@require_safe
@needs(Permission.EVIDENCE_SEE)
def evidence_copy(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The copy leaves as an attachment, after the look is on record."""
    paper = _paper(request, public_id)
    looked_at(paper, by=request.user, why="evidence_copy")
    return as_attachment(paper.paper) if paper.paper else back_to(paper.person, paper.centre)


def vetted(request: HttpRequest, public_id: uuid.UUID) -> tuple[User, Centre]:
    """The person whom the viewer vets, and at which centre; 404 for anybody else."""
    person = get_object_or_404(User.objects.visible_to_vetting(request.user), public_id=public_id)
    return person, vetting_centre(request.user, person, request.GET.get("centre", ""))


def back_to(person: User, centre: Centre, page: str = "person_papers") -> HttpResponse:
    """To a page of the person at the centre; an address names the centre, because a person may belong to several."""
    return redirect(f"{reverse(f'accounts:{page}', args=[person.public_id])}?centre={centre.code}")


def _paper(request: HttpRequest, public_id: uuid.UUID) -> Evidence:
    visible = Evidence.objects.visible_to_staff(request.user).select_related("person", "kind", "centre", "paper")
    return get_object_or_404(visible, public_id=public_id)


def _record(form: EvidenceForm, facts: dict[str, Any]) -> None:
    form.recorded = services.record_evidence(**facts, **form.cleaned_data)


def _tell_lapsed(request: HttpRequest, paper: Evidence) -> None:
    if paper.expires_on and paper.expires_on < today():
        told = _("This paper has already lapsed, on %(day)s. Please ask for a new one.")
        messages.warning(request, told % {"day": date_format(paper.expires_on)})
