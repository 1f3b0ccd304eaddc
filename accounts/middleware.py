"""May this session go on, in which language, and has the second factor been proved? Asked before every view."""

from collections.abc import Callable
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from accounts import sessions
from accounts.permissions import Permission
from kernel.access import access_of

ALWAYS = {"account_logout", "set_language", "healthz"}
PROVING = {"mfa_reauthenticate", "mfa_reauthenticate_webauthn"}
ENROLLING = {
    "account_reauthenticate", "mfa_index", "mfa_activate_totp", "mfa_list_webauthn", "mfa_add_webauthn",
    "mfa_view_recovery_codes", "mfa_generate_recovery_codes", "mfa_download_recovery_codes",
}  # fmt: skip


class SignInRules:
    """Ends idle and old sessions, speaks the person's language, and lets nobody past a missing second factor."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            translation.activate(request.user.language)
            request.LANGUAGE_CODE = translation.get_language()
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        user = request.user
        if not user.is_authenticated:
            return None
        match = request.resolver_match
        name = match.url_name if match else None
        if sessions.has_ended(request.session, staff=user.is_staff_member):
            return self._end(request, view, name)
        sessions.stamp(request.session)
        if name in ALWAYS or sessions.second_factor_proved(request):
            return None
        if user.is_staff_member or access_of(view) == Permission.MY_PAIRING:
            return self._ask_for_second_factor(request, name)
        return None

    def _end(self, request: HttpRequest, view: Callable[..., HttpResponse], name: str | None) -> HttpResponse | None:
        """Whoever was at home wants to go on there; what strangers read there is of no use to them."""
        logout(request)
        messages.info(request, _("You were signed out because this session had been open or idle for too long."))
        if not getattr(view, "login_required", True) and name != "home":
            return None
        back = request.get_full_path() if request.method == "GET" else reverse("home")
        return sessions.go_to(request, f"{reverse(settings.LOGIN_URL)}?{urlencode({'next': back})}")

    def _ask_for_second_factor(self, request: HttpRequest, name: str | None) -> HttpResponse | None:
        if is_mfa_enabled(request.user):
            if name in PROVING:
                return None
            methods = get_adapter().get_reauthentication_methods(request.user)
            url = next(method["url"] for method in methods if method["id"] != "reauthenticate")
            return sessions.go_to(request, f"{url}?{urlencode({'next': reverse('home')})}")
        if name in ENROLLING:
            return None
        return sessions.go_to(request, reverse("mfa_index"))
