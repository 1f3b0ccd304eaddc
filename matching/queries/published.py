"""Which pairs do people know already, so that a new run moves as few of them as possible?"""

import hashlib

from django.db.models import Q

from matching.models import Proposal, Run
from matching.queries.problem import Pairs

Status = Proposal.Status


def digest_with(digest: str, published: Pairs) -> str:
    """The digest of the people and the rules together with the pairs that were known: the whole input of a run."""
    if not published:
        return digest
    known = "\n".join(f"{mentee} {mentor}" for mentee, mentor in sorted(published))
    return hashlib.sha256(f"{digest}\n{known}".encode()).hexdigest()


def published_pairs(run: Run) -> Pairs:
    """The pairs of the centre's last real run before this one that are known."""
    real = Run.objects.filter(centre_id=run.centre_id, kind=Run.Kind.SOLVED, is_dry=False, status=Run.Status.DONE)
    return known_pairs(real.filter(pk__lt=run.pk).order_by("-pk").first())


def known_pairs(last: Run | None) -> Pairs:
    """The pairs of a run that are open or have a key turned, by public ids.

    What was refused is not kept, even if somebody turned a key before.
    """
    known = Proposal.objects.filter(Q(status=Status.OPEN) | Q(keys__isnull=False), run=last).exclude(
        status=Status.REFUSED
    )
    pairs = known.order_by().values_list("mentee__public_id", "mentor__public_id")
    return frozenset((str(mentee), str(mentor)) for mentee, mentor in pairs)
