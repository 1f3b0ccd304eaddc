"""Which pairs break no bar, and how well does each fit? Found block by block, never by looking at every pair.

1. Leave out mentees and mentors whom no partner could make eligible.
2. Cut the mentees into blocks: those who must meet in person by cells of a grid, the others in slices.
3. A block of the grid sees only the mentors of cells within reach; a slice sees every mentor.
4. Judge the whole block at once by the packed word, the languages and a rough distance.
5. Judge what is left exactly, bar after bar, each on the survivors of the one before.
6. Score the survivors and drop those below the least fit.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from matching.engine.arrays import Ints
from matching.engine.bars import BARS, may_meet
from matching.engine.columns import EARTH_M, FLAG_FIELDS, MASKS, Bools, Columns, Floats
from matching.engine.criteria import points_of

CELL_M = 12_000
"""Edge of a cell of the grid, in metres."""

BLOCK_PAIRS = 1 << 20
"""A block holds at most about this many pairs, so that its arrays stay in cache."""

BATCH_PAIRS = 1 << 17
"""Pairs that are judged exactly and scored together, so that small cells cost no time of their own."""

ROUGH_M = 1.0
"""The rough distance may be wrong by less than this; the exact bar decides afterwards."""

PACKED = frozenset(FLAG_FIELDS)
EXACT = tuple(bar for bar in BARS if bar.code not in PACKED | {"language", "fit"})
"""The bars that step 5 asks; the others are decided exactly in step 4 and 6."""

OF_MENTEE = ("decision", "consent", "assent")
OF_MENTOR = ("available", "room", "supervised", "commitment")


@dataclass(frozen=True, eq=False)
class Candidates:
    """Pairs that break no bar.

    Parameters
    ----------
    mentee, mentor : int64[E]
        Rows of the columns, sorted by mentee, then mentor; no pair twice.
    points : int16[E, C]
        Points of every criterion, in the order of ``CRITERIA``.
    fit : int64[E]
        Sum of the points.
    """

    mentee: Ints
    mentor: Ints
    points: "np.ndarray[tuple[int, int], np.dtype[np.int16]]"
    fit: Ints


def candidates(columns: Columns) -> Candidates:
    """All pairs that break no bar, scored.

    Notes
    -----
    O(pairs within reach) with a small constant (tens of millions of tested pairs a second), and O(E log E) to
    sort the result.
    """
    parts = list(candidate_blocks(columns))
    mentee = np.concatenate([part.mentee for part in parts] or [_none()])
    mentor = np.concatenate([part.mentor for part in parts] or [_none()])
    points = np.concatenate([part.points for part in parts] or [_scored(columns, _none(), _none()).points])
    fit = np.concatenate([part.fit for part in parts] or [_none()])
    order = np.argsort(mentee * len(columns.mentors) + mentor, kind="stable")
    return Candidates(mentee[order], mentor[order], points[order], fit[order])


def _none() -> Ints:
    return np.zeros(0, dtype=np.int64)


def candidate_blocks(columns: Columns) -> Iterator[Candidates]:
    """The same pairs as ``candidates``, some mentees after the other, never all in memory.

    Every mentee is in at most one block, and all pairs of a mentee come in the same block.
    """
    held: list[tuple[Ints, Ints]] = []
    size = 0
    for mentees, mentors in _blocks(columns):
        row, col = np.nonzero(_rough(columns, mentees, mentors))
        held.append((mentees[row], mentors[col]))
        size += len(row)
        if size >= BATCH_PAIRS:
            yield from _judged(columns, held)
            held, size = [], 0
    yield from _judged(columns, held)


def _judged(columns: Columns, held: list[tuple[Ints, Ints]]) -> Iterator[Candidates]:
    """Steps 5 and 6 for what is left of some blocks; nothing when no pair is left."""
    mentee = np.concatenate([_none(), *(left for left, _ in held)])
    mentor = np.concatenate([_none(), *(right for _, right in held)])
    for verdict in (*(bar.verdict for bar in EXACT), may_meet):
        passed = np.flatnonzero(verdict(columns, mentee, mentor))
        mentee, mentor = mentee[passed], mentor[passed]
    if len(mentee):
        yield _scored(columns, mentee, mentor)


def _scored(columns: Columns, mentee: Ints, mentor: Ints) -> Candidates:
    """Step 6."""
    points = points_of(columns, mentee, mentor)
    fit = points.sum(axis=1)
    good = np.flatnonzero(fit >= columns.least_fit[mentee])
    return Candidates(mentee[good], mentor[good], points[good].astype(np.int16), fit[good])


def _eligible(columns: Columns) -> tuple[Ints, Ints]:
    """Step 1: mentees whom some mentor could suit, and mentors who could suit some mentee."""
    own = np.uint32(sum(int(MASKS[code]) for code in OF_MENTEE))
    theirs = np.uint32(sum(int(MASKS[code]) for code in OF_MENTOR))
    return (
        np.flatnonzero((columns.mentee.flags & own) == 0),
        np.flatnonzero((columns.mentor.flags & theirs) == 0),
    )


def _blocks(columns: Columns) -> Iterator[tuple[Ints, Ints]]:
    """Steps 2 and 3: mentees and the mentors they could reach, both sorted within a block."""
    mentees, mentors = _eligible(columns)
    if not len(mentors):
        return
    far = columns.mentee.afar[mentees] != 0
    yield from _slices(mentees[far], mentors)
    yield from _by_cell(columns, mentees[~far], mentors)


def _slices(mentees: Ints, mentors: Ints) -> Iterator[tuple[Ints, Ints]]:
    rows = max(1, BLOCK_PAIRS // max(1, len(mentors)))
    for start in range(0, len(mentees), rows):
        yield mentees[start : start + rows], mentors


def _by_cell(columns: Columns, mentees: Ints, mentors: Ints) -> Iterator[tuple[Ints, Ints]]:
    """Blocks of the grid: cubes of the space around the sphere, so that neither poles nor date line matter.

    Two points at distance d have a chord of at most d, so their cells differ by at most d / CELL_M + 1 along
    every axis.
    """
    cells, of_cell = _grouped(columns.mentee.vector, mentees)
    theirs, of_theirs = _grouped(columns.mentor.vector, mentors)
    widest = int(columns.mentor.radius_m[mentors].max())
    for cell, members in zip(cells, of_cell, strict=True):
        reach = min(int(columns.mentee.radius_m[members].max()), widest)
        near = np.flatnonzero((np.abs(theirs - cell) <= reach // CELL_M + 2).all(axis=1))
        if len(near):
            yield from _slices(members, np.sort(np.concatenate([of_theirs[at] for at in near])))


def _grouped(vector: Floats, people: Ints) -> tuple[Ints, list[Ints]]:
    """Occupied cells, int64[C, 3], and the people in each of them."""
    cells = np.floor(vector[people] * (EARTH_M / CELL_M)).astype(np.int64)
    found, cell, counts = np.unique(cells, axis=0, return_inverse=True, return_counts=True)
    order = np.argsort(cell, kind="stable")
    return found, np.split(people[order], np.cumsum(counts)[:-1]) if len(people) else []


def _rough(columns: Columns, mentees: Ints, mentors: Ints) -> Bools:
    """Step 4: bool[n, k], True where the packed word and a language pass and the distance could."""
    left, right = columns.mentee, columns.mentor
    passed: Bools = (left.flags[mentees, None] & right.flags[None, mentors]) == 0
    common = np.zeros(passed.shape, dtype=bool)
    for word in range(left.languages.shape[1]):
        common |= (left.languages[mentees, None, word] & right.languages[None, mentors, word]) != 0
    passed &= common
    near = left.vector[mentees] @ right.vector[mentors].T >= np.maximum(
        _cosine(left.radius_m[mentees])[:, None], _cosine(right.radius_m[mentors])[None, :]
    )
    if left.afar[mentees].any():
        near |= (left.afar[mentees, None] & right.afar[None, mentors]) != 0
    passed &= near
    return passed


def _cosine(radius_m: Ints) -> Floats:
    """The smallest cosine of a distance within the radius, with room for rounding."""
    angle = np.minimum((radius_m + ROUGH_M) / EARTH_M, np.pi)
    least: Floats = np.cos(angle) - 4 * np.finfo(float).eps
    return least
