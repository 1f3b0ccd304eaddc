"""Does the browser want a whole page or one part of it? The page includes the very part that htmx gets.

By convention `app/mentees.html` extends the frame and includes `app/_mentees.html`.
"""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers


def render_page(
    request: HttpRequest, template: str, context: Mapping[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    """Render the page, or for a request of htmx its fragment, from the same context."""
    if wants_fragment(request):
        folder, slash, name = template.rpartition("/")
        template = f"{folder}{slash}_{name}"
    response = render(request, template, dict(context or {}), status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response


def wants_fragment(request: HttpRequest) -> bool:
    """A part was asked for; following a boosted link or going back in history needs the whole page."""
    htmx = request.htmx  # type: ignore[attr-defined]  # set by the htmx middleware
    return bool(htmx) and not htmx.boosted and not htmx.history_restore_request
