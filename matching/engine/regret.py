"""What does it cost to refuse a pair, to ask for another one, to have one seat more or less?

Every answer is exact: the difference of two optima, without solving again. Losses are objective differences:
mentees lost per tier (negative: gained), then total fit lost.
"""

from dataclasses import dataclass

import numpy as np

from matching.engine.arrays import FAR, Ints, segment_max
from matching.engine.chains import MentorGraph
from matching.engine.errors import EngineInputError
from matching.engine.graph import CandidateGraph
from matching.engine.plans import Assignment, Solved
from matching.engine.session import Loss, Session


@dataclass(frozen=True, eq=False)
class Alternatives:
    """The best other pairs of every mentee.

    Parameters
    ----------
    edge : int64[Y, k]
        Edges of the graph, cheapest first, -1 where a mentee has no more.
    loss : int64[Y, k, T + 1]
        What making that pair costs everybody together; 0 where there is none.
    """

    edge: Ints
    loss: Ints


def refusal_costs(graph: CandidateGraph, assignment: Assignment) -> Ints:
    """What refusing each pair of the plan would cost, for all pairs at once.

    Parameters
    ----------
    graph : CandidateGraph
    assignment : Assignment
        From ``assign(graph)``.

    Returns
    -------
    int64[Y, T + 1]
        The objective now minus the best objective without that one pair; 0 for mentees who wait.

    Notes
    -----
    With reservations weights cannot be taken apart; there a session tries each pair. Otherwise:

    1. Through the outside: the mentee drops out or starts a chain that ends with somebody dropping out or a free
       seat; the vacated seat is refilled or stays empty. Two runs of Dijkstra answer this for all pairs.
    2. Inside: a chain that starts with the mentee and comes back to the vacated seat. Only chains cheaper than
       step 1 matter; one batched search finds them.
    """
    solved = _solved(graph, assignment)
    if graph.reservation is None:
        return solved.encoding.scale.read(_refusal_losses(_mentor_graph(solved))[: graph.mentees])
    session, edges = Session(graph, assignment), assignment.edge.tolist()
    return _table(
        [session.what_if_refuse(y, int(graph.mentor[e])) if e >= 0 else None for y, e in enumerate(edges)],
        graph,
    )


def alternatives(graph: CandidateGraph, assignment: Assignment, k: int = 5) -> Alternatives:
    """The ``k`` other mentors of every mentee whose pair would cost the least, with the exact cost.

    Parameters
    ----------
    graph : CandidateGraph
    assignment : Assignment
        From ``assign(graph)``.
    k : int
        How many per mentee, at least 1.

    Notes
    -----
    Making the pair (y, b) costs its reduced cost plus the cheapest chain from b: to the outside, and back
    to the seat y leaves. The chain through the outside is a bound from above for all candidates; what a bound
    from below puts behind the k-th of them needs no search. Equal costs are sorted by mentor.
    """
    if k < 1:
        raise EngineInputError(f"k is {k}, it must be 1 or more.")
    solved = _solved(graph, assignment)
    chains = _mentor_graph(solved)
    edges, losses = _cheapest_pairs(chains, graph.mentees, k)
    edge = np.full((graph.mentees, k), -1, dtype=np.int64)
    loss = np.zeros((graph.mentees, k, graph.tiers + 1), dtype=np.int64)
    row = solved.encoding.market.row[edges]
    rank = np.arange(len(row)) - np.searchsorted(row, row)
    edge[row, rank] = solved.encoding.origin[edges]
    if graph.reservation is None:
        loss[row, rank] = solved.encoding.scale.read(losses)
    else:
        session, mentors = Session(graph, assignment), solved.encoding.market.col[edges]
        pairs = zip(row.tolist(), mentors.tolist(), strict=True)
        loss[row, rank] = _table([session.what_if_lock(*pair) for pair in pairs], graph)
    return Alternatives(edge, loss)


def mentee_losses(graph: CandidateGraph, assignment: Assignment) -> Ints:
    """What would be lost if each mentee went, int64[Y, T + 1]; 0 for mentees who wait."""
    solved = _solved(graph, assignment)
    if graph.reservation is None:
        return solved.encoding.scale.read(assignment.mentee_price)
    session = Session(graph, assignment)
    return _table([session.what_if_withdraw(mentee) for mentee in range(graph.mentees)], graph)


def seat_gains(graph: CandidateGraph, assignment: Assignment) -> Ints:
    """What one more seat of each mentor would gain, int64[M, T + 1]: the minimal price, taken apart.

    Under caps the seat may be of no use; there a session tries each one.
    """
    solved = _solved(graph, assignment)
    if graph.reservation is None and not graph.caps:
        return solved.encoding.scale.read(assignment.seat_price)
    session = Session(graph, assignment)
    return -_table([session.what_if_capacity(mentor, 1) for mentor in range(graph.mentors)], graph)


def seat_losses(graph: CandidateGraph, assignment: Assignment) -> Ints:
    """What losing one seat of each mentor would cost, int64[M, T + 1]: the maximal price; 0 without a seat."""
    solved = _solved(graph, assignment)
    if graph.reservation is None and not graph.caps:
        price = np.where(graph.capacity > 0, solved.highest_price, 0)
        return solved.encoding.scale.read(price)
    session, seats = Session(graph, assignment), graph.capacity.tolist()
    return _table([session.what_if_capacity(m, -1) if n else None for m, n in enumerate(seats)], graph)


