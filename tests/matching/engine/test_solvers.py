"""Every solver reaches the same objective; one that is missing, wrong or gives up is named."""

import sys
import types

import networkx as nx
import numpy as np
import pytest

from matching.engine.assignment import assign
from matching.engine.errors import EngineInputError, NotProvedError
from matching.engine.solvers import SOLVERS, solve_scipy
from tests.matching.engine.instances import changed, graph_of, random_graph


def test_an_unknown_solver_is_refused():
    with pytest.raises(EngineInputError, match="There is no solver 'magic'"):
        assign(graph_of([[1]]), solver="magic")


@pytest.mark.parametrize("solver", ["ortools", "pylmcf"])
def test_a_missing_rival_is_named(solver, monkeypatch):
    for name in ("ortools.graph.python.min_cost_flow", "pylmcf"):
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(EngineInputError, match=f"'{solver}' needs a package that is not installed"):
        assign(graph_of([[1]]), solver=solver)


def test_a_wrong_solver_is_found_out(monkeypatch):
    monkeypatch.setitem(SOLVERS, "lazy", lambda market: np.full(market.rows, -1))
    with pytest.raises(NotProvedError):
        assign(graph_of([[1]]), solver="lazy")


class NetworkxFlow:
    """A minimum cost flow solver with the interface of both rivals, on top of networkx."""

    OPTIMAL = 0

    def __init__(self, nodes=0, tails=(), heads=()):
        self._arcs = {"tail": tails, "head": heads}
        self._status = self.OPTIMAL

    def add_arcs_with_capacity_and_unit_cost(self, tails, heads, limits, costs):
        assert tails.dtype == heads.dtype == np.int32
        self._arcs = {"tail": tails, "head": heads, "limit": limits, "cost": costs}
        return np.arange(len(tails))

    def set_nodes_supplies(self, nodes, supplies):
        self.set_node_supply(supplies)

    def set_node_supply(self, supplies):
        self._supply = supplies

    def set_edge_costs(self, costs):
        assert (costs >= 0).all()
        self._arcs["cost"] = costs

    def set_edge_capacities(self, limits):
        self._arcs["limit"] = limits

    def solve(self):
        network = nx.DiGraph()
        for node, supply in enumerate(self._supply.tolist()):
            network.add_node(node, demand=-supply)
        arcs = list(zip(*(self._arcs[name].tolist() for name in ("tail", "head", "limit", "cost")), strict=True))
        for tail, head, limit, cost in arcs:
            network.add_edge(tail, head, capacity=limit, weight=cost)
        flow = nx.network_simplex(network)[1]
        self._flows = np.asarray([flow[tail][head] for tail, head, _, _ in arcs])
        return self._status

    def flows(self, arcs):
        return self._flows[arcs]

    def result(self):
        return self._flows


@pytest.fixture
def rivals(monkeypatch):
    """Both rivals as far as their interface goes; the arithmetic is networkx's."""
    flow = types.SimpleNamespace(SimpleMinCostFlow=NetworkxFlow)
    monkeypatch.setitem(sys.modules, "ortools.graph.python.min_cost_flow", flow)
    monkeypatch.setitem(sys.modules, "pylmcf", types.SimpleNamespace(Graph=NetworkxFlow))


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("solver", ["ortools", "pylmcf"])
def test_rivals_reach_the_same_objective(rivals, solver, seed):
    graph = random_graph(np.random.default_rng(seed), 12, 8, "nested")
    assert assign(graph, solver=solver).objective == assign(graph).objective


def test_a_rival_that_gives_up_is_reported(rivals, monkeypatch):
    monkeypatch.setattr(NetworkxFlow, "OPTIMAL", 1)
    monkeypatch.setattr(NetworkxFlow, "solve", lambda self: 0)
    with pytest.raises(NotProvedError, match="gave up"):
        assign(graph_of([[1]]), solver="ortools")


def test_edges_without_worth_are_left_alone():
    graph = graph_of([[5]], [3])
    reserved = changed(graph, tier=[3], reservation=[5000])
    market = assign(reserved).solved.encoding.market
    assert market.weight.tolist()[0] < 0
    assert solve_scipy(market).tolist() == [-1]


def test_a_solver_takes_an_empty_market():
    market = assign(graph_of([[None], [None]])).solved.encoding.market
    assert solve_scipy(market).tolist() == [-1, -1]
