"""What does every page need to know? The menu of this person, and the demo's banner."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.permissions import Permission
from accounts.sessions import second_factor_proved

MOST_ENTRIES = 6
# Whoever accompanies somebody, or may, has their application behind them.
GIVES_WAY = {"mentorship:my_application": Permission.MY_PAIRING}
MENU = [
    (Permission.HOME, _("Home"), "home"),
    (Permission.MENTEES_SEE, _("Mentees"), "mentorship:mentee_list"),
    (Permission.MENTORS_SEE, _("Mentors"), "mentorship:mentor_list"),
    (Permission.RUN_SEE, _("Matching"), "matching:run_list"),
    (Permission.PAIRING_SEE, _("Pairings"), "mentorship:pairing_list"),
    (Permission.MY_APPLICATION, _("My application"), "mentorship:my_application"),
    (Permission.LEARN, _("My training"), "training:mine"),
    (Permission.MY_PAIRING, _("My pairing"), "mentorship:my_pairing"),
    (Permission.TRAINING_EDIT, _("Training"), "training:edit_list"),
    (Permission.PEOPLE_SEE, _("People"), "accounts:people"),
    (Permission.TRAIL_SEE, _("Audit trail"), "accounts:trail"),
]


def page(request: HttpRequest) -> dict[str, Any]:
    """The context of every page; on the way to the second factor a sentence says so instead of a menu."""
    user = getattr(request, "user", None)
    found: dict[str, Any] = {"menu": [], "alerts": [], "banner_demo": settings.DEMO}
    if user is None or not user.is_authenticated:
        return found
    if user.is_staff_member and not second_factor_proved(request):
        told = _("Please set up a second factor, or confirm it. Everything else opens after that.")
        return found | {"alerts": [{"text": told}]}
    return found | {"menu": _menu(request, user), "alerts": _alerts(user)}


def _alerts(user: User) -> list[dict[str, Any]]:
    return [alert for name in settings.ALERTS for alert in import_string(name)(user)]


def _menu(request: HttpRequest, user: User) -> list[dict[str, Any]]:
    entries = [
        (label, reverse(name))
        for permission, label, name in MENU
        if user.may(permission) and not (name in GIVES_WAY and user.may(GIVES_WAY[name]))
    ]
    return [
        {"label": label, "url": url, "current": request.path == url or (url != "/" and request.path.startswith(url))}
        for label, url in entries[:MOST_ENTRIES]
    ]
