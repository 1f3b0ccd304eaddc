"""What does it cost when one mentor's mentee moves to another, and one there moves on, and so on?

The *mentor graph* of a proved plan: an arc ``a -> b`` costs the least ``u + p - w`` of a mentee of ``a`` who could
move to ``b``; the *outside* is one more node, reached when a seat is free or a mentee drops out and left
when a waiting mentee comes in or a seat stays empty. All costs are whole numbers of at least 0, so every question
about one change is a shortest path.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from matching.engine.arrays import FAR, Ints, offsets, ranges
from matching.engine.certificate import Proof
from matching.engine.market import Market

TABLE = 4_000_000
"""Entries of the distance table that is worked on at once (32 MB)."""


@dataclass(frozen=True, eq=False)
class MentorGraph:
    """The residual graph of an optimal plan, seen from the mentors.

    Parameters
    ----------
    market : Market
    match : int64[R]
        The optimal matching.
    proof : Proof
        Optimal prices.
    highest : int64[M]
        Maximal prices: ``highest - proof.price`` bounds distances from below, which guides the search.
    mentees : int
        Rows from here on are blockers; they may move but never drop out.
    """

    market: Market
    match: Ints
    proof: Proof
    highest: Ints
    mentees: int

    @cached_property
    def cost(self) -> Ints:
        """Loss of every edge, int64[E], when its row moves there for free; 0 for the edges of the plan."""
        return self.market.reduced_cost(self.proof.gain, self.proof.price)

    @cached_property
    def seat(self) -> Ints:
        """The column of every row, int64[R], -1 where it waits."""
        return self.market.seat_of(self.match)

    @cached_property
    def moves(self) -> Ints:
        """The edges on which a matched row could move elsewhere."""
        own = self.seat[self.market.row]
        return np.flatnonzero((own >= 0) & (own != self.market.col))

    @cached_property
    def slack(self) -> Ints:
        """``highest - lowest`` price: a way from a to b costs at least ``slack[a] - slack[b]``; int64[M]."""
        return self.highest - self.proof.price

    @cached_property
    def leaving(self) -> Ints:
        """Cost of the arcs to the outside, int64[M]: 0 at a free seat, else the least gain given up."""
        market, rows = self.market, np.flatnonzero(self.match >= 0)
        cost = np.full(market.cols, FAR)
        rows = rows[rows < self.mentees]
        np.minimum.at(cost, self.seat[rows], self.proof.gain[rows])
        cost[market.used(self.match) < market.capacity] = 0
        return cost

    @cached_property
    def entering(self) -> Ints:
        """Cost of the arcs from the outside, int64[M]: a waiting row comes in, or a used seat stays empty."""
        market = self.market
        cost = np.where(market.used(self.match) > 0, self.proof.price, FAR)
        waiting = np.flatnonzero(self.match[market.row] < 0)
        np.minimum.at(cost, market.col[waiting], self.cost[waiting])
        return cost

    @cached_property
    def to_outside(self) -> Ints:
        """Cheapest chain from every mentor to the outside, int64[M]; ``FAR`` when there is none."""
        return self._from_outside(reverse=True)

    @cached_property
    def from_outside(self) -> Ints:
        """Cheapest chain from the outside to every mentor, int64[M]; ``FAR`` when there is none."""
        return self._from_outside(reverse=False)

    def _from_outside(self, *, reverse: bool) -> Ints:
        """One run of Dijkstra over all arcs, forwards or backwards; O(E log M)."""
        market, outside = self.market, self.market.cols
        tail = self.seat[market.row[self.moves]]
        head, cost = market.col[self.moves], self.cost[self.moves]
        first = self.entering
        if reverse:
            tail, head, first = head, tail, self.leaving
        near = np.flatnonzero(first < FAR)
        tail = np.concatenate((tail, np.full(len(near), outside)))
        head, cost = np.concatenate((head, near)), np.concatenate((cost, first[near]))
        order = np.argsort(tail, kind="stable")
        bounds = offsets(np.bincount(tail, minlength=outside + 1))
        shape = (outside + 1, outside + 1)
        arcs = csr_array((cost[order].astype(np.float64), head[order], bounds), shape=shape)
        distance = dijkstra(arcs, indices=outside)[:outside]
        return np.where(np.isfinite(distance), distance, float(FAR)).astype(np.int64)

    def distances_to(self, targets: Ints, limit: Ints, reach: Ints) -> Iterator[tuple[int, int, Ints]]:
        """Cheapest chains *to* each target that do not touch the outside, as far as they matter.

        Parameters
        ----------
        targets : int64[N]
            Columns, each once.
        limit : int64[N]
            Chains of this cost or more are of no interest.
        reach : int64[N]
            Neither are chains of cost ``c`` through ``a`` with ``c - slack[a] >= reach``.

        Yields
        ------
        first, last : int
            The slice of targets that was worked on.
        table : int64[last - first, M]
            Cost from every column to each target; ``FAR`` where it does not matter. Valid until the next step.

        Notes
        -----
        Label correcting for many targets at once:

        1. One label per target, cost 0.
        2. Extend all labels over the arcs into their column, cut by cost (arcs are sorted) and by ``reach``.
        3. Keep a label when it is the cheapest so far at its target and column.
        4. Repeat until no label is left.
        """
        columns = self.market.cols
        arcs = _Arcs.into(self, int(limit.max(initial=0)))
        step = max(1, TABLE // max(1, columns))
        table = np.full((min(step, len(targets)), columns), FAR)
        flat, owner = table.reshape(-1), np.empty(table.size, dtype=np.int64)
        for first in range(0, len(targets), step):
            last = min(first + step, len(targets))
            query, node = np.arange(last - first), targets[first:last]
            cost = np.zeros(last - first, dtype=np.int64)
            flat[query * columns + node] = 0
            touched = [query * columns + node]
            while len(query):
                query, node, cost = arcs.extend(query, node, cost, limit[first:last])
                useful = cost - self.slack[node] < reach[first + query]
                place = query * columns + node
                useful &= cost < flat[place]
                query, node, cost, place = query[useful], node[useful], cost[useful], place[useful]
                np.minimum.at(flat, place, cost)
                best = np.flatnonzero(cost == flat[place])
                owner[place[best]] = best
                best = best[owner[place[best]] == best]
                query, node, cost = query[best], node[best], cost[best]
                touched.append(place[best])
            yield first, last, table[: last - first]
            flat[np.concatenate(touched)] = FAR


@dataclass(frozen=True, eq=False)
class _Arcs:
    """Arcs sorted by (head, cost): ``key = head * span + cost``."""

    tail: Ints
    cost: Ints
    key: Ints
    span: int
    bounds: Ints

    @classmethod
    def into(cls, graph: MentorGraph, limit: int) -> "_Arcs":
        cost = graph.cost[graph.moves]
        near = cost < limit
        edges, cost = graph.moves[near], cost[near]
        span = int(cost.max(initial=0)) + 2
        head = graph.market.col[edges]
        key = head * span + cost
        order = np.argsort(key, kind="stable")
        tail = graph.seat[graph.market.row[edges]][order]
        counts = np.bincount(head, minlength=graph.market.cols)
        return cls(tail, cost[order], key[order], span, offsets(counts))

    def extend(self, query: Ints, node: Ints, cost: Ints, limit: Ints) -> tuple[Ints, Ints, Ints]:
        """All labels one arc longer whose cost stays below the limit of their query."""
        room = np.minimum(limit[query] - cost, self.span - 1)
        start = self.bounds[node]
        count = np.maximum(np.searchsorted(self.key, node * self.span + room) - start, 0)
        arc = ranges(start, count)
        return np.repeat(query, count), self.tail[arc], np.repeat(cost, count) + self.cost[arc]
