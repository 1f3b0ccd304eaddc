"""The application as the person who applies sees it: step by step, looked through, handed in, taken back."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Reference, User
from accounts.permissions import Permission
from accounts.queries.drafts import draft_of
from accounts.queries.references import NamedReferee, referees_of
from accounts.services.drafts import drop_draft
from accounts.views.drafts import keeps_what_was_typed
from accounts.ways import way_of
from kernel.access import needs
from kernel.acting import GET_OR_POST
from kernel.audit import looked_at
from kernel.errors import RuleError
from mentorship.application_steps import BY_CODE, REFEREES, REFERENCES, Step, step_after
from mentorship.forms.applications import FORMS, HandInForm, StepForm
from mentorship.models import Application
from mentorship.queries import applications as queries
from mentorship.queries.people import centre_of_form
from mentorship.queries.ways import application_steps, wanted_here, wanted_of_mentor
from mentorship.services import applications as services

Status = Application.Status


def _may_be_told(person: User, application_id: uuid.UUID) -> bool:
    return Application.objects.of_person(person).open().filter(public_id=application_id).exists()


@require_safe
@needs(Permission.MY_APPLICATION)
def my_application(request: HttpRequest) -> HttpResponse:
    """The newest application with what comes next, or the button to begin one, which no mentor needs; earlier ones."""
    rows = queries.own_applications(request.user)
    shown: dict[str, Any] = {"earlier": rows[1:], "centres": request.user.centres(Permission.MY_APPLICATION)}
    if rows:
        looked_at(rows[0], by=request.user, why="my_application")
        shown |= _newest(request.user, rows[0])
    if not rows or rows[0].status == Status.WITHDRAWN:
        shown |= _without_application(request.user)
    return render(request, "mentorship/my_application.html", shown)


@require_POST
@needs(Permission.MY_APPLICATION)
def application_begin(request: HttpRequest) -> HttpResponse:
    centre = centre_of_form(request.user, Permission.MY_APPLICATION, request.POST.get("centre", ""))
    try:
        application = services.begin_application(centre=centre, by=request.user)
    except RuleError as refusal:
        messages.error(request, str(refusal))
        return redirect("mentorship:my_application")
    return _go_on(application)


@keeps_what_was_typed(_may_be_told)
@require_http_methods(GET_OR_POST)
@needs(Permission.MY_APPLICATION)
def application_step(request: HttpRequest, public_id: uuid.UUID, step: str) -> HttpResponse:
    application, page = _mine_or_404(request.user, public_id), BY_CODE[step]
    if not services.can_change(application, page):
        messages.info(request, _("This application is handed in and cannot be changed any more."))
        return redirect("mentorship:my_application")
    form, is_draft = _form(request, application, page)
    shown: dict[str, Any] = {"application": application, "step": page, "form": form, "draft": is_draft}
    if form.is_valid() and _saved(request, application, page, form, shown):
        return _after(request, application, page, form)
    looked_at(application, by=request.user, why=f"application_{step}")
    shown |= _frame(application, page)
    return render(request, "mentorship/application_step.html", shown, status=422 if form.errors else 200)


@require_http_methods(GET_OR_POST)
@needs(Permission.MY_APPLICATION)
def application_check(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Everything once more, what is missing with its step, and the two agreements."""
    application = _mine_or_404(request.user, public_id)
    form = HandInForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and _handed_in(request, application, form):
        return redirect("mentorship:my_application")
    if application.status != Status.DRAFT:
        return redirect("mentorship:my_application")
    looked_at(application, by=request.user, why="application_check")
    missing = queries.missing_in(application)
    shown = {
        "application": application, "form": form, "missing": missing, "sections": queries.sections_of(application),
        "steps": application_steps(application, missing, "check"),
    }  # fmt: skip
    return render(request, "mentorship/application_check.html", shown, status=422 if form.errors else 200)


