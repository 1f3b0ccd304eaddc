"""The staff's pages about mentors: the list, one profile with its papers, registering and changing it."""

import uuid
from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from accounts.permissions import Permission
from kernel.access import needs
from kernel.acting import GET_OR_POST, acted, pager, tried
from kernel.audit import looked_at_all
from kernel.errors import RuleError
from mentorship.forms.mentors import (
    MentorFilter,
    MentorForm,
    PersonForm,
    SupervisorForm,
    initial_mentor,
    new_mentor_initial,
)
from mentorship.models import Mentor
from mentorship.queries.mentors import (
    certificates_of,
    mentor_page,
    mentor_rows,
    mentors_of_staff,
    open_pairings_of,
    papers_of,
    readiness_of,
)
from mentorship.queries.people import centre_of_form
from mentorship.queries.reach import reach_of
from mentorship.services.mentors import (
    change_mentor,
    let_mentor_leave,
    register_mentor,
    rest_mentor,
    resume_mentor,
    set_supervisor,
)


@require_safe
@needs(Permission.MENTORS_SEE)
def mentor_list(request: HttpRequest) -> HttpResponse:
    form = MentorFilter(request.GET)
    wanted = form.cleaned_data if form.is_valid() else {}
    page = mentor_page(request.user, wanted.get("status", ""), wanted.get("supply", ""), request.GET.get("after", ""))
    may_edit = request.user.may(Permission.MENTORS_EDIT)
    shown = {"form": form, "rows": mentor_rows(page.rows), "may_edit": may_edit, **pager(request, page)}
    return render(request, "mentorship/mentor_list.html", shown)


@require_safe
@needs(Permission.MENTORS_SEE)
def mentor_detail(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    mentor = _mentor(request, public_id)
    papers = papers_of(mentor, request.user)
    pairings = open_pairings_of(mentor, request.user)
    shown_files = [*papers, *pairings, *(pairing.mentee for pairing in pairings)]
    looked_at_all(shown_files, by=request.user, why="mentor_detail")
    shown = {
        "mentor": mentor, "papers": papers, "certificates": certificates_of(mentor, request.user),
        "readiness": readiness_of(mentor), "pairings": pairings, "reach": reach_of(mentor.user),
        "may_edit": request.user.may_in(Permission.MENTORS_EDIT, mentor.centre),
        "may_record": request.user.may_in(Permission.EVIDENCE_RECORD, mentor.centre),
    }  # fmt: skip
    return render(request, "mentorship/mentor_detail.html", shown)


@require_http_methods(GET_OR_POST)
@needs(Permission.MENTORS_EDIT)
def mentor_new(request: HttpRequest) -> HttpResponse:
    centre = centre_of_form(request.user, Permission.MENTORS_EDIT, request.GET.get("centre", ""))
    form = MentorForm(request.POST or None, centre=centre, initial=new_mentor_initial())
    person = PersonForm(request.POST or None, initial=new_mentor_initial())
    if form.is_valid() and person.is_valid():
        key = person.cleaned_data["form_key"]
        try:
            mentor = register_mentor(
                centre=centre, by=request.user, person=person.person(), profile=form.profile(), form_key=key
            )
        except RuleError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The mentor is registered. What is still missing stands on the page."))
            return redirect("mentorship:mentor_detail", mentor.public_id)
    centres = request.user.centres(Permission.MENTORS_EDIT)
    shown = {"form": form, "person": person, "centre": centre, "centres": centres}
    return render(request, "mentorship/mentor_new.html", shown)


@require_http_methods(GET_OR_POST)
@needs(Permission.MENTORS_EDIT)
def mentor_edit(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    mentor = _mentor(request, public_id)
    form = MentorForm(request.POST or None, centre=mentor.centre, initial=initial_mentor(mentor))
    if acted(request, form, partial(_save, mentor, form, request.user), _("The profile is saved.")):
        return redirect("mentorship:mentor_detail", public_id)
    return render(request, "mentorship/mentor_edit.html", {"mentor": mentor, "form": form})


@require_http_methods(GET_OR_POST)
@needs(Permission.MENTORS_EDIT)
def mentor_supervisor(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    mentor = _mentor(request, public_id)
    form = SupervisorForm(request.POST or None, centre=mentor.centre, initial={"supervisor": mentor.supervisor})
    done = _("The mentor has a supervisor.")
    if acted(request, form, lambda: set_supervisor(mentor, form.cleaned_data["supervisor"], by=request.user), done):
        return redirect("mentorship:mentor_detail", public_id)
    return render(request, "mentorship/mentor_supervisor.html", {"mentor": mentor, "form": form})


@require_POST
@needs(Permission.MENTORS_EDIT)
def mentor_rest(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    return _stepped(request, public_id, rest_mentor, _("The mentor rests."))


@require_POST
@needs(Permission.MENTORS_EDIT)
def mentor_resume(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    return _stepped(request, public_id, resume_mentor, _("The mentor is willing again."))


@require_POST
@needs(Permission.MENTORS_EDIT)
def mentor_leave(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    return _stepped(request, public_id, let_mentor_leave, _("The mentor has left."))


def _stepped(request: HttpRequest, public_id: uuid.UUID, step: Callable[..., None], done: str) -> HttpResponse:
    mentor = _mentor(request, public_id)
    tried(request, lambda: step(mentor, by=request.user), done)
    return redirect("mentorship:mentor_detail", public_id)


def _mentor(request: HttpRequest, public_id: uuid.UUID) -> Mentor:
    return get_object_or_404(mentors_of_staff(request.user), public_id=public_id)


def _save(mentor: Mentor, form: MentorForm, by: User) -> None:
    change_mentor(mentor, by=by, seen_at=form.cleaned_data["seen_at"], **form.profile())
