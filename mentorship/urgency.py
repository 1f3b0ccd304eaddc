"""How urgent is it that this mentee gets a mentor? Strain first, waiting time second; the fit of a pair plays no part.

Tier 1 is urgent, tier 2 soon, tier 3 can wait. For each strain from 1 to 4 a rule says after how many days of waiting
a mentee is in tier 1, and after how many in tier 2. Acute strain is urgent from the first day; nobody waits longer than
a year without becoming urgent.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

TIERS = (1, 2, 3)


@dataclass(frozen=True)
class UrgencyRule:
    """Days of waiting by strain, from which on a mentee is urgent or should have a mentor soon."""

    urgent_after: dict[int, int] = field(default_factory=lambda: {1: 365, 2: 240, 3: 120, 4: 0})
    soon_after: dict[int, int] = field(default_factory=lambda: {1: 180, 2: 90, 3: 0, 4: 0})


USUAL = UrgencyRule()


def days_waited(waiting_since: date | None, today: date) -> int:
    return max(0, (today - waiting_since).days) if waiting_since else 0


def tier(risk: int, days: int, rule: UrgencyRule = USUAL) -> int:
    """The tier of a mentee of this strain after so many days of waiting."""
    if days >= rule.urgent_after[risk]:
        return 1
    return 2 if days >= rule.soon_after[risk] else 3


def waiting_spans(
    wanted: int, today: date, rule: UrgencyRule = USUAL
) -> Iterator[tuple[int, date | None, date | None]]:
    """For each strain the days (after, until) since which somebody of the tier has waited; None is without limit."""
    for risk in sorted(rule.urgent_after):
        urgent, soon = (today - timedelta(days=after[risk]) for after in (rule.urgent_after, rule.soon_after))
        if wanted == 1:
            yield risk, None, urgent
        elif wanted == 2 and soon > urgent:
            yield risk, urgent, soon
        elif wanted == 3 and soon < today:
            yield risk, soon, None
