"""What do solvers, prices and sessions work on: rows that want one seat, columns that offer some, weights."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.sparse import csr_array

from matching.engine.arrays import Ints, offsets, segment_max


@dataclass(frozen=True, eq=False)
class Market:
    """A weighted assignment problem with capacities on one side.

    Rows are the mentees followed by the blockers of group caps; columns are mentors. The aim is a matching
    of largest total weight: every row at most once, every column at most ``capacity`` times.

    Parameters
    ----------
    row, col : int64[E]
        Ends of the edges, sorted by (row, col), no edge twice.
    weight : int64[E]
        What an edge adds to the objective; edges of weight 0 or less are never needed.
    rows : int
        The number of rows R.
    capacity : int64[M]
        Seats of every column.
    is_fullest : bool
        Whether every optimum is known to have as many pairs as any matching, so that solvers may rely on it.
    """

    row: Ints
    col: Ints
    weight: Ints
    rows: int
    capacity: Ints
    is_fullest: bool = False

    @property
    def cols(self) -> int:
        """The number of columns M."""
        return len(self.capacity)

    @cached_property
    def bounds(self) -> Ints:
        """Edges of row r are ``bounds[r]:bounds[r + 1]``; int64[R + 1]."""
        return offsets(np.bincount(self.row, minlength=self.rows))

    @cached_property
    def by_col(self) -> Ints:
        """The edges sorted by (column, row), int64[E]; a counting sort in O(E + M)."""
        edges = len(self.row)
        shape = (self.rows, self.cols)
        by_col: Ints = csr_array((np.arange(edges), self.col, self.bounds), shape=shape).tocsc().data
        return by_col

    @cached_property
    def col_bounds(self) -> Ints:
        """Edges of column m are ``by_col[col_bounds[m]:col_bounds[m + 1]]``; int64[M + 1]."""
        return offsets(np.bincount(self.col, minlength=self.cols))

    @cached_property
    def row_by_col(self) -> Ints:
        """Rows in column order, int64[E]."""
        return self.row[self.by_col]

    @cached_property
    def weight_by_col(self) -> Ints:
        """Weights in column order, int64[E]."""
        return self.weight[self.by_col]

    def used(self, match: Ints) -> Ints:
        """How many seats of every column a matching takes, int64[M]."""
        return np.bincount(self.col[match[match >= 0]], minlength=self.cols)

    def seat_of(self, match: Ints) -> Ints:
        """The column of every row, int64[R], -1 where it waits."""
        seat = np.full(self.rows, -1, dtype=np.int64)
        matched = match >= 0
        seat[matched] = self.col[match[matched]]
        return seat

    def row_gain(self, price: Ints) -> Ints:
        """The best ``weight - price`` of every row, at least 0; int64[R], O(E)."""
        return np.maximum(segment_max(self.weight - price[self.col], self.bounds, 0), 0)

    def reduced_cost(self, gain: Ints, price: Ints) -> Ints:
        """``gain + price - weight`` of every edge, int64[E]: 0 on edges an optimum may use, else a loss."""
        return gain[self.row] + price[self.col] - self.weight
