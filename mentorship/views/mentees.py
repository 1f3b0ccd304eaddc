"""The staff's pages about mentees: the list, one file, registering and changing it, waiting and closing."""

import uuid
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
from kernel.clock import today
from kernel.errors import RuleError
from mentorship.forms.mentees import (
    FileClosingForm,
    IdentityForm,
    MenteeFilter,
    MenteeForm,
    WaitForm,
    initial_mentee,
    new_mentee_initial,
)
from mentorship.models import Mentee
from mentorship.queries.mentees import mentee_file, mentee_of_staff, mentee_page, mentee_rows
from mentorship.queries.people import centre_of_form
from mentorship.services.mentees import (
    ask_for_mentor,
    change_mentee,
    close_mentee,
    register_mentee,
    withdraw_mentee,
)


@require_safe
@needs(Permission.MENTEES_SEE)
def mentee_list(request: HttpRequest) -> HttpResponse:
    form = MenteeFilter(request.GET or {"status": Mentee.Status.WAITING})
    wanted = form.cleaned_data if form.is_valid() else {}
    picked = wanted.get("status", ""), wanted.get("urgency"), wanted.get("lack", "")
    page = mentee_page(request.user, *picked, request.GET.get("after", ""))
    looked_at_all(page.rows, by=request.user, why="mentee_list")
    rows = mentee_rows(page.rows)
    shown = {"form": form, "rows": rows, "may_import": request.user.may(Permission.IMPORT), **pager(request, page)}
    return render(request, "mentorship/mentee_list.html", shown)


@require_safe
@needs(Permission.MENTEES_SEE)
def mentee_detail(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    mentee = get_object_or_404(mentee_of_staff(request.user), public_id=public_id)
    file = mentee_file(mentee, request.user)
    looked_at_all(file.records, by=request.user, why="mentee_detail")
    return render(request, "mentorship/mentee_detail.html", {"mentee": mentee, "file": file})


@require_http_methods(GET_OR_POST)
@needs(Permission.MENTEES_EDIT)
def mentee_new(request: HttpRequest) -> HttpResponse:
    centre = centre_of_form(request.user, Permission.MENTEES_EDIT, request.GET.get("centre", ""))
    form = MenteeForm(request.POST or None, centre=centre, initial=new_mentee_initial())
    identity = IdentityForm(request.POST or None)
    if form.is_valid() and identity.is_valid():
        try:
            mentee = register_mentee(
                centre=centre, by=request.user, specialist=form.cleaned_data["specialist"], profile=form.profile(),
                identity=identity.cleaned_data, form_key=form.cleaned_data["form_key"],
            )  # fmt: skip
        except RuleError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The file is open. What is still missing stands on the page."))
            return redirect("mentorship:mentee_detail", mentee.public_id)
    centres = request.user.centres(Permission.MENTEES_EDIT)
    shown = {"form": form, "identity": identity, "centre": centre, "centres": centres}
    return render(request, "mentorship/mentee_new.html", shown)


@require_http_methods(GET_OR_POST)
@needs(Permission.MENTEES_EDIT)
def mentee_edit(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    mentee = get_object_or_404(mentee_of_staff(request.user), public_id=public_id)
    looked_at_all([mentee], by=request.user, why="mentee_edit")
    form = MenteeForm(request.POST or None, centre=mentee.centre, initial=initial_mentee(mentee))
    if acted(request, form, partial(_save, mentee, form, request.user), _("The profile is saved.")):
        return redirect("mentorship:mentee_detail", public_id)
    return render(request, "mentorship/mentee_edit.html", {"mentee": mentee, "form": form})


@require_http_methods(GET_OR_POST)
@needs(Permission.MENTEES_EDIT)
def mentee_wait(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    mentee = _mentee(request, public_id)
    form = WaitForm(request.POST or None, initial={"since": today()})
    done = _("The mentee waits for a mentor.")
    if acted(request, form, lambda: ask_for_mentor(mentee, by=request.user, **form.cleaned_data), done):
        return redirect("mentorship:mentee_detail", public_id)
    return render(request, "mentorship/mentee_wait.html", {"mentee": mentee, "form": form})


@require_POST
@needs(Permission.MENTEES_EDIT)
def mentee_withdraw(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    mentee = _mentee(request, public_id)
    tried(request, lambda: withdraw_mentee(mentee, by=request.user), _("The mentee no longer waits."))
    return redirect("mentorship:mentee_detail", public_id)


@require_http_methods(GET_OR_POST)
@needs(Permission.MENTEES_EDIT)
def mentee_close(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    mentee = _mentee(request, public_id)
    form = FileClosingForm(request.POST or None)
    done = _("The file is closed.")
    if acted(request, form, lambda: close_mentee(mentee, by=request.user, **form.cleaned_data), done):
        return redirect("mentorship:mentee_detail", public_id)
    return render(request, "mentorship/mentee_close.html", {"mentee": mentee, "form": form})


def _mentee(request: HttpRequest, public_id: uuid.UUID) -> Mentee:
    mentees = Mentee.objects.visible_to_staff(request.user).select_related("centre")
    return get_object_or_404(mentees, public_id=public_id)


def _save(mentee: Mentee, form: MenteeForm, by: User) -> None:
    facts = {**form.profile(), "specialist": form.cleaned_data["specialist"]}
    change_mentee(mentee, by=by, seen_at=form.cleaned_data["seen_at"], **facts)
