"""Caps that nest are exact through blockers; caps that cross say what is proved."""

import numpy as np
import pytest

from matching.engine import crossing, encoding
from matching.engine.assignment import CandidateGraph, Cap, assign, split
from matching.engine.caps import nest
from matching.engine.certificate import certify
from matching.engine.crossing import assign_crossing
from matching.engine.errors import Cancelled, EngineInputError, NotProvedError
from tests.matching.engine.instances import best_by_trying, changed, random_graph


def full(mentees, capacity, *caps):
    """Everybody may go to everybody, with fit ``10 * mentee + mentor``."""
    mentors = len(capacity)
    mentee, mentor = np.divmod(np.arange(mentees * mentors), mentors)
    tier = np.ones(mentees, dtype=np.int64)
    return CandidateGraph(mentee, mentor, 10 * mentee + mentor, tier, capacity, caps)


# --- nested --------------------------------------------------------------------------------------


def test_disjoint_and_contained_groups_nest_and_others_cross():
    forest = nest([Cap([0], 1), Cap([0, 1, 2], 2), Cap([3], 1), Cap([], 1), Cap([0, 1], 1)], 5)
    assert [cap.mentors.tolist() for cap in forest.caps] == [[0, 1, 2], [0, 1], [0], [3]]
    assert forest.parent.tolist() == [-1, 0, 1, -1]
    assert forest.home.tolist() == [2, 1, 0, 3, -1]
    assert forest.around(2) == [2, 1, 0]
    assert nest([Cap([0, 1], 1), Cap([1, 2], 1)], 3) is None


def test_blockers_take_what_the_caps_withhold():
    forest = nest([Cap([0, 1, 2], 3), Cap([0, 1], 1)], 4)
    assert forest.blockers(np.asarray([2, 1, 4, 9])).tolist() == [2, 2]
    assert forest.offered(np.asarray([2, 1, 4, 9])).tolist() == [5, 3]


@pytest.mark.parametrize("seed", range(40))
def test_nested_caps_equal_the_best_of_all_plans(seed):
    graph = random_graph(np.random.default_rng(seed), 6, 5, "nested")
    assignment = assign(graph)
    assert assignment.objective == best_by_trying(graph)
    assert assignment.certified


@pytest.mark.parametrize("seed", range(3))
def test_nested_caps_equal_mixed_integer_programs(seed):
    graph = random_graph(np.random.default_rng(seed), 25, 12, "nested")
    if graph.edges:
        assert assign_crossing(graph).objective == assign(graph).objective


@pytest.mark.prove
def test_nested_caps_equal_mixed_integer_programs_four_hundred_times():
    rng = np.random.default_rng(4)
    compared = 0
    while compared < 400:
        graph = random_graph(rng, 25, 12, "nested")
        if graph.edges:
            assert assign_crossing(graph).objective == assign(graph).objective
            compared += 1


def test_a_cap_of_nothing_and_a_cap_without_members():
    assert assign(full(2, [1, 1], Cap([0, 1], 0))).objective == (0, 0)
    assert assign(full(2, [1, 1], Cap([], 0))).objective == (2, 11)


def test_two_caps_over_the_same_mentors_are_the_tighter_one():
    for limits in ((1, 2), (2, 1)):
        caps = [Cap([0, 1], limit) for limit in limits]
        assert assign(full(3, [2, 2], *caps)).objective == (1, 21)


def test_absurd_capacities_under_caps_are_refused(monkeypatch):
    monkeypatch.setattr(encoding, "BLOCKER_EDGES_MAX", 10)
    with pytest.raises(EngineInputError, match="far more seats than the caps allow"):
        assign(full(2, [20, 1], Cap([0], 1)))


@pytest.mark.parametrize(
    ("mentors", "limit", "message"),
    [
        ([0, 0], 1, "same mentor twice"),
        ([0], -1, "limit is -1"),
        ([0], 1.5, "whole number, not 1.5"),
        ([0], True, "whole number, not True"),
        ([0.5], 1, "whole numbers, not float64"),
    ],
)
def test_a_cap_that_breaks_the_contract_is_named(mentors, limit, message):
    with pytest.raises(EngineInputError, match=message):
        Cap(mentors, limit)


# --- crossing ------------------------------------------------------------------------------------

CROSSING = (Cap([0, 1], 1), Cap([1, 2], 1))


@pytest.mark.parametrize("seed", range(25))
def test_crossing_caps_equal_the_best_of_all_plans(seed):
    graph = random_graph(np.random.default_rng(seed), 6, 5, "crossing")
    assert assign(graph).objective == best_by_trying(graph)


@pytest.mark.prove
def test_crossing_caps_equal_the_best_of_all_plans_five_hundred_times():
    rng = np.random.default_rng(6)
    for _ in range(500):
        graph = random_graph(rng, 6, 5, "crossing")
        assert assign(graph).objective == best_by_trying(graph)


def test_crossing_caps_are_proved_where_value_and_bound_meet():
    assignment = assign(full(3, [1, 1, 1], *CROSSING))
    assert assignment.objective == (2, 32)
    assert assignment.certified
    assert assignment.primal == assignment.dual == 32
    assert assignment.optimality.startswith("optimal: ")
    assert assignment.solved is None


def odd_triangle():
    """Three caps of 1 over the pairs of three mentors: the relaxation takes half of each."""
    caps = (Cap([0, 1], 1), Cap([1, 2], 1), Cap([0, 2], 1))
    return CandidateGraph([0, 1, 2], [0, 1, 2], [500, 500, 500], [1, 1, 1], [1, 1, 1], caps)


