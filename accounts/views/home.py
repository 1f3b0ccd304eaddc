"""What waits for me?"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.permissions import Permission
from accounts.queries.worklists import lines
from accounts.sessions import second_factor_proved
from accounts.worklist import worklist
from kernel.access import needs


@require_safe
@needs(Permission.HOME)
def home(request: HttpRequest) -> HttpResponse:
    """Without a second factor only the lines of the own account: the others may speak of a mentee."""
    found = worklist(request.user) if second_factor_proved(request) else lines(request.user)
    return render(request, "accounts/home.html", {"lines": found})
