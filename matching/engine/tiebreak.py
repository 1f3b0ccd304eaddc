"""Which of the equally good plans? The same one from any solver, row order or library version.

All optimal plans live on the *tight* edges (reduced cost 0), serve every row with a gain and fill every seat with a
price. Among them, each step below picks the best by one more score and hands its own tight edges on:

1. *fair*: the worst fit of any pair is as good as it can be (only when asked for);
2. *keep*: as many pairs of the published plan as possible, so that as few people as possible are moved;
3. *lottery*: 20 pseudo-random bits per pair, from the two keys and the seed of the run, repeated with fresh bits until
   one plan is left. The seed is stored with the run, so anybody can draw again.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from matching.engine.arrays import Ints, Progress, whole_numbers, within
from matching.engine.certificate import certify, check_feasible, maximal_prices, prove
from matching.engine.components import solve_pieces
from matching.engine.encoding import objective_of
from matching.engine.errors import EngineInputError, NotProvedError
from matching.engine.graph import CandidateGraph
from matching.engine.market import Market
from matching.engine.plans import Assignment, Solved
from matching.engine.scale import FIT_MAX

LOTTERY_BITS = 20
ROUNDS = 64
"""Lotteries before giving up; two plans tie in one with a probability of about one in a million."""


@dataclass(frozen=True, eq=False)
class Tight:
    """What is left of a market once it must stay optimal.

    Parameters
    ----------
    market : Market
        Tight edges only; weights are those of the last step.
    edges : int64[E']
        The edges of the first market behind them.
    must_row : bool[R], must_col : bool[M]
        Rows to be served and columns whose seats must all be taken.
    match : int64[R]
        An optimal plan, in tight edges.
    """

    market: Market
    edges: Ints
    must_row: NDArray[np.bool_]
    must_col: NDArray[np.bool_]
    match: Ints


def settle(
    graph: CandidateGraph,
    assignment: Assignment,
    *,
    seed: int,
    mentee_key: Ints | None = None,
    mentor_key: Ints | None = None,
    keep: Ints | None = None,
    fair: bool = False,
    solver: str = "scipy",
    progress: Progress | None = None,
) -> Assignment:
    """Choose among the optimal plans in a way that depends on nothing but the people and the seed.

    Parameters
    ----------
    graph : CandidateGraph
    assignment : Assignment
        From ``assign(graph)``, with any solver. A plan whose caps cross is returned as it is.
    seed : int
        Stored with the run.
    mentee_key, mentor_key : int64[Y], int64[M], optional
        What identifies a person whatever the order of the input; by default the index.
    keep : int64[Y], optional
        Edges of the published plan, -1 where a mentee had none.
    fair : bool
        Whether to raise the worst fit first.
    solver : str
        As in ``assign``.
    progress : callable, optional
        Called with (steps done, 4) after each step; may raise ``Cancelled``.

    Returns
    -------
    Assignment
        Same weight, same prices, proved again; without reservations the same objective too.

    Raises
    ------
    NotProvedError
        When a step loses optimality, or 64 lotteries in a row leave a tie.

    Notes
    -----
    Tight edges are few (2 % of half a million with fits in points) and fall apart into small pieces.
    Every step keeps all plans that are best so far, and only those.
    """
    solved = assignment.solved
    if solved is None:
        return assignment
    if solved.encoding.graph is not graph:
        raise EngineInputError("The assignment must come from assign() of this graph.")
    ours = _keys(mentee_key, graph.mentees, "mentee_key"), _keys(mentor_key, graph.mentors, "mentor_key")
    tell = progress or (lambda done, total: None)
    tight = _tight(solved.encoding.market, solved.match)
    tell(1, 4)
    if fair:
        tight = _fairest(tight, _fits(solved, tight), solver)
    tell(2, 4)
    if keep is not None:
        tight = _refine(tight, _kept(solved, tight, keep), solver)
    tell(3, 4)
    tight = _lottery(tight, _row_keys(solved, *ours), ours[1], seed, solver)
    tell(4, 4)
    return _settled(assignment, solved, tight)


def _fits(solved: Solved, tight: Tight) -> Ints:
    """Fit behind every tight edge; blockers never hold the worst one."""
    fit = np.append(solved.encoding.graph.fit, FIT_MAX)
    return fit[solved.encoding.origin[tight.edges]]


def _kept(solved: Solved, tight: Tight, keep: Ints) -> Ints:
    """1 on the tight edges of the published plan, else 0."""
    graph, kept = solved.encoding.graph, whole_numbers(keep, "keep")
    if len(kept) != graph.mentees:
        raise EngineInputError(f"keep must hold one edge per mentee, {graph.mentees}, not {len(kept)}.")
    within(kept, "keep", -1, graph.edges - 1)
    published = np.zeros(graph.edges + 1, dtype=np.int64)
    published[kept] = 1
    published[-1] = 0
    return published[solved.encoding.origin[tight.edges]]


def _keys(keys: Ints | None, size: int, name: str) -> Ints:
    if keys is None:
        return np.arange(size, dtype=np.int64)
    keys = whole_numbers(keys, name)
    if len(keys) != size or len(np.unique(keys)) != size:
        raise EngineInputError(f"{name} must hold {size} different numbers.")
    return keys


def _row_keys(solved: Solved, mentee_key: Ints, mentor_key: Ints) -> Ints:
    """Keys of mentees, then of blockers: their group's members and limit, and a number within the group."""
    encoding = solved.encoding
    mixed = mix(mentor_key.astype(np.uint64))
    of_group = np.asarray(
        [mixed[cap.mentors].sum() + np.uint64(cap.limit) for cap in encoding.forest.caps], dtype=np.uint64
    )
    number = np.arange(len(encoding.blocked)) - np.searchsorted(encoding.blocked, encoding.blocked)
    blockers = mix(mix(of_group)[encoding.blocked] + number.astype(np.uint64))
    return np.concatenate((mix(mentee_key.astype(np.uint64)), blockers)).view(np.int64)


def mix(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Scramble 64-bit integers, each on its own (the finalizer of SplitMix64; Steele, Lea and Flood 2014)."""
    values = values + np.uint64(0x9E3779B97F4A7C15)
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


def _tight(market: Market, match: Ints) -> Tight:
    """The tight part of a market around an optimal plan; proves the plan on the way.

    The middle of the optimal prices is optimal too, and leaves the fewest tight edges.
    """
    lowest = certify(market, match).price
    price = (lowest + maximal_prices(market, match, lowest)) // 2
    gain = market.row_gain(price)
    edges = np.flatnonzero(market.reduced_cost(gain, price) == 0)
    part = _only(market, edges)
    place = np.full(len(market.row) + 1, -1, dtype=np.int64)
    place[edges] = np.arange(len(edges))
    return Tight(part, edges, gain > 0, price > 0, place[match])


def _only(market: Market, edges: Ints) -> Market:
    return replace(market, row=market.row[edges], col=market.col[edges], weight=market.weight[edges])


def _preferring(tight: Tight, score: Ints) -> Market:
    """The tight market with weights that serve all who must be served before they look at the score."""
    market = tight.market
    step = (int(score.max(initial=0)) + 1) * market.rows + 1
    must = tight.must_row[market.row].astype(np.int64) + tight.must_col[market.col]
    return replace(market, weight=score + 1 + step * must, is_fullest=False)


def _refine(tight: Tight, score: Ints, solver: str) -> Tight:
    """Keep only the plans with the largest total score, int64[E'] of at least 0."""
    market = _preferring(tight, score)
    narrower = _tight(market, solve_pieces(market, solver))
    return replace(narrower, edges=tight.edges[narrower.edges])


def _fairest(tight: Tight, fit: Ints, solver: str) -> Tight:
    """Drop the edges below the best worst fit that some plan reaches; a binary search over the fits, int64[E']."""
    levels = np.unique(fit)
    low, high, best = 0, len(levels) - 1, tight
    while low < high:
        middle = (low + high + 1) // 2
        allowed = np.flatnonzero(fit >= levels[middle])
        part = replace(tight, market=_only(tight.market, allowed), edges=tight.edges[allowed])
        match = solve_pieces(_preferring(part, np.zeros(len(allowed), dtype=np.int64)), solver)
        if _serves(part, match):
            low, best = middle, replace(part, match=match)
        else:
            high = middle - 1
    return best


def _serves(tight: Tight, match: Ints) -> bool:
    """Whether a matching in tight edges serves every row and fills every column that must be."""
    market = tight.market
    full = market.used(match) >= market.capacity
    return bool((match[tight.must_row] >= 0).all() and full[tight.must_col].all())


def _lottery(tight: Tight, row_key: Ints, col_key: Ints, seed: int, solver: str) -> Tight:
    """Draw until one plan is left."""
    market = tight.market
    rows, cols = row_key.view(np.uint64), mix(col_key.astype(np.uint64))
    for number in range(ROUNDS):
        salt = mix(np.asarray([(seed + (number << 48)) % 2**64], dtype=np.uint64))
        market = tight.market
        bits = mix(mix(rows[market.row] ^ salt) + cols[market.col]) >> np.uint64(64 - LOTTERY_BITS)
        tight = _refine(tight, bits.astype(np.int64), solver)
        if _is_only_plan(tight):
            return tight
    raise NotProvedError(f"{ROUNDS} lotteries left a tie.")


def _is_only_plan(tight: Tight) -> bool:
    """Whether no other matching in tight edges serves all who must be served; O(E').

    Notes
    -----
    Another plan would differ by a cycle of the residual network: a row takes a tight edge, a column gives up a
    row, and the outside stands for free seats and for rows that need not be served. A column with both a free
    and a used seat is the same as the outside. No cycle: every strong component is a single node.
    """
    market, match = tight.market, tight.match
    rows, outside = market.rows, market.rows + market.cols
    used = market.used(match)
    open_seat, may_empty = used < market.capacity, (used > 0) & ~tight.must_col
    node = np.where(open_seat & may_empty, outside, rows + np.arange(market.cols))
    taken = np.zeros(len(market.row), dtype=bool)
    taken[match[match >= 0]] = True
    waits, may_wait = np.flatnonzero(match < 0), np.flatnonzero((match >= 0) & ~tight.must_row)
    into, out = node[open_seat & ~may_empty], node[may_empty & ~open_seat]
    away = np.full(outside, outside)
    tail = (market.row[~taken], node[market.col[taken]], away[: len(waits)], may_wait, into, away[: len(out)])
    head = (node[market.col[~taken]], market.row[taken], waits, away[: len(may_wait)], away[: len(into)], out)
    tails, heads = np.concatenate(tail), np.concatenate(head)
    shape = (outside + 1, outside + 1)
    links = csr_array((np.ones(len(tails), dtype=np.int8), (tails, heads)), shape=shape)
    return bool(connected_components(links, connection="strong")[0] == outside + 1)


def _settled(assignment: Assignment, solved: Solved, tight: Tight) -> Assignment:
    """The plan that is left, on the first market, proved with the prices it had."""
    market = solved.encoding.market
    match = np.full(market.rows, -1, dtype=np.int64)
    served = tight.match >= 0
    match[served] = tight.edges[tight.match[served]]
    check_feasible(market, match)
    if not prove(market, match, solved.proof.price).holds:
        raise NotProvedError("A step among equally good plans lost one of them.")
    edge = solved.encoding.edges_of(match)
    objective = objective_of(solved.encoding.graph, edge)
    return replace(assignment, edge=edge, objective=objective, solved=replace(solved, match=match))
