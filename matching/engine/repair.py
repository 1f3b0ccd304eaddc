"""How does an optimal plan stay optimal when one row or one seat comes or goes?

One shortest path is enough. Whoever comes in pushes a chain of others, at the least loss, until somebody finds a
free seat or drops out; a seat that falls vacant pulls a chain until a waiting row comes in or a seat stays
empty. Prices follow the distances, so the plan stays proved without a look at the rest of the market.

Every change is written to a journal, so that it can be taken back.
"""

from collections.abc import Callable, Iterator
from heapq import heappop, heappush
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from matching.engine.arrays import FAR, Ints
from matching.engine.certificate import Proof, prove
from matching.engine.market import Market

WAITS, ABSENT = -1, -2
BANNED = -(2**50)
"""Weight of an edge that was taken away: below everything, safe to add."""

Chain = dict[int, tuple[int, int]]
"""For every column reached: the row that moves next, and the column at the other end of its move; -1 is outside."""

Heap = list[tuple[int, int]]
"""Columns by cost."""


class Found(NamedTuple):
    """The cheapest chain of a search, and what its prices need."""

    end: int
    last: int
    row: int
    chain: Chain
    settled: list[tuple[int, int]]


class LivePlan:
    """An optimal matching that follows changes.

    Parameters
    ----------
    market : Market
    match : int64[R]
        An optimal matching.
    proof : Proof
        Optimal prices of it.
    room : int
        How many rows may be added.

    Attributes
    ----------
    seat : int64[R + room]
        Column of every row; -1 it waits, -2 it is not there.
    gain : int64[R + room]
    price, capacity : int64[M]
    rows : int
    moves : list of (row, seat before)
        What happened since the caller last emptied it.
    """

    def __init__(self, market: Market, match: Ints, proof: Proof, room: int) -> None:
        self.rows = market.rows
        self.seat = np.full(market.rows + room, ABSENT, dtype=np.int64)
        self.seat[: market.rows] = market.seat_of(match)
        self.gain = np.zeros(market.rows + room, dtype=np.int64)
        self.gain[: market.rows] = proof.gain
        self.price, self.capacity = proof.price.copy(), market.capacity.copy()
        self.cols = _cut(market.col, market.bounds)
        self.weights = _cut(market.weight.copy(), market.bounds)
        self.rows_of = _cut(market.row_by_col, market.col_bounds)
        self.weights_of = _cut(market.weight_by_col.copy(), market.col_bounds)
        held: list[list[int]] = [[] for _ in range(market.cols)]
        for row in np.flatnonzero(match >= 0).tolist():
            held[self.seat[row]].append(row)
        self.held = [tuple(rows) for rows in held]
        self._distance = np.full(market.cols, FAR)
        self._journal: list[Callable[[], Any]] = []
        self.moves: list[tuple[int, int]] = []

    # --- the journal -----------------------------------------------------------------------------

    def mark(self) -> int:
        """A point in time to which ``roll_back`` can return."""
        return len(self._journal)

    def roll_back(self, mark: int) -> None:
        """Take back everything since ``mark``, last change first; O(changes)."""
        while len(self._journal) > mark:
            self._journal.pop()()
        self.moves.clear()

    def undo_with(self, step: Callable[[], Any]) -> None:
        """Remember a step that takes something back which ``put`` cannot express."""
        self._journal.append(step)

    def put(self, container: Any, key: Any, value: Any) -> None:
        """Set an entry and remember what it was."""
        before = container[key]
        self._journal.append(lambda: container.__setitem__(key, before))
        container[key] = value

    # --- single changes, each leaves an optimal plan ---------------------------------------------

    def insert(self, row: int) -> None:
        """Let a row that is absent or waits find its place, at the least loss for all."""
        cols, weights = self.cols[row], self.weights[row]
        worth = weights - self.price[cols]
        best = max(0, int(worth.max(initial=0)))
        self._unseat(row, WAITS)
        self._push(row, best, cols, best - worth)

    def remove(self, row: int) -> None:
        """Take a row out; its seat is refilled, at the largest gain for all."""
        seat = int(self.seat[row])
        self._unseat(row, ABSENT)
        self.put(self.gain, row, 0)
        if seat >= 0:
            self.refill(seat)

    def take_out(self, row: int) -> None:
        """Take a row out together with its seat."""
        seat = int(self.seat[row])
        self.put(self.capacity, seat, int(self.capacity[seat]) - 1)
        self._unseat(row, ABSENT)
        self.put(self.gain, row, 0)

    def add_seat(self, col: int) -> None:
        """One more seat."""
        self.put(self.capacity, col, int(self.capacity[col]) + 1)
        self.refill(col)

    def drop_seat(self, col: int) -> None:
        """One seat less; somebody leaves when the column was full."""
        self.put(self.capacity, col, int(self.capacity[col]) - 1)
        if len(self.held[col]) > self.capacity[col]:
            self._push(-1, int(FAR), np.asarray([col]), np.zeros(1, dtype=np.int64))

    def ban(self, row: int, col: int) -> None:
        """Take an edge away; the row finds another place when it sat there."""
        sat = self.seat[row] == col
        if sat:
            self.remove(row)
        self.put(self.weights[row], self.edge_at(row, col), BANNED)
        self.put(self.weights_of[col], int(np.searchsorted(self.rows_of[col], row)), BANNED)
        if sat:
            self.insert(row)

    def append(self, cols: Ints, weights: Ints) -> int:
        """Add a row that is not yet in the plan; its number."""
        row = self.rows
        self.undo_with(self._forget_row)
        self.rows += 1
        self.cols.append(cols)
        self.weights.append(weights.copy())
        for col, weight in zip(cols.tolist(), weights.tolist(), strict=True):
            self.put(self.rows_of, col, np.append(self.rows_of[col], row))
            self.put(self.weights_of, col, np.append(self.weights_of[col], weight))
        return row

    def _forget_row(self) -> None:
        self.rows -= 1
        self.cols.pop()
        self.weights.pop()

    def edge_at(self, row: int, col: int) -> int:
        """Where the edge to ``col`` stands in the row's arrays, -1 when there is none or it is banned."""
        at = int(np.searchsorted(self.cols[row], col))
        found = at < len(self.cols[row]) and self.cols[row][at] == col and self.weights[row][at] != BANNED
        return at if found else -1

    def allowed(self, row: int) -> NDArray[np.bool_]:
        """Which edges of a row are not banned, bool[degree]."""
        allowed: NDArray[np.bool_] = self.weights[row] != BANNED
        return allowed

    # --- the two searches ------------------------------------------------------------------------

    def _push(self, row: int, gain: int, cols: Ints, costs: Ints) -> None:
        """Bring ``row`` in (or, for -1, one out of an overfull column) along the cheapest chain.

        1. Search the chain; see ``_search_out``.
        2. Raise the price of every column nearer than the end by the difference.
        3. Let go who drops out, and move the others along the chain, last first.
        """
        found = self._search_out(row, gain, cols, costs)
        for col, cost in found.settled:
            self._reprice(col, found.end - cost)
        if row >= 0:
            self.put(self.gain, row, gain - found.end)
        if found.last >= 0 and found.row >= 0:
            self._unseat(found.row, WAITS)
        col = found.last
        while col >= 0 and found.chain[col][0] >= 0:
            mover, source = found.chain[col]
            self._move(mover, col)
            col = source

    def _search_out(self, row: int, gain: int, cols: Ints, costs: Ints) -> Found:
        """Dijkstra over the columns by the loss of the chain so far.

        A chain ends at a free seat, or when a row drops out and gives up its gain; ``row`` itself may be the one.
        """
        chain: Chain = {}
        heap: Heap = []
        settled: list[tuple[int, int]] = []
        end, last, dropped = gain, -1, row
        self._label(heap, chain, row, -1, cols, costs, end)
        while heap and heap[0][0] < end:
            cost, col = heappop(heap)
            if cost > self._distance[col]:
                continue
            settled.append((col, cost))
            if len(self.held[col]) < self.capacity[col]:
                end, last, dropped = cost, col, -1
                break
            for mover in self.held[col]:
                own = int(self.gain[mover])
                if cost + own < end:
                    end, last, dropped = cost + own, col, mover
                onward = self.cols[mover]
                costs = self.price[onward] - self.weights[mover] + (cost + own)
                self._label(heap, chain, mover, col, onward, costs, end)
        self._forget_distances(chain)
        return Found(end, last, dropped, chain, settled)

    def refill(self, col: int) -> None:
        """Fill a vacant seat along the chain that gains the most, or let its price fall to 0.

        1. Search the chain; see ``_search_in``.
        2. Lower the price of every column nearer than the end by the difference.
        3. Let in who comes, and move the others along the chain.
        """
        found = self._search_in(col)
        for reached, cost in found.settled:
            self._reprice(reached, cost - found.end)
        if found.row >= 0:
            self._move(found.row, found.last)
        col = found.last
        while found.chain[col][0] >= 0:
            mover, target = found.chain[col]
            self._move(mover, target)
            col = target

    def _search_in(self, col: int) -> Found:
        """Dijkstra backwards from a vacant seat, by what the chain leaves on the table.

        A chain ends when a waiting row comes in, or at a seat that stays empty and gives up its price.
        """
        chain: Chain = {col: (-1, -1)}
        heap: Heap = [(0, col)]
        settled: list[tuple[int, int]] = []
        self._distance[col] = 0
        end, last, comer = int(FAR), -1, -1
        while heap and heap[0][0] < end:
            cost, col = heappop(heap)
            if cost > self._distance[col]:
                continue
            settled.append((col, cost))
            price = int(self.price[col])
            if cost + price < end:
                end, last, comer = cost + price, col, -1
            for reach, row, seat in self._wishes(col, cost + price, end):
                if reach >= end:
                    continue
                if seat < 0:
                    end, last, comer = reach, col, row
                elif reach < self._distance[seat]:
                    self._distance[seat] = reach
                    chain[seat] = (row, col)
                    heappush(heap, (reach, seat))
        self._forget_distances(chain)
        return Found(end, last, comer, chain, settled)

    def _wishes(self, col: int, start: int, end: int) -> Iterator[tuple[int, int, int]]:
        """Rows that could move to a column below cost ``end``: the cost, the row and its seat."""
        rows = self.rows_of[col]
        costs = self.gain[rows] - self.weights_of[col] + start
        seats = self.seat[rows]
        near = np.flatnonzero((costs < end) & (seats != ABSENT) & (seats != col))
        return zip(costs[near].tolist(), rows[near].tolist(), seats[near].tolist(), strict=True)

    def _label(
        self,
        heap: Heap,
        chain: Chain,
        mover: int,
        source: int,
        cols: Ints,
        costs: Ints,
        end: int,
    ) -> None:
        near = (costs < np.minimum(self._distance[cols], end)).nonzero()[0]
        if not len(near):
            return
        for col, cost in zip(cols[near].tolist(), costs[near].tolist(), strict=True):
            self._distance[col] = cost
            chain[col] = (mover, source)
            heappush(heap, (cost, col))

    def _forget_distances(self, chain: Chain) -> None:
        for col in chain:
            self._distance[col] = FAR

    def _reprice(self, col: int, change: int) -> None:
        if change:
            self.put(self.price, col, int(self.price[col]) + change)
            for row in self.held[col]:
                self.put(self.gain, row, int(self.gain[row]) - change)

    def _move(self, row: int, col: int) -> None:
        self._unseat(row, col)
        self.put(self.held, col, (*self.held[col], row))

    def _unseat(self, row: int, seat: int) -> None:
        before = int(self.seat[row])
        self.moves.append((row, before))
        if before >= 0:
            self.put(self.held, before, tuple(other for other in self.held[before] if other != row))
        self.put(self.seat, row, seat)

    # --- proof -----------------------------------------------------------------------------------

    def proof(self) -> Proof:
        """Prove the plan as it stands, from scratch; O(E)."""
        rows = [row for row in range(self.rows) if self.seat[row] != ABSENT]
        sizes = [len(self.cols[row]) for row in rows]
        col = np.concatenate([self.cols[row] for row in rows] or [np.zeros(0, dtype=np.int64)])
        weight = np.concatenate([self.weights[row] for row in rows] or [np.zeros(0, dtype=np.int64)])
        row_of = np.repeat(np.arange(len(rows)), sizes)
        market = Market(row_of, col, weight, len(rows), self.capacity)
        match = np.full(len(rows), -1, dtype=np.int64)
        taken = np.flatnonzero(col == self.seat[np.asarray(rows, dtype=np.int64)][row_of])
        match[row_of[taken]] = taken
        return prove(market, match, self.price)


def _cut(values: Ints, bounds: Ints) -> list[Ints]:
    return [values[first:last] for first, last in pairwise(bounds.tolist())]
