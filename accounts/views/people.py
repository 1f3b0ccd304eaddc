"""Who works here, in which roles?"""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.forms.roles import GiveRoleForm
from accounts.models import RoleGrant, User
from accounts.permissions import Permission
from accounts.queries.people import open_invitations, roles_of, staff
from accounts.services.roles import end_role, give_role
from accounts.sessions import fresh_sign_in
from kernel.access import needs
from kernel.errors import RuleError


@require_safe
@needs(Permission.PEOPLE_SEE)
def people(request: HttpRequest) -> HttpResponse:
    context = {"staff": staff(request.user), "invitations": open_invitations(request.user)}
    context["may_invite"] = request.user.may(Permission.PEOPLE_INVITE)
    context["may_edit_checks"] = request.user.may(Permission.CHECKS_EDIT)
    return render(request, "accounts/people.html", context)


@require_safe
@needs(Permission.PEOPLE_SEE)
def person(request: HttpRequest, public_id: str) -> HttpResponse:
    somebody = get_object_or_404(User.objects.visible_to(request.user), public_id=public_id)
    return _person_page(request, somebody, None)


@require_POST
@needs(Permission.ROLES_MANAGE)
@fresh_sign_in
def role_give(request: HttpRequest, public_id: str) -> HttpResponse:
    somebody = get_object_or_404(User.objects.visible_to(request.user), public_id=public_id)
    form = GiveRoleForm(request.POST, by=request.user)
    if form.is_valid():
        try:
            give_role(user=somebody, by=request.user, **form.cleaned_data)
            messages.success(request, _("The role holds from today on."))
            return redirect("accounts:person", somebody.public_id)
        except RuleError as error:
            form.add_error(None, str(error))
    return _person_page(request, somebody, form)


@require_POST
@needs(Permission.ROLES_MANAGE)
@fresh_sign_in
def role_end(request: HttpRequest, public_id: str) -> HttpResponse:
    grant = get_object_or_404(RoleGrant.objects.visible_to(request.user), public_id=public_id)
    try:
        end_role(grant=grant, by=request.user)
        messages.success(request, _("The role has ended. It opens nothing any more."))
    except RuleError as error:
        messages.error(request, str(error))
    return redirect("accounts:person", grant.user.public_id)


def _person_page(request: HttpRequest, somebody: User, form: GiveRoleForm | None) -> HttpResponse:
    manages = request.user.may(Permission.ROLES_MANAGE)
    context = {"somebody": somebody, "grants": roles_of(request.user, somebody), "manages": manages}
    if manages and somebody != request.user:
        context["form"] = form or GiveRoleForm(by=request.user)
    return render(request, "accounts/person.html", context, status=422 if form else 200)
