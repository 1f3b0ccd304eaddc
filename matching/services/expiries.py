"""When does a proposal end without anybody's decision? Each end has its coded reason."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping

from django.db import transaction
from django.db.models import QuerySet

from kernel.audit import record_many, retried
from kernel.clock import now, today
from matching.freshness import oldest_fresh
from matching.models import MatchingPolicy, Proposal
from matching.queries.facts import Fallen, fallen_in, fallen_today
from matching.queries.problem import Pool
from matching.services.policies import lock_centre

BATCH = 1000
Expiry = Proposal.Expiry
Status = Proposal.Status
TOLD = frozenset({Expiry.TOO_OLD, Expiry.NEWER_RUN, Expiry.MOVED})  # what the trail may say of the reason
WITH_BOTH = (
    "public_id", "mentee__status", "mentor__active_pairings",
)  # fmt: skip


def expire_old() -> int:
    """End the open proposals that nobody decided about for 14 days, centre by centre, and say how many there were."""
    centres = _old().order_by().values_list("run__centre", flat=True).distinct()
    return sum(_expire_old(centre) for centre in sorted(centres))


def expire_changed() -> int:
    """End the open proposals that could not be approved today, centre by centre, and say how many there were."""
    opened = Proposal.objects.filter(status=Status.OPEN, run__is_dry=False).order_by()
    groups = opened.values_list("run__centre", "run__policy").distinct()
    return sum(_expire_changed(centre, policy) for centre, policy in sorted(groups))


def expire(proposals: Iterable[Proposal], default: Fallen | None, why: Mapping[int, Fallen] | None = None) -> int:
    """End these open proposals inside the running transaction, each with its own reason or the default one."""
    groups: dict[str, list[Proposal]] = defaultdict(list)
    reasons: dict[str, Fallen] = {}
    for proposal in proposals:
        if fallen := (why or {}).get(proposal.pk, default):
            key = json.dumps([fallen.expiry, fallen.rules], sort_keys=True)
            reasons[key] = fallen
            groups[key].append(proposal)
    for key, ended in groups.items():
        for start in range(0, len(ended), BATCH):
            pks = [proposal.pk for proposal in ended[start : start + BATCH]]
            Proposal.objects.filter(pk__in=pks, status=Status.OPEN).update(
                status=Status.EXPIRED, expiry=reasons[key].expiry, fallen=reasons[key].rules, decided_at=now()
            )
    for key, ended in groups.items():
        told = reasons[key].expiry if reasons[key].expiry in TOLD else "facts"
        record_many("proposal.expire", by=None, subjects=ended, because=told)
    return sum(len(ended) for ended in groups.values())


def expire_of_mentee(mentee_id: int) -> int:
    """The mentee has somebody: whatever else is proposed ends, in the running transaction."""
    others = Proposal.objects.filter(mentee=mentee_id, status=Status.OPEN).only("public_id").order_by("pk")
    return expire(others, Fallen(Expiry.TAKEN))


def expire_of_pair(mentee_id: int, mentor_id: int) -> int:
    """These two are kept apart: what is proposed about them ends, in the running transaction."""
    opened = Proposal.objects.filter(mentee=mentee_id, mentor=mentor_id, status=Status.OPEN)
    return expire(opened.only("public_id").order_by("pk"), Fallen(Expiry.APART))


def expire_former(run_id: int, centre_id: int, pool: Pool) -> int:
    """The open proposals of earlier runs make room for a run that was computed on this pool; by hand ones stay.

    Where the facts forbid a pair today that is the reason, otherwise the newer run is.
    """
    former = Proposal.objects.filter(
        run__centre=centre_id, run__kind="solved", run__is_dry=False, status=Status.OPEN
    ).exclude(run=run_id)
    rows = list(former.select_related("mentee", "mentor").only(*WITH_BOTH).order_by("pk"))
    return expire(rows, Fallen(Expiry.NEWER_RUN), fallen_in(pool, rows))


def _old() -> "QuerySet[Proposal]":
    return Proposal.objects.filter(status=Status.OPEN, run__finished_at__lt=oldest_fresh(now()))


@retried
@transaction.atomic
def _expire_old(centre_id: int) -> int:
    lock_centre(centre_id)
    return expire(_old().filter(run__centre=centre_id).only("public_id").order_by("pk"), Fallen(Expiry.TOO_OLD))


@retried
@transaction.atomic
def _expire_changed(centre_id: int, policy_id: int) -> int:
    lock_centre(centre_id)
    policy = MatchingPolicy.objects.select_related("centre").get(pk=policy_id)
    opened = Proposal.objects.filter(run__centre=centre_id, run__policy=policy, run__is_dry=False, status=Status.OPEN)
    rows = list(opened.select_related("mentee", "mentor").only(*WITH_BOTH).order_by("pk"))
    return expire(rows, None, fallen_today(policy.centre, policy, rows, today()))
