"""Whose papers lapse soon?"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.permissions import Permission
from accounts.queries.evidence import lapsing as lapsing_papers
from kernel.access import needs
from kernel.audit import looked_at_all
from kernel.clock import today

MOST = 200


@require_safe
@needs(Permission.EVIDENCE_RECORD)
def lapsing(request: HttpRequest) -> HttpResponse:
    """The two hundred that lapse first; when they are renewed, the next ones move up."""
    papers = list(lapsing_papers(request.user, on=today())[:MOST])
    looked_at_all(papers, by=request.user, why="lapsing")
    return render(request, "accounts/lapsing.html", {"papers": papers})
