"""What does a version of the policy say, and which version may be followed by a new one?"""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import Permission
from kernel.keysets import Page, page_after
from matching.agreements import STRAINS, Agreement
from matching.models import MatchingPolicy
from matching.sentences import CRITERION_NAMES


@dataclass(frozen=True)
class PolicyPage:
    """A version of the policy in words."""

    weights: list[dict[str, Any]]
    facts: list[tuple[str, str]]
    urgency: list[tuple[int, int, int]]  # strain, days until urgent, days until soon
    changes: list["Difference"]  # against the version before
    is_first: bool


@dataclass(frozen=True)
class Difference:
    """One thing that two versions say differently, in words."""

    label: str
    before: str
    after: str


def policies_for_page(viewer: User) -> QuerySet[MatchingPolicy]:
    return MatchingPolicy.objects.visible_to(viewer).select_related("centre", "made_by")


def policies_to_edit(viewer: User) -> QuerySet[MatchingPolicy]:
    """The versions in use that this person may follow with a new one."""
    centres = viewer.centre_ids(Permission.POLICY_EDIT)
    return policies_for_page(viewer).filter(centre__in=centres, is_current=True)


def versions_of(viewer: User, after: str) -> Page[MatchingPolicy]:
    """Every version of the centres whose runs this person sees, the newest first."""
    return page_after(policies_for_page(viewer), ("-made_at", "-pk"), after)


def policies_to_restore(viewer: User) -> QuerySet[MatchingPolicy]:
    """The versions that this person may look at again for use."""
    return policies_for_page(viewer).filter(centre__in=viewer.centre_ids(Permission.POLICY_EDIT))


def policy_page(policy: MatchingPolicy) -> PolicyPage:
    agreement = Agreement.from_mapping(policy.settings)
    engine, most = agreement.policy, max(agreement.policy.points.values())
    weights = [
        {"label": CRITERION_NAMES[code], "percent": 100 * points // most, "text": _points(points)}
        for code, points in engine.points.items()
    ]  # fmt: skip
    rule = agreement.urgency
    urgency = [(one, rule.urgent_after[one], rule.soon_after[one]) for one in STRAINS]
    earlier = MatchingPolicy.objects.filter(centre=policy.centre, version__lt=policy.version)
    before = earlier.order_by("-version").first()
    changes = differences_of(before, policy) if before else []
    return PolicyPage(weights, _facts(agreement, policy.two_keys), urgency, changes, before is None)


def differences_of(before: MatchingPolicy, after: MatchingPolicy) -> list[Difference]:
    return differences(
        before.name, Agreement.from_mapping(before.settings), before.two_keys,
        after.name, Agreement.from_mapping(after.settings), after.two_keys,
    )  # fmt: skip


def differences(
    name: str, before: Agreement, two_keys: bool, name_after: str, after: Agreement, two_keys_after: bool
) -> list[Difference]:
    """Whatever two sets of criteria say differently, line by line."""
    was, now = _lines(name, before, two_keys), _lines(name_after, after, two_keys_after)
    return [
        Difference(label, before, after)
        for (label, before), (_same, after) in zip(was, now, strict=True)
        if before != after
    ]


def _lines(name: str, agreement: Agreement, two_keys: bool) -> list[tuple[str, str]]:
    """Everything that a version says, one line each."""
    rule = agreement.urgency
    urgency = [
        (label % {"strain": strain}, _days(days[strain]))
        for label, days in ((_("Urgent, at strain %(strain)d"), rule.urgent_after),
                            (_("Soon, at strain %(strain)d"), rule.soon_after))
        for strain in STRAINS
    ]  # fmt: skip
    weights = [(str(CRITERION_NAMES[code]), _points(points)) for code, points in agreement.policy.points.items()]
    return [(_("Name"), name), *weights, *_facts(agreement, two_keys), *urgency]


def _facts(agreement: Agreement, two_keys: bool) -> list[tuple[str, str]]:
    engine = agreement.policy
    return [
        (_("Least fit"), _points(engine.least_fit_of(1))),
        (_("Least common hours in a week"), str(engine.min_common_hours)),
        (_("Common hours from which on more bring no more points"), str(engine.full_common_hours)),
        (_("Distance at which the points have fallen to 0"), _("%(km)d km") % {"km": engine.distance_scale_km}),
        (_("Points of fit below which two plans count as equally good"), str(engine.near_tie)),
        (_("Clearance must last"), _days(engine.horizon_days)),
        (_("Mentors must have promised to stay"), _days(engine.commitment_days)),
        (_("Least difference in age to a young person"), str(engine.min_age_gap.get("youth", 0))),
        (_("Most pairings that one supervisor follows"), str(agreement.caseload.all)),
        (_("Most pairings with survivors among them"), str(agreement.caseload.survivors)),
        (_("Scarce mentors are held back for those who will come"), _("yes") if agreement.hold_back else _("no")),
        (_("Keys that a proposal needs"), _("two, of two people") if two_keys else _("one")),
    ]


def _points(points: int) -> str:
    return _("%(points)d of 1000") % {"points": points}


def _days(days: int) -> str:
    return _("%(days)d days") % {"days": days}
