"""Which single integer says "urgent first, then the better fit", and how is a loss read back?

A pair of a mentee of tier ``t`` with fit ``f`` weighs ``marks[t] * unit + f``. With ``K`` an upper bound on
the number of pairs and ``F`` the largest fit, ``unit = 2 * F * K + 1``.

*Lexicographic.* Take a weight-optimal plan X and a lexicographically best plan X*. Their difference splits
into cycles of the flow network (waiting and free seats are one node), each applicable to X alone. A cycle
lets at most one mentee in and at most one out, and its fit changes by at most ``F * K < unit``. As X is
optimal no cycle brings a mentee in, or a more urgent one for a less urgent one: both would gain at least
``unit - F * K > 0``. Hence X is lexicographically best too. The marks need only decrease with the tier.

*Readable.* The marks are a Golomb ruler that contains 0 (all differences distinct), so the loss ``r`` of a
single change is read without ambiguity: ``q = round(r / unit)`` says who leaves and who enters, and
``r - q * unit``, in ``-F*K..F*K``, is the fit. Rulers up to twelve marks are the shortest known (OEIS A003022);
longer ones come from Erdos and Turan (1941): ``2pk + (k^2 mod p)`` for ``k < p``, ``p`` prime.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from matching.engine.arrays import Ints
from matching.engine.errors import EngineInputError

FIT_MAX = 1000

SHORTEST_RULERS: tuple[tuple[int, ...], ...] = (
    (0,),
    (0, 1),
    (0, 1, 3),
    (0, 1, 4, 6),
    (0, 1, 4, 9, 11),
    (0, 1, 4, 10, 12, 17),
    (0, 1, 4, 10, 18, 23, 25),
    (0, 1, 4, 9, 15, 22, 32, 34),
    (0, 1, 5, 12, 25, 27, 35, 41, 44),
    (0, 1, 6, 10, 23, 26, 34, 41, 53, 55),
    (0, 1, 4, 13, 28, 33, 47, 54, 64, 70, 72),
    (0, 2, 6, 24, 29, 40, 43, 55, 68, 75, 76, 85),
)


def golomb_ruler(marks: int) -> tuple[int, ...]:
    """An increasing tuple of ``marks`` integers from 0 whose pairwise differences are all distinct."""
    if marks <= len(SHORTEST_RULERS):
        return SHORTEST_RULERS[marks - 1]
    prime = next(p for p in range(marks, 2 * marks) if all(p % d for d in range(2, int(p**0.5) + 1)))
    return tuple(2 * prime * k + k * k % prime for k in range(marks))


@dataclass(frozen=True)
class Scale:
    """How the tiers and the fit share one integer.

    Parameters
    ----------
    unit : int
        ``2 * F * K + 1``; larger than any possible difference in total fit.
    marks : tuple of int, length T + 1
        ``marks[t]`` for tier ``t``; ``marks[0]`` belongs to the blockers of group caps and exceeds all others.
    """

    unit: int
    marks: tuple[int, ...]

    @classmethod
    def of(cls, tiers: int, pairs: int) -> "Scale":
        """The scale of ``tiers`` tiers and at most ``pairs`` pairs.

        Raises
        ------
        EngineInputError
            When sums of weights could leave int64.
        """
        unit = 2 * FIT_MAX * pairs + 1
        ruler = golomb_ruler(tiers + 1)
        marks = (ruler[-1] + 1, *reversed(ruler[1:]))
        if marks[0] * unit * (pairs + 2) >= 2**60:
            raise EngineInputError(f"{tiers} tiers with {pairs} pairs do not fit into 64-bit weights.")
        return cls(unit, marks)

    @property
    def tiers(self) -> int:
        """The number of tiers T."""
        return len(self.marks) - 1

    def bonus(self, tier: Ints) -> Ints:
        """The weight of serving a mentee of each tier, before fit; int64 like ``tier``."""
        return np.asarray(self.marks, dtype=np.int64)[tier] * self.unit

    @cached_property
    def _changes(self) -> tuple[Ints, Ints]:
        """Sorted mark differences, int64[(T+1)^2 - T], and the change of counts each one stands for."""
        marks = dict(enumerate(self.marks))
        marks[0] = 0
        rows: dict[int, tuple[int, ...]] = {}
        for out in range(self.tiers + 1):
            for into in range(self.tiers + 1):
                row = [0] * self.tiers
                if out != into:
                    for tier, sign in ((out, 1), (into, -1)):
                        if tier:
                            row[tier - 1] = sign
                rows[marks[out] - marks[into]] = tuple(row)
        keys = sorted(rows)
        return (
            np.asarray(keys, dtype=np.int64),
            np.asarray([rows[key] for key in keys], dtype=np.int64).reshape(len(keys), self.tiers),
        )

    def read(self, losses: Ints) -> Ints:
        """Split losses of single changes into objective differences.

        Parameters
        ----------
        losses : int64[N]
            Weight before minus weight after, for changes that let at most one mentee in and one out.

        Returns
        -------
        int64[N, T + 1]
            Mentees lost per tier (negative: gained), then total fit lost.
        """
        half = (self.unit - 1) // 2
        steps = (losses + half) // self.unit
        keys, rows = self._changes
        return np.column_stack((rows[np.searchsorted(keys, steps)], losses - steps * self.unit))
