"""What would a choice cost everybody else? Figures become sentences that name an urgency, never a person."""

from collections import Counter
from collections.abc import Sequence

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from matching.engine import Loss
from matching.sentences import GAINS, LOSSES


def price_sentences(cost: Sequence[int]) -> list[str]:
    """Mentees who would wait (negative: no longer wait) by urgency, then total fit lost, in sentences."""
    people = [_people(tier, lost) for tier, lost in enumerate(cost[:-1], start=1) if lost]
    return [*(people or [_("As many others as now would have a mentor.")]), *_fit(cost[-1])]


def loss_sentences(losses: Sequence[Loss], fit: int) -> list[str]:
    """Who else would be better or worse off, as urgencies and numbers, then the total fit lost."""
    waits = Counter(loss.tier for loss in losses if loss.kind == "waits")
    served = Counter(loss.tier for loss in losses if loss.kind == "served")
    told = [_people(tier, count) for tier, count in sorted(waits.items())]
    told += [_people(tier, -count) for tier, count in sorted(served.items())]
    if moved := sum(loss.kind == "other_mentor" for loss in losses):
        told.append(_moved(moved))
    return [*(told or [_("Nobody else would be affected.")]), *_fit(fit)]


def gain_sentences(gain: Sequence[int]) -> list[str]:
    """Mentees who would no longer wait, by urgency, after a change."""
    return [_people(tier, -more) for tier, more in enumerate(gain[:-1], start=1) if more]


def for_the_others(cost: Sequence[int], own_tier: int | None) -> tuple[int, ...]:
    """A cost without the mentee who is asked about: one who waits now would have a mentor (`own_tier`) in any case."""
    people = (lost + (tier == own_tier) for tier, lost in enumerate(cost[:-1], start=1))
    return (*people, cost[-1])


def _people(tier: int, lost: int) -> str:
    sentences = LOSSES if lost > 0 else GAINS
    return str(sentences[min(tier, len(sentences))] % {"count": abs(lost)})


def _moved(count: int) -> str:
    return ngettext(
        "%(count)d other mentee would get another mentor.", "%(count)d other mentees would get another mentor.", count
    ) % {"count": count}


def _fit(lost: int) -> list[str]:
    if lost > 0:
        return [_("The fit of all pairs together would fall by %(points)s points.") % {"points": number_format(lost)}]
    if lost < 0:
        return [_("The fit of all pairs together would rise by %(points)s points.") % {"points": number_format(-lost)}]
    return []