def test_what_is_not_proved_is_said():
    assignment = assign(odd_triangle())
    assert assignment.objective == (1, 500)
    assert assignment.certified

    graph = odd_triangle()
    twice = CandidateGraph(
        np.arange(6),
        np.arange(6),
        np.full(6, 500),
        np.ones(6, dtype=np.int64),
        np.ones(6, dtype=np.int64),
        (*graph.caps, *(Cap(cap.mentors + 3, 1) for cap in graph.caps)),
    )
    assignment = assign(twice)
    assert assignment.objective == (2, 1000)
    assert not assignment.certified
    assert assignment.optimality == (
        "best found; the count of tier 1 is 2, proved to be at most 3, and the solver's own search found nothing better"
    )


def test_caps_that_cross_hold_where_nobody_can_be_paired_yet():
    assignment = assign(CandidateGraph([], [], [], [1, 2], [1, 1, 1], CROSSING))
    assert assignment.objective == (0, 0, 0)
    assert assignment.certified
    assert assignment.solved is None


def test_an_open_total_fit_is_said_too():
    graph = odd_triangle()
    more = changed(
        graph,
        mentee=[*graph.mentee, 0, 1, 2],
        mentor=[*graph.mentor, 3, 4, 5],
        fit=[*graph.fit, 0, 0, 0],
        capacity=[1] * 6,
    )
    assignment = assign(more)
    assert assignment.objective == (3, 500)
    assert "total fit is 500, proved to be at most 750" in assignment.optimality


def test_progress_of_crossing_caps_counts_stages_and_may_cancel():
    seen = []
    assign(full(3, [1, 1, 1], *CROSSING), progress=lambda done, total: seen.append((done, total)))
    assert seen == [(step, 4) for step in range(5)]

    def stop(done, total):
        raise Cancelled

    with pytest.raises(Cancelled):
        assign(full(3, [1, 1, 1], *CROSSING), progress=stop)


@pytest.mark.parametrize("seed", range(4))
def test_searches_that_need_no_more_time_give_the_same_answer(seed):
    graph = random_graph(np.random.default_rng(seed), 6, 5, "crossing")
    assert assign(graph, seconds=60).objective == assign(graph).objective


def test_a_search_without_time_leaves_a_plan_within_all_limits_and_says_so(monkeypatch):
    class TimeIsUp:
        x, status = None, 1

    monkeypatch.setattr(crossing, "milp", lambda *_, **__: TimeIsUp)
    more = changed(odd_triangle(), fit=[1, 2, 3], caps=(Cap([0, 1], 1), Cap([1, 2], 1)), tier=[1, 2, 1])
    assert assign(more, seconds=0.5).objective == (2, 0, 4), "what fits in without any search"
    middle = changed(more, fit=[1, 9, 3], tier=[1, 1, 1])
    assignment = assign(middle, seconds=0.5)
    assert assignment.objective == (1, 9)
    assert not assignment.certified
    assert assignment.optimality == (
        "best found; the count of tier 1 is 1, proved to be at most 2, in searches of at most 0.5 seconds"
    )


def test_a_later_search_may_do_better_than_one_that_was_stopped(monkeypatch):
    answers = iter([[1, 0, 0, 0, 0, 0, 0, 0, 0], None])
    whole = crossing.milp

    def stopped_once(*args, **options):
        first = next(answers)
        if first is None:
            return whole(*args, **options)
        return type("Answer", (), {"x": np.asarray(first), "status": 1})

    monkeypatch.setattr(crossing, "milp", stopped_once)
    assignment = assign(full(3, [1, 1, 1], *CROSSING), seconds=60)
    assert assignment.objective[0] == 2


def test_crossing_caps_without_any_pair():
    graph = CandidateGraph([], [], [], [1, 2], [1, 1, 1], CROSSING)
    assert assign(graph).objective == (0, 0, 0)


def test_crossing_caps_cannot_be_cut_into_pieces():
    with pytest.raises(EngineInputError, match="Two caps cross"):
        split(full(3, [1, 1, 1], *CROSSING))


def test_an_integer_solver_that_fails_is_not_believed(monkeypatch):
    graph = full(3, [1, 1, 1], *CROSSING)

    class Answer:
        x, status = None, 4

    monkeypatch.setattr(crossing, "milp", lambda *_, **__: Answer)
    with pytest.raises(NotProvedError, match="gave up"):
        assign(graph)
    Answer.x = np.ones(graph.edges)
    with pytest.raises(NotProvedError, match="broke a limit"):
        assign(graph)
    answers = iter([np.arange(graph.edges) == 0, np.zeros(graph.edges)])
    monkeypatch.setattr(crossing, "milp", lambda *_, **__: type("Answer", (), {"x": next(answers)}))
    with pytest.raises(NotProvedError, match="contradict"):
        assign(graph)


def test_a_relaxation_that_fails_only_weakens_the_bound(monkeypatch):
    monkeypatch.setattr(crossing, "linprog", lambda *_, **__: type("Answer", (), {"status": 1}))
    assignment = assign(full(3, [1, 1, 1], *CROSSING))
    assert assignment.objective == (2, 32)
    assert not assignment.certified


def test_a_blocker_without_a_seat_is_never_accepted():
    solved = assign(full(2, [2, 2], Cap([0, 1], 1))).solved
    match = solved.match.copy()
    match[-1] = -1
    with pytest.raises(NotProvedError):
        certify(solved.encoding.market, match)
