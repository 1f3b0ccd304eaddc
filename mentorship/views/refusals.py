"""Refusing an application, reading the answer as the person who applied, appealing, and answering an appeal."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.permissions import Permission
from kernel.access import needs
from kernel.acting import GET_OR_POST, acted
from kernel.audit import looked_at
from mentorship.forms.admissions import AppealAnswerForm, AppealForm, RefusalForm
from mentorship.models import Application
from mentorship.queries.admission_files import answer_in_words
from mentorship.queries.admissions import may_appeal
from mentorship.services.refusals import answer_appeal, appeal_refusal, refuse_application
from mentorship.views.admissions import application_of_staff


@require_http_methods(GET_OR_POST)
@needs(Permission.ADMISSION_DECIDE)
def admission_refuse(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    application = application_of_staff(request, public_id)
    form = RefusalForm(request.POST or None)
    done = _("The application is refused. The person is asked by mail to sign in and read it.")
    if acted(request, form, lambda: refuse_application(application, by=request.user, **form.cleaned_data), done):
        return redirect("mentorship:admission_detail", public_id)
    return render(request, "mentorship/admission_refuse.html", {"application": application, "form": form})


@require_http_methods(GET_OR_POST)
@needs(Permission.ADMISSION_DECIDE)
def appeal_answer(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    application = application_of_staff(request, public_id)
    looked_at(application, by=request.user, why="appeal_answer")
    form = AppealAnswerForm(request.POST or None)
    done = _("The appeal is answered. The person is asked by mail to sign in and read it.")
    if acted(request, form, lambda: answer_appeal(application, by=request.user, **form.cleaned_data), done):
        return redirect("mentorship:admission_detail", public_id)
    return render(request, "mentorship/appeal_answer.html", {"application": application, "form": form})


@require_http_methods(GET_OR_POST)
@needs(Permission.MY_APPLICATION)
def my_refusal(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Why one was refused, in kind and fixed words, and the appeal: once, within thirty days."""
    refused = Application.objects.of_person(request.user).filter(status=Application.Status.REFUSED)
    application = get_object_or_404(refused.select_related("user", "centre"), public_id=public_id)
    looked_at(application, by=request.user, why="my_refusal")
    form = AppealForm(request.POST or None)
    done = _("Your appeal is with us. Somebody else than before will look at it.")
    if acted(request, form, lambda: appeal_refusal(application, by=request.user, **form.cleaned_data), done):
        return redirect("mentorship:my_refusal", public_id)
    shown = {"application": application, "words": answer_in_words(application), "form": form}
    return render(request, "mentorship/my_refusal.html", {**shown, "may_appeal": may_appeal(application)})
