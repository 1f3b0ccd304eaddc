"""Holding scarce mentors back serves more urgent mentees in the end; the effect is counted."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.engine import GroupCap, with_reservations
from matching.engine.assignment import CandidateGraph, assign
from matching.engine.errors import EngineInputError
from matching.engine.reservations import reservation_from
from matching.engine.scale import Scale
from tests.matching.engine.instances import changed, graph_of, graphs
from tests.matching.engine.people import a_mentor, a_problem

MENTORS, SCARCE = 12, 4


def arrivals(rng, urgent, calm):
    """Mentees who arrive together: the urgent ones need a scarce mentor, the others may go anywhere."""
    tier = np.repeat([1, 3], [urgent, calm])
    eligible = rng.random((len(tier), MENTORS)) < 0.7
    eligible[:urgent, SCARCE:] = False
    mentee, mentor = np.nonzero(eligible)
    return mentee, mentor, rng.integers(300, 1001, len(mentee)), tier


def year(rng, reservation):
    """Mentees served per tier when the calm ones come before the urgent ones, with seats filled as they come."""
    capacity, served = np.ones(MENTORS, dtype=np.int64), np.zeros(4, dtype=np.int64)
    for urgent, calm in ((0, 14), (4, 0)):
        graph = CandidateGraph(*arrivals(rng, urgent, calm), capacity, reservation=reservation)
        plan = assign(graph)
        matched = np.flatnonzero(plan.edge >= 0)
        capacity = capacity - np.bincount(graph.mentor[plan.edge[matched]], minlength=MENTORS)
        served += np.bincount(graph.tier[matched], minlength=4)
    return served


def expected_prices():
    """Seat prices of simulated years in which everybody comes at once."""
    runs = []
    for seed in range(10):
        rng = np.random.default_rng(1000 + seed)
        graph = CandidateGraph(*arrivals(rng, 4, 14), np.ones(MENTORS, dtype=np.int64))
        plan = assign(graph)
        runs.append((plan.seat_price, plan.solved.encoding.scale))
    return reservation_from(runs)


def test_prices_of_earlier_runs_hold_scarce_mentors_back_for_the_urgent():
    reservation = expected_prices()
    assert reservation.min() > 1000, "every seat is worth more than a calm mentee"
    without = sum(year(np.random.default_rng(seed), None) for seed in range(20))
    held = sum(year(np.random.default_rng(seed), reservation) for seed in range(20))
    assert without.tolist() == [0, 0, 0, 240]
    assert held[1] > 50 and held.sum() > 215, "which of them, depends on ties"


def test_prices_are_averaged_on_a_scale_of_their_own():
    small, large = Scale.of(3, 1), Scale.of(3, 1000)
    runs = [(np.asarray([4 * scale.unit, 0]), scale) for scale in (small, large)]
    assert reservation_from(runs).tolist() == [4000, 0]
    runs.append((np.asarray([small.unit, small.unit]), small))
    assert reservation_from(runs).tolist() == [3000, 333]


@pytest.mark.parametrize(
    "runs",
    [
        [],
        [(np.zeros(1, dtype=np.int64), Scale.of(3, 1)), (np.zeros(2, dtype=np.int64), Scale.of(3, 1))],
        [(np.zeros(1, dtype=np.int64), Scale.of(3, 1)), (np.zeros(1, dtype=np.int64), Scale.of(2, 1))],
    ],
)
def test_runs_over_other_people_are_refused(runs):
    with pytest.raises(EngineInputError, match="same mentors and tiers"):
        reservation_from(runs)


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


def test_a_seat_is_reserved_at_half_its_mean_price_in_stored_runs():
    problem = a_problem(mentors=[a_mentor("mara"), a_mentor("nora"), a_mentor("olga")])
    runs = [{"mara": 2000, "nora": 0, "olga": 5, "gone": 9}, {"mara": 1001, "nora": 7, "gone": 9}]
    assert with_reservations(problem, runs).reservations == {"mara": 750, "nora": 1, "olga": 1}
    assert with_reservations(problem, []) is problem
    assert with_reservations(problem, [{"mara": 0}]) is problem


def test_nothing_is_held_back_where_caps_cross():
    mentors = [a_mentor("mara"), a_mentor("nora"), a_mentor("olga")]
    caps = (GroupCap("a", frozenset({"mara", "nora"}), 1), GroupCap("b", frozenset({"nora", "olga"}), 1))
    problem = a_problem(mentors=mentors, caps=caps)
    assert with_reservations(problem, [{"mara": 2000}]) is problem
