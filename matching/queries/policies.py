"""What does a version of the policy say, and which version may be followed by a new one?"""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import Permission
from matching.agreements import STRAINS, Agreement
from matching.models import MatchingPolicy
from matching.sentences import CRITERION_NAMES


@dataclass(frozen=True)
class PolicyPage:
    """A version of the policy in words."""

    weights: list[dict[str, Any]]
    facts: list[tuple[str, str]]
    urgency: list[tuple[int, int, int]]  # strain, days until urgent, days until soon


def policies_for_page(viewer: User) -> QuerySet[MatchingPolicy]:
    return MatchingPolicy.objects.visible_to(viewer).select_related("centre", "made_by")


def policies_to_edit(viewer: User) -> QuerySet[MatchingPolicy]:
    """The versions in use that this person may follow with a new one."""
    centres = viewer.centre_ids(Permission.POLICY_EDIT)
    return policies_for_page(viewer).filter(centre__in=centres, is_current=True)


def policy_page(policy: MatchingPolicy) -> PolicyPage:
    agreement = Agreement.from_mapping(policy.settings)
    engine, most = agreement.policy, max(agreement.policy.points.values())
    weights = [
        {
            "label": CRITERION_NAMES[code], "percent": 100 * points // most,
            "text": _("%(points)d of 1000") % {"points": points},
        }
        for code, points in engine.points.items()
    ]  # fmt: skip
    days = _("%(days)d days")
    facts = [
        (_("Least fit"), _("%(fit)d of 1000") % {"fit": engine.least_fit_of(1)}),
        (_("Least common hours in a week"), str(engine.min_common_hours)),
        (_("Clearance must last"), days % {"days": engine.horizon_days}),
        (_("Mentors must have promised to stay"), days % {"days": engine.commitment_days}),
        (_("Least difference in age to a young person"), str(engine.min_age_gap.get("youth", 0))),
        (_("Most pairings that one supervisor follows"), str(agreement.caseload.all)),
        (_("Most pairings with survivors among them"), str(agreement.caseload.survivors)),
        (_("Scarce mentors are held back for those who will come"), _("yes") if agreement.hold_back else _("no")),
        (_("Keys that a proposal needs"), _("two, of two people") if policy.two_keys else _("one")),
    ]
    rule = agreement.urgency
    return PolicyPage(weights, facts, [(one, rule.urgent_after[one], rule.soon_after[one]) for one in STRAINS])
