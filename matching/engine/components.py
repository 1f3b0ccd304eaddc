"""Which parts of a market have nothing to do with each other, so that they can be solved apart?

The path search of the solver grows faster than its input: fifty regions solved one by one take a fraction of the
time of all regions at once. A piece can be pickled and solved in another process or on another machine.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from matching.engine.arrays import Ints, offsets
from matching.engine.market import Market
from matching.engine.solvers import solver_named

PIECE_ROWS = 512
"""Components smaller than this share a piece; a piece of its own would cost more than it saves."""


@dataclass(frozen=True, eq=False)
class Piece:
    """Some whole components of a market.

    Parameters
    ----------
    market : Market
        With rows and columns of its own.
    rows, edges : int64
        What its rows and edges are called in the whole market.
    """

    market: Market
    rows: Ints
    edges: Ints


def split_market(market: Market) -> list[Piece]:
    """Cut a market into pieces without an edge between them; rows without edges belong to none.

    Notes
    -----
    1. Label the connected components; O(E).
    2. Put the components next to each other in the order of their labels; those that begin within the same stretch
       of ``PIECE_ROWS`` rows form a piece.
    3. Sort the edges by piece (a radix sort) and renumber rows and columns, keeping their order.
    """
    if not len(market.row):
        return []
    piece_of_row, pieces = _piece_of_row(market)
    if pieces == 1:
        return [Piece(market, np.arange(market.rows), np.arange(len(market.row)))]
    piece_of_edge = piece_of_row[market.row]
    edges_by_piece = np.argsort(piece_of_edge.astype(np.uint16), kind="stable")
    bounds = offsets(np.bincount(piece_of_edge, minlength=pieces))
    return [_piece(market, edges_by_piece[bounds[at] : bounds[at + 1]]) for at in range(pieces)]


def solve_pieces(market: Market, solver: str = "scipy") -> Ints:
    """A matching of the market, int64[R], solved piece by piece; unproved."""
    pieces = split_market(market)
    return put_together(market, pieces, [solver_named(solver)(piece.market) for piece in pieces])


def put_together(market: Market, pieces: Sequence[Piece], matches: Sequence[Ints]) -> Ints:
    """The matching of a market, int64[R], from the matchings of its pieces."""
    match = np.full(market.rows, -1, dtype=np.int64)
    for piece, part in zip(pieces, matches, strict=True):
        match[piece.rows[part >= 0]] = piece.edges[part[part >= 0]]
    return match


def _piece_of_row(market: Market) -> tuple[Ints, int]:
    rows, cols = market.rows, market.cols
    bounds = np.concatenate((market.bounds, np.full(cols, len(market.row))))
    ones = np.ones(len(market.row), dtype=np.int8)
    links = csr_array((ones, rows + market.col, bounds), shape=(rows + cols, rows + cols))
    count, label = connected_components(links, directed=False)
    sizes = np.bincount(label[np.flatnonzero(np.diff(market.bounds))], minlength=count)
    piece = np.cumsum(sizes) - sizes
    piece = np.unique(piece // PIECE_ROWS, return_inverse=True)[1]
    used = np.unique(piece[sizes > 0])
    return np.searchsorted(used, piece[label[:rows]]).astype(np.int64), len(used)


def _piece(market: Market, edges: Ints) -> Piece:
    rows, row = _renumbered(market.row[edges], market.rows)
    cols, col = _renumbered(market.col[edges], market.cols)
    part = Market(row, col, market.weight[edges], len(rows), market.capacity[cols], market.is_fullest)
    return Piece(part, rows, edges)


def _renumbered(ends: Ints, size: int) -> tuple[Ints, Ints]:
    """The sorted distinct values of ``ends`` and the place of each end among them; O(E + size)."""
    present = np.zeros(size, dtype=bool)
    present[ends] = True
    return np.flatnonzero(present), (np.cumsum(present) - 1)[ends]
