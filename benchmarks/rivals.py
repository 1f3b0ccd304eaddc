"""Who else can answer the same question? Every contender takes a candidate graph and gives the mentor of every mentee.

Exact ones get the same weights as the engine, so that the optimum is the same. Building their input counts.
"""

import heapq
import importlib.util
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import networkx as nx
import numpy as np
from scipy.optimize import linear_sum_assignment

from matching.engine.arrays import offsets, ranges
from matching.engine.assignment import CandidateGraph, nested
from matching.engine.components import solve_pieces
from matching.engine.encoding import encode
from matching.engine.market import Market
from matching.engine.solvers import solver_named

Plan = np.ndarray
"""The mentor of every mentee, int64[Y], -1 for those who wait."""

Node = Any
"""A node of networkx: any hashable."""

Flows = dict[Node, dict[Node, int]]

ALONE = 10**9


@dataclass(frozen=True)
class Contender:
    """A way to answer.

    Parameters
    ----------
    name : str
        What the report calls it.
    plan : callable
        From a graph to a plan.
    package : str
        The module it needs.
    most : int
        Mentees up to which it is tried.
    exact : bool
        Whether it promises the optimum.
    """

    name: str
    plan: Callable[[CandidateGraph], Plan]
    package: str
    most: int = ALONE
    exact: bool = True

    @property
    def is_installed(self) -> bool:
        """Whether its package can be imported."""
        return importlib.util.find_spec(self.package) is not None


def market_of(graph: CandidateGraph) -> Market:
    """The engine's weights for a graph without caps."""
    return encode(graph, nested(graph)).market


def engine(graph: CandidateGraph) -> Plan:
    """What ``assign`` does before it proves the plan."""
    market = market_of(graph)
    return market.seat_of(solve_pieces(market))


def whole(solver: str) -> Callable[[CandidateGraph], Plan]:
    """One of the engine's solvers on the whole graph."""

    def plan(graph: CandidateGraph) -> Plan:
        market = market_of(graph)
        return market.seat_of(solver_named(solver)(market))

    return plan


def dense(graph: CandidateGraph) -> Plan:
    """SciPy's dense solver: a matrix of mentees by seats, 0 where a pair is not allowed."""
    market = market_of(graph)
    owner, copies = np.repeat(np.arange(market.cols), market.capacity), market.capacity[market.col]
    seats = ranges(offsets(market.capacity)[market.col], copies)
    matrix = np.zeros((market.rows, len(owner)))
    matrix[np.repeat(market.row, copies), seats] = np.repeat(market.weight, copies)
    row, seat = linear_sum_assignment(matrix, maximize=True)
    plan = np.full(market.rows, -1)
    good = matrix[row, seat] > 0
    plan[row[good]] = owner[seat[good]]
    return plan


def network_simplex(graph: CandidateGraph) -> Plan:
    """Minimum cost flow of networkx, in Python."""
    market = market_of(graph)
    flow = nx.DiGraph()
    flow.add_nodes_from((("y", row), {"demand": -1}) for row in range(market.rows))
    flow.add_node("end", demand=market.rows)
    flow.add_edges_from(
        (("y", row), ("m", col), {"capacity": 1, "weight": -weight})
        for row, col, weight in zip(market.row.tolist(), market.col.tolist(), market.weight.tolist(), strict=True)
    )
    flow.add_edges_from((("y", row), "end", {"capacity": 1, "weight": 0}) for row in range(market.rows))
    for col, seats in enumerate(market.capacity.tolist()):
        flow.add_edge(("m", col), "end", capacity=seats, weight=0)
    flows = nx.network_simplex(flow)[1]
    return _plan(graph, ((row, to[1]) for (_, row), out in _sources(flows) for to, used in out.items() if used))


def _sources(flows: Flows) -> list[tuple[Node, dict[Node, int]]]:
    return [
        (node, {to: used for to, used in out.items() if to != "end"}) for node, out in flows.items() if node[0] == "y"
    ]


