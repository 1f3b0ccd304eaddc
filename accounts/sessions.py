"""What does this session prove, and does it still hold?

A session ends when nothing happened for a while and, whatever happens, after some hours. The machine's clock counts
here: moving the programme's clock in the demo signs nobody out.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records
from allauth.mfa.signals import authenticator_added
from django.conf import settings
from django.contrib import messages
from django.contrib.sessions.backends.base import SessionBase
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from kernel.clock import machine_now

IDLE_STAFF, IDLE_OTHERS = timedelta(minutes=15), timedelta(minutes=30)
WHOLE_STAFF, WHOLE_OTHERS = timedelta(hours=8), timedelta(hours=12)
STAMP_EVERY = timedelta(seconds=30)
SIGNED_IN_AT, SEEN_AT, ENROLLED = "signed_in_at", "seen_at", "second_factor_enrolled_here"

View = Callable[..., HttpResponseBase]


def has_ended(session: SessionBase, *, staff: bool) -> bool:
    """Whether the session was idle too long or is too old; a session without stamps is new."""
    idle, whole = (IDLE_STAFF, WHOLE_STAFF) if staff else (IDLE_OTHERS, WHOLE_OTHERS)
    at = machine_now()
    return (
        SIGNED_IN_AT in session
        and SEEN_AT in session
        and (_moment(session, SEEN_AT) + idle <= at or _moment(session, SIGNED_IN_AT) + whole <= at)
    )


def stamp(session: SessionBase) -> None:
    """Remember that something happened; seldom, so that a page costs no write."""
    at = machine_now()
    if SIGNED_IN_AT not in session:
        session[SIGNED_IN_AT] = at.isoformat()
    if SEEN_AT not in session or _moment(session, SEEN_AT) + STAMP_EVERY <= at:
        session[SEEN_AT] = at.isoformat()


def _moment(session: SessionBase, key: str) -> datetime:
    return datetime.fromisoformat(session[key])


def second_factor_proved(request: HttpRequest) -> bool:
    """Whether this very session was opened, or later confirmed, with a second factor or a passkey."""
    if not settings.SECOND_FACTOR_REQUIRED or request.session.get(ENROLLED):
        return True
    return any(record.get("method") == "mfa" for record in get_authentication_records(request, request.user))


@receiver(authenticator_added)
def remember_enrolment(request: HttpRequest, **_facts: Any) -> None:
    """Whoever has just enrolled a second factor has it at hand: this session needs no further proof."""
    request.session[ENROLLED] = True


def signed_in_recently(request: HttpRequest) -> bool:
    """Whether the person proved within the last five minutes that it is them."""
    records = get_authentication_records(request, request.user)
    fresh = machine_now().timestamp() - settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
    return any(record["at"] > fresh for record in records)


def fresh_sign_in(view: View) -> View:
    """Ask for the password or the second factor again, unless that was within the last five minutes.

    What was sent is not kept in the session, which is no place for a mentee's name: the button is pressed again.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if signed_in_recently(request):
            return view(request, *args, **kwargs)
        back = request.get_full_path() if request.method == "GET" else _page_before(request)
        methods = get_adapter().get_reauthentication_methods(request.user)
        if request.method != "GET":
            messages.info(request, _("Please confirm that it is you, then press the button again."))
        return go_to(request, f"{methods[0]['url']}?{urlencode({'next': back})}")

    return guarded


def go_to(request: HttpRequest, url: str) -> HttpResponse:
    """A redirect that htmx follows with the whole page."""
    return HttpResponseClientRedirect(url) if getattr(request, "htmx", False) else redirect(url)


def _page_before(request: HttpRequest) -> str:
    """The page on which the button was pressed."""
    referer = request.headers.get("Referer", "")
    is_ours = url_has_allowed_host_and_scheme(referer, {request.get_host()}, require_https=request.is_secure())
    return referer if referer and is_ours else reverse("home")
