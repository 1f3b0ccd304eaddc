"""Among equally good plans there is one answer, and it moves as few people as possible."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.engine import tiebreak
from matching.engine.assignment import CandidateGraph, Cap, assign
from matching.engine.errors import Cancelled, EngineInputError, NotProvedError
from matching.engine.solvers import SOLVERS, solve_scipy
from matching.engine.tiebreak import settle
from tests.matching.engine.instances import best_by_trying, changed, graphs, objective, pairs, plans, random_graph


def coarse(graph, step=300):
    return changed(graph, fit=graph.fit // step * step)


def best_plans(graph):
    best = best_by_trying(graph)
    return [plan for plan in plans(graph) if objective(graph, plan) == best]


def swapped(seed=0):
    """Two mentees, two mentors, all the same."""
    return CandidateGraph([0, 0, 1, 1], [0, 1, 0, 1], [5, 5, 5, 5], [1, 1], [1, 1])


def backwards(market):
    """Another solver: the same algorithm on rows and columns in reverse order."""
    edges = np.arange(len(market.row))[::-1]
    mirror = type(market)(
        market.rows - 1 - market.row[edges],
        market.cols - 1 - market.col[edges],
        market.weight[edges],
        market.rows,
        market.capacity[::-1].copy(),
    )
    match = solve_scipy(mirror)[::-1]
    return np.where(match >= 0, len(market.row) - 1 - match, -1)


@settings(max_examples=20, deadline=None)
@given(graphs(12, 8, "nested"), st.integers())
def test_another_solver_gives_the_same_plan(graph, seed):
    graph = coarse(graph)
    SOLVERS["backwards"] = backwards
    try:
        other = settle(graph, assign(graph, solver="backwards"), seed=seed, solver="backwards")
    finally:
        del SOLVERS["backwards"]
    settled = settle(graph, assign(graph), seed=seed)
    assert settled.edge.tolist() == other.edge.tolist()
    assert settled.objective == assign(graph).objective
    assert settled.certified


@settings(max_examples=20, deadline=None)
@given(graphs(8, 6, "nested"), st.randoms(use_true_random=False), st.integers())
def test_the_order_of_people_pairs_and_caps_does_not_matter(graph, random, seed):
    graph = coarse(graph)
    people, mentors, edges = (
        np.asarray(random.sample(range(size), size), dtype=np.int64)
        for size in (graph.mentees, graph.mentors, graph.edges)
    )
    new_mentee, new_mentor = np.argsort(people), np.argsort(mentors)
    shuffled = CandidateGraph(
        new_mentee[graph.mentee[edges]],
        new_mentor[graph.mentor[edges]],
        graph.fit[edges],
        graph.tier[people],
        graph.capacity[mentors],
        tuple(Cap(new_mentor[cap.mentors], cap.limit) for cap in reversed(graph.caps)),
    )
    settled = settle(shuffled, assign(shuffled), seed=seed, mentee_key=people, mentor_key=mentors)
    named = {(int(people[mentee]), int(mentors[mentor])) for mentee, mentor in pairs(shuffled, settled)}
    assert named == pairs(graph, settle(graph, assign(graph), seed=seed))


@settings(max_examples=20, deadline=None)
@given(graphs(5, 4, "nested"), st.randoms(use_true_random=False))
def test_as_many_published_pairs_as_possible_are_kept(graph, random):
    graph = coarse(graph)
    keep = [random.choice([-1, *np.flatnonzero(graph.mentee == y).tolist()]) for y in range(graph.mentees)]

    def kept(plan):
        return sum(edge == before >= 0 for edge, before in zip(plan, keep, strict=True))

    settled = settle(graph, assign(graph), seed=1, keep=np.asarray(keep, dtype=np.int64))
    assert kept(settled.edge.tolist()) == max(kept(plan) for plan in best_plans(graph))
    assert settled.objective == assign(graph).objective


@settings(max_examples=20, deadline=None)
@given(graphs(5, 4, "nested"))
def test_fairness_raises_the_worst_fit_among_the_best_plans(graph):
    graph = coarse(graph, 100)

    def worst(plan):
        return min((int(graph.fit[edge]) for edge in plan if edge >= 0), default=0)

    settled = settle(graph, assign(graph), seed=1, fair=True)
    assert worst(settled.edge.tolist()) == max(worst(plan) for plan in best_plans(graph))
    assert settled.objective == assign(graph).objective


def test_the_worst_fit_is_raised_without_losing_points():
    graph = CandidateGraph([0, 0, 1, 1], [0, 1, 0, 1], [900, 600, 600, 300], [1, 1], [1, 1])
    settled = settle(graph, assign(graph), seed=3, fair=True)
    assert settled.edge.tolist() == [1, 2]


def test_the_seed_decides_and_every_plan_can_win():
    graph = swapped()
    plan = assign(graph)
    drawn = {tuple(settle(graph, plan, seed=seed).edge.tolist()) for seed in range(20)}
    assert drawn == {(0, 3), (1, 2)}
    assert settle(graph, plan, seed=-7).edge.tolist() == settle(graph, plan, seed=-7).edge.tolist()


def test_prices_and_proof_stay():
    graph = coarse(random_graph(np.random.default_rng(2), 12, 8))
    plan = assign(graph)
    settled = settle(graph, plan, seed=1)
    assert settled.seat_price.tolist() == plan.seat_price.tolist()
    assert (settled.primal, settled.dual) == (plan.primal, plan.dual)


@pytest.mark.prove
def test_hundreds_of_larger_plans_do_not_depend_on_the_solver(monkeypatch):
    monkeypatch.setitem(SOLVERS, "backwards", backwards)
    rng = np.random.default_rng(11)
    for number in range(300):
        graph = coarse(random_graph(rng, 80, 50, ("none", "nested")[number % 2]), 100)
        other = settle(graph, assign(graph, solver="backwards"), seed=number, solver="backwards")
        assert settle(graph, assign(graph), seed=number).edge.tolist() == other.edge.tolist()


def test_a_lottery_that_ties_is_drawn_again(monkeypatch):
    monkeypatch.setattr(tiebreak, "LOTTERY_BITS", 1)
    graph, drawn = swapped(), set()
    for seed in range(20):
        drawn.add(tuple(settle(graph, assign(graph), seed=seed).edge.tolist()))
    assert drawn == {(0, 3), (1, 2)}
    monkeypatch.setattr(tiebreak, "ROUNDS", 1)
    ties = 0
    for seed in range(20):
        try:
            settle(graph, assign(graph), seed=seed)
        except NotProvedError as tie:
            ties += "left a tie" in str(tie)
    assert ties > 0


def test_a_lottery_that_spoils_the_plan_is_found_out(monkeypatch):
    graph = CandidateGraph([0, 0], [0, 1], [5, 9], [1], [1, 1])
    monkeypatch.setattr(
        tiebreak, "_lottery", lambda tight, *_: type(tight)(**(vars(tight) | {"match": -1 + 0 * tight.match}))
    )
    with pytest.raises(NotProvedError, match="lost one of them"):
        settle(graph, assign(graph), seed=1)


def test_progress_counts_four_steps_and_may_cancel():
    graph, seen = swapped(), []
    settle(graph, assign(graph), seed=1, progress=lambda done, total: seen.append((done, total)))
    assert seen == [(1, 4), (2, 4), (3, 4), (4, 4)]

    def stop(done, total):
        raise Cancelled

    with pytest.raises(Cancelled):
        settle(graph, assign(graph), seed=1, progress=stop)


def test_crossing_caps_are_left_as_they_are():
    graph = CandidateGraph([0, 1], [0, 1], [5, 6], [1, 1], [1, 1, 1], (Cap([0, 1], 1), Cap([1, 2], 1)))
    plan = assign(graph)
    assert settle(graph, plan, seed=1) is plan


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"mentee_key": [1, 1]}, "mentee_key must hold 2 different numbers"),
        ({"mentor_key": [1]}, "mentor_key must hold 2 different numbers"),
        ({"keep": [1]}, "keep must hold one edge per mentee, 2, not 1"),
        ({"keep": [4, 0]}, r"keep\[0\] is 4"),
        ({"keep": [-2, 0]}, r"keep\[0\] is -2"),
    ],
)
def test_wrong_keys_and_plans_are_named(wrong, message):
    graph = swapped()
    with pytest.raises(EngineInputError, match=message):
        settle(graph, assign(graph), seed=1, **wrong)


def test_the_plan_must_belong_to_the_graph():
    with pytest.raises(EngineInputError, match="must come from assign"):
        settle(swapped(), assign(swapped()), seed=1)
