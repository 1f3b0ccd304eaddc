"""What waits for me?"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.permissions import Permission
from accounts.worklist import worklist
from kernel.access import needs


@require_safe
@needs(Permission.HOME)
def home(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/home.html", {"lines": worklist(request.user)})
