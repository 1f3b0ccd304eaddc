"""When do two people meet first, who signed, and do they set out? The staff's pages, and the mentor's own name."""

import uuid
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import Permission
from kernel.access import needs
from kernel.acting import GET_OR_POST, acted, tried
from kernel.audit import looked_at_all
from mentorship.agreements import agreement_of
from mentorship.forms.askings import (
    FirstMeetingForm,
    HeldForm,
    SignatureForm,
    held_initial,
    planned_initial,
    signature_initial,
)
from mentorship.models import Pairing
from mentorship.services import first_meetings as services
from mentorship.views.askings import pairing_or_404, paper_language, pdf


@require_http_methods(GET_OR_POST)
@needs(Permission.PAIRING_SEE)
def first_meeting_plan(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    pairing = pairing_or_404(request, public_id)
    form = FirstMeetingForm(request.POST or None, pairing=pairing, initial=planned_initial(pairing))
    plan = lambda: services.plan_first_meeting(pairing=pairing, by=request.user, **form.facts())  # noqa: E731
    if acted(request, form, plan, _("The first meeting is planned. The mentor is told by e-mail to look.")):
        return redirect("mentorship:pairing_detail", public_id)
    return _form_page(request, "first_meeting_plan", pairing, form)


@require_http_methods(GET_OR_POST)
@needs(Permission.PAIRING_SEE)
def first_meeting_held(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    pairing = pairing_or_404(request, public_id)
    form = HeldForm(request.POST or None, pairing=pairing, initial=held_initial(pairing))
    write = lambda: services.record_first_meeting(pairing=pairing, by=request.user, **form.cleaned_data)  # noqa: E731
    if acted(request, form, write, _("The first meeting is recorded.")):
        return redirect("mentorship:pairing_detail", public_id)
    return _form_page(request, "first_meeting_held", pairing, form)


@require_http_methods(GET_OR_POST)
@needs(Permission.PAIRING_SEE)
def agreement_sign(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    pairing = pairing_or_404(request, public_id)
    form = SignatureForm(request.POST or None, pairing=pairing, initial=signature_initial())
    write = lambda: services.sign_agreement(pairing=pairing, by=request.user, **form.cleaned_data)  # noqa: E731
    if acted(request, form, write, _("The signature is recorded.")):
        return redirect("mentorship:pairing_detail", public_id)
    return _form_page(request, "agreement_sign", pairing, form)


@require_POST
@needs(Permission.MY_PAIRING)
def my_agreement_sign(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    pairing = get_object_or_404(Pairing.objects.of_mentor(request.user), public_id=public_id)
    sign = partial(services.sign_as_mentor, pairing=pairing, by=request.user)
    tried(request, sign, _("Thank you. Your name stands under the agreement."))
    return redirect("mentorship:my_pairing")


@require_POST
@needs(Permission.PAIRING_SEE)
def pairing_start(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    pairing = pairing_or_404(request, public_id)
    start = partial(services.start_pairing, pairing=pairing, by=request.user)
    tried(request, start, _("The two are on their way. The mentor can log meetings from now on."))
    return redirect("mentorship:pairing_detail", public_id)


@require_safe
@needs(Permission.PAIRING_SEE)
def agreement_paper(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    pairing = pairing_or_404(request, public_id)
    looked_at_all([pairing, pairing.mentee], by=request.user, why="agreement_paper")
    return pdf(agreement_of(pairing, paper_language(request, pairing)), "agreement")


@require_safe
@needs(Permission.MY_PAIRING)
def my_agreement_paper(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    mine = Pairing.objects.of_mentor(request.user).exclude(status=Pairing.Status.ASKED)
    pairing = get_object_or_404(mine.select_related("mentor__user", "mentee", "centre"), public_id=public_id)
    looked_at_all([pairing, pairing.mentee], by=request.user, why="agreement_paper")
    return pdf(agreement_of(pairing, paper_language(request, pairing)), "agreement")


def _form_page(request: HttpRequest, name: str, pairing: Pairing, form: Any) -> HttpResponse:
    looked_at_all([pairing.mentee], by=request.user, why=name)
    shown = {"pairing": pairing, "form": form}
    return render(request, f"mentorship/{name}.html", shown)
