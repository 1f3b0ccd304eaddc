"""Which pairings have ended in which the two had come to know each other?"""

from django.db.models import Q, QuerySet

from mentorship.models import Pairing


def ended_pairings() -> "QuerySet[Pairing]":
    """Closed pairings that had come further than the question: after them somebody decides before the next."""
    known = Q(introduced_at__isnull=False) | Q(started_at__isnull=False)
    return Pairing.objects.filter(known, status=Pairing.Status.CLOSED)
