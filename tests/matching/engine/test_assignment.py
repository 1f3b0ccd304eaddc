"""The plan is the lexicographic optimum, whatever the size, the order and the solver."""

import pickle
import sys
import types

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.engine import components
from matching.engine.assignment import CandidateGraph, assign, join, solve_piece, split
from matching.engine.errors import Cancelled, EngineInputError, NotProvedError
from matching.engine.graph import Cap
from matching.engine.scale import Scale, golomb_ruler
from matching.engine.solvers import SOLVERS, solve_scipy
from tests.matching.engine.instances import best_by_trying, changed, graphs, pairs, random_graph

EMPTY = np.zeros(0, dtype=np.int64)


def graph_of(rows, tier=None, capacity=None):
    """A graph from a table of fits; None is no pair."""
    cells = [(y, m, f) for y, row in enumerate(rows) for m, f in enumerate(row) if f is not None]
    mentee, mentor, fit = np.asarray(cells, dtype=np.int64).reshape(-1, 3).T
    columns = max((len(row) for row in rows), default=0)
    return CandidateGraph(
        mentee,
        mentor,
        fit,
        np.ones(len(rows), dtype=np.int64) if tier is None else tier,
        np.ones(columns, dtype=np.int64) if capacity is None else capacity,
    )


# --- the optimum ---------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(60))
def test_equals_the_best_of_all_plans(seed):
    graph = random_graph(np.random.default_rng(seed))
    assignment = assign(graph)
    assert assignment.objective == best_by_trying(graph)
    assert assignment.certified
    assert assignment.primal == assignment.dual


@pytest.mark.prove
def test_equals_the_best_of_all_plans_two_thousand_times():
    rng = np.random.default_rng(1)
    for number in range(2500):
        graph = random_graph(rng, tiers=int(rng.integers(1, 6)), caps=("none", "nested")[number % 2])
        assert assign(graph).objective == best_by_trying(graph)


def test_urgent_first_then_the_number_then_the_fit():
    graph = graph_of([[1000, None], [1, 1000]], tier=[2, 1], capacity=[1, 0])
    assert assign(graph).objective == (1, 0, 1)
    graph = graph_of([[1000, 0], [None, 1000]], tier=[1, 1])
    assert assign(graph).objective == (2, 2000)
    assert assign(graph_of([[3, 9], [8, 9]])).objective == (2, 17)


def test_the_objective_has_plain_integers():
    assignment = assign(graph_of([[5]]))
    assert [type(value) for value in assignment.objective] == [int, int]
    assert assignment.edge.tolist() == [0]


@pytest.mark.parametrize(
    "graph",
    [
        graph_of([]),
        graph_of([], capacity=[2, 1]),
        graph_of([[None, None]]),
        graph_of([[7]], capacity=[0]),
        CandidateGraph(EMPTY, EMPTY, EMPTY, [1, 2], EMPTY),
    ],
)
def test_nothing_to_pair(graph):
    assignment = assign(graph)
    assert assignment.edge.tolist() == [-1] * graph.mentees
    assert assignment.objective == (0,) * (graph.tiers + 1)
    assert assignment.certified


def test_more_seats_than_mentees_and_fewer():
    rows = [[10, 20], [30, 5], [7, 9]]
    assert assign(graph_of(rows, capacity=[5, 5])).objective == (3, 59)
    assert assign(graph_of(rows, capacity=[1, 1])).objective == (2, 50)


@settings(max_examples=20, deadline=None)
@given(graphs(), st.randoms(use_true_random=False))
def test_the_order_of_the_edges_does_not_matter(graph, random):
    order = np.asarray(random.sample(range(graph.edges), graph.edges), dtype=np.int64)
    shuffled = changed(graph, mentee=graph.mentee[order], mentor=graph.mentor[order], fit=graph.fit[order])
    assert assign(shuffled).objective == assign(graph).objective
    assert pairs(shuffled, assign(shuffled)) == pairs(graph, assign(graph))


@settings(max_examples=20, deadline=None)
@given(graphs(), st.integers(0, 1000))
def test_one_more_mentor_never_lowers_the_objective(graph, fit):
    mentees = np.arange(graph.mentees)
    richer = changed(
        graph,
        mentee=np.concatenate((graph.mentee, mentees)),
        mentor=np.concatenate((graph.mentor, np.full(graph.mentees, graph.mentors))),
        fit=np.concatenate((graph.fit, np.full(graph.mentees, fit))),
        capacity=np.append(graph.capacity, 1),
    )
    assert assign(richer).objective >= assign(graph).objective


@settings(max_examples=20, deadline=None)
@given(graphs())
def test_urgent_first_still_pairs_as_many_as_possible(graph):
    network = nx.Graph((("mentee", int(y)), (int(m), seat)) for y, m, seat in _seats(graph))
    most = len(nx.max_weight_matching(network, maxcardinality=True))
    assert sum(assign(graph).objective[:-1]) == most


