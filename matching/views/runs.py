"""What did the runs answer? Start one, watch it, stop it, read it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import Permission
from kernel.access import needs
from kernel.acting import pager, tried
from kernel.audit import looked_at_all
from kernel.errors import RuleError
from matching.forms.lists import ProposalFilter
from matching.forms.runs import RunForm
from matching.models import Run
from matching.papers import proof_of
from matching.queries import runs as queries
from matching.queries.rounds import rounds_of
from matching.services import runs as services


@require_safe
@needs(Permission.RUN_SEE)
def run_list(request: HttpRequest) -> HttpResponse:
    user = request.user
    page = queries.runs_of(user, request.GET.get("after", ""))
    context = {
        "page": page, **pager(request, page), "policies": queries.policies_of(user),
        "form": RunForm(user=user) if user.may(Permission.RUN_START) else None,
    }  # fmt: skip
    return render(request, "matching/run_list.html", context)


@require_POST
@needs(Permission.RUN_START)
def run_start(request: HttpRequest) -> HttpResponse:
    form = RunForm(request.POST, user=request.user)
    if not form.is_valid():
        messages.error(request, _("Please choose the centre for which the run is started."))
        return redirect("matching:run_list")
    try:
        run = services.request_run(by=request.user, **form.cleaned_data)
    except RuleError as error:
        messages.error(request, str(error))
        return redirect("matching:run_list")
    return redirect("matching:run_detail", run.public_id)


@require_safe
@needs(Permission.RUN_SEE)
def run_detail(request: HttpRequest, public_id: str) -> HttpResponse:
    user = request.user
    run = get_object_or_404(queries.runs_for_page(user), public_id=public_id)
    form = ProposalFilter(request.GET, places=queries.places_of(run, user))
    filters = form.cleaned_data if form.is_valid() else {}
    page = queries.run_page(run, user, request.GET.dict(), filters)
    stories = rounds_of(run, user)
    shown = {mentee.pk: mentee for mentee in [*page.mentees, *(one for story in stories for one in story.mentees)]}
    looked_at_all(shown.values(), by=user, why="run")
    narrowing = [value for name, value in filters.items() if name != "rows"]
    context = {
        "run": run, "page": page, "rounds": stories, "form": form, "is_filtered": any(narrowing),
        "may_start": user.may_in(Permission.RUN_START, run.centre),
    }  # fmt: skip
    return render(request, "matching/run_detail.html", context)


@require_safe
@needs(Permission.RUN_SEE)
def run_paper(request: HttpRequest, public_id: str) -> HttpResponse:
    """The proof on paper; a run that was not solved has none."""
    proved = queries.runs_for_page(request.user).filter(status=Run.Status.DONE, kind=Run.Kind.SOLVED)
    run = get_object_or_404(proved, public_id=public_id)
    headers = {"Content-Disposition": 'attachment; filename="run.pdf"'}
    return HttpResponse(proof_of(run), content_type="application/pdf", headers=headers)


@require_safe
@needs(Permission.RUN_SEE)
def run_progress(request: HttpRequest, public_id: str) -> HttpResponse:
    """The part of the page that is asked for again and again while the run, or a corner of it, is being solved."""
    run = get_object_or_404(queries.runs_for_page(request.user), public_id=public_id)
    part = "matching/_run_progress.html" if run.status != Run.Status.DONE else "matching/_round_progress.html"
    response = render(request, part, {"run": run})
    if not (run.is_underway or run.unsettled_id):
        response["HX-Refresh"] = "true"
    return response


@require_POST
@needs(Permission.RUN_START)
def run_cancel(request: HttpRequest, public_id: str) -> HttpResponse:
    mine = Run.objects.visible_to(request.user).filter(centre__in=request.user.centre_ids(Permission.RUN_START))
    run = get_object_or_404(mine, public_id=public_id)
    tried(
        request, lambda: services.cancel_run(run=run, by=request.user), _("The run is stopped. Nothing of it is shown.")
    )
    return redirect("matching:run_detail", run.public_id)
