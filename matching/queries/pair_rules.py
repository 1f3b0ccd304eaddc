"""Which rules about pairs stand at a centre, who made them, why and until when?"""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from accounts.models import User
from accounts.permissions import Role
from kernel.folding import fold_name
from kernel.keysets import Page, page_after
from matching.models import PairRule, Proposal
from mentorship.models import Mentee, Mentor

RULE_ORDER = ("-made_at", "-pk")
MOST_FOUND = 20
REASONS: dict[str, Any] = dict(Proposal.Refusal.choices) | dict(PairRule.Reason.choices)


@dataclass(frozen=True)
class RuleRow:
    """One rule, with its reason in words."""

    rule: PairRule
    reason: str


def rules_for_page(viewer: User) -> QuerySet[PairRule]:
    return PairRule.objects.visible_to(viewer).select_related("mentee", "mentor__user", "centre", "made_by", "ended_by")


def rules_of(viewer: User, kind: str, state: str, after: str) -> Page[PairRule]:
    """One page of rules, the newest first; without a wish those that hold."""
    rules = rules_for_page(viewer)
    if kind:
        rules = rules.filter(kind=kind)
    if state != "all":
        rules = rules.filter(ended_at__isnull=state != "ended")
    return page_after(rules, RULE_ORDER, after)


def rule_rows(rules: list[PairRule]) -> list[RuleRow]:
    return [RuleRow(rule, reason_of(rule)) for rule in rules]


def reason_of(rule: PairRule) -> str:
    """The coded reason in words; a rule from elsewhere may have none."""
    return str(REASONS.get(rule.reason, rule.reason))


def may_end(rule: PairRule, viewer: User) -> bool:
    """Whether a form makes sense; the service asks everything again."""
    return rule.ended_at is None and (viewer.holds(Role.COORDINATOR, rule.centre) or rule.made_by_id == viewer.pk)


def standing_rule(viewer: User, mentee: Mentee, mentor: Mentor) -> PairRule | None:
    """The rule that holds about these two."""
    return rules_for_page(viewer).filter(mentee=mentee, mentor=mentor, ended_at=None).first()


def mentors_named(viewer: User, mentee: Mentee, name: str) -> list[Mentor]:
    """The mentors of the mentee's centre with this part of a name, the first ones."""
    wanted = fold_name(name).split()
    if not wanted:
        return []
    everybody = Mentor.objects.visible_to_staff(viewer).filter(centre=mentee.centre).exclude(status=Mentor.Status.LEFT)
    ordered = everybody.order_by("user__family_name", "user__given_name", "pk")
    names = ordered.values_list("pk", "user__given_name", "user__family_name")
    found = [pk for pk, given, family in names if _is_called(f"{given} {family}", wanted)][:MOST_FOUND]
    return list(ordered.filter(pk__in=found).select_related("user"))


def _is_called(name: str, wanted: list[str]) -> bool:
    folded = fold_name(name)
    return all(word in folded for word in wanted)