@require_http_methods(GET_OR_POST)
@needs(Permission.MY_APPLICATION)
def application_withdraw(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    application = _mine_or_404(request.user, public_id)
    if request.method == "POST":
        try:
            services.withdraw_application(application=application, by=request.user)
        except RuleError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Your application is taken back. Thank you for having thought of it."))
        return redirect("mentorship:my_application")
    return render(request, "mentorship/application_withdraw.html", {"application": application})


def _mine_or_404(user: User, public_id: uuid.UUID) -> Application:
    mine = Application.objects.of_person(user).select_related("user", "centre", "place", "university")
    return get_object_or_404(mine, public_id=public_id)


def _newest(user: User, application: Application) -> dict[str, Any]:
    """What the page shows of the newest application: a draft by its steps, anything else read only."""
    if application.status == Status.DRAFT:
        missing = queries.missing_in(application)
        first = missing[0].step.url_name if missing else "mentorship:application_check"
        return {
            "application": application, "steps": application_steps(application, missing), "go_on": first,
        }  # fmt: skip
    is_running = application.status in {Status.SUBMITTED, Status.ADMITTED}
    wanted = wanted_here(user, application.centre, application.populations) if is_running else []
    return {
        "application": application, "sections": queries.sections_of(application), "wanted": wanted,
        "way": way_of(user) if is_running else None, "referees": REFERENCES,
        "lacks_referee": application.status == Status.SUBMITTED
        and len(queries.able_referees(user, application.centre)) < REFEREES,
    }  # fmt: skip


def _without_application(user: User) -> dict[str, Any]:
    """Whoever is a mentor already, registered by the staff, reads where they stand instead of how to apply."""
    wanted = wanted_of_mentor(user)
    return {} if wanted is None else {"is_mentor": True, "way": way_of(user), "wanted": wanted}


def _form(request: HttpRequest, application: Application, step: Step) -> tuple[StepForm, bool]:
    """The form that was sent, or the one to begin with, and whether it shows what a lost session left."""
    kind, facts = FORMS[step.code], {"application": application, **_slots(application, step)}
    if request.method == "POST":
        return kind(request.POST, **facts), False
    told = queries.told_on(application, step)
    usual = {**kind.initial_of(told), "mark": queries.mark_of(told)}
    draft = draft_of(request.path, request.user)
    return kind.begin(request.path, application.public_id, request.user, usual, draft, **facts), draft is not None


def _slots(application: Application, step: Step) -> dict[str, int]:
    """For how many referees the form asks: whoever was asked already is not typed again."""
    if step is not REFERENCES:
        return {}
    asked = [
        row
        for row in queries.able_referees(application.user, application.centre)
        if row.status != Reference.Status.NAMED
    ]
    return {"slots": max(REFEREES - len(asked), 0)}


def _saved(request: HttpRequest, application: Application, step: Step, form: StepForm, shown: dict[str, Any]) -> bool:
    """Whether the step was saved; after a conflict the page shows both texts."""
    told, mark = form.told(), form.cleaned_data["mark"]
    try:
        services.save_step(application=application, step=step, told=told, mark=mark, by=request.user)
    except services.StepChangedError as refusal:
        current = _mine_or_404(request.user, application.public_id)
        form.add_error(None, str(refusal))
        form.show_again(queries.mark_of(queries.told_on(current, step)))
        shown["saved_elsewhere"] = queries.section_of(current, step)
    except RuleError as refusal:
        form.add_error(None, str(refusal))
    else:
        drop_draft(form_key=form.cleaned_data["form_key"], by=request.user)
        return True
    return False


def _after(request: HttpRequest, application: Application, step: Step, form: StepForm) -> HttpResponse:
    following = step_after(step)
    if form.is_for_later or application.status != Status.DRAFT:
        messages.success(request, _("Saved. You can go on whenever you like, on any device."))
        return redirect("mentorship:my_application")
    return redirect(following.url_name if following else "mentorship:application_check", application.public_id)


def _frame(application: Application, step: Step) -> dict[str, Any]:
    """What stands around the form: how far it is, and whoever was asked already."""
    steps = application_steps(application, queries.missing_in(application), step.code)
    asked: list[NamedReferee] = []
    if step is REFERENCES:
        asked = [one for one in referees_of(application.user, application.centre) if not one.may_change]
    number = 1 + list(BY_CODE).index(step.code)
    return {"steps": steps, "number": number, "count": len(steps), "asked": asked}


def _handed_in(request: HttpRequest, application: Application, form: HandInForm) -> bool:
    try:
        services.submit_application(application=application, by=request.user)
    except RuleError as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, _("Thank you, your application is with us. This page tells what comes next."))
    return True


def _go_on(application: Application) -> HttpResponse:
    missing = queries.missing_in(application)
    return redirect(missing[0].step.url_name if missing else "mentorship:application_check", application.public_id)
