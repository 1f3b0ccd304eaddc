"""In which language shall the pages speak?"""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST
from django.views.i18n import set_language as set_cookie

from accounts.services.people import choose_language
from kernel.access import open_to_all


@require_POST
@open_to_all
def set_language(request: HttpRequest) -> HttpResponse:
    """The cookie remembers it for this browser, the person for every browser."""
    if request.user.is_authenticated:
        choose_language(language=request.POST.get("language", ""), by=request.user)
    return set_cookie(request)
