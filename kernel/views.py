"""Is the installation well, and what is said when something is not?"""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from kernel.access import open_to_all
from kernel.health import health


@require_safe
@open_to_all
def healthz(request: HttpRequest) -> JsonResponse:
    """Three words for a monitor: 200 when all is well, 503 otherwise."""
    found = health()
    return JsonResponse(found.as_words(), status=200 if found.is_well else 503, headers={"Cache-Control": "no-store"})


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Drawn without the request: whatever failed may fail again while we ask who is signed in."""
    return HttpResponse(render_to_string("500.html"), status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "403_csrf.html", status=403)