def _seats(graph):
    for mentee, mentor in zip(graph.mentee, graph.mentor, strict=True):
        for seat in range(graph.capacity[mentor]):
            yield mentee, mentor, seat


@pytest.mark.parametrize("seed", range(5))
def test_weight_equals_networkx_flow(seed):
    graph = random_graph(np.random.default_rng(seed), 25, 12)
    market = assign(graph).solved.encoding.market
    flow = nx.DiGraph()
    for mentee, mentor, weight in zip(market.row, market.col, market.weight, strict=True):
        flow.add_edge("source", ("y", int(mentee)), capacity=1, weight=0)
        flow.add_edge(("y", int(mentee)), int(mentor), capacity=1, weight=-int(weight))
        flow.add_edge(int(mentor), "sink", capacity=int(graph.capacity[mentor]), weight=0)
    flow.add_edge("source", "sink", capacity=graph.mentees, weight=0)
    flow.add_node("source", demand=-graph.mentees)
    flow.add_node("sink", demand=graph.mentees)
    assert assign(graph).primal == -nx.network_simplex(flow)[0]


@pytest.mark.parametrize("least", [True, False])
@pytest.mark.parametrize(
    ("table", "chosen"),
    [
        ([[400, 150, 400], [400, 450, 600], [300, 225, 300]], [150, 400, 300]),
        ([[400, 150, 400, 1], [400, 450, 600, 2], [300, 225, 300, 3]], [150, 2, 300]),
        ([[10, 10, 8], [9, 8, 1], [9, 7, 4]], [10, 1, 7]),
        ([[10, 10, 8, 11], [9, 8, 1, 1], [9, 7, 4, 10]], [10, 1, 4]),
        ([[10, None, None], [None, None, 1], [None, 7, None]], [10, 1, 7]),
    ],
)
def test_known_tables_of_the_linear_sum_assignment(table, chosen, least):
    """Full assignments of least cost: a fit of 1000 - cost, and everybody is served first."""
    rows = [[None if cost is None else 1000 - cost for cost in row] for row in table]
    if not least:
        rows = [list(column) for column in zip(*rows, strict=True)]
    assignment = assign(graph_of(rows))
    assert assignment.objective == (3, 3000 - sum(chosen))


@pytest.mark.parametrize("density", [0.1, 1.0])
@pytest.mark.parametrize("shape", [(40, 30), (30, 40)])
def test_families_of_random_degree_and_cost(shape, density):
    rng = np.random.default_rng(17)
    for most in (10, 1001):
        mentee, mentor = np.nonzero(rng.random(shape) < density)
        fit = rng.integers(0, most, len(mentee))
        tier, capacity = rng.integers(1, 4, shape[0]), rng.integers(1, 3, shape[1])
        assert assign(CandidateGraph(mentee, mentor, fit, tier, capacity)).certified


# --- reservations --------------------------------------------------------------------------------


def test_a_reservation_holds_a_seat_for_those_who_will_come():
    rows, tier = [[900, None], [None, 500]], [3, 3]
    free = graph_of(rows, tier)
    assert assign(free).objective == (0, 0, 2, 1400)
    assert assign(changed(free, reservation=[1500, 0])).objective == (0, 0, 1, 500)
    assert assign(changed(free, reservation=[500, 0])).objective == (0, 0, 2, 1400)


def test_a_reservation_never_keeps_an_urgent_mentee_waiting():
    graph = graph_of([[0], [1000]], [1, 3])
    assert assign(changed(graph, reservation=[10**9])).objective == (1, 0, 0, 0)


@settings(max_examples=15, deadline=None)
@given(graphs(), st.lists(st.integers(0, 8000), min_size=5, max_size=5))
def test_reservations_never_change_the_order_of_tiers(graph, held):
    """Nobody waits while somebody less urgent sits on a seat that a chain of moves could free."""
    reserved = changed(graph, reservation=np.asarray(held[: graph.mentors]))
    plan = assign(reserved)
    assert plan.objective[:1] == assign(graph).objective[:1] or graph.tiers == 0
    used = plan.solved.encoding.market.used(plan.solved.match)
    same_seats = assign(changed(graph, capacity=used))
    assert plan.objective == same_seats.objective


# --- pieces --------------------------------------------------------------------------------------


def regions(count, size=600):
    rng = np.random.default_rng(3)
    mentee = np.repeat(np.arange(count * size), 3)
    mentor = mentee // size * size + rng.integers(0, size, len(mentee))
    mentee, mentor = np.unique(np.stack((mentee, mentor)), axis=1)
    capacity = np.ones(count * size, dtype=np.int64)
    tier = rng.integers(1, 4, count * size)
    return CandidateGraph(mentee, mentor, rng.integers(0, 1001, len(mentee)), tier, capacity)


