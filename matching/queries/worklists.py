"""What waits for whom in the matching? Proposals for one's own key, and runs that failed."""

from datetime import timedelta

from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from accounts.permissions import Permission
from accounts.worklist import Line
from matching.freshness import FRESH_DAYS
from matching.models import Proposal, ProposalKey, Run

WEIGHT = 5


def lines(user: User) -> list[Line]:
    """The lines of this floor, in two queries."""
    return [*_keys(user), *_failures(user)] if user.may(Permission.PROPOSAL_DECIDE) else []


def _keys(user: User) -> list[Line]:
    """One line for each run with proposals for which this person's key is still to come."""
    turned = ProposalKey.objects.filter(proposal=OuterRef("pk")).order_by()
    as_coordinator = Q(run__centre__in=user.centre_ids(Permission.RUN_START))
    as_specialist = Q(mentee__specialist=user)
    waiting = (
        Proposal.objects.visible_to(user)
        .filter(status=Proposal.Status.OPEN, run__is_dry=False)
        .filter(
            as_coordinator & ~Exists(turned.filter(profession=ProposalKey.Profession.COORDINATOR))
            | as_specialist & ~Exists(turned.filter(profession=ProposalKey.Profession.SPECIALIST))
        )
        .exclude(Exists(turned.filter(turned_by=user)))
        .exclude(mentor__user=user)
    )
    runs = waiting.order_by("run__finished_at", "run_id").values("run__public_id", "run__finished_at", "run_id")
    return [
        Line(
            ngettext("%(count)d proposal waits for your key.", "%(count)d proposals wait for your key.", row["count"])
            % {"count": row["count"]},
            reverse("matching:run_detail", args=[row["run__public_id"]]),
            localtime(row["run__finished_at"]).date() + timedelta(days=FRESH_DAYS),
            WEIGHT,
        )
        for row in runs.annotate(count=Count("pk"))
    ]


def _failures(user: User) -> list[Line]:
    """The newest run of a centre, where it failed."""
    newer = Run.objects.filter(centre=OuterRef("centre"), requested_at__gt=OuterRef("requested_at")).order_by()
    failed = Run.objects.filter(
        ~Exists(newer), centre__in=user.centre_ids(Permission.RUN_START), status=Run.Status.FAILED
    )
    return [
        Line(_("The last run failed; see why."), reverse("matching:run_detail", args=[public_id]), weight=WEIGHT)
        for public_id in failed.values_list("public_id", flat=True)
    ]
