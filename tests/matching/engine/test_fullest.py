"""Who may stay alone in some fullest plan: compared with trying every plan."""

import numpy as np
import pytest

from matching.engine import fullest
from matching.engine.assignment import CandidateGraph, assign, nested
from matching.engine.encoding import encode
from matching.engine.fullest import fullest_plan
from tests.matching.engine.instances import best_by_trying, changed, plans, random_graph


def markets(count, seed, **kinds):
    rng = np.random.default_rng(seed)
    for _ in range(count):
        graph = random_graph(rng, **kinds)
        if graph.edges:
            yield graph, encode(graph, nested(graph)).market


def fullest_by_trying(graph):
    every = [np.asarray(plan) for plan in plans(graph)]
    most = max(np.count_nonzero(plan >= 0) for plan in every)
    return most, [plan for plan in every if np.count_nonzero(plan >= 0) == most]


def columns_of(graph, plan):
    return np.where(plan >= 0, graph.mentor[plan], -1)


@pytest.mark.parametrize("sample", [1, 8])
def test_it_finds_who_may_stay_alone(monkeypatch, sample):
    monkeypatch.setattr(fullest, "SAMPLE", sample)
    for graph, market in markets(60, 5, mentees=5, mentors=4):
        most, best = fullest_by_trying(graph)
        degree = np.bincount(graph.mentor, minlength=graph.mentors)
        seat, may_be_empty = fullest_plan(market, by_column=True)
        assert np.count_nonzero(seat >= 0) == most
        empty = [np.bincount(columns_of(graph, p)[p >= 0], minlength=graph.mentors) < graph.capacity for p in best]
        assert (may_be_empty == np.any(empty, axis=0) & (degree > 0)).all()
        seat, may_wait = fullest_plan(market, by_column=False)
        assert np.count_nonzero(seat >= 0) == most
        has_edges = np.bincount(graph.mentee, minlength=graph.mentees) > 0
        assert (may_wait == np.any([plan < 0 for plan in best], axis=0) & has_edges).all()


def test_a_larger_plan_is_found_where_the_first_edges_do_not_hold_it(monkeypatch):
    """Mentor 0 is everybody's; the two mentees of mentor 1 and 2 have long lists."""
    monkeypatch.setattr(fullest, "SAMPLE", 1)
    mentee, mentor = np.nonzero(np.tri(6, dtype=int)[::-1])
    graph = CandidateGraph(mentee, mentor, mentee, np.ones(6, dtype=int), np.ones(6, dtype=int))
    for by_column in (True, False):
        seat, alone = fullest_plan(encode(graph, nested(graph)).market, by_column=by_column)
        assert sorted(seat.tolist()) == [0, 1, 2, 3, 4, 5] and not alone.any()


def test_reservations_may_leave_a_seat_empty_that_a_fullest_plan_takes():
    graph = CandidateGraph([0], [0], [500], [3], [1])
    assert assign(graph).objective == (0, 0, 1, 500)
    held = changed(graph, reservation=np.asarray([5_000]))
    assert not encode(held, nested(held)).market.is_fullest
    assert assign(held).objective == (0, 0, 0, 0)


def test_both_ways_round_the_optimum_is_the_one_by_trying():
    for graph, _ in markets(80, 9, mentees=6, mentors=3):
        assert assign(graph).objective == best_by_trying(graph)
