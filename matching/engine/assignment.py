"""Who is paired with whom? The exact optimum, urgent first, then total fit, proved on every run.

``assign`` does it in one call. ``split``, ``solve_piece`` and ``join`` do the same in three steps, so that a
queue can spread the pieces over processes or machines.

Caps that nest are exact through blockers (``caps``); caps that cross go through mixed integer programs in
sequence (``crossing``), and ``optimality`` says what is proved about the result.
"""

from collections.abc import Sequence

from matching.engine.arrays import Ints, Progress
from matching.engine.caps import Forest, nest
from matching.engine.certificate import certify
from matching.engine.components import Piece, put_together, split_market
from matching.engine.crossing import assign_crossing
from matching.engine.encoding import Encoding, encode, objective_of
from matching.engine.errors import EngineInputError
from matching.engine.graph import CandidateGraph, Cap
from matching.engine.plans import Assignment, Solved
from matching.engine.solvers import solver_named

__all__ = ["Assignment", "CandidateGraph", "Cap", "Piece", "assign", "join", "solve_piece", "split"]

PROVED = "optimal: the weight of the plan equals the bound of its prices, in whole numbers"


def assign(
    graph: CandidateGraph,
    *,
    solver: str = "scipy",
    progress: Progress | None = None,
    seconds: float | None = None,
) -> Assignment:
    """Find and prove the best plan.

    Parameters
    ----------
    graph : CandidateGraph
    solver : str
        ``scipy``, or ``ortools`` or ``pylmcf`` where installed; the objective is the same, ties may differ.
    progress : callable, optional
        Called with (rows done, rows in all) after each piece, with other steps where caps cross; may raise
        ``Cancelled``.
    seconds : float, optional
        Where caps cross, how long each search may take (see ``assign_crossing``); nothing else needs a limit.

    Returns
    -------
    Assignment

    Raises
    ------
    NotProvedError
        When the solver's answer is not the optimum. It is never shown.
    EngineInputError
        When the solver is unknown or not installed, the weights would not fit into 64 bits, or seats are
        reserved under caps that cross.

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
    if forest is None and graph.reservation is not None:
        raise EngineInputError("Two caps cross; reservations need caps that nest.")
    if forest is None:
        return assign_crossing(graph, progress=progress, seconds=seconds)
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
    return split_market(encode(graph, nested(graph)).market)


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
    return _joined(encode(graph, nested(graph)), pieces, matches)


def proved(encoding: Encoding, match: Ints) -> Assignment:
    """The assignment of a matching of the encoded market, int64[R], or ``NotProvedError``."""
    proof = certify(encoding.market, match)
    graph = encoding.graph
    assert (match[graph.mentees :] >= 0).all(), "an optimal plan seats every blocker"
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


def nested(graph: CandidateGraph) -> Forest:
    """The forest of a graph's caps, or ``EngineInputError`` when two of them cross."""
    forest = nest(graph.caps, graph.mentors)
    if forest is None:
        raise EngineInputError("Two caps cross; this needs caps that nest.")
    return forest


def _joined(encoding: Encoding, pieces: Sequence[Piece], matches: Sequence[Ints]) -> Assignment:
    return proved(encoding, put_together(encoding.market, pieces, matches))
