"""What is the optimum over more pairs than memory can hold?

The pairs are streamed in blocks, as often as needed, and never stored. A small core of promising pairs is solved
exactly; its prices are then held against every pair there is. A pair worth more than its prices joins the
core, and the core is solved again. When no pair does, the plan is optimal over *all* pairs, and the same
prices prove it (column generation; Gilmore and Gomory 1961). Pruning without this check is wrong.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

from matching.engine.arrays import Ints, Progress, whole_numbers, within
from matching.engine.assignment import nested, proved
from matching.engine.components import solve_pieces
from matching.engine.encoding import encode, weigh
from matching.engine.errors import EngineInputError
from matching.engine.graph import CandidateGraph, Cap
from matching.engine.plans import Assignment
from matching.engine.scale import FIT_MAX, Scale

Block = tuple[Ints, Ints, Ints]
"""Allowed pairs: mentee int64[k], mentor int64[k], fit int64[k]."""

Source = Callable[[], Iterable[Block]]
"""Starts a pass over all allowed pairs; every pass gives the same pairs, each pair once."""

BUFFER = 2_000_000
"""Pairs that wait for a selection; about 50 MB."""


@dataclass(frozen=True, eq=False)
class Streamed:
    """A plan that is optimal over all pairs of a source.

    Parameters
    ----------
    graph : CandidateGraph
        The core: the pairs that were needed to find and prove the plan.
    assignment : Assignment
        The plan, with edges of the core.
    pairs : int
        How many pairs the source gave in one pass.
    violations : tuple of int
        Pairs worth more than their prices, round by round; the last is 0.
    """

    graph: CandidateGraph
    assignment: Assignment
    pairs: int
    violations: tuple[int, ...]


def assign_streamed(
    source: Source,
    tier: Ints,
    capacity: Ints,
    *,
    caps: tuple[Cap, ...] = (),
    reservation: Ints | None = None,
    per_mentee: int = 8,
    per_seat: int = 4,
    per_round: int = 4,
    solver: str = "scipy",
    progress: Progress | None = None,
) -> Streamed:
    """Find and prove the best plan over all pairs of a source.

    Parameters
    ----------
    source : callable
        Starts a pass over the pairs; see ``Source``.
    tier, capacity, caps, reservation
        As in ``CandidateGraph``; caps must nest.
    per_mentee, per_seat : int
        The first core: the best pairs of every mentee, and of every mentor per seat.
    per_round : int
        How many violating pairs per mentee join the core after each round.
    solver : str
        As in ``assign``.
    progress : callable, optional
        Called with (rounds done, pairs still violated) after each round; may raise ``Cancelled``.

    Raises
    ------
    EngineInputError
        When a block breaks the contract or two caps cross.

    Notes
    -----
    1. Stream the pairs; keep the best per mentee and per seat. The scale is that of the whole problem.
    2. Solve the core and prove it.
    3. Stream the pairs again; collect those with ``weight > gain + price``, the worst per mentee.
    4. None left: done. Otherwise add them and go to 2.

    Memory O(core + buffer). Five to eight rounds in practice; every round but the last adds a pair, so it ends.
    """
    if per_mentee < 1 or per_seat < 0 or per_round < 1:
        raise EngineInputError("per_mentee and per_round must be 1 or more, per_seat 0 or more.")
    none = np.zeros(0, dtype=np.int64)
    frame = CandidateGraph(none, none, none, tier, capacity, caps, reservation)
    forest = nested(frame)
    scale = Scale.of(frame.tiers, min(frame.mentees, int(frame.capacity.sum())) + 1)
    core, pairs = _first_core(source, frame, scale, per_mentee, per_seat)
    violations: list[int] = []
    while True:
        graph = _with_pairs(frame, core)
        encoding = encode(graph, forest, scale)
        plan = proved(encoding, solve_pieces(encoding.market, solver))
        found, missing = _violated(source, frame, scale, plan, per_round)
        violations.append(missing)
        if progress:
            progress(len(violations), missing)
        if not missing:
            return Streamed(graph, plan, pairs, tuple(violations))
        core = _joined(core, found)


def _first_core(
    source: Source, frame: CandidateGraph, scale: Scale, per_mentee: int, per_seat: int
) -> tuple[Block, int]:
    """The best pairs of every mentee and of every mentor, and the number of all pairs."""
    by_mentee = _Best(np.full(frame.mentees, per_mentee))
    by_mentor = _Best(per_seat * frame.capacity)
    pairs = 0
    for block in _checked(source, frame):
        weight = weigh(frame, scale, *block)
        by_mentee.offer(block, block[0], weight)
        by_mentor.offer(block, block[1], weight)
        pairs += len(weight)
    return _joined(by_mentee.chosen(), by_mentor.chosen()), pairs


def _violated(
    source: Source, frame: CandidateGraph, scale: Scale, plan: Assignment, per_round: int
) -> tuple[Block, int]:
    """The pairs worth more than their prices, the worst of every mentee, and the number of all such pairs."""
    worst = _Best(np.full(frame.mentees, per_round))
    missing = 0
    for block in _checked(source, frame):
        mentee, mentor, fit = block
        excess = weigh(frame, scale, *block)
        excess = excess - plan.mentee_price[mentee] - plan.seat_price[mentor]
        over = np.flatnonzero(excess > 0)
        worst.offer((mentee[over], mentor[over], fit[over]), mentee[over], excess[over])
        missing += len(over)
    return worst.chosen(), missing


def _checked(source: Source, frame: CandidateGraph) -> Iterable[Block]:
    for mentee, mentor, fit in source():
        block = (whole_numbers(mentee, "mentee"), whole_numbers(mentor, "mentor"), whole_numbers(fit, "fit"))
        if not len(block[0]) == len(block[1]) == len(block[2]):
            raise EngineInputError("mentee, mentor and fit of a block must have the same length.")
        within(block[0], "mentee", 0, frame.mentees - 1)
        within(block[1], "mentor", 0, frame.mentors - 1)
        within(block[2], "fit", 0, FIT_MAX)
        yield block


class _Best:
    """The best entries of every group, as many as its limit, of a stream.

    Parameters
    ----------
    limit : int64[G]
        How many entries each group keeps.
    """

    def __init__(self, limit: Ints) -> None:
        self._limit = limit
        self._entries: list[Ints] = []
        self._waiting = 0

    def offer(self, block: Block, group: Ints, score: Ints) -> None:
        """Consider pairs with their groups and scores, all int64[k]."""
        self._entries.append(np.stack((*block, group, score)))
        self._waiting += len(score)
        if self._waiting > BUFFER:
            self._select()

    def chosen(self) -> Block:
        """The pairs kept."""
        self._select()
        mentee, mentor, fit, _, _ = self._entries[0]
        return mentee, mentor, fit

    def _select(self) -> None:
        entries = np.concatenate((np.zeros((5, 0), dtype=np.int64), *self._entries), axis=1)
        mentee, mentor, _, group, score = entries
        order = np.lexsort((mentor, mentee, -score, group))
        sorted_group = group[order]
        rank = np.arange(len(order)) - np.searchsorted(sorted_group, sorted_group)
        self._entries = [entries[:, order[rank < self._limit[sorted_group]]]]
        self._waiting = 0


def _joined(first: Block, second: Block) -> Block:
    """The pairs of both blocks, each once, sorted."""
    mentee, mentor, fit = (np.concatenate(parts) for parts in zip(first, second, strict=True))
    order = np.lexsort((fit, mentor, mentee))
    mentee, mentor, fit = mentee[order], mentor[order], fit[order]
    again = (mentee[1:] == mentee[:-1]) & (mentor[1:] == mentor[:-1])
    if (fit[1:][again] != fit[:-1][again]).any():
        raise EngineInputError("The source gives a pair with two different fits.")
    keep = np.append(True, ~again)[: len(mentee)]
    return mentee[keep], mentor[keep], fit[keep]


def _with_pairs(frame: CandidateGraph, block: Block) -> CandidateGraph:
    return CandidateGraph(*block, frame.tier, frame.capacity, frame.caps, frame.reservation)
