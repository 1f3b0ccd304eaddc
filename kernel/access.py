"""Who may use this page? Every view carries exactly one of these two marks; a sweep finds a view without.

What a person may do is asked from `request.user.may(permission)`; the table lives with the people.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

OPEN = "open to all"
View = Callable[..., HttpResponseBase]


def needs(permission: str) -> Callable[[View], View]:
    """The page is for people who hold the permission: strangers go to the sign-in, others get 403."""

    def mark(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if not request.user.may(permission):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return _marked(guarded, permission)

    return mark


def open_to_all(view: View) -> View:
    """The page is for everybody, signed in or not."""

    @wraps(view)
    def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return view(request, *args, **kwargs)

    return login_not_required(_marked(opened, OPEN))


def access_of(view: View) -> str | None:
    """The permission that a view asks for, `OPEN`, or None when it carries no mark."""
    return getattr(view, "access", None)


def _marked(view: View, access: str) -> View:
    if access_of(view) is not None:
        raise TypeError(f"{view.__module__}.{view.__name__} carries two access marks.")
    view.access = access  # type: ignore[attr-defined]  # functions take attributes
    return view
