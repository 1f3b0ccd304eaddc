"""Which secret links to a question are out, and how do they become worthless?"""

from django.db.models import QuerySet

from accounts.models import User
from kernel import links
from kernel.clock import now
from kernel.models import TaskLink
from mentorship.models import Asking, Mentee, Pairing

PURPOSE = "asking"


def revoke_links_of_pairing(pairing: Pairing, *, by: User | None) -> None:
    """The question is over: every link to it opens nothing any more."""
    _revoke(Asking.objects.filter(pairing=pairing), by)


def revoke_links_to(mentee: Mentee, party: str, *, by: User | None) -> None:
    """This person may not be reached like this any more: links that are on their way become worthless."""
    _revoke(Asking.objects.filter(pairing__mentee=mentee, party=party), by)


def _revoke(askings: "QuerySet[Asking]", by: User | None) -> None:
    sent = askings.filter(channel=Asking.Channel.LINK).values("public_id")
    for link in TaskLink.objects.live(now()).filter(purpose=PURPOSE, subject_id__in=sent).order_by("pk"):
        links.revoke_link(link, by=by)
