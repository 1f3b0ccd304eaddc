"""What does the specialist see before deciding about another mentor?"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count
from django.utils import timezone

from accounts.models import User
from mentorship.closing import MANY_EARLY_ENDINGS, Lasting, lasting
from mentorship.models import Concern, Mentee, Pairing, Pulse, RematchDecision
from mentorship.queries.closures import Talk, talks_of
from mentorship.queries.endings import ended_pairings


@dataclass(frozen=True)
class Ended:
    """One pairing that has ended: how long it lasted, and how that stood to its plan."""

    pairing: Pairing
    days: int
    meetings: int
    lasting: Lasting

    @property
    def months(self) -> int:
        return round(self.days / 30.44)

    @property
    def is_early(self) -> bool:
        return self.lasting == Lasting.EARLY


@dataclass(frozen=True)
class Evidence:
    """What stands on the page of the decision; the last pairing first."""

    ended: list[Ended]
    pulses: list[Pulse]
    concerns: int
    talks: list[Talk]
    decisions: list[RematchDecision]

    @property
    def last(self) -> Ended:
        return self.ended[0]

    @property
    def lastings(self) -> list[Lasting]:
        return [one.lasting for one in self.ended]

    @property
    def early(self) -> int:
        return sum(one.is_early for one in self.ended)

    @property
    def has_many_early(self) -> bool:
        return self.early >= MANY_EARLY_ENDINGS


def evidence_of(mentee: Mentee, user: User) -> Evidence | None:
    """Everything about the pairings of a mentee that have ended; None when none has."""
    rows = ended_pairings().filter(mentee=mentee).select_related("mentor__user")
    ended = [_ended(pairing) for pairing in rows.annotate(held=Count("meetings")).order_by("-closed_at", "-pk")]
    if not ended:
        return None
    pairings = [one.pairing for one in ended]
    return Evidence(
        ended=ended,
        pulses=list(Pulse.objects.filter(pairing__in=pairings).exclude(answered_at=None).order_by("answered_at", "pk")),
        concerns=Concern.objects.handled_by(user).filter(pairing__in=pairings).count(),
        talks=talks_of(pairings[0]),
        decisions=list(mentee.rematch_decisions.select_related("decided_by")),
    )


def facts_of(evidence: Evidence) -> dict[str, Any]:
    """What was shown, in codes and numbers, kept with the decision."""
    return {
        "ended": [
            {"days": one.days, "meetings": one.meetings, "reason": one.pairing.closing_reason, "lasting": one.lasting}
            for one in evidence.ended
        ],
        "pulses": [{"stage": pulse.stage, "is_low": pulse.is_low} for pulse in evidence.pulses],
        "concerns": evidence.concerns,
    }


def _ended(pairing: Pairing) -> Ended:
    began, closed = pairing.started_at or pairing.introduced_at, pairing.closed_at
    began_on, closed_on = _day(began), _day(closed)
    return Ended(
        pairing, (closed_on - began_on).days, pairing.held,  # type: ignore[attr-defined]  # annotated
        lasting(pairing.closing_reason, pairing.planned_until, closed_on),
    )  # fmt: skip


def _day(moment: Any) -> date:
    return timezone.localtime(moment).date()
