"""Who else could it be, and why not this other person? Asked about one mentee of a run."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.permissions import Permission
from kernel.access import needs
from kernel.audit import looked_at
from kernel.htmx import render_page
from matching.forms.runs import WhyNotForm
from matching.models import Proposal, Waiting
from matching.queries.choices import choices_for
from matching.queries.helping import help_for
from matching.queries.runs import proposals_for_page
from matching.queries.waiting import waiting_for_page
from matching.queries.why_not import answer_about, mentors_called, mentors_to_ask_about


@require_safe
@needs(Permission.RUN_SEE)
def proposal_choices(request: HttpRequest, public_id: str) -> HttpResponse:
    """The part of the proposal's page for which the run is opened again, and a page of its own."""
    proposal = get_object_or_404(proposals_for_page(request.user), public_id=public_id)
    looked_at(proposal.mentee, by=request.user, why="choices")
    choices = choices_for(proposal, request.user)
    return render_page(request, "matching/proposal_choices.html", {"proposal": proposal, "choices": choices})


@require_safe
@needs(Permission.RUN_SEE)
def waiting_help(request: HttpRequest, public_id: str) -> HttpResponse:
    """The part of the page of somebody who waits for which the run is opened again, and a page of its own."""
    waiting = get_object_or_404(waiting_for_page(request.user), public_id=public_id)
    looked_at(waiting.mentee, by=request.user, why="help")
    found = help_for(waiting.run, waiting.mentee, request.user)
    return render_page(request, "matching/waiting_help.html", {"waiting": waiting, "help": found})


@require_safe
@needs(Permission.RUN_SEE)
def proposal_why_not(request: HttpRequest, public_id: str) -> HttpResponse:
    proposal = get_object_or_404(proposals_for_page(request.user), public_id=public_id)
    return _why_not(request, proposal, "matching:proposal_detail", _("The proposal"))


@require_safe
@needs(Permission.RUN_SEE)
def waiting_why_not(request: HttpRequest, public_id: str) -> HttpResponse:
    waiting = get_object_or_404(waiting_for_page(request.user), public_id=public_id)
    return _why_not(request, waiting, "matching:waiting_detail", _("Why somebody waits"))


def _why_not(request: HttpRequest, asked: Proposal | Waiting, back: str, back_label: str) -> HttpResponse:
    looked_at(asked.mentee, by=request.user, why="why_not")
    form = WhyNotForm(request.GET)
    answer, found = None, None
    if form.is_valid() and (chosen := form.cleaned_data["mentor"]):
        mentor = get_object_or_404(mentors_to_ask_about(asked.run, request.user), public_id=chosen)
        answer = answer_about(asked.run, asked.mentee, mentor)
    elif form.is_valid() and (words := form.cleaned_data["name"]):
        found = mentors_called(asked.run, request.user, words)
    context = {
        "asked": asked, "form": form, "answer": answer, "found": found, "back": back, "back_label": back_label,
        "may_pair": request.user.may_in(Permission.PAIRING_OPEN, asked.run.centre),
    }  # fmt: skip
    return render(request, "matching/why_not.html", context)
