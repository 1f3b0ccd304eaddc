"""The plan is the lexicographic optimum, whatever the size and the order."""

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linear_sum_assignment

from matching.engine.assignment import CandidateGraph, assign
from tests.matching.engine.instances import best_by_trying, changed, graph_of, graphs, pairs, random_graph

EMPTY = np.zeros(0, dtype=np.int64)


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


@pytest.mark.parametrize("length", [1, 4, 30])
@pytest.mark.parametrize("more_urgent", [False, True])
def test_one_mentee_more_outweighs_the_fit_of_a_long_chain(length, more_urgent):
    """Everybody fits the own mentor by 1000; to serve the last one all must move to the next mentor, who fits by 0."""
    rows = [[None] * (length + 1) for _ in range(length + 1)]
    for at in range(length):
        rows[at][at], rows[at][at + 1] = 1000, 0
    rows[length][0] = 0
    tier, served = [2] * length + [1 if more_urgent else 2], length + 1
    assignment = assign(graph_of(rows, tier=tier))
    assert assignment.objective == ((1, length, 0) if more_urgent else (0, served, 0))


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


@pytest.mark.parametrize(("mentees", "mentors"), [(25, 12), (80, 40), (200, 120)])
def test_weight_equals_networkx_flow(mentees, mentors):
    rng = np.random.default_rng(mentees)
    mentee, mentor = np.nonzero(rng.random((mentees, mentors)) < 0.1)
    tier, capacity = rng.integers(1, 4, mentees), rng.integers(0, 3, mentors)
    graph = CandidateGraph(mentee, mentor, rng.integers(0, 1001, len(mentee)), tier, capacity)
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


def dense_optimum(graph):
    """Tier counts and fit by SciPy's dense solver, one row per mentee and one column per seat, 0 for staying alone."""
    step = 1000 * graph.mentees + 1
    worth = np.zeros((graph.mentees, graph.mentors))
    worth[graph.mentee, graph.mentor] = graph.fit + step * (graph.tiers + 1 - graph.tier[graph.mentee])
    seats = np.repeat(worth, graph.capacity, axis=1)
    row, col = linear_sum_assignment(seats, maximize=True)
    served = seats[row, col] > 0
    tiers = graph.tier[row[served]]
    counts = [int((tiers == tier).sum()) for tier in range(1, graph.tiers + 1)]
    return (*counts, int(seats[row, col].sum()) - step * int((graph.tiers + 1 - tiers).sum()))


def of_degree(rng, mentees, mentors, degree):
    return np.repeat(np.arange(mentees), degree), np.concatenate(
        [rng.choice(mentors, degree, replace=False) for _ in range(mentees)]
    )


def near_each_other(rng, mentees, mentors):
    """Points in a square; the nearer, the better; far ones are no pair."""
    distance = np.hypot(*(rng.random((mentees, 1)) - rng.random((1, mentors)) for _ in range(2)))
    mentee, mentor = np.nonzero(distance < 0.4)
    return mentee, mentor, np.rint(1000 * (1 - distance[mentee, mentor])).astype(np.int64)


@pytest.mark.parametrize("family", ["low cost", "high cost", "geometric", "all pairs"])
@pytest.mark.parametrize("shape", [(90, 50), (60, 90)])
def test_families_of_instances_equal_the_dense_solver(family, shape):
    """The families of DIMACS: random of degree 17 with few and with many different costs, and geometric."""
    rng = np.random.default_rng(17)
    if family == "geometric":
        mentee, mentor, fit = near_each_other(rng, *shape)
    else:
        mentee, mentor = of_degree(rng, *shape, shape[1] if family == "all pairs" else 17)
        fit = rng.integers(0, 10 if family == "low cost" else 1001, len(mentee))
    tier, capacity = rng.integers(1, 4, shape[0]), rng.integers(1, 3, shape[1])
    graph = CandidateGraph(mentee, mentor, fit, tier, capacity)
    assignment = assign(graph)
    assert assignment.certified and assignment.objective == dense_optimum(graph)
