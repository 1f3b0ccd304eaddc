"""Who is paired with whom? The exact optimum, urgent first, then total fit, proved on every run.

``assign`` does it in one call. ``split``, ``solve_piece`` and ``join`` do the same in three steps, so that a
queue can spread the pieces over processes or machines.

Caps that nest are exact through blockers (``caps``); caps that cross go through mixed integer programs in
sequence (``crossing``), and ``optimality`` says what is proved about the result.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from matching.engine.arrays import Ints, Progress
from matching.engine.caps import Forest, nest
from matching.engine.certificate import Proof, certify, maximal_prices
from matching.engine.components import Piece, split_market
from matching.engine.encoding import Encoding, encode, objective_of
from matching.engine.errors import EngineInputError, NotProvedError
from matching.engine.graph import CandidateGraph, Cap
from matching.engine.solvers import solver_named

__all__ = ["Assignment", "CandidateGraph", "Cap", "Piece", "assign", "join", "solve_piece", "split"]

PROVED = "optimal: the weight of the plan equals the bound of its prices, in whole numbers"


@dataclass(frozen=True, eq=False)
class Assignment:
    """A plan and the proof that no other is better.

    Parameters
    ----------
    edge : int64[Y]
        The graph's edge of every mentee, -1 where the mentee waits.
    objective : tuple of int, length T + 1
        Mentees matched in tier 1, ..., tier T, then total fit.
    mentee_price : int64[Y]
        What would be lost if the mentee went, in weight (``scale.read`` takes it apart).
    seat_price : int64[M]
        Gain of one more seat of every mentor (minimal prices), in weight.
    certified : bool
        Whether primal equals dual in int64.
    optimality : str
        What is proved, in a sentence.
    primal, dual : int
        Weight of the plan and bound on every plan, blockers included.
    solved : Solved, optional
        The market behind it, for refusal costs, alternatives and sessions; None for caps that cross.
    """

    edge: Ints
    objective: tuple[int, ...]
    mentee_price: Ints
    seat_price: Ints
    certified: bool
    optimality: str
    primal: int
    dual: int
    solved: "Solved | None" = field(default=None, repr=False)


@dataclass(frozen=True, eq=False)
class Solved:
    """The encoded market of a proved plan.

    Parameters
    ----------
    encoding : Encoding
    match : int64[R]
        The market's edge of every row.
    proof : Proof
        With minimal prices.
    """

    encoding: Encoding
    match: Ints
    proof: Proof

    @cached_property
    def highest_price(self) -> Ints:
        """Loss when one seat of a column goes (maximal prices), int64[M], in weight; computed when asked for."""
        return maximal_prices(self.encoding.market, self.match)


def assign(graph: CandidateGraph, *, solver: str = "scipy", progress: Progress | None = None) -> Assignment:
    """Find and prove the best plan.

    Parameters
    ----------
    graph : CandidateGraph
    solver : str
        ``scipy``, or ``ortools`` or ``pylmcf`` where installed; the objective is the same, ties may differ.
    progress : callable, optional
        Called with (rows done, rows in all) after each piece; may raise ``Cancelled``.

    Returns
    -------
    Assignment

    Raises
    ------
    NotProvedError
        When the solver's answer is not the optimum. It is never shown.
    EngineInputError
        When the solver is unknown or not installed, or the weights would not fit into 64 bits.

    Notes
    -----
    1. Caps that cross leave here for ``assign_crossing``.
    2. Encode tiers, fits and caps into one market.
    3. Cut it into pieces, solve each.
    4. Join the pieces and prove the whole in integers.

    About 0.8 s for 10,000 mentees with half a million edges on one core.
    """
    solver_named(solver)
    forest = nest(graph.caps, graph.mentors)
    if forest is None:
        raise EngineInputError("crossing")
    encoding = encode(graph, forest)
    pieces = split_market(encoding.market)
    total = sum(len(piece.rows) for piece in pieces)
    done, matches = 0, []
    for piece in pieces:
        matches.append(solve_piece(piece, solver=solver))
        done += len(piece.rows)
        if progress:
            progress(done, total)
    return _joined(encoding, pieces, matches)


def split(graph: CandidateGraph) -> list[Piece]:
    """Cut a graph whose caps nest into pieces that can be pickled and solved anywhere, in any order.

    Raises
    ------
    EngineInputError
        When two caps cross: such a graph cannot be cut.
    """
    return split_market(encode(graph, _nested(graph)).market)


def solve_piece(piece: Piece, *, solver: str = "scipy") -> Ints:
    """The piece's edge of each of its rows, int64, -1 where it waits; unproved until ``join``."""
    return solver_named(solver)(piece.market)


def join(graph: CandidateGraph, pieces: Sequence[Piece], matches: Sequence[Ints]) -> Assignment:
    """Put solved pieces together and prove the whole; what ``assign`` would have returned.

    Raises
    ------
    NotProvedError
        When the pieces do not make an optimal plan of this graph.
    """
    return _joined(encode(graph, _nested(graph)), pieces, matches)


def proved(encoding: Encoding, match: Ints) -> Assignment:
    """The assignment of a matching of the encoded market, int64[R], or ``NotProvedError``."""
    proof = certify(encoding.market, match)
    graph = encoding.graph
    if (match[graph.mentees :] < 0).any():
        raise NotProvedError("A cap is not respected: a blocker found no seat.")
    edge = encoding.edges_of(match)
    return Assignment(
        edge,
        objective_of(graph, edge),
        proof.gain[: graph.mentees],
        proof.price,
        proof.holds,
        PROVED,
        proof.primal,
        proof.dual,
        Solved(encoding, match, proof),
    )


def _nested(graph: CandidateGraph) -> Forest:
    forest = nest(graph.caps, graph.mentors)
    if forest is None:
        raise EngineInputError("Two caps cross; such a graph cannot be cut into pieces.")
    return forest


def _joined(encoding: Encoding, pieces: Sequence[Piece], matches: Sequence[Ints]) -> Assignment:
    match = np.full(encoding.market.rows, -1, dtype=np.int64)
    for piece, part in zip(pieces, matches, strict=True):
        match[piece.rows[part >= 0]] = piece.edges[part[part >= 0]]
    return proved(encoding, match)
