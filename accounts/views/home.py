"""What waits for me, and where do I stand?"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.permissions import Permission
from accounts.queries.worklists import lines
from accounts.sessions import second_factor_proved
from accounts.views.welcome import start
from accounts.ways import way_of
from accounts.worklist import worklist
from kernel.access import open_to_all


@require_safe
@open_to_all
def home(request: HttpRequest) -> HttpResponse:
    """Whoever is not signed in, or holds no role today, reads what this is.

    Without a second factor only the lines of the own account: the others may speak of a mentee.
    """
    if not request.user.is_authenticated or not request.user.may(Permission.HOME):
        return start(request)
    found = worklist(request.user) if second_factor_proved(request) else lines(request.user)
    return render(request, "accounts/home.html", {"lines": found, "way": way_of(request.user)})