def test_pieces_can_be_solved_anywhere_and_joined(monkeypatch):
    graph = regions(4)
    pieces = split(graph)
    assert len(pieces) >= 3
    sent = [pickle.loads(pickle.dumps(piece)) for piece in pieces]
    matches = [solve_piece(piece) for piece in reversed(sent)][::-1]
    joined = join(graph, pieces, matches)
    monkeypatch.setattr(components, "PIECE_ROWS", 10**9)
    assert joined.objective == assign(graph).objective
    assert len(split(graph)) == 1


def test_pieces_of_another_plan_are_not_accepted():
    graph = regions(4)
    pieces = split(graph)
    matches = [solve_piece(piece) for piece in pieces]
    matches[1] = np.full_like(matches[1], -1)
    with pytest.raises(NotProvedError):
        join(graph, pieces, matches)


def test_progress_counts_rows_and_may_cancel():
    graph, seen = regions(4), []
    assign(graph, progress=lambda done, total: seen.append((done, total)))
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)
    assert seen[-1][0] == seen[-1][1]

    def stop(done, total):
        raise Cancelled

    with pytest.raises(Cancelled):
        assign(graph, progress=stop)


# --- solvers -------------------------------------------------------------------------------------


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


# --- scale ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("marks", [*range(1, 16), 40])
def test_rulers_measure_every_distance_once(marks):
    ruler = golomb_ruler(marks)
    distances = [b - a for at, a in enumerate(ruler) for b in ruler[at + 1 :]]
    assert len(ruler) == marks
    assert ruler[0] == 0
    assert len(set(distances)) == len(distances)
    assert list(ruler) == sorted(ruler)


@pytest.mark.parametrize("tiers", [1, 2, 3, 4, 5, 14])
def test_every_change_is_read_back(tiers):
    scale = Scale.of(tiers, 30)
    for out in range(tiers + 1):
        for into in range(tiers + 1):
            for fit in (-30_000, -1, 0, 7, 30_000):
                weight = (out and scale.marks[out]) - (into and scale.marks[into])
                expected = [0] * tiers
                if out:
                    expected[out - 1] += 1
                if into:
                    expected[into - 1] -= 1
                assert scale.read_one(weight * scale.unit + fit) == (*expected, fit)


def test_weights_that_would_not_fit_are_refused():
    with pytest.raises(EngineInputError, match="do not fit into 64-bit weights"):
        Scale.of(99, 10**8)


# --- input ---------------------------------------------------------------------------------------

GOOD = {"mentee": [0, 1], "mentor": [0, 0], "fit": [5, 1000], "tier": [1, 2], "capacity": [1]}


def test_lists_and_numpy_integers_are_welcome():
    assert assign(CandidateGraph(**GOOD)).objective == (1, 0, 5)
    small = {name: np.asarray(values, dtype=np.uint16) for name, values in GOOD.items()}
    assert assign(CandidateGraph(**small)).objective == (1, 0, 5)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"fit": [5.0, float("nan")]}, "fit contains NaN at position 1"),
        ({"fit": [5.0, 6.0]}, "fit must hold 64-bit whole numbers"),
        ({"fit": [True, False]}, "fit must hold 64-bit whole numbers"),
        ({"fit": np.asarray([2**64 - 1, 1], dtype=np.uint64)}, "fit must hold 64-bit whole numbers"),
        ({"fit": [[5], [6]]}, "fit must be one-dimensional"),
        ({"fit": [5, -1]}, r"fit\[1\] is -1, it must be between 0 and 1000"),
        ({"fit": [5, 1001]}, r"fit\[1\] is 1001"),
        ({"fit": [5]}, "must have the same length"),
        ({"mentee": [0, 2]}, r"mentee\[1\] is 2, it must be between 0 and 1"),
        ({"mentee": [-1, 1]}, r"mentee\[0\] is -1"),
        ({"mentor": [0, 1]}, r"mentor\[1\] is 1"),
        ({"tier": [0, 1]}, r"tier\[0\] is 0"),
        ({"tier": [1, 100]}, r"tier\[1\] is 100"),
        ({"capacity": [-1]}, r"capacity\[0\] is -1"),
        ({"capacity": [2**31]}, r"capacity\[0\] is"),
        ({"mentee": [0, 0]}, "The pair of mentee 0 and mentor 0 appears twice"),
        ({"mentee": [1, 0, 1], "mentor": [0, 0, 0], "fit": [1, 2, 3]}, "mentee 1 and mentor 0 appears twice"),
        ({"reservation": [1, 2]}, "reservation must have one entry per mentor"),
        ({"reservation": [-1]}, r"reservation\[0\] is -1"),
        ({"caps": (Cap([1], 1),)}, "A cap names a mentor outside 0..0"),
        ({"caps": (Cap([-1], 1),)}, "A cap names a mentor outside 0..0"),
        ({"caps": ([0],)}, "caps must hold Cap records, not list"),
    ],
)
def test_input_that_breaks_the_contract_is_named(wrong, message):
    with pytest.raises(EngineInputError, match=message):
        CandidateGraph(**(GOOD | wrong))
