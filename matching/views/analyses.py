"""Who is missing, and what if it were otherwise? Ask, watch, stop, read, take the table away, use the criteria."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import Permission
from kernel.access import needs
from kernel.acting import GET_OR_POST, acted, pager, tried
from kernel.audit import looked_at_all
from kernel.errors import RuleError
from matching.agreements import Agreement
from matching.forms.analyses import AskForm, WhatIfForm
from matching.forms.policies import initial_of
from matching.models import Analysis
from matching.queries import analyses as queries
from matching.services import analyses as services
from matching.tables import table_of


@require_safe
@needs(Permission.RUN_START)
def analysis_list(request: HttpRequest) -> HttpResponse:
    page = queries.analyses_of(request.user, request.GET.get("after", ""))
    policies = queries.policies_to_ask(request.user)
    context = {"page": page, **pager(request, page), "policies": list(policies)}
    return render(request, "matching/analysis_list.html", context)


@require_POST
@needs(Permission.RUN_START)
def doctor_ask(request: HttpRequest) -> HttpResponse:
    form = AskForm(request.POST, policies=queries.policies_to_ask(request.user))
    if not form.is_valid():
        messages.error(request, _("Please choose the centre about which you ask."))
        return redirect("matching:analysis_list")
    try:
        analysis = services.ask_who_is_missing(policy=form.cleaned_data["policy"], by=request.user)
    except RuleError as error:
        messages.error(request, str(error))
        return redirect("matching:analysis_list")
    return redirect("matching:analysis_detail", analysis.public_id)


@require_http_methods(GET_OR_POST)
@needs(Permission.RUN_START)
def what_if(request: HttpRequest, public_id: str) -> HttpResponse:
    policy = get_object_or_404(queries.policies_to_ask(request.user), public_id=public_id)
    agreement = Agreement.from_mapping(policy.settings)
    initial = initial_of(agreement, policy.name, policy.two_keys) | _suggested(request)
    form = WhatIfForm(request.POST if request.method == "POST" else None, initial=initial, centre=policy.centre)
    asked: list[Analysis] = []

    def ask() -> None:
        given = form.assumptions(agreement)
        asked.append(services.ask_what_if(policy=policy, by=request.user, assumptions=given))

    if request.method == "POST" and acted(request, form, ask, _("The question is put. Nothing is changed by it.")):
        return redirect("matching:analysis_detail", asked[0].public_id)
    context = {"policy": policy, "form": form}
    return render(request, "matching/what_if.html", context, status=422 if form.errors else 200)


@require_safe
@needs(Permission.RUN_START)
def analysis_detail(request: HttpRequest, public_id: str) -> HttpResponse:
    analysis = get_object_or_404(queries.analyses_for_page(request.user), public_id=public_id)
    context = {"analysis": analysis}
    if analysis.status == Analysis.Status.DONE and analysis.kind == Analysis.Kind.DOCTOR:
        context["page"] = queries.doctor_page(analysis, request.user)
    elif analysis.status == Analysis.Status.DONE:
        context["page"] = page = queries.what_if_page(analysis, request.user)
        looked_at_all(page.beside.mentees, by=request.user, why="what_if")
    return render(request, f"matching/{analysis.kind}_detail.html", context)


@require_safe
@needs(Permission.RUN_START)
def analysis_progress(request: HttpRequest, public_id: str) -> HttpResponse:
    """The part of the page that is asked for again and again while the question is being answered."""
    analysis = get_object_or_404(queries.analyses_for_page(request.user), public_id=public_id)
    response = render(request, "matching/_analysis_progress.html", {"analysis": analysis})
    if not analysis.is_underway:
        response["HX-Refresh"] = "true"
    return response


@require_safe
@needs(Permission.RUN_START)
def analysis_table(request: HttpRequest, public_id: str) -> HttpResponse:
    """The answer as a table of codes; a question without an answer has none."""
    done = queries.analyses_for_page(request.user).filter(status=Analysis.Status.DONE)
    analysis = get_object_or_404(done, public_id=public_id)
    headers = {"Content-Disposition": f'attachment; filename="{analysis.kind}.csv"'}
    return HttpResponse(table_of(analysis), content_type="text/csv; charset=utf-8", headers=headers)


@require_POST
@needs(Permission.RUN_START)
def analysis_cancel(request: HttpRequest, public_id: str) -> HttpResponse:
    analysis = get_object_or_404(queries.analyses_for_page(request.user), public_id=public_id)
    tried(request, lambda: services.cancel_analysis(analysis=analysis, by=request.user), _("The question is stopped."))
    return redirect("matching:analysis_detail", analysis.public_id)


@require_POST
@needs(Permission.POLICY_EDIT)
def criteria_adopt(request: HttpRequest, public_id: str) -> HttpResponse:
    analysis = get_object_or_404(queries.analyses_for_page(request.user), public_id=public_id)
    try:
        policy = services.adopt_criteria(analysis=analysis, by=request.user)
    except RuleError as error:
        messages.error(request, str(error))
        return redirect("matching:analysis_detail", analysis.public_id)
    messages.success(request, _("The new version is in use from the next run on."))
    return redirect("matching:policy_detail", policy.public_id)


def _suggested(request: HttpRequest) -> dict[str, object]:
    """A profile that the address suggests, from the page of who is missing."""
    names = ("count", "population", "language", "gender", "experience", "place")
    found: dict[str, object] = {name: request.GET[name] for name in names if name in request.GET}
    return found | ({"windows": request.GET.getlist("windows")} if "windows" in request.GET else {})
