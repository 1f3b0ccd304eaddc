"""What does the numeric core ask for: who could be paired with whom, how well, and under which limits?"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from matching.engine.arrays import Ints, whole_numbers, within
from matching.engine.errors import EngineInputError
from matching.engine.scale import FIT_MAX

MOST = 2**31 - 2
"""Indices and capacities stay below this, so that solvers with 32-bit nodes can be used."""

TIER_MAX = 99
"""More grades of urgency than anybody can tell apart."""

RESERVATION_STEP = 1000
"""A reservation of 1000 is one unit of the scale: what the lowest mark of a ruler is worth."""


@dataclass(frozen=True, eq=False)
class Cap:
    """At most ``limit`` pairs over a group of mentors.

    Parameters
    ----------
    mentors : int64[k]
        Indices of the mentors in the group, each once.
    limit : int
        Free places of the group, 0 or more; pairs that already run are subtracted by the caller. More than
        ``MOST`` limits nothing and is stored as ``MOST``.
    """

    mentors: Ints
    limit: int

    def __post_init__(self) -> None:
        mentors = np.sort(whole_numbers(self.mentors, "cap mentors"))
        if len(mentors) and (mentors[1:] == mentors[:-1]).any():
            raise EngineInputError("A cap names the same mentor twice.")
        if isinstance(self.limit, bool) or not isinstance(self.limit, int | np.integer):
            raise EngineInputError(f"A cap's limit must be a whole number, not {self.limit!r}.")
        if self.limit < 0:
            raise EngineInputError(f"A cap's limit is {self.limit}, it must be 0 or more.")
        object.__setattr__(self, "mentors", mentors)
        object.__setattr__(self, "limit", min(int(self.limit), MOST))


@dataclass(frozen=True, eq=False)
class CandidateGraph:
    """The pairs that break no bar, with everything the optimum depends on.

    Parameters
    ----------
    mentee, mentor : int64[E]
        Ends of every allowed pair, ``0..Y-1`` and ``0..M-1``; no pair twice; any order.
    fit : int64[E]
        Score in points, ``0..1000``, rounded once by whoever computed it.
    tier : int64[Y]
        Urgency of every mentee, ``1..99``, 1 the most urgent.
    capacity : int64[M]
        Free seats of every mentor.
    caps : tuple of Cap
        Limits over groups of mentors.
    reservation : int64[M], optional
        What a seat is worth to those who will come, in thousandths of the scale's unit (so that figures of
        runs of different size can be averaged): a pair is made only when it is worth more. See Notes.
    grades : int
        How many tiers there are, where the last ones may have no mentee: prices of runs are comparable only between
        the same number of tiers. By default the largest tier of any mentee.

    Raises
    ------
    EngineInputError
        Before any solver sees the input, when it breaks one of the above.

    Notes
    -----
    A reservation is subtracted from the weight of every pair of that mentor. When one mentee takes the place
    of another, along whatever chain, the same seats are used before and after: the reservations cancel and
    the more urgent one still wins. Reservations only decide whether a seat is used at all. They are cut
    off just below the bonus of tier 1, so the number of tier 1 mentees served never falls. From 500 pairs on a
    thousandth outweighs any fit: of two mentors who would do, the one whose seat is reserved at less is taken.

    Construction costs O(E) when the pairs come sorted by (mentee, mentor), O(E log E) otherwise.
    """

    mentee: Ints
    mentor: Ints
    fit: Ints
    tier: Ints
    capacity: Ints
    caps: tuple[Cap, ...] = ()
    reservation: Ints | None = None
    grades: int = 0
    order: Ints | None = field(init=False, default=None, repr=False)
    """The edges sorted by (mentee, mentor), int64[E], or None when they already are."""

    def __post_init__(self) -> None:
        for name in ("mentee", "mentor", "fit", "tier", "capacity"):
            object.__setattr__(self, name, whole_numbers(getattr(self, name), name))
        object.__setattr__(self, "caps", _checked_caps(self.caps, len(self.capacity)))
        if not len(self.mentee) == len(self.mentor) == len(self.fit):
            raise EngineInputError("mentee, mentor and fit must have the same length.")
        within(self.mentee, "mentee", 0, len(self.tier) - 1)
        within(self.mentor, "mentor", 0, len(self.capacity) - 1)
        within(self.fit, "fit", 0, FIT_MAX)
        within(self.tier, "tier", 1, TIER_MAX)
        within(self.capacity, "capacity", 0, MOST)
        if self.reservation is not None:
            object.__setattr__(self, "reservation", whole_numbers(self.reservation, "reservation"))
            if len(self.reservation) != len(self.capacity):
                raise EngineInputError("reservation must have one entry per mentor.")
            within(self.reservation, "reservation", 0, MOST)
        within(np.asarray([self.grades]), "grades", 0, TIER_MAX)
        self._sort()

    def _sort(self) -> None:
        """Find the order by (mentee, mentor) and refuse a pair that appears twice."""
        keys = self.mentee * self.mentors + self.mentor
        order = None if (keys[1:] >= keys[:-1]).all() else np.argsort(keys, kind="stable")
        if order is not None:
            keys = keys[order]
        twice = keys[1:] == keys[:-1]
        if twice.any():
            mentee, mentor = divmod(int(keys[int(twice.argmax())]), self.mentors)
            raise EngineInputError(f"The pair of mentee {mentee} and mentor {mentor} appears twice.")
        object.__setattr__(self, "order", order)

    @property
    def mentees(self) -> int:
        """The number of mentees Y."""
        return len(self.tier)

    @property
    def mentors(self) -> int:
        """The number of mentors M."""
        return len(self.capacity)

    @property
    def edges(self) -> int:
        """The number of allowed pairs E."""
        return len(self.mentee)

    @property
    def tiers(self) -> int:
        """The number of tiers T: ``grades``, or the largest tier of any mentee where that is more."""
        return int(self.tier.max(initial=self.grades))


def _checked_caps(caps: Sequence[Any], mentors: int) -> tuple[Cap, ...]:
    for cap in caps:
        if not isinstance(cap, Cap):
            raise EngineInputError(f"caps must hold Cap records, not {type(cap).__name__}.")
        if len(cap.mentors) and not (cap.mentors[0] >= 0 and cap.mentors[-1] < mentors):
            raise EngineInputError(f"A cap names a mentor outside 0..{mentors - 1}.")
    return tuple(caps)
