"""With whom does one have a conflict of interest? Declare it, take it back, read one's own."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import Permission
from kernel.access import needs
from kernel.acting import pager, tried
from kernel.audit import looked_at_all
from matching.models import ConflictDeclaration
from matching.queries.conflicts import conflicts_for_page
from matching.queries.runs import proposals_for_page
from matching.services.conflicts import declare_conflict, end_conflict


@require_safe
@needs(Permission.PROPOSAL_DECIDE)
def conflict_list(request: HttpRequest) -> HttpResponse:
    page = conflicts_for_page(request.user, request.GET.get("after", ""))
    looked_at_all([row.mentee for row in page.rows if row.mentee], by=request.user, why="conflicts")
    return render(request, "matching/conflict_list.html", {"rows": page.rows, **pager(request, page)})


@require_POST
@needs(Permission.PROPOSAL_DECIDE)
def conflict_declare(request: HttpRequest, public_id: str) -> HttpResponse:
    """The button names the mentor; without it the mentee is meant."""
    proposal = get_object_or_404(proposals_for_page(request.user), public_id=public_id)
    about = proposal.mentor if request.POST.get("about") == "mentor" else proposal.mentee
    tried(
        request, lambda: declare_conflict(about=about, by=request.user),
        _("Your conflict of interest is declared. Others decide here, and your keys are taken back."),
    )  # fmt: skip
    return redirect("matching:proposal_rule", proposal.public_id)


@require_POST
@needs(Permission.PROPOSAL_DECIDE)
def conflict_end(request: HttpRequest, public_id: str) -> HttpResponse:
    declaration = get_object_or_404(ConflictDeclaration.objects.visible_to(request.user), public_id=public_id)
    tried(request, lambda: end_conflict(declaration=declaration, by=request.user), _("The declaration has ended."))
    return redirect("matching:conflict_list")
