"""What does every page need to know? The menu of this person, and the demo's banner."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Permission
from accounts.sessions import second_factor_proved

MOST_ENTRIES = 6
MENU = [
    (Permission.HOME, _("Home"), "home"),
    (Permission.MENTEES_SEE, _("Mentees"), "mentorship:mentee_list"),
    (Permission.MENTORS_SEE, _("Mentors"), "mentorship:mentor_list"),
    (Permission.RUN_SEE, _("Matching"), "matching:run_list"),
    (Permission.PAIRING_SEE, _("Pairings"), "mentorship:pairing_list"),
    (Permission.MY_PAIRING, _("My pairing"), "mentorship:my_pairing"),
    (Permission.PEOPLE_SEE, _("People"), "accounts:people"),
    (Permission.TRAIL_SEE, _("Audit trail"), "accounts:trail"),
]


def page(request: HttpRequest) -> dict[str, Any]:
    """The context of every page; `menu` is empty for strangers and on the way to the second factor."""
    return {"menu": _menu(request), "banner_demo": settings.DEMO}


def _menu(request: HttpRequest) -> list[dict[str, Any]]:
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated or (user.is_staff_member and not second_factor_proved(request)):
        return []
    entries = []
    for permission, label, name in MENU:
        if not user.may(permission):
            continue
        try:
            url = reverse(name)
        except NoReverseMatch:
            continue
        current = request.path == url or (url != "/" and request.path.startswith(url))
        entries.append({"label": label, "url": url, "current": current})
    return entries[:MOST_ENTRIES]
