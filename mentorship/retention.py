"""How long do pairings last? The share that still walks together after so many days, with its uncertainty.

Kaplan and Meier's estimate: a pairing that is still open, or ended as planned, counts as long as it was seen and says
nothing about afterwards. The band is Greenwood's on the log-log scale, so it never leaves 0 to 1. What fewer than five
pairings say is not shown: a small group has no curve, and a curve ends where fewer than five are left. A page that
shows groups side by side shows no total of them, or one hidden group could be worked out.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

FEWEST = 5
TICKS = (0, 91, 183, 274, 365, 548, 730)  # days under the picture at which the numbers at risk are told


@dataclass(frozen=True)
class Spell:
    """The days a pairing was seen, and whether it ended then; an open one did not."""

    days: int
    ended: bool


@dataclass(frozen=True)
class Mark:
    """From this day on the share that lasts, and the band around it; without a band where there is none."""

    day: int
    share: float
    low: float | None
    high: float | None
    at_risk: int


@dataclass(frozen=True)
class Curve:
    """The curve of one group: its steps, until when it is known, the numbers at risk, and the median."""

    size: int
    marks: tuple[Mark, ...]
    shown_until: int
    at_risk: tuple[tuple[int, int | None], ...]  # day and number; None where fewer than five are left
    median: int | None  # the first day on which no more than half last; None where the curve does not come so low

    def share_on(self, day: int) -> float | None:
        """The share that lasts beyond the day; None where too few are left to say."""
        if day > self.shown_until:
            return None
        return next((mark.share for mark in reversed(self.marks) if mark.day <= day), 1.0)


def curve(spells: Iterable[Spell], confidence: float = 0.95) -> Curve | None:
    """The curve of these pairings, or None where they are fewer than five.

    Parameters: spells of at least 0 days, in any order; the confidence of the band between 0 and 1.
    Notes: one sort, O(n log n). Kaplan and Meier (1958); Greenwood (1926); Kalbfleisch and Prentice (2002), log-log.
    """
    known = list(spells)
    if any(spell.days < 0 for spell in known):
        raise ValueError("A pairing lasts 0 days or longer.")
    if len(known) < FEWEST:
        return None
    lasted = np.sort(np.array([spell.days for spell in known]))
    days, ended = np.unique([spell.days for spell in known if spell.ended], return_counts=True)
    at_risk = _left(lasted, days)
    seen = at_risk >= FEWEST
    marks = _marks(days[seen].astype(int), ended[seen], at_risk[seen], confidence)
    return Curve(
        size=len(known),
        marks=marks,
        shown_until=int(lasted[-FEWEST]),
        at_risk=tuple((day, left if left >= FEWEST else None) for day, left in _ticks(lasted)),
        median=next((mark.day for mark in marks if mark.share <= 0.5), None),
    )


def curves(groups: Iterable[tuple[str, Spell]], confidence: float = 0.95) -> Mapping[str, Curve | None]:
    """One curve for each group, by its name; None for a group that is too small to be shown."""
    members: dict[str, list[Spell]] = defaultdict(list)
    for name, spell in groups:
        members[name].append(spell)
    return {name: curve(members[name], confidence) for name in sorted(members)}


def _left(lasted: NDArray[np.int64], days: NDArray[np.int64]) -> NDArray[np.int64]:
    """How many are still seen just before each day."""
    return len(lasted) - np.searchsorted(lasted, days, side="left")


def _ticks(lasted: NDArray[np.int64]) -> list[tuple[int, int]]:
    return [*zip(TICKS, _left(lasted, np.array(TICKS)).tolist(), strict=True)]


def _marks(
    days: NDArray[np.int64], ended: NDArray[np.int64], at_risk: NDArray[np.int64], confidence: float
) -> tuple[Mark, ...]:
    share = np.cumprod(1 - ended / at_risk)
    inside = share > 0  # after the last one has ended there is no band
    share_in, ended_in, at_risk_in = share[inside], ended[inside], at_risk[inside]
    greenwood = np.cumsum(ended_in / (at_risk_in * (at_risk_in - ended_in)))
    width = NormalDist().inv_cdf((1 + confidence) / 2) * np.sqrt(greenwood) / np.abs(np.log(share_in))
    bands = [*zip(share_in ** np.exp(width), share_in ** np.exp(-width), strict=True)]
    bands += [(None, None)] * int((~inside).sum())
    return tuple(
        Mark(
            int(day), float(part), None if low is None else float(low), None if high is None else float(high), int(left)
        )
        for day, part, (low, high), left in zip(days, share, bands, at_risk, strict=True)
    )
