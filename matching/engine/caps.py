"""Do the group caps nest, and how does a plain assignment respect them?

Caps nest (are *laminar*) when any two groups are disjoint or one contains the other: students of a supervisor
inside students of a university. Then *blockers* do the work: extra rows, more urgent than every mentee,
which occupy exactly the seats that a cap withholds. What remains is an ordinary assignment problem, so
prices, refusal costs and sessions need to know nothing about caps.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from matching.engine.arrays import Ints
from matching.engine.graph import Cap


@dataclass(frozen=True, eq=False)
class Forest:
    """Nested groups of mentors.

    Parameters
    ----------
    caps : tuple of Cap, length G
        From the outermost to the innermost: a parent comes before its children.
    parent : int64[G]
        The smallest group around each group, -1 for none.
    home : int64[M]
        The innermost group of every mentor, -1 for none.
    """

    caps: tuple[Cap, ...]
    parent: Ints
    home: Ints

    def offered(self, seats: Ints) -> Ints:
        """Seats that reach every group, int64[G], before its own limit, from seats int64[M]; O(M + G)."""
        offered = np.zeros(len(self.caps), dtype=np.int64)
        inside = self.home >= 0
        np.add.at(offered, self.home[inside], seats[inside])
        for group in reversed(range(len(self.caps))):
            if self.parent[group] >= 0:
                offered[self.parent[group]] += min(int(offered[group]), self.caps[group].limit)
        return offered

    def blockers(self, seats: Ints) -> Ints:
        """How many blockers every group needs, int64[G], for the given seats, int64[M].

        Notes
        -----
        From the innermost group outwards: a group offers the seats of its own mentors and what its children
        let through. What exceeds its limit is blocked, the rest is let through. The blockers sit on seats of
        the group; as the groups nest, any plan within all limits fits into the seats that are left.
        """
        limits = np.asarray([cap.limit for cap in self.caps], dtype=np.int64)
        excess: Ints = np.maximum(self.offered(seats) - limits, 0)
        return excess

    def around(self, group: int) -> list[int]:
        """The group and the groups around it, innermost first; none for -1."""
        groups = []
        while group >= 0:
            groups.append(group)
            group = int(self.parent[group])
        return groups

    def position(self, cap: Cap) -> int:
        """Where a cap stands in the forest, -1 for one without mentors."""
        return next((at for at, other in enumerate(self.caps) if other is cap), -1)


def nest(caps: Sequence[Cap], mentors: int) -> Forest | None:
    """Arrange caps over ``mentors`` mentors as a forest, or None when two of them cross.

    Notes
    -----
    1. Take the groups from the largest to the smallest.
    2. All members of a group must have the same innermost group so far: it becomes the parent.
    3. The group becomes the innermost group of its members.

    O(total size of the groups). Groups with the same members nest in each other.
    """
    ordered = sorted((cap for cap in caps if len(cap.mentors)), key=lambda c: (-len(c.mentors), -c.limit))
    parent = np.full(len(ordered), -1, dtype=np.int64)
    home = np.full(mentors, -1, dtype=np.int64)
    for group, cap in enumerate(ordered):
        around = home[cap.mentors]
        if (around != around[0]).any():
            return None
        parent[group] = around[0]
        home[cap.mentors] = group
    return Forest(tuple(ordered), parent, home)
