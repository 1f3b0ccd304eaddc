"""Which groups of mentors have only so many seats? Read the limits, make, change or end one."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import Permission
from kernel.access import needs
from kernel.acting import GET_OR_POST, acted, pager, tried
from matching.forms.caps import CapForm, LimitForm
from matching.queries import group_caps as queries
from matching.services import caps as services


@require_safe
@needs(Permission.RUN_SEE)
def cap_list(request: HttpRequest) -> HttpResponse:
    page = queries.caps_of(request.user, request.GET.get("after", ""))
    context = {
        "rows": queries.cap_rows(page.rows), **pager(request, page),
        "may_edit": request.user.may(Permission.POLICY_EDIT),
    }  # fmt: skip
    return render(request, "matching/cap_list.html", context)


@require_http_methods(GET_OR_POST)
@needs(Permission.POLICY_EDIT)
def cap_new(request: HttpRequest) -> HttpResponse:
    user = request.user
    form = CapForm(request.POST if request.method == "POST" else None, user=user)
    made = _("The limit holds from the next run on.")
    if request.method == "POST" and acted(request, form, lambda: services.make_cap(by=user, **form.cleaned_data), made):
        return redirect("matching:cap_list")
    return render(request, "matching/cap_new.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(GET_OR_POST)
@needs(Permission.POLICY_EDIT)
def cap_change(request: HttpRequest, public_id: str) -> HttpResponse:
    cap = get_object_or_404(queries.caps_to_change(request.user), public_id=public_id)
    form = LimitForm(request.POST if request.method == "POST" else None, initial={"limit": cap.limit})
    if request.method == "POST" and acted(
        request, form, lambda: services.change_cap(cap=cap, by=request.user, **form.cleaned_data),
        _("The limit holds from the next run on."),
    ):  # fmt: skip
        return redirect("matching:cap_list")
    context = {"cap": cap, "row": queries.cap_rows([cap])[0], "form": form}
    return render(request, "matching/cap_change.html", context, status=422 if form.errors else 200)


@require_POST
@needs(Permission.POLICY_EDIT)
def cap_end(request: HttpRequest, public_id: str) -> HttpResponse:
    cap = get_object_or_404(queries.caps_to_change(request.user), public_id=public_id)
    tried(request, lambda: services.end_cap(cap=cap, by=request.user), _("The limit has ended."))
    return redirect("matching:cap_list")