def _table(losses: list[Loss | None] | list[Loss], graph: CandidateGraph) -> Ints:
    """Losses as rows, int64[N, T + 1], 0 for None."""
    none = (0,) * (graph.tiers + 1)
    rows = [none if loss is None else loss for loss in losses]
    return np.asarray(rows, dtype=np.int64).reshape(len(rows), graph.tiers + 1)


def _solved(graph: CandidateGraph, assignment: Assignment) -> Solved:
    solved = assignment.solved
    if solved is None or solved.encoding.graph is not graph:
        raise EngineInputError("The assignment must come from assign() of this graph, and its caps must nest.")
    return solved


def _mentor_graph(solved: Solved) -> MentorGraph:
    encoding = solved.encoding
    return MentorGraph(encoding.market, solved.match, solved.proof, solved.highest_price, encoding.graph.mentees)


def _added(*terms: Ints) -> Ints:
    """Sum of costs of which any may be ``FAR``."""
    total = terms[0]
    for term in terms[1:]:
        total = np.minimum(total + term, FAR)
    return total


def _row_min(values: Ints, bounds: Ints) -> Ints:
    return -segment_max(-values, bounds, -int(FAR))


def _refusal_losses(chains: MentorGraph) -> Ints:
    """Weight lost when each row must leave its edge, int64[R]; 0 for rows that wait."""
    market, seat = chains.market, chains.seat
    if not (seat >= 0).any():
        return np.zeros(len(seat), dtype=np.int64)
    onward = np.full(len(market.row), FAR)
    onward[chains.moves] = _added(chains.cost, chains.to_outside[market.col])[chains.moves]
    out = np.minimum(chains.proof.gain, _row_min(onward, market.bounds))
    matched = seat >= 0
    losses = np.where(matched, _added(out, chains.from_outside[seat]), 0)
    candidates = chains.moves[chains.cost[chains.moves] < losses[market.row[chains.moves]]]
    found = _closed_chains(chains, candidates, losses[market.row[candidates]])
    np.minimum.at(losses, market.row[candidates], found)
    return losses


def _closed_chains(chains: MentorGraph, candidates: Ints, bound: Ints) -> Ints:
    """Cost of moving along each candidate edge and closing the chain at the seat left; ``FAR`` from ``bound`` on."""
    market = chains.market
    home, away = chains.seat[market.row[candidates]], market.col[candidates]
    cost = chains.cost[candidates]
    near = np.flatnonzero(cost + np.maximum(chains.slack[away] - chains.slack[home], 0) < bound)
    near = near[np.argsort(home[near], kind="stable")]
    targets, start = np.unique(home[near], return_index=True)
    found = np.full(len(candidates), FAR)
    if not len(near):
        return found
    room = bound[near] - cost[near]
    limit = np.maximum.reduceat(room, start)
    reach = np.maximum.reduceat(room - chains.slack[away[near]], start)
    stop = np.append(start[1:], len(near))
    for first, last, table in chains.distances_to(targets, limit, reach):
        part = near[start[first] : stop[last - 1]]
        query = np.searchsorted(targets[first:last], home[part])
        found[part] = _added(cost[part], table[query, away[part]])
    return found


def _cheapest_pairs(chains: MentorGraph, rows: int, k: int) -> tuple[Ints, Ints]:
    """The k cheapest edges of each row that are not in the plan, sorted by (row, loss, column), and their losses."""
    market = chains.market
    other = np.flatnonzero((market.row < rows) & (market.col != chains.seat[market.row]))
    row, away = market.row[other], market.col[other]
    home = chains.seat[row]
    back = np.where(home >= 0, chains.from_outside[home], 0)
    upper = _added(chains.cost[other], chains.to_outside[away], back)
    lower = chains.cost[other] + np.where(
        home >= 0, np.maximum(chains.slack[away] - chains.slack[home], 0), chains.to_outside[away]
    )
    kth = _kth_smallest(row, upper, rows, k)
    keep = np.flatnonzero(lower <= kth[row])
    other, row, upper = other[keep], row[keep], upper[keep]
    inside = np.flatnonzero(home[keep] >= 0)
    bound = np.minimum(upper[inside], kth[row[inside]] + 1)
    upper[inside] = np.minimum(upper[inside], _closed_chains(chains, other[inside], bound))
    order = np.lexsort((other, upper, row))
    row = row[order]
    best = order[np.arange(len(row)) - np.searchsorted(row, row) < k]
    best = best[upper[best] < FAR]
    return other[best], upper[best]


def _kth_smallest(row: Ints, values: Ints, rows: int, k: int) -> Ints:
    """The k-th smallest value of each row, int64[rows]; ``FAR`` where it has fewer. Rows are sorted."""
    order = np.lexsort((values, row))
    rank = np.arange(len(row)) - np.searchsorted(row, row)
    kth = np.full(rows, FAR)
    at = rank == k - 1
    kth[row[at]] = values[order][at]
    return kth
