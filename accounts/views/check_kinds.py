"""Which checks does the centre make? Those of every centre to read, its own to change."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.check_kinds import NEVER_TYPED
from accounts.forms.check_kinds import CheckKindForm, initial_kind
from accounts.models import Centre, CheckKind
from accounts.permissions import Permission
from accounts.queries.checklists import keeping
from accounts.services import check_kinds as services
from kernel.access import needs
from kernel.acting import GET_OR_POST, acted, tried


@require_safe
@needs(Permission.CHECKS_EDIT)
def check_kinds(request: HttpRequest) -> HttpResponse:
    centre = _centre(request)
    shown = {
        "centre": centre, "centres": request.user.centres(Permission.CHECKS_EDIT), "keeping": keeping(centre),
        "common": CheckKind.objects.filter(centre=None).order_by("pk"),
        "never_typed": NEVER_TYPED,
        "own": CheckKind.objects.filter(centre=centre).order_by("-is_in_use", "pk"),
    }  # fmt: skip
    return render(request, "accounts/check_kinds.html", shown)


@require_http_methods(GET_OR_POST)
@needs(Permission.CHECKS_EDIT)
def check_kind_new(request: HttpRequest) -> HttpResponse:
    centre = _centre(request)
    form = CheckKindForm(request.POST or None)
    facts = {"centre": centre, "by": request.user}
    done = _("The check is added. From now on nobody is cleared here without it.")
    if acted(request, form, lambda: services.add_check_kind(**facts, **form.cleaned_data), done):
        return _back(centre)
    shown = {"form": form, "centre": centre}
    return render(request, "accounts/check_kind_form.html", shown, status=422 if form.errors else 200)


@require_http_methods(GET_OR_POST)
@needs(Permission.CHECKS_EDIT)
def check_kind_edit(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    kind = _own(request, public_id)
    form = CheckKindForm(request.POST or None, initial=initial_kind(kind))
    facts = {"kind": kind, "by": request.user}
    done = _("The check is changed. Papers on record keep the day until which they hold.")
    if acted(request, form, lambda: services.change_check_kind(**facts, **form.cleaned_data), done):
        return _back(kind.centre)
    shown = {"form": form, "centre": kind.centre, "kind": kind}
    return render(request, "accounts/check_kind_form.html", shown, status=422 if form.errors else 200)


@require_POST
@needs(Permission.CHECKS_EDIT)
def check_kind_use(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    kind = _own(request, public_id)
    is_in_use = request.POST.get("use") == "yes"
    done = _("The check is asked for from now on.") if is_in_use else _("The check is no longer asked for.")
    tried(request, lambda: services.use_check_kind(kind=kind, is_in_use=is_in_use, by=request.user), done)
    return _back(kind.centre)


@require_POST
@needs(Permission.CHECKS_EDIT)
def check_kind_keep(request: HttpRequest, code: str) -> HttpResponse:
    """Whether copies are kept is decided for each centre, also for the checks that every centre makes."""
    centre, keeps = _centre(request), request.POST.get("keep") == "yes"
    kind = get_object_or_404(CheckKind.objects.filter(centre=None), code=code)
    done = _("From now on copies of this paper are kept, encrypted.") if keeps else _("No copy is kept from now on.")
    facts = {"kind": kind, "centre": centre, "keeps_paper": keeps, "by": request.user}
    tried(request, lambda: services.decide_keeping(**facts), done)
    return _back(centre)


def _centre(request: HttpRequest) -> Centre:
    centres = request.user.centres(Permission.CHECKS_EDIT)
    return next((centre for centre in centres if centre.code == request.GET.get("centre")), centres[0])


def _own(request: HttpRequest, public_id: uuid.UUID) -> CheckKind:
    visible = CheckKind.objects.visible_to(request.user).select_related("centre")
    own = visible.filter(centre__in=request.user.centre_ids(Permission.CHECKS_EDIT))
    return get_object_or_404(own, public_id=public_id)


def _back(centre: Centre | None) -> HttpResponse:
    response = redirect("accounts:check_kinds")
    response["Location"] += f"?centre={centre.code}" if centre else ""
    return response
