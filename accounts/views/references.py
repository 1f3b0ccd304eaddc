"""Who speaks for a person? The staff ask and weigh; the referee answers behind a link, without an account."""

import uuid
from functools import partial

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.forms.references import AnswerForm, RefereeForm
from accounts.models import Reference
from accounts.permissions import Permission
from accounts.queries.references import references_for_staff
from accounts.services import references as services
from accounts.sessions import fresh_sign_in
from accounts.views.papers import back_to, vetted
from kernel.access import needs, open_to_all
from kernel.acting import GET_OR_POST, acted, tried
from kernel.audit import looked_at_all
from kernel.errors import RuleError
from kernel.links import find_link
from kernel.models import TaskLink


@require_safe
@needs(Permission.EVIDENCE_SEE)
def person_references(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    person, centre = vetted(request, public_id)
    rows = references_for_staff(request.user, person, centre)
    looked_at_all([row.reference for row in rows] or [person], by=request.user, why="person_references")
    shown = {
        "person": person, "centre": centre, "rows": rows,
        "named": sum(row.reference.status == Reference.Status.NAMED for row in rows),
        "may_record": request.user.may_in(Permission.EVIDENCE_RECORD, centre),
    }  # fmt: skip
    return render(request, "accounts/person_references.html", shown)


@require_http_methods(GET_OR_POST)
@needs(Permission.EVIDENCE_RECORD)
def reference_new(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    person, centre = vetted(request, public_id)
    form = RefereeForm(request.POST or None)
    facts = {"person": person, "centre": centre, "by": request.user}
    done = _("The referee is named. Nobody is asked before you press the button.")
    if acted(request, form, lambda: services.name_referee(**facts, **form.cleaned_data), done):
        return back_to(person, centre, "person_references")
    shown = {"person": person, "form": form}
    return render(request, "accounts/reference_new.html", shown, status=422 if form.errors else 200)


@require_POST
@needs(Permission.EVIDENCE_RECORD)
def references_ask(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    person, centre = vetted(request, public_id)
    ask = partial(services.ask_every_reference, person=person, centre=centre, by=request.user)
    tried(request, ask, _("The questions are on their way. The links hold for two weeks."))
    return back_to(person, centre, "person_references")


@require_POST
@needs(Permission.EVIDENCE_RECORD)
def reference_ask(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    reference = _reference(request, public_id)
    ask = partial(services.ask_reference, reference=reference, by=request.user)
    tried(request, ask, _("The questions are on their way. The link holds for two weeks."))
    return back_to(reference.person, reference.centre, "person_references")


@require_POST
@needs(Permission.EVIDENCE_RECORD)
def reference_withdraw(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    reference = _reference(request, public_id)
    withdraw = partial(services.withdraw_reference, reference=reference, by=request.user)
    tried(request, withdraw, _("The referee is taken back. The link opens nothing any more."))
    return back_to(reference.person, reference.centre, "person_references")


@require_POST
@needs(Permission.EVIDENCE_RECORD)
@fresh_sign_in
def reference_weigh(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    reference = _reference(request, public_id)
    speaks_for = request.POST.get("speaks_for") == "yes"
    weigh = partial(services.weigh_reference, reference=reference, speaks_for=speaks_for, by=request.user)
    tried(request, weigh, _("The answer is weighed and stands among the papers."))
    return back_to(reference.person, reference.centre, "person_references")


@require_http_methods(GET_OR_POST)
@open_to_all
def reference_answer(request: HttpRequest, token: str) -> HttpResponse:
    """Looking uses nothing up, because mail scanners look too; only a button does."""
    link = find_link(token, purpose=services.PURPOSE)
    if link is None:
        return _gone(request)
    reference = services.reference_of(link)
    has_chosen = settings.LANGUAGE_COOKIE_NAME in request.COOKIES
    with translation.override(translation.get_language() if has_chosen else reference.language):
        return _answered(request, link, reference)


def _answered(request: HttpRequest, link: TaskLink, reference: Reference) -> HttpResponse:
    declines = "decline" in request.POST
    form = AnswerForm(request.POST if request.method == "POST" and not declines else None)
    try:
        if declines:
            services.decline_reference(link=link)
            return render(request, "accounts/reference_thanks.html", {"declined": True})
        if form.is_valid():
            services.answer_reference(link=link, answers=form.cleaned_data)
            return render(request, "accounts/reference_thanks.html")
    except RuleError:  # the same link was used in the same moment
        return _gone(request)
    shown = {"reference": reference, "form": form}
    return render(request, "accounts/reference_answer.html", shown)  # never 4xx: that would log a live link


def _gone(request: HttpRequest) -> HttpResponse:
    """One page for every link that opens nothing; what was typed meanwhile is given back to be copied."""
    typed = AnswerForm(request.POST).typed if request.method == "POST" else []
    return render(request, "accounts/reference_gone.html", {"typed": typed}, status=410)


def _reference(request: HttpRequest, public_id: uuid.UUID) -> Reference:
    visible = Reference.objects.visible_to_staff(request.user).select_related("person", "centre", "evidence")
    return get_object_or_404(visible, public_id=public_id)
