"""The staff's pages about applications: which ones wait, one with everything that speaks for or against it, a yes."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.permissions import Permission
from kernel.access import needs
from kernel.acting import GET_OR_POST, acted, pager
from kernel.audit import looked_at, looked_at_all
from mentorship.forms.admissions import AdmissionFilter, YesForm
from mentorship.models import Application
from mentorship.queries.admission_files import admission_file
from mentorship.queries.admissions import admission_page, admission_rows, admissions_of_staff, professions_for, yeses_of
from mentorship.services.admissions import say_yes
from training.queries.progress import progress_of


@require_safe
@needs(Permission.APPLICATIONS_SEE)
def admission_list(request: HttpRequest) -> HttpResponse:
    form = AdmissionFilter(request.GET)
    wanted = form.cleaned_data["wanted"] if form.is_valid() else ""
    page = admission_page(request.user, wanted, request.GET.get("after", ""))
    looked_at_all(page.rows, by=request.user, why="admission_list")
    may_edit = request.user.may(Permission.MENTORS_EDIT)
    shown = {"form": form, "rows": admission_rows(page.rows), "may_edit": may_edit, **pager(request, page)}
    return render(request, "mentorship/admission_list.html", shown)


@require_safe
@needs(Permission.APPLICATIONS_SEE)
def admission_detail(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    application = application_of_staff(request, public_id)
    looked_at(application, by=request.user, why="admission_detail")
    shown = {
        "application": application, "file": admission_file(application, request.user),
        "trainings": progress_of(application.user, application.centre),
        "may_record": request.user.may_in(Permission.EVIDENCE_RECORD, application.centre),
        "may_decide": request.user.may_in(Permission.ADMISSION_DECIDE, application.centre),
    }  # fmt: skip
    return render(request, "mentorship/admission_detail.html", shown)


@require_http_methods(GET_OR_POST)
@needs(Permission.ADMISSION_DECIDE)
def admission_yes(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    application = application_of_staff(request, public_id)
    given = yeses_of([application])[application.pk]
    professions = professions_for(application, request.user, given)
    form = YesForm(request.POST or None, professions=professions)
    done = _("Your yes is on record.")
    if acted(request, form, lambda: say_yes(application, by=request.user, **form.cleaned_data), done):
        return redirect("mentorship:admission_detail", public_id)
    shown = {"application": application, "form": form, "is_second": bool(given)}
    return render(request, "mentorship/admission_yes.html", shown)


def application_of_staff(request: HttpRequest, public_id: uuid.UUID) -> Application:
    return get_object_or_404(admissions_of_staff(request.user), public_id=public_id)
