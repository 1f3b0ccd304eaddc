"""What does the matching say about this mentee? A card for the mentee's own page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from accounts.permissions import Permission
from kernel.access import needs
from kernel.audit import looked_at
from kernel.htmx import render_page
from matching.explanations import waiting_sentences
from matching.queries.waiting import card_of
from mentorship.models import Mentee


@require_safe
@needs(Permission.RUN_SEE)
def mentee_card(request: HttpRequest, public_id: str) -> HttpResponse:
    mentee = get_object_or_404(Mentee.objects.visible_to_staff(request.user), public_id=public_id)
    looked_at(mentee, by=request.user, why="matching_card")
    card = card_of(mentee, request.user)
    context = {
        "mentee": mentee, "card": card, "reasons": waiting_sentences(card.waiting.reasons) if card.waiting else [],
        "may_pair": request.user.may_in(Permission.PAIRING_OPEN, mentee.centre),
    }  # fmt: skip
    return render_page(request, "matching/mentee_card.html", context)
