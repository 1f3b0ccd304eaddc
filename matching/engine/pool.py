"""What does the numeric core see of a problem? Columns, candidates, and a graph from which locks are taken out."""

from dataclasses import dataclass, replace

import numpy as np

from matching.engine.arrays import Ints
from matching.engine.bars import BARS, may_meet
from matching.engine.candidates import Candidates, candidates
from matching.engine.columns import Columns
from matching.engine.criteria import points_of
from matching.engine.errors import EngineInputError
from matching.engine.graph import CandidateGraph, Cap
from matching.engine.problem import Problem


@dataclass(frozen=True, eq=False)
class Pool:
    """A problem in arrays.

    Parameters
    ----------
    problem : Problem
    columns : Columns
        Of everybody.
    found : Candidates
        Pairs that break no bar, without those of locked mentees; edge e of the graph is its entry e.
    locks : int64[L, 2]
        Rows of the locked mentees and mentors, sorted.
    lock_points : int64[L, C]
        Points of every criterion for the locked pairs.
    graph : CandidateGraph
        Seats and places that locks take are gone.
    """

    problem: Problem
    columns: Columns
    found: Candidates
    locks: Ints
    lock_points: Ints
    graph: CandidateGraph

    @classmethod
    def of(cls, problem: Problem) -> "Pool":
        """Encode a problem.

        Raises
        ------
        EngineInputError
            When a locked pair breaks a bar that no lock may pass over.

        Notes
        -----
        1. Build the columns and check the locks against the bars.
        2. Find the candidates and drop those of locked mentees.
        3. Take the locks out of capacities and caps; reservations hold for the seats that are left.
        """
        columns = Columns.of(problem)
        locks = _rows_of_locks(problem)
        _check_locks(columns, locks)
        found = _without(candidates(columns), locks[:, 0])
        held = np.bincount(locks[:, 1], minlength=len(columns.mentors))
        caps = [replace(cap, limit=cap.limit - int(held[cap.mentors].sum())) for cap in caps_of(problem)]
        graph = CandidateGraph(
            found.mentee,
            found.mentor,
            found.fit,
            columns.tier,
            columns.capacity - held,
            tuple(caps),
            _reservation(problem),
            problem.policy.tiers,
        )
        return cls(problem, columns, found, locks, points_of(columns, locks[:, 0], locks[:, 1]), graph)

    def edge_of(self, mentee: Ints, mentor: Ints) -> Ints:
        """The edges of pairs given by rows, int64, -1 where a pair is no candidate; O(n log E)."""
        keys = self.found.mentee * len(self.columns.mentors) + self.found.mentor
        wanted = mentee * len(self.columns.mentors) + mentor
        if not len(keys):
            return np.full(len(wanted), -1, dtype=np.int64)
        at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
        return np.where(keys[at] == wanted, at, -1)


def caps_of(problem: Problem) -> tuple[Cap, ...]:
    """The caps of a problem over the rows of its mentors."""
    place = {code: row for row, code in enumerate(problem.mentor_of)}
    return tuple(
        Cap(np.asarray([place[code] for code in cap.mentors], dtype=np.int64), cap.limit) for cap in problem.caps
    )


def _reservation(problem: Problem) -> Ints | None:
    """Reservations in the order of the mentors, int64[M]; None where nothing is held back."""
    held = [problem.reservations.get(code, 0) for code in problem.mentor_of]
    return np.asarray(held, dtype=np.int64) if any(held) else None


def _rows_of_locks(problem: Problem) -> Ints:
    mentee = {code: row for row, code in enumerate(problem.mentee_of)}
    mentor = {code: row for row, code in enumerate(problem.mentor_of)}
    rows = sorted((mentee[one], mentor[other]) for one, other in problem.locked)
    return np.asarray(rows, dtype=np.int64).reshape(len(rows), 2)


def _check_locks(columns: Columns, locks: Ints) -> None:
    """Raise with one sentence per locked pair that must not be; what is sealed gives no reason."""
    mentee, mentor = locks[:, 0], locks[:, 1]
    hard = [bar for bar in BARS if not bar.may_waive]
    passed = np.column_stack([bar.verdict(columns, mentee, mentor) for bar in hard])
    faults = []
    for at in np.flatnonzero(~(passed.all(axis=1) & may_meet(columns, mentee, mentor))):
        one, other = int(mentee[at]), int(mentor[at])
        reasons = [
            str(bar.tell(columns, one, other, False)) for bar, good in zip(hard, passed[at], strict=True) if not good
        ]
        pair = f"{columns.mentees[one].id} with {columns.mentors[other].id}"
        faults.append(" ".join([f"The lock of {pair} is not possible.", *reasons]))
    if faults:
        raise EngineInputError("\n".join(faults))


def _without(found: Candidates, mentees: Ints) -> Candidates:
    if not len(mentees):
        return found
    kept = np.flatnonzero(~np.isin(found.mentee, mentees))
    return Candidates(found.mentee[kept], found.mentor[kept], found.points[kept], found.fit[kept])
