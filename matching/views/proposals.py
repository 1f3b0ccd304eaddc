"""Should these two walk together? Read why, turn a key, or refuse."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import Permission
from kernel.access import needs
from kernel.audit import looked_at, looked_at_all
from kernel.errors import RuleError
from matching.forms.runs import RefusalForm
from matching.models import Proposal, Run
from matching.queries import proposals as queries
from matching.queries.changes import expiry_sentence
from matching.queries.rounds import aftermath_for
from matching.queries.runs import proposals_for_page
from matching.services import proposals as services


@require_safe
@needs(Permission.RUN_SEE)
def proposal_detail(request: HttpRequest, public_id: str) -> HttpResponse:
    proposal = get_object_or_404(proposals_for_page(request.user), public_id=public_id)
    looked_at(proposal.mentee, by=request.user, why="proposal")
    return _page(request, proposal, RefusalForm())


@require_POST
@needs(Permission.PROPOSAL_DECIDE)
def proposal_key(request: HttpRequest, public_id: str) -> HttpResponse:
    proposal = get_object_or_404(Proposal.objects.visible_to(request.user), public_id=public_id)
    try:
        pairing = services.turn_key(proposal=proposal, by=request.user)
    except RuleError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _answer(pairing is not None))
    return redirect("matching:proposal_detail", proposal.public_id)


@require_POST
@needs(Permission.PROPOSAL_DECIDE)
def proposal_refuse(request: HttpRequest, public_id: str) -> HttpResponse:
    proposal = get_object_or_404(proposals_for_page(request.user), public_id=public_id)
    form = RefusalForm(request.POST)
    if form.is_valid():
        try:
            services.refuse(proposal=proposal, by=request.user, **form.cleaned_data)
        except RuleError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("The proposal is refused. These two are not proposed to each other again."))
        return redirect("matching:proposal_detail", proposal.public_id)
    looked_at(proposal.mentee, by=request.user, why="proposal")
    return _page(request, proposal, form, status=422)


@require_POST
@needs(Permission.PROPOSAL_DECIDE)
def proposals_approve(request: HttpRequest, public_id: str) -> HttpResponse:
    run = get_object_or_404(Run.objects.visible_to(request.user), public_id=public_id)
    ids = request.POST.getlist("proposal")
    chosen = queries.chosen_of(run, request.user, ids)
    if not chosen or len(ids) > queries.MOST_AT_ONCE:
        messages.error(request, _("Please choose at least one proposal, and 200 at most."))
        return redirect("matching:run_detail", run.public_id)
    answers = services.turn_keys(proposals=chosen, by=request.user)
    looked_at_all([proposal.mentee for proposal in chosen], by=request.user, why="approval")
    context = {"run": run, "answers": answers, "summary": _summary(answers)}
    return render(request, "matching/approvals.html", context)


def _summary(answers: list[services.Answer]) -> list[tuple[str, str, str]]:
    """How many of each answer, as (tone, icon, words)."""
    paired = sum(answer.pairing is not None for answer in answers)
    refused = sum(bool(answer.refusal) for answer in answers)
    turned = len(answers) - refused - paired
    opened = ngettext("%(count)d pairing is open", "%(count)d pairings are open", paired)
    keys = ngettext("%(count)d key is turned", "%(count)d keys are turned", turned)
    impossible = ngettext("%(count)d was not possible", "%(count)d were not possible", refused)
    lines = [
        (paired, "good", "circle-check", opened), (turned, "info", "key-round", keys),
        (refused, "warn", "triangle-alert", impossible),
    ]  # fmt: skip
    return [(tone, icon, text % {"count": count}) for count, tone, icon, text in lines if count]


def _answer(is_complete: bool) -> str:
    if is_complete:
        return _("Both agree: the pairing is open, and the mentor is asked by e-mail.")
    return _("Your key is turned. The pairing opens when the second key is turned too.")


def _page(request: HttpRequest, proposal: Proposal, form: RefusalForm, status: int = 200) -> HttpResponse:
    aftermath = aftermath_for(proposal, request.user)
    if aftermath:
        looked_at_all(aftermath.mentees, by=request.user, why="round")
    context = {
        "proposal": proposal, "page": queries.proposal_page(proposal, request.user), "form": form,
        "ended": expiry_sentence(proposal) if proposal.expiry else "", "aftermath": aftermath,
    }  # fmt: skip
    return render(request, "matching/proposal_detail.html", context, status=status)
