"""How much time did a mentor give this year, to how many, and when did they last meet somebody?"""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Max, Q, Sum

from accounts.models import User
from kernel.clock import today
from mentorship.models import Meeting


@dataclass(frozen=True)
class Reach:
    """Figures of one mentor, over all own pairings, ended ones too."""

    minutes: int
    meetings: int
    pairings: int
    last_met_on: date | None

    @property
    def hours(self) -> int:
        return self.minutes // 60

    @property
    def rest(self) -> int:
        """The minutes beside the full hours."""
        return self.minutes % 60


def reach_of(person: User) -> Reach:
    """The figures of this calendar year; the last meeting also of an earlier one."""
    of_year = Q(held_on__year=today().year)
    found = Meeting.objects.filter(pairing__mentor__user=person).aggregate(
        minutes=Sum("minutes", filter=of_year), meetings=Count("pk", filter=of_year),
        pairings=Count("pairing", filter=of_year, distinct=True), last_met_on=Max("held_on"),
    )  # fmt: skip
    return Reach(**{**found, "minutes": found["minutes"] or 0})
