"""By which agreed criteria is matched here, and how is the next version put down?"""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.permissions import Permission
from kernel.access import needs
from kernel.errors import RuleError
from matching.agreements import Agreement
from matching.forms.policies import PolicyForm, initial_of
from matching.queries import policies as queries
from matching.services.policies import change_policy


@require_safe
@needs(Permission.RUN_SEE)
def policy_detail(request: HttpRequest, public_id: str) -> HttpResponse:
    policy = get_object_or_404(queries.policies_for_page(request.user), public_id=public_id)
    context = {
        "policy": policy, "page": queries.policy_page(policy),
        "may_edit": policy.is_current and request.user.may_in(Permission.POLICY_EDIT, policy.centre),
    }  # fmt: skip
    return render(request, "matching/policy_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.POLICY_EDIT)
def policy_edit(request: HttpRequest, public_id: str) -> HttpResponse:
    policy = get_object_or_404(queries.policies_to_edit(request.user), public_id=public_id)
    agreement = Agreement.from_mapping(policy.settings)
    form = PolicyForm(
        request.POST if request.method == "POST" else None, initial=initial_of(agreement, policy.name, policy.two_keys)
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            following = change_policy(
                former=policy, name=given["name"], settings=form.settings(agreement), two_keys=given["two_keys"],
                by=request.user,
            )  # fmt: skip
        except RuleError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The new version is in use from the next run on."))
            return redirect("matching:policy_detail", following.public_id)
    context = {"policy": policy, "form": form}
    return render(request, "matching/policy_edit.html", context, status=422 if form.errors else 200)
