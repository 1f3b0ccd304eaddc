"""What is this, and what happens with what one tells us? Two pages for everybody."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kernel.access import open_to_all


def start(request: HttpRequest) -> HttpResponse:
    """The root of the product for whoever is not signed in or holds no role today."""
    return render(request, "accounts/start.html")


@require_safe
@open_to_all
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/privacy.html")
