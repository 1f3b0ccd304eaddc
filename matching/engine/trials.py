"""What would change if? Gains of small changes to a plan, each one the exact difference of two optima.

A session answers in about a millisecond. Caps that cross allow no session: everything is solved again then.
"""

from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np

from matching.engine.arrays import Ints
from matching.engine.assignment import Assignment, assign
from matching.engine.graph import CandidateGraph
from matching.engine.session import Session

Gain = tuple[int, ...]
"""Mentees gained per tier, then total fit gained."""


class Trials(Protocol):
    """Changes that are tried and taken back."""

    def mentee(self, mentee: int, mentors: Ints, fits: Ints, seat: int = -1) -> tuple[Gain, int]:
        """The gain when a waiting mentee could be paired with these mentors, int64[k], at these fits.

        Parameters
        ----------
        seat : int
            A mentor who takes one more mentee, -1 for none.

        Returns
        -------
        tuple of int, int
            The gain, and the mentor this mentee would get, -1 for none.
        """
        ...

    def seats(self, mentor: int, seats: int) -> list[Gain]:
        """The gains of 1, 2, ..., ``seats`` more seats of a mentor."""
        ...


def is_gain(gain: Gain) -> bool:
    """Whether more mentees are served, the most urgent tier that changes decides."""
    return next((step > 0 for step in gain[:-1] if step), False)


def trials(graph: CandidateGraph, best: Assignment) -> Trials:
    """Trials on the best plan of a graph, from ``assign(graph)`` or ``settle``."""
    return BySession(graph, Session(graph, best)) if best.solved else BySolving(graph, best.objective)


def _negative(loss: tuple[int, ...]) -> Gain:
    return tuple(-step for step in loss)


@dataclass(frozen=True)
class BySession:
    """Trials in a live plan, rolled back after each."""

    graph: CandidateGraph
    session: Session

    def mentee(self, mentee: int, mentors: Ints, fits: Ints, seat: int = -1) -> tuple[Gain, int]:
        """See ``Trials``; the mentee leaves and comes back with the new choice."""
        session = self.session
        before, mark = session.objective, session.mark()
        session.withdraw(mentee)
        if seat >= 0:
            session.change_capacity(seat, 1)
        session.add(int(self.graph.tier[mentee]), mentors, fits)
        mentor = session.mentor_of(session.mentees - 1)
        gain = tuple(now - was for was, now in zip(before, session.objective, strict=True))
        session.roll_back(mark)
        return gain, mentor

    def seats(self, mentor: int, seats: int) -> list[Gain]:
        """See ``Trials``."""
        return [_negative(self.session.what_if_capacity(mentor, count)) for count in range(1, seats + 1)]


@dataclass(frozen=True)
class BySolving:
    """Trials by solving again; slow, and right under any caps."""

    graph: CandidateGraph
    objective: tuple[int, ...]

    def mentee(self, mentee: int, mentors: Ints, fits: Ints, seat: int = -1) -> tuple[Gain, int]:
        """See ``Trials``."""
        kept = self.graph.mentee != mentee
        capacity = self.graph.capacity.copy()
        if seat >= 0:
            capacity[seat] += 1
        changed = replace(
            self.graph,
            mentee=np.concatenate((self.graph.mentee[kept], np.full(len(mentors), mentee))),
            mentor=np.concatenate((self.graph.mentor[kept], mentors)),
            fit=np.concatenate((self.graph.fit[kept], fits)),
            capacity=capacity,
        )
        best = assign(changed)
        edge = best.edge[mentee]
        return self._gain(best), int(changed.mentor[edge]) if edge >= 0 else -1

    def seats(self, mentor: int, seats: int) -> list[Gain]:
        """See ``Trials``."""
        gains = []
        for count in range(1, seats + 1):
            capacity = self.graph.capacity.copy()
            capacity[mentor] += count
            gains.append(self._gain(assign(replace(self.graph, capacity=capacity))))
        return gains

    def _gain(self, best: Assignment) -> Gain:
        return tuple(now - was for was, now in zip(self.objective, best.objective, strict=True))
