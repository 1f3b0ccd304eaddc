"""Who is asked to join, and how do they say yes?"""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.forms.invitations import AcceptForm, InviteForm
from accounts.models import Invitation
from accounts.permissions import Permission
from accounts.services import invitations
from accounts.sessions import fresh_sign_in
from kernel.access import needs, open_to_all
from kernel.errors import RuleError
from kernel.links import find_link


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.PEOPLE_INVITE)
@fresh_sign_in
def invite(request: HttpRequest) -> HttpResponse:
    form = InviteForm(request.POST or None, by=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            invitation = invitations.invite(by=request.user, **form.cleaned_data)
            messages.success(request, _told(invitation))
            return redirect("accounts:invitation", invitation.public_id)
        except RuleError as error:
            form.add_error(None, str(error))
    return render(request, "accounts/invite.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
@needs(Permission.ROLES_CONFIRM)
def invitation(request: HttpRequest, public_id: str) -> HttpResponse:
    found = _invitation(request, public_id)
    may_confirm = found.status == Invitation.Status.PROPOSED and found.invited_by_id != request.user.pk
    return render(request, "accounts/invitation.html", {"invitation": found, "may_confirm": may_confirm})


@require_POST
@needs(Permission.ROLES_CONFIRM)
@fresh_sign_in
def invitation_confirm(request: HttpRequest, public_id: str) -> HttpResponse:
    found = _invitation(request, public_id)
    try:
        invitations.confirm_invitation(invitation=found, by=request.user)
        messages.success(request, _told(found))
    except RuleError as error:
        messages.error(request, str(error))
    return redirect("accounts:invitation", public_id)


@require_POST
@needs(Permission.ROLES_CONFIRM)
@fresh_sign_in
def invitation_withdraw(request: HttpRequest, public_id: str) -> HttpResponse:
    found = _invitation(request, public_id)
    try:
        invitations.withdraw_invitation(invitation=found, by=request.user)
        messages.success(request, _("The invitation was taken back. Its link opens nothing any more."))
    except RuleError as error:
        messages.error(request, str(error))
    return redirect("accounts:invitation", public_id)


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_all
def invitation_accept(request: HttpRequest, token: str) -> HttpResponse:
    """Looking uses nothing up, because mail scanners look too; only the button does."""
    link = find_link(token, purpose=invitations.PURPOSE)
    if link is None:
        return render(request, "accounts/invitation_gone.html", status=410)
    found = invitations.invitation_of(link)
    known = invitations.known_account(found.email)
    form = None if known else AcceptForm(request.POST or None, email=found.email)
    if request.method == "POST" and (form is None or form.is_valid()):
        try:
            invitations.accept_invitation(link=link, **(form.account_facts if form else {}))
            messages.success(request, _("Welcome. Please sign in; the role is yours."))
            return redirect("home")
        except RuleError as error:
            messages.error(request, str(error))
    context = {"invitation": found, "form": form, "known": known is not None}
    return render(request, "accounts/invitation_accept.html", context, status=422 if form and form.errors else 200)


def _invitation(request: HttpRequest, public_id: str) -> Invitation:
    visible = Invitation.objects.visible_to(request.user).select_related("centre", "university", "invited_by")
    return get_object_or_404(visible, public_id=public_id)


def _told(found: Invitation) -> str:
    if found.status == Invitation.Status.PROPOSED:
        return _("The invitation is written. It goes out when a second person has confirmed it.")
    return _("The invitation is on its way. Its link holds for two weeks.")
