"""Which pairing does the link speak of that a mentee was sent, whatever the question was?"""

from typing import Any

from django.db.models import QuerySet

from kernel.links import known_link
from mentorship.models import Asking, Pairing, Pulse

PURPOSES: dict[str, "QuerySet[Any]"] = {
    "asking": Asking.objects.filter(party=Asking.Party.MENTEE), "pulse": Pulse.objects.all(),
}  # fmt: skip


def pairing_of_link(token: str) -> Pairing | None:
    """The pairing of a link that was sent to a mentee, answered or not; None for one that opens nothing."""
    link = known_link(token, purposes=PURPOSES)
    if link is None:
        return None
    subject = PURPOSES[link.purpose].filter(public_id=link.subject_id)
    pairings = Pairing.objects.select_related("mentor__user", "mentee", "centre")
    return pairings.filter(pk__in=subject.values("pairing")).first()
