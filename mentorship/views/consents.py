"""Pages of a mentee's file: the specialist's decision, consent and assent, and who must never meet the mentee."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.permissions import Permission
from kernel.access import needs
from kernel.acting import GET_OR_POST, acted, tried
from kernel.clock import today
from mentorship.forms.mentees import ConsentForm, DecisionForm, NoContactForm, PreparationForm, decision_initial
from mentorship.forms.reveals import SealForm
from mentorship.models import Consent, Mentee
from mentorship.queries.mentors import mentors_of_staff
from mentorship.services.consents import decide_mentoring, record_consent, withdraw_consent
from mentorship.services.exclusions import record_no_contact, seal_exclusion
from mentorship.services.preparations import record_preparation


@require_http_methods(GET_OR_POST)
@needs(Permission.MENTORING_DECIDE)
def mentee_decide(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    mentee = _of_caseload(request, public_id)
    form = DecisionForm(request.POST or None, initial=decision_initial())
    done = _("Your decision is recorded.")
    if acted(request, form, lambda: decide_mentoring(mentee, by=request.user, **form.cleaned_data), done):
        return redirect("mentorship:mentee_detail", public_id)
    return render(request, "mentorship/mentee_decide.html", {"mentee": mentee, "form": form})


@require_http_methods(GET_OR_POST)
@needs(Permission.CONSENT_RECORD)
def consent_new(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    mentee = _of_staff(request, public_id)
    form = ConsentForm(request.POST or None, initial={"given_on": today(), "kind": request.GET.get("kind")})
    done = _("The consent is recorded.")
    if acted(request, form, lambda: record_consent(mentee, by=request.user, **form.cleaned_data), done):
        return redirect("mentorship:mentee_detail", public_id)
    return render(request, "mentorship/consent_new.html", {"mentee": mentee, "form": form})


@require_http_methods(GET_OR_POST)
@needs(Permission.PREPARATION_RECORD)
def preparation_new(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    mentee = _of_staff(request, public_id)
    form = PreparationForm(request.POST or None, initial={"held_on": today(), "audience": request.GET.get("with")})
    done = _("The preparation is recorded.")
    if acted(request, form, lambda: record_preparation(mentee, by=request.user, **form.cleaned_data), done):
        return redirect("mentorship:mentee_detail", public_id)
    return render(request, "mentorship/preparation_new.html", {"mentee": mentee, "form": form})


@require_POST
@needs(Permission.CONSENT_RECORD)
def consent_withdraw(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    consents = Consent.objects.visible_to(request.user).select_related("mentee__centre")
    consent = get_object_or_404(consents, public_id=public_id)
    done = _("The consent is taken back. It acts from now on.")
    tried(request, lambda: withdraw_consent(consent, by=request.user), done)
    return redirect("mentorship:mentee_detail", consent.mentee.public_id)


@require_http_methods(GET_OR_POST)
@needs(Permission.MENTEES_EDIT)
def no_contact_new(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    mentee = _of_staff(request, public_id)
    form = NoContactForm(request.POST or None)
    done = _("Recorded. Nobody with this name or phone can be paired with the mentee.")
    if acted(request, form, lambda: record_no_contact(mentee, by=request.user, **form.cleaned_data), done):
        return redirect("mentorship:mentee_detail", public_id)
    return render(request, "mentorship/no_contact_new.html", {"mentee": mentee, "form": form})


@require_http_methods(GET_OR_POST)
@needs(Permission.EXCLUSION_SEAL)
def exclusion_new(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    mentee = _of_caseload(request, public_id)
    mentors = mentors_of_staff(request.user).filter(centre=mentee.centre)
    form = SealForm(request.POST or None, mentors=mentors)
    done = _("Sealed. These two will never be paired.")
    if acted(request, form, lambda: seal_exclusion(mentee, by=request.user, **form.cleaned_data), done):
        return redirect("mentorship:mentee_detail", public_id)
    return render(request, "mentorship/exclusion_new.html", {"mentee": mentee, "form": form})


def _of_staff(request: HttpRequest, public_id: uuid.UUID) -> Mentee:
    mentees = Mentee.objects.visible_to_staff(request.user).select_related("centre")
    return get_object_or_404(mentees, public_id=public_id)


def _of_caseload(request: HttpRequest, public_id: uuid.UUID) -> Mentee:
    mentees = Mentee.objects.visible_to_staff(request.user).filter(specialist=request.user)
    return get_object_or_404(mentees.select_related("centre"), public_id=public_id)
