"""Who is kept together or apart by somebody's word? Read the rules, make one, end one."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.permissions import Permission
from kernel.access import needs
from kernel.acting import GET_OR_POST, acted, pager
from kernel.audit import looked_at, looked_at_all
from matching.forms.lists import RuleFilter
from matching.forms.rules import EndRuleForm, NameForm, RuleForm, RuleOfMenteeForm
from matching.queries import pair_rules as queries
from matching.queries.conflicts import declared_about
from matching.queries.runs import proposals_for_page
from matching.services.pair_rules import end_rule, make_rule
from mentorship.models import Mentee


@require_safe
@needs(Permission.RUN_SEE)
def rule_list(request: HttpRequest) -> HttpResponse:
    form = RuleFilter(request.GET)
    wanted = form.cleaned_data if form.is_valid() else {}
    page = queries.rules_of(request.user, wanted.get("kind", ""), wanted.get("state", ""), request.GET.get("after", ""))
    looked_at_all({rule.mentee_id: rule.mentee for rule in page.rows}.values(), by=request.user, why="pair_rules")
    context = {"form": form, "rows": queries.rule_rows(page.rows), **pager(request, page)}
    return render(request, "matching/rule_list.html", context)


@require_http_methods(GET_OR_POST)
@needs(Permission.PROPOSAL_DECIDE)
def rule_detail(request: HttpRequest, public_id: str) -> HttpResponse:
    rule = get_object_or_404(queries.rules_for_page(request.user), public_id=public_id)
    form = EndRuleForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and acted(
        request, form, lambda: end_rule(rule=rule, by=request.user, **form.cleaned_data), _("The rule has ended.")
    ):
        return redirect("matching:rule_detail", rule.public_id)
    looked_at(rule.mentee, by=request.user, why="pair_rules")
    context = {
        "rule": rule, "reason": queries.reason_of(rule), "form": form,
        "may_end": queries.may_end(rule, request.user),
    }  # fmt: skip
    return render(request, "matching/rule_detail.html", context, status=422 if form.errors else 200)


@require_http_methods(GET_OR_POST)
@needs(Permission.PROPOSAL_DECIDE)
def proposal_rule(request: HttpRequest, public_id: str) -> HttpResponse:
    """A rule about the two of a proposal, and the own conflict of interest with one of them."""
    proposal = get_object_or_404(proposals_for_page(request.user), public_id=public_id)
    mentee, mentor, user = proposal.mentee, proposal.mentor, request.user
    form = RuleForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and acted(
        request, form, lambda: make_rule(mentee=mentee, mentor=mentor, by=user, **form.cleaned_data), _made()
    ):
        return redirect("matching:proposal_detail", proposal.public_id)
    looked_at(mentee, by=user, why="pair_rules")
    context = {
        "proposal": proposal, "form": form, "standing": queries.standing_rule(user, mentee, mentor),
        "declared": declared_about(proposal, user),
    }  # fmt: skip
    return render(request, "matching/proposal_rule.html", context, status=422 if form.errors else 200)


@require_http_methods(GET_OR_POST)
@needs(Permission.PROPOSAL_DECIDE)
def mentee_rule(request: HttpRequest, public_id: str) -> HttpResponse:
    """A rule about a mentee and a mentor who is looked for by name."""
    mentee = get_object_or_404(Mentee.objects.visible_to_staff(request.user), public_id=public_id)
    found = queries.mentors_named(request.user, mentee, request.GET.get("name", ""))
    form = RuleOfMenteeForm(request.POST if request.method == "POST" else None, found=found)
    if request.method == "POST" and acted(
        request, form, lambda: make_rule(mentee=mentee, by=request.user, **form.cleaned_data), _made()
    ):
        return redirect("matching:rule_list")
    looked_at(mentee, by=request.user, why="pair_rules")
    context = {"mentee": mentee, "form": form, "search": NameForm(request.GET), "found": found}
    return render(request, "matching/mentee_rule.html", context, status=422 if form.errors else 200)


def _made() -> str:
    return _("The rule holds from now on. You find it in the list of standing rules.")