def blossom(graph: CandidateGraph) -> Plan:
    """Maximum weight matching of networkx (Edmonds), in Python, one node per seat."""
    market = market_of(graph)
    seats = nx.Graph()
    for row, col, weight in zip(market.row.tolist(), market.col.tolist(), market.weight.tolist(), strict=True):
        for seat in range(market.capacity[col]):
            seats.add_edge(("y", row), ("m", col, seat), weight=weight)
    pairs = (sorted(pair, key=lambda node: node[0], reverse=True) for pair in nx.max_weight_matching(seats))
    return _plan(graph, ((mentee[1], mentor[1]) for mentee, mentor in pairs))


def _plan(graph: CandidateGraph, pairs: Iterable[tuple[int, int]]) -> Plan:
    plan = np.full(graph.mentees, -1)
    for mentee, mentor in pairs:
        plan[mentee] = mentor
    return plan


def greedy(graph: CandidateGraph) -> Plan:
    """The list many programmes keep by hand: the most urgent first, each takes the best pair that is free."""
    order = np.lexsort((graph.mentor, graph.mentee, -graph.fit, graph.tier[graph.mentee]))
    free, plan = graph.capacity.tolist(), [-1] * graph.mentees
    for mentee, mentor in zip(graph.mentee[order].tolist(), graph.mentor[order].tolist(), strict=True):
        if plan[mentee] < 0 and free[mentor]:
            plan[mentee] = mentor
            free[mentor] -= 1
    return np.asarray(plan)


def deferred_acceptance(graph: CandidateGraph) -> Plan:
    """Gale and Shapley 1962: mentees ask by fit; a mentor keeps the most urgent, then the best fitting, who ask."""
    order = np.lexsort((graph.mentor, -graph.fit, graph.mentee))
    bounds = np.searchsorted(graph.mentee[order], np.arange(graph.mentees + 1)).tolist()
    mentor, fit = graph.mentor[order].tolist(), graph.fit[order].tolist()
    tier, capacity = graph.tier.tolist(), graph.capacity.tolist()
    kept: list[list[tuple[int, int, int]]] = [[] for _ in capacity]
    asked, asking = bounds[:-1], list(range(graph.mentees))
    while asking:
        mentee = asking.pop()
        at = asked[mentee]
        if at == bounds[mentee + 1]:
            continue
        asked[mentee] += 1
        heapq.heappush(kept[mentor[at]], (-tier[mentee], fit[at], -mentee))
        if len(kept[mentor[at]]) > capacity[mentor[at]]:
            asking.append(-heapq.heappop(kept[mentor[at]])[2])
    return _plan(graph, ((-entry[2], owner) for owner, entries in enumerate(kept) for entry in entries))


CONTENDERS = {
    contender.name: contender
    for contender in (
        Contender("engine", engine, "scipy"),
        Contender("OR-Tools min cost flow", whole("ortools"), "ortools"),
        Contender("pylmcf network simplex", whole("pylmcf"), "pylmcf"),
        Contender("SciPy dense", dense, "scipy", 10_000),
        Contender("networkx network simplex", network_simplex, "networkx", 1_000),
        Contender("networkx max weight matching", blossom, "networkx", 1_000),
        Contender("greedy by tier, then fit", greedy, "numpy", exact=False),
        Contender("deferred acceptance", deferred_acceptance, "numpy", exact=False),
    )
}


def objective_of(graph: CandidateGraph, plan: Plan) -> tuple[int, ...]:
    """Mentees served per tier, then total fit; ``ValueError`` when a plan breaks a limit."""
    served = np.flatnonzero(plan >= 0)
    if (np.bincount(plan[served], minlength=graph.mentors) > graph.capacity).any():
        raise ValueError("A mentor has more mentees than seats.")
    keys = graph.mentee * graph.mentors + graph.mentor
    wanted = served * graph.mentors + plan[served]
    order = np.argsort(keys)
    at = np.minimum(np.searchsorted(keys, wanted, sorter=order), len(keys) - 1)
    if len(wanted) and (keys[order[at]] != wanted).any():
        raise ValueError("A pair is not allowed.")
    counts = np.bincount(graph.tier[served], minlength=graph.tiers + 1)[1:]
    return (*counts.tolist(), int(graph.fit[order[at]].sum()) if len(wanted) else 0)
