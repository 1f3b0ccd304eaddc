"""Why does this mentee have nobody?"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.permissions import Permission
from kernel.access import needs
from kernel.audit import looked_at
from matching.explanations import waiting_sentences
from matching.queries.waiting import waiting_for_page


@require_safe
@needs(Permission.RUN_SEE)
def waiting_detail(request: HttpRequest, public_id: str) -> HttpResponse:
    waiting = get_object_or_404(waiting_for_page(request.user), public_id=public_id)
    looked_at(waiting.mentee, by=request.user, why="waiting")
    context = {
        "waiting": waiting, "reasons": waiting_sentences(waiting.reasons),
        "may_pair": request.user.may_in(Permission.PAIRING_OPEN, waiting.run.centre),
    }  # fmt: skip
    return render(request, "matching/waiting_detail.html", context)
