"""What waits for whom in the matching? Proposals for one's own key, and runs that failed."""

from datetime import timedelta

from django.db.models import Count, Exists, OuterRef
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from accounts.permissions import Permission
from accounts.worklist import Line
from matching.freshness import FRESH_DAYS
from matching.models import Run
from matching.queries.open_keys import (
    open_proposals,
    waits_for_another_specialist,
    waits_for_colleague_of,
    waits_for_key_of,
)

WEIGHT = 5


def lines(user: User) -> list[Line]:
    """The lines of this floor, in four queries at most."""
    if not user.may(Permission.PROPOSAL_DECIDE):
        return []
    return [*_keys(user), *_failures(user), *_for_colleagues(user), *_without_specialist(user)]


def _keys(user: User) -> list[Line]:
    """One line for each run with proposals for which this person's key is still to come."""
    waiting = open_proposals(user).filter(waits_for_key_of(user))
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


def _for_colleagues(user: User) -> list[Line]:
    """Keys that would be this person's, had they not declared a conflict of interest."""
    count = open_proposals(user).filter(waits_for_colleague_of(user)).count()
    sentence = ngettext(
        "%(count)d proposal needs the key of a colleague of your profession: you declared a conflict of interest.",
        "%(count)d proposals need the key of a colleague of your profession: you declared a conflict of interest.",
        count,
    )
    return [Line(sentence % {"count": count}, reverse("matching:conflict_list"))] if count else []


def _without_specialist(user: User) -> list[Line]:
    """Coordinators: proposals whose mentee's specialist must not turn the key, so that another one takes the file."""
    centres = user.centre_ids(Permission.RUN_START)
    waiting = open_proposals(user).filter(waits_for_another_specialist(), run__centre__in=centres)
    first = waiting.order_by("tier", "pk").values_list("mentee__public_id", flat=True)
    found = list(dict.fromkeys(first)) if centres else []
    sentence = ngettext(
        "%(count)d mentee needs another specialist: the own one declared a conflict of interest about a proposal.",
        "%(count)d mentees need another specialist: the own one declared a conflict of interest about a proposal.",
        len(found),
    )
    if not found:
        return []
    return [Line(sentence % {"count": len(found)}, reverse("mentorship:mentee_detail", args=[found[0]]), None, WEIGHT)]


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
