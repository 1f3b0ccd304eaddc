"""Are a mentee and the responsible adult prepared for the first meeting?"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Sum
from django.utils.translation import gettext as _

from kernel.clock import today
from mentorship.models import Mentee, Preparation
from mentorship.models.preparations import LEAST_MINUTES
from mentorship.profiles import is_minor

Audience = Preparation.Audience


@dataclass(frozen=True)
class Prepared:
    """How many minutes one of the two was prepared, of those that are needed."""

    audience: str
    minutes: int

    @property
    def is_enough(self) -> bool:
        return self.minutes >= LEAST_MINUTES

    @property
    def sentence(self) -> str:
        words = {"minutes": self.minutes, "needed": LEAST_MINUTES}
        if self.audience == Audience.GUARDIAN:
            return _("The responsible adult was prepared for %(minutes)d of %(needed)d minutes.") % words
        return _("The mentee was prepared for %(minutes)d of %(needed)d minutes.") % words


def prepared(mentees: Iterable[Mentee]) -> dict[int, list[Prepared]]:
    """For each mentee who is to be prepared, and for how long they were; an adult is asked alone."""
    every = list(mentees)
    held = Preparation.objects.filter(mentee__in=every).order_by()
    sums = {(mentee, audience): total for mentee, audience, total in held.values_list("mentee", "audience").annotate(
        total=Sum("minutes")
    )}  # fmt: skip
    return {
        mentee.pk: [Prepared(audience, sums.get((mentee.pk, audience), 0)) for audience in _audiences(mentee)]
        for mentee in every
    }


def what_to_prepare(mentee: Mentee) -> list[str]:
    """What is missing before the first meeting, in sentences; empty when everybody is prepared."""
    return [one.sentence for one in prepared([mentee])[mentee.pk] if not one.is_enough]


def _audiences(mentee: Mentee) -> list[str]:
    return [Audience.MENTEE, Audience.GUARDIAN] if is_minor(mentee.birth_year, today()) else [Audience.MENTEE]
