"""Which rows of the solver's matrix can never stay alone? They need no way out, and the matrix is half as wide.

Where urgency comes before fit, the best plan has as many pairs as any plan (``scale``). A seat that some fullest plan
leaves empty can be reached from the empty seats of *any* fullest plan, by going to a mentee who could sit there, to the
seat that mentee holds, and so on (Dulmage and Mendelsohn 1958). All other seats are taken in every fullest plan,
the best one included. The same holds for mentees who wait.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import maximum_flow

from matching.engine.arrays import Ints, offsets, ranges
from matching.engine.market import Market

Bools = NDArray[np.bool_]

SAMPLE = 8
"""Edges per row and per column with which the search for a fullest plan starts."""


def fullest_plan(market: Market, *, by_column: bool) -> tuple[Ints, Bools]:
    """A plan with as many pairs as possible, and who may stay alone in some such plan.

    Parameters
    ----------
    market : Market
    by_column : bool
        Whether to ask about columns with an empty seat, or about rows that wait.

    Returns
    -------
    int64[R], bool[M] or bool[R]
        The column of every row, -1 where it waits; True where a fullest plan may leave a seat empty, or a row waiting.

    Notes
    -----
    1. Take a few edges of every row and column, spread evenly; find a largest flow (Dinic 1970).
    2. Search from whoever is alone, over all edges. Nobody alone on the other side: the plan is a fullest one.
    3. Otherwise the edges searched hold a path to a larger plan: add them and go to 1.

    Every round adds a pair; two or three rounds in practice, a few hundredths of the solve.
    """
    chosen = np.zeros(len(market.row), dtype=bool)
    chosen[_spread(market.bounds)] = True
    chosen[market.by_col[_spread(market.col_bounds)]] = True
    search = _from_columns if by_column else _from_rows
    while True:
        seat = _largest_flow(market, np.flatnonzero(chosen))
        reached, is_fullest = search(market, seat)
        if is_fullest:
            return seat, reached
        chosen |= reached[market.col if by_column else market.row]


def _spread(bounds: Ints) -> Ints:
    """At most ``SAMPLE`` positions of every segment, evenly spread."""
    size = np.diff(bounds)
    some = np.minimum(size, SAMPLE)
    number = ranges(np.zeros_like(some), some)
    positions: Ints = np.repeat(bounds[:-1], some) + number * np.repeat(size, some) // np.repeat(some, some)
    return positions


def _largest_flow(market: Market, edges: Ints) -> Ints:
    """The column of every row, int64[R], -1 for none, in a largest plan over some edges."""
    rows, cols = market.rows, market.cols
    source, sink = rows + cols, rows + cols + 1
    limit = np.ones(len(edges) + rows + cols, dtype=np.int32)
    limit[len(edges) + rows :] = np.minimum(market.capacity, rows)
    head = np.concatenate((rows + market.col[edges], np.arange(rows), np.full(cols, sink))).astype(np.int32)
    counts = np.concatenate((np.bincount(market.row[edges], minlength=rows), np.ones(cols, dtype=np.int64), [rows, 0]))
    order = np.concatenate(
        (np.arange(len(edges)), np.arange(len(edges) + rows, len(limit)), len(edges) + np.arange(rows))
    )
    bounds = offsets(counts).astype(np.int32)
    network = csr_array((limit[order], head[order], bounds), shape=(sink + 1, sink + 1))
    flow = maximum_flow(network, source, sink).flow[:rows].tocoo()
    seat = np.full(rows, -1, dtype=np.int64)
    used = flow.data > 0
    seat[flow.coords[0][used]] = flow.coords[1][used] - rows
    return seat


def _from_columns(market: Market, seat: Ints) -> tuple[Bools, bool]:
    """Columns reached from empty seats, bool[M], and whether no waiting row was met; stops where one was."""
    taken = np.bincount(seat[seat >= 0], minlength=market.cols)
    size = np.diff(market.col_bounds)
    reached, met = (taken < market.capacity) & (size > 0), np.zeros(market.rows, dtype=bool)
    front = np.flatnonzero(reached)
    while len(front):
        met[market.row_by_col[ranges(market.col_bounds[front], size[front])]] = True
        if (seat[met] < 0).any():
            return reached, False
        onward = np.zeros(market.cols, dtype=bool)
        onward[seat[met]] = True
        front = np.flatnonzero(onward & ~reached)
        reached |= onward
    return reached, True


def _from_rows(market: Market, seat: Ints) -> tuple[Bools, bool]:
    """Rows reached from waiting rows, bool[R], and whether no empty seat was met; stops where one was."""
    empty = np.bincount(seat[seat >= 0], minlength=market.cols) < market.capacity
    size = np.diff(market.bounds)
    reached, met = (seat < 0) & (size > 0), np.zeros(market.cols, dtype=bool)
    front = np.flatnonzero(reached)
    while len(front):
        met[market.col[ranges(market.bounds[front], size[front])]] = True
        if (met & empty).any():
            return reached, False
        onward = (seat >= 0) & met[seat]
        front = np.flatnonzero(onward & ~reached)
        reached |= onward
    return reached, True
