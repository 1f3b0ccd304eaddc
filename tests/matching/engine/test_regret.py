"""Refusal costs, alternatives and prices equal the difference of two solves."""

import numpy as np
import pytest
from hypothesis import given, settings

from matching.engine import chains
from matching.engine.assignment import CandidateGraph, Cap, assign
from matching.engine.errors import EngineInputError
from matching.engine.regret import alternatives, mentee_losses, refusal_costs, seat_gains, seat_losses
from matching.engine.tiebreak import settle
from tests.matching.engine.instances import (
    changed,
    graphs,
    loss,
    loss_of_making,
    loss_of_refusing,
    random_graph,
    without_edges,
)


def check_refusals(graph):
    best = assign(graph)
    costs = refusal_costs(graph, best)
    assert costs.shape == (graph.mentees, graph.tiers + 1)
    for mentee, edge in enumerate(best.edge):
        expected = loss_of_refusing(graph, best, edge) if edge >= 0 else (0,) * (graph.tiers + 1)
        assert tuple(costs[mentee].tolist()) == expected
    return int((best.edge >= 0).sum())


def check_alternatives(graph, k=3):
    best = assign(graph)
    found = alternatives(graph, best, k)
    scale = best.solved.encoding.scale
    for mentee in range(graph.mentees):
        others = [edge for edge in np.flatnonzero(graph.mentee == mentee) if edge != best.edge[mentee]]
        costs = [(loss_of_making(graph, best, edge), int(graph.mentor[edge]), edge) for edge in others]
        costs = sorted((cost for cost in costs if cost[0]), key=lambda cost: (in_weight(scale, cost[0]), cost[1]))
        count = int((found.edge[mentee] >= 0).sum())
        assert found.edge[mentee, :count].tolist() == [edge for _, _, edge in costs[:k]]
        assert [tuple(row) for row in found.loss[mentee, :count].tolist()] == [c for c, _, _ in costs[:k]]
        assert not found.loss[mentee, count:].any()


def in_weight(scale, cost):
    return sum(count * mark for count, mark in zip(cost, scale.marks[1:], strict=False)) * scale.unit + cost[-1]


@settings(max_examples=20, deadline=None)
@given(graphs(12, 6, "nested"))
def test_refusing_costs_the_difference_of_two_solves(graph):
    check_refusals(graph)


@settings(max_examples=20, deadline=None)
@given(graphs(10, 6, "none"))
def test_making_a_pair_costs_the_difference_of_two_solves(graph):
    check_alternatives(graph)


@settings(max_examples=15, deadline=None)
@given(graphs(8, 6, "nested"))
def test_making_a_pair_under_caps_costs_the_difference_of_two_solves(graph):
    check_alternatives(graph)


@pytest.mark.prove
def test_three_hundred_refusals_and_more_equal_two_solves():
    rng = np.random.default_rng(8)
    refusals = 0
    while refusals < 1500:
        graph = random_graph(rng, 30, 15, ("none", "nested")[refusals % 2])
        refusals += check_refusals(graph)
        check_alternatives(graph, 4)


def test_refusals_in_small_batches(monkeypatch):
    monkeypatch.setattr(chains, "TABLE", 20)
    rng = np.random.default_rng(5)
    for _ in range(5):
        check_refusals(random_graph(rng, 20, 8))


def test_a_near_tie_costs_nothing_or_little():
    graph = CandidateGraph([0, 0, 1, 1], [0, 1, 0, 1], [500, 500, 500, 501], [1, 1], [1, 1])
    best = assign(graph)
    assert refusal_costs(graph, best).tolist() == [[0, 1], [0, 1]]
    other = alternatives(graph, best, 1)
    assert other.loss.tolist() == [[[0, 1]], [[0, 1]]]


@settings(max_examples=15, deadline=None)
@given(graphs(7, 5, "nested"))
def test_prices_equal_the_difference_of_two_solves(graph):
    check_prices(graph)
    check_prices(changed(graph, caps=()))


def check_prices(graph):
    best = assign(graph)
    gains, losses, leaving = seat_gains(graph, best), seat_losses(graph, best), mentee_losses(graph, best)
    for mentor in range(graph.mentors):
        one = np.arange(graph.mentors) == mentor
        more = assign(changed(graph, capacity=graph.capacity + one))
        assert tuple(gains[mentor].tolist()) == loss(more.objective, best.objective)
        if graph.capacity[mentor]:
            fewer = assign(changed(graph, capacity=graph.capacity - one))
            assert tuple(losses[mentor].tolist()) == loss(best.objective, fewer.objective)
        else:
            assert not losses[mentor].any()
    for mentee in range(graph.mentees):
        gone = assign(without_edges(graph, graph.mentee == mentee))
        assert tuple(leaving[mentee].tolist()) == loss(best.objective, gone.objective)


@settings(max_examples=15, deadline=None)
@given(graphs(7, 5, "none"))
def test_reservations_of_nothing_change_nothing(graph):
    """With reservations every answer comes from a session; it must be the same one."""
    reserved = changed(graph, reservation=np.zeros(graph.mentors, dtype=np.int64))
    best, same = settle(graph, assign(graph), seed=1), settle(reserved, assign(reserved), seed=1)
    assert best.edge.tolist() == same.edge.tolist()
    for question in (refusal_costs, mentee_losses, seat_gains, seat_losses):
        assert question(graph, best).tolist() == question(reserved, same).tolist()
    first, second = alternatives(graph, best, 3), alternatives(reserved, same, 3)
    assert first.loss.tolist() == second.loss.tolist()  # of equal losses either pair may be named


def test_refusing_a_pair_on_a_reserved_seat():
    graph = CandidateGraph([0, 0], [0, 1], [900, 100], [1], [1, 1], reservation=[0, 400])
    assert refusal_costs(graph, assign(graph)).tolist() == [[0, 800]]


def test_questions_need_the_plan_of_this_graph_and_caps_that_nest():
    graph = CandidateGraph([0, 1], [0, 1], [5, 6], [1, 1], [1, 1, 1], (Cap([0, 1], 1), Cap([1, 2], 1)))
    with pytest.raises(EngineInputError, match="must come from assign"):
        refusal_costs(graph, assign(graph))
    plain = changed(graph, caps=())
    with pytest.raises(EngineInputError, match="must come from assign"):
        alternatives(changed(plain), assign(plain))
    with pytest.raises(EngineInputError, match="k is 0"):
        alternatives(plain, assign(plain), 0)
