"""Is a plan optimal, and what is one more seat worth? Proved in 64-bit integers, whoever found the plan.

Prices ``p`` of seats and gains ``u`` of rows, all at least 0, with ``u[r] + p[m] >= weight`` on every edge,
bound every plan: its weight is at most ``sum(u) + sum(capacity * p)``. A plan that reaches the bound is
optimal, and no solver needs to be trusted (linear programming duality; Kuhn 1955, Shapley and Shubik 1971).

The optimal prices form a lattice. Both ends have a meaning that a coordinator can use:

* the minimal price of a seat is the exact gain of *one more seat* of that mentor,
* the maximal price is the exact loss when *one seat goes*.
"""

from dataclasses import dataclass

import numpy as np

from matching.engine.arrays import FAR, Ints, offsets, ranges, segment_max
from matching.engine.errors import NotProvedError
from matching.engine.market import Market


@dataclass(frozen=True, eq=False)
class Proof:
    """What anyone needs to check that a plan is optimal.

    Parameters
    ----------
    price : int64[M]
        Price of a seat of every column.
    gain : int64[R]
        What remains to every row: the best ``weight - price``, at least 0.
    primal, dual : int
        Weight of the plan and the bound on every plan; equal when the plan is proved.
    """

    price: Ints
    gain: Ints
    primal: int
    dual: int

    @property
    def holds(self) -> bool:
        """Whether the plan reaches the bound."""
        return self.primal == self.dual


def check_feasible(market: Market, match: Ints) -> None:
    """Raise ``NotProvedError`` unless every row sits on an edge of its own and no column is overfull; O(R + M)."""
    rows = np.flatnonzero(match >= 0)
    if (market.row[match[rows]] != rows).any():
        raise NotProvedError("The solver gave a mentee an edge of somebody else.")
    if (market.used(match) > market.capacity).any():
        raise NotProvedError("The solver gave a mentor more mentees than seats.")


def prove(market: Market, match: Ints, price: Ints) -> Proof:
    """Compare a matching with the bound of the given prices.

    Parameters
    ----------
    market : Market
    match : int64[R]
        Edge of every row, -1 where it waits.
    price : int64[M]
        At least 0; any prices give a valid bound.

    Notes
    -----
    O(E + M). Gains are the least that make the prices feasible, so nothing but ``price >= 0`` is assumed.
    """
    gain = market.row_gain(price)
    primal = int(market.weight[match[match >= 0]].sum())
    held = np.flatnonzero(price)
    dual = int(gain.sum()) + int((market.capacity[held] * price[held]).sum())
    return Proof(price, gain, primal, dual)


def minimal_prices(market: Market, match: Ints) -> Ints:
    """The smallest optimal prices: what one more seat of each column would gain.

    Parameters
    ----------
    market : Market
    match : int64[R]
        A feasible matching.

    Returns
    -------
    int64[M]

    Raises
    ------
    NotProvedError
        When a free seat would get a price or the prices do not settle: the matching is not optimal.

    Notes
    -----
    1. Start from price 0.
    2. A row that moves from its seat to column m frees what it pays: bid ``p[own] - w[own] + w[m]``
       (a waiting row bids ``w[m]``). Raise every price to the best bid.
    3. Only rows at a column whose price rose bid again; repeat until no price rises: longest paths by Bellman and
       Ford, all edges at once.

    At most O(E) per sweep; the number of sweeps is the longest chain of moves that pays (20 to 80 in practice),
    and at most R + M when the matching is optimal.
    """
    price = np.zeros(market.cols, dtype=np.int64)
    free = market.used(match) < market.capacity
    seat = market.seat_of(match)
    paid = np.zeros(market.rows, dtype=np.int64)
    paid[seat >= 0] = market.weight[match[seat >= 0]]
    bidders = np.flatnonzero(np.diff(market.bounds))
    for _ in range(market.rows + market.cols + 1):
        credit = np.where(seat[bidders] >= 0, price[seat[bidders]], 0) - paid[bidders]
        raised = _outbid(market, bidders, credit, price)
        if raised[free].any():
            break
        rose = raised > price
        if not rose.any():
            return price
        price = raised
        bidders = np.flatnonzero((seat >= 0) & rose[seat])
    raise NotProvedError("The plan can be improved: a chain of moves ends at a free seat or goes round.")


def _outbid(market: Market, rows: Ints, credit: Ints, price: Ints) -> Ints:
    """The prices after some rows have bid for all their columns, int64[M]."""
    size = market.bounds[rows + 1] - market.bounds[rows]
    edges = ranges(market.bounds[rows], size)
    raised = price.copy()
    np.maximum.at(raised, market.col[edges], np.repeat(credit, size) + market.weight[edges])
    return raised


def maximal_prices(market: Market, match: Ints, lowest: Ints | None = None) -> Ints:
    """The largest optimal prices: what losing one seat of each column would cost.

    Parameters
    ----------
    market : Market
    match : int64[R]
        An optimal matching.
    lowest : int64[M], optional
        The minimal prices, where they are known: they spare work.

    Returns
    -------
    int64[M]
        0 for a column with a free seat. A column without any seat gets the largest weight of its edges.

    Notes
    -----
    1. Start from the smallest weight paid at the column.
    2. A row pays at most what it would lose by its next best choice: lower every price to the smallest
       ``w[own] - max(0, best other (w - p))`` of the rows that sit there.
    3. Repeat until nothing changes. An edge that is no better choice than another even at the lowest price never
       counts, so after the first sweep few edges are left. O(E), then O(edges left) per sweep.
    """
    rows = np.flatnonzero(match >= 0)
    edges = match[rows]
    own, paid = market.col[edges], market.weight[edges]
    price = segment_max(market.weight_by_col, market.col_bounds, 0)
    np.maximum(price, 0, out=price)
    price[own] = FAR
    np.minimum.at(price, own, paid)
    price[market.used(match) < market.capacity] = 0
    left = market.weight - price[market.col]
    left[edges] = 0
    other = np.maximum(segment_max(left, market.bounds, 0), 0)
    hopes = market.weight if lowest is None else market.weight - lowest[market.col]
    hopeful = (hopes > other[market.row]) & (match >= 0)[market.row]
    hopeful[edges] = False
    row, col, weight = market.row[hopeful], market.col[hopeful], market.weight[hopeful]
    bounds = offsets(np.bincount(row, minlength=market.rows))
    while True:
        lowered = price.copy()
        np.minimum.at(lowered, own, paid - other[rows])
        if (lowered == price).all():
            return price
        price = lowered
        other = np.maximum(other, segment_max(weight - price[col], bounds, 0))


def certify(market: Market, match: Ints) -> Proof:
    """Prove a matching optimal with its minimal prices.

    Raises
    ------
    NotProvedError
        When the matching breaks a limit or is not optimal.
    """
    check_feasible(market, match)
    proof = prove(market, match, minimal_prices(market, match))
    if not proof.holds:
        raise NotProvedError(f"The plan weighs {proof.primal}, the bound is {proof.dual}.")
    return proof
