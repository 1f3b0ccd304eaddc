"""By which agreed criteria is matched here, what did each version change, and how is the next one put down?"""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import Permission
from kernel.access import needs
from kernel.acting import GET_OR_POST, acted, pager
from kernel.errors import RuleError
from matching.agreements import Agreement
from matching.forms.policies import PolicyForm, initial_of
from matching.models import Analysis
from matching.queries import policies as queries
from matching.services.analyses import ask_what_if, ask_what_if_restored


@require_safe
@needs(Permission.RUN_SEE)
def policy_list(request: HttpRequest) -> HttpResponse:
    page = queries.versions_of(request.user, request.GET.get("after", ""))
    return render(request, "matching/policy_list.html", {"page": page, **pager(request, page)})


@require_safe
@needs(Permission.RUN_SEE)
def policy_detail(request: HttpRequest, public_id: str) -> HttpResponse:
    policy = get_object_or_404(queries.policies_for_page(request.user), public_id=public_id)
    may_edit = request.user.may_in(Permission.POLICY_EDIT, policy.centre)
    context = {
        "policy": policy, "page": queries.policy_page(policy), "may_edit": may_edit and policy.is_current,
        "may_restore": may_edit and not policy.is_current,
    }  # fmt: skip
    return render(request, "matching/policy_detail.html", context)


@require_http_methods(GET_OR_POST)
@needs(Permission.POLICY_EDIT)
def policy_edit(request: HttpRequest, public_id: str) -> HttpResponse:
    """Write the next version; its effect on today's pool is shown before anybody can use it."""
    policy = get_object_or_404(queries.policies_to_edit(request.user), public_id=public_id)
    agreement = Agreement.from_mapping(policy.settings)
    initial = initial_of(agreement, policy.name, policy.two_keys)
    form = PolicyForm(request.POST if request.method == "POST" else None, initial=initial)
    asked: list[Analysis] = []

    def preview() -> None:
        given = {name: form.cleaned_data[name] for name in ("name", "two_keys")}
        given |= {"settings": form.settings(agreement), "extra": [], "without": []}
        asked.append(ask_what_if(policy=policy, by=request.user, assumptions=given))

    told = _("Nothing is changed yet: here you see the effect first.")
    if request.method == "POST" and acted(request, form, preview, told):
        return redirect("matching:analysis_detail", asked[0].public_id)
    context = {"policy": policy, "form": form}
    return render(request, "matching/policy_edit.html", context, status=422 if form.errors else 200)


@require_POST
@needs(Permission.POLICY_EDIT)
def policy_restore(request: HttpRequest, public_id: str) -> HttpResponse:
    """Look at the effect of an older version; from there it can be used again, as a new version."""
    older = get_object_or_404(queries.policies_to_restore(request.user), public_id=public_id)
    try:
        analysis = ask_what_if_restored(older=older, by=request.user)
    except RuleError as error:
        messages.error(request, str(error))
        return redirect("matching:policy_detail", older.public_id)
    messages.success(request, _("Nothing is changed yet: here you see the effect first."))
    return redirect("matching:analysis_detail", analysis.public_id)
