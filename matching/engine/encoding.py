"""How does a candidate graph become one market, and how is a matching read back?"""

from dataclasses import dataclass

import numpy as np

from matching.engine.arrays import Ints, as_tuple
from matching.engine.caps import Forest
from matching.engine.errors import EngineInputError
from matching.engine.graph import RESERVATION_STEP, CandidateGraph
from matching.engine.market import Market
from matching.engine.scale import Scale

BLOCKER_EDGES_MAX = 50_000_000


@dataclass(frozen=True, eq=False)
class Encoding:
    """A market and its way back to the graph.

    Parameters
    ----------
    graph : CandidateGraph
    scale : Scale
        How weights were made.
    market : Market
        Rows ``0..Y-1`` are the mentees, later rows are blockers.
    origin : int64[E of the market]
        The graph's edge behind every edge, -1 for blockers.
    forest : Forest
        The nested caps.
    blocked : int64[rows - Y]
        The group of every blocker.
    """

    graph: CandidateGraph
    scale: Scale
    market: Market
    origin: Ints
    forest: Forest
    blocked: Ints

    def edges_of(self, match: Ints) -> Ints:
        """The graph's edge of every mentee, int64[Y], -1 where the mentee waits."""
        mine = match[: self.graph.mentees]
        edge = np.full(len(mine), -1, dtype=np.int64)
        edge[mine >= 0] = self.origin[mine[mine >= 0]]
        return edge


def seated(encoding: Encoding, edge: Ints) -> Ints:
    """The market's matching behind a plan in edges of the graph, int64[Y] to int64[R].

    Parameters
    ----------
    encoding : Encoding
    edge : int64[Y]
        The graph's edge of every mentee, -1 where the mentee waits; within all limits.

    Notes
    -----
    1. A mentee takes the edge of the market behind the edge of the graph.
    2. From the innermost group outwards, blockers take the first free seats of their group. As the groups nest and
       the plan is within all limits, enough seats are left (see ``Forest.blockers``); which ones does not matter,
       because all edges of a blocker weigh the same.

    O(E + M + sizes of the groups).
    """
    graph, market = encoding.graph, encoding.market
    real = np.flatnonzero(encoding.origin >= 0)
    place = np.full(graph.edges + 1, -1, dtype=np.int64)
    place[encoding.origin[real]] = real
    match = np.concatenate((place[edge], np.full(len(encoding.blocked), -1, dtype=np.int64)))
    free = market.capacity - market.used(match)
    for group in reversed(range(len(encoding.forest.caps))):
        members = encoding.forest.caps[group].mentors
        rows = graph.mentees + np.flatnonzero(encoding.blocked == group)
        reached = np.cumsum(free[members])
        taken = np.clip(len(rows) - (reached - free[members]), 0, free[members])
        free[members] -= taken
        seats = np.repeat(np.arange(len(members)), taken)
        match[rows[: len(seats)]] = market.bounds[rows[: len(seats)]] + seats
    return match


def objective_of(graph: CandidateGraph, edge: Ints) -> tuple[int, ...]:
    """Mentees matched in tier 1, ..., tier T, then total fit, of edges int64[Y]."""
    matched = edge >= 0
    counts = np.bincount(graph.tier[matched], minlength=graph.tiers + 1)[1:]
    return (*as_tuple(counts), int(graph.fit[edge[matched]].sum()))


def pairs_at_most(graph: CandidateGraph) -> int:
    """No plan has more pairs than this, even with one seat or one mentee more."""
    degree = np.bincount(graph.mentor, minlength=graph.mentors)
    return min(graph.mentees, int(np.minimum(graph.capacity, degree).sum())) + 1


def weigh(graph: CandidateGraph, scale: Scale, mentee: Ints, mentor: Ints, fit: Ints) -> Ints:
    """Weight of pairs of a graph's people, int64[k]: bonus of the tier, plus fit, minus the reservation.

    Notes
    -----
    A reservation stays below the bonus of tier 1 by more than all fits together, so that it can keep a seat
    from anybody but the most urgent.
    """
    weight = scale.bonus(graph.tier[mentee]) + fit
    if graph.reservation is not None and len(mentee):
        most = scale.marks[1] * scale.unit - (scale.unit - 1) // 2 - 1
        held = np.minimum(graph.reservation, scale.marks[1] * RESERVATION_STEP) * scale.unit // RESERVATION_STEP
        held = np.minimum(held, most)
        weight = weight - held[mentor]
    return weight


def encode(graph: CandidateGraph, forest: Forest, scale: Scale | None = None) -> Encoding:
    """Build the market of a graph whose caps nest.

    Parameters
    ----------
    graph : CandidateGraph
    forest : Forest
        From ``nest(graph.caps, graph.mentors)``.
    scale : Scale, optional
        A wider scale than needed, for a session in which people arrive.

    Notes
    -----
    1. Weigh the edges and sort them.
    2. Add one row per blocker with an edge to every mentor of its group.
    """
    scale = scale or Scale.of(graph.tiers, pairs_at_most(graph))
    order = np.arange(graph.edges) if graph.order is None else graph.order
    row, col = graph.mentee[order], graph.mentor[order]
    weight = weigh(graph, scale, row, col, graph.fit[order])
    blockers = forest.blockers(graph.capacity)
    sizes = np.asarray([len(cap.mentors) for cap in forest.caps], dtype=np.int64)
    if (blockers * sizes).sum() > BLOCKER_EDGES_MAX:
        raise EngineInputError("Mentors in capped groups offer far more seats than the caps allow; lower them.")
    blocked = np.repeat(np.arange(len(forest.caps)), blockers)
    if len(blocked):
        edges = int(sizes[blocked].sum())
        row = np.concatenate((row, np.repeat(graph.mentees + np.arange(len(blocked)), sizes[blocked])))
        col = np.concatenate((col, *(forest.caps[group].mentors for group in blocked)))
        weight = np.concatenate((weight, np.full(edges, scale.marks[0] * scale.unit)))
        order = np.concatenate((order, np.full(edges, -1)))
    is_fullest = graph.reservation is None
    market = Market(row, col, weight, graph.mentees + len(blocked), graph.capacity, is_fullest)
    return Encoding(graph, scale, market, order, forest, blocked)
