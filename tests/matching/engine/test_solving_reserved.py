"""Seats held back for those who will come: off by default, never from the most urgent, and the effect is told."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching import engine
from matching.engine import EngineInputError, GroupCap, input_digest, solve, violations
from matching.engine.assignment import assign
from matching.engine.encoding import objective_of, pairs_at_most, weigh
from matching.engine.graph import CandidateGraph
from matching.engine.scale import Scale
from matching.engine.tiebreak import settle
from tests.matching.engine.instances import graphs, plans
from tests.matching.engine.people import a_mentee, a_mentor, a_problem, random_problem


def test_a_calm_mentee_waits_for_a_seat_that_is_worth_more_later():
    problem = a_problem([a_mentee(tier=3)], reservations={"mara": 2000})
    solution = solve(problem)
    assert solution.pairs == ()
    assert solution.objective == (0, 0, 0, 0)
    assert solution.objective_unreserved == (0, 0, 1, 885)
    assert solution.held_back == ("anna",)
    assert [str(reason) for reason in solution.waiting[0].reasons] == [
        "Mentors who would suit and have a free seat: 1. Their seats are held back for mentees who will come."
    ]
    assert violations(problem, solution) == ()


def test_a_seat_worth_less_than_the_mentee_is_given():
    problem = a_problem([a_mentee(tier=3)], reservations={"mara": 900})
    assert solve(problem).objective == (0, 0, 1, 885)


def test_a_full_group_is_told_apart_from_a_seat_held_back():
    people = [a_mentee("anna"), a_mentee("bea", tier=3)], [a_mentor("mara"), a_mentor("nora")]
    group = GroupCap("uni", frozenset({"mara", "nora"}), 1)
    held = solve(a_problem(*people, caps=(group,), reservations={"nora": 2000, "mara": 2000}))
    assert [reason.code for reason in held.waiting[0].reasons] == ["waiting.caps"]
    held = solve(a_problem(*people, caps=(replace(group, limit=2),), reservations={"nora": 2000, "mara": 2000}))
    assert [reason.code for reason in held.waiting[0].reasons] == ["waiting.held"]


def test_prices_of_a_run_can_be_given_to_a_later_one():
    people = [a_mentee("anna"), a_mentee("bea")], [a_mentor()]
    first = solve(a_problem(*people))
    assert first.seat_prices["mara"] > 1000, "one more seat would serve one more urgent mentee"
    later = a_problem([a_mentee(tier=3)], reservations=first.seat_prices)
    assert solve(later).pairs == ()
    assert solve(later).seat_prices == {"mara": 0}, "for those who wait now, had no seat been held back"


@pytest.mark.parametrize("seed", range(6))
def test_off_means_the_same_plan(seed):
    problem = random_problem(seed)
    plain, zero = solve(problem), solve(replace(problem, reservations=dict.fromkeys(problem.mentor_of, 0)))
    assert zero == plain
    assert plain.objective_unreserved == plain.objective and plain.held_back == ()
    assert plain.seat_prices.keys() == problem.mentor_of.keys()


@pytest.mark.parametrize("seed", range(8))
def test_reserved_plans_are_verified_and_never_cost_the_most_urgent(seed):
    problem = random_problem(seed)
    rng = np.random.default_rng(seed)
    held = dict(zip(problem.mentor_of, rng.choice([0, 500, 1500, 5000, 2**31 - 2], 30).tolist(), strict=True))
    reserved = replace(problem, reservations=held)
    plain, solution = solve(problem), solve(reserved)
    assert violations(reserved, solution) == ()
    assert solution.objective[0] == plain.objective[0]
    assert solution.objective <= plain.objective == solution.objective_unreserved
    assert solution.seat_prices == plain.seat_prices
    served = sum(solution.objective[:-1])
    assert len(solution.held_back) >= sum(plain.objective[:-1]) - served
    assert set(solution.held_back) <= {waiting.mentee for waiting in solution.waiting if waiting.tier > 1}
    assert solution.certificate.certified


def test_the_digest_changes_with_what_is_held_back():
    problem = a_problem()
    digests = {input_digest(replace(problem, reservations=held)) for held in ({}, {"mara": 0}, {"mara": 1})}
    assert len(digests) == 2
    held = a_problem(reservations={"mara": 5})
    assert input_digest(held) == input_digest(replace(held, reservations={"mara": 5}))
    assert "The plan was made for another problem." in [str(fault) for fault in violations(held, solve(problem))]


def test_locks_stay_whatever_their_seat_is_reserved_at():
    problem = a_problem([a_mentee(tier=3)], locked=frozenset({("anna", "mara")}), reservations={"mara": 9000})
    solution = solve(problem)
    assert solution.objective == solution.objective_unreserved == (0, 0, 1, 885)
    assert violations(problem, solution) == ()


def test_a_plan_that_is_not_the_best_or_hides_the_effect_is_found():
    problem = a_problem([a_mentee(tier=3)], reservations={"mara": 2000})
    good = solve(problem)
    plain = solve(replace(problem, reservations={}))
    greedy = replace(plain, input_digest=good.input_digest)
    assert [str(fault) for fault in violations(problem, greedy)] == ["The plan is not proved optimal."]
    for hidden in ({"objective_unreserved": good.objective}, {"held_back": ()}):
        assert [str(fault) for fault in violations(problem, replace(good, **hidden))] == [
            "The stated effect of holding seats back is not the true one."
        ]


def test_caps_that_cross_allow_no_reservations():
    mentors = [a_mentor("mara"), a_mentor("nora"), a_mentor("olga")]
    caps = (GroupCap("a", frozenset({"mara", "nora"}), 1), GroupCap("b", frozenset({"nora", "olga"}), 1))
    problem = a_problem(mentors=mentors, caps=caps)
    assert solve(problem).seat_prices == {}
    with pytest.raises(EngineInputError, match="reservations need caps that nest"):
        solve(replace(problem, reservations={"mara": 1}))


@pytest.mark.parametrize("seed", range(2))
def test_every_question_is_answered_with_reservations_too(seed):
    problem = random_problem(seed, 20, 20)
    problem = replace(problem, reservations=dict.fromkeys(problem.mentor_of, 1500))
    solution = solve(problem)
    assert set(engine.prices(problem, solution).one_seat_more) == set(problem.mentor_of)
    assert len(engine.explain_all(problem, [(pair.mentee, pair.mentor) for pair in solution.pairs])) == len(
        solution.pairs
    )
    assert engine.diagnose(problem, solution) is not None
    for waiting in solution.waiting[:3]:
        assert engine.why_not(problem, solution, waiting.mentee, problem.mentors[0].id).verdict


def _worth(graph, edges):
    scale = Scale.of(graph.tiers, pairs_at_most(graph))
    edges = np.asarray([edge for edge in edges if edge >= 0], dtype=np.int64)
    return int(weigh(graph, scale, graph.mentee[edges], graph.mentor[edges], graph.fit[edges]).sum())


@settings(max_examples=15, deadline=None)
@given(graphs(5, 4, "nested"), st.lists(st.sampled_from([0, 700, 1000, 3000, 2**31 - 2]), min_size=4, max_size=4))
def test_a_reserved_plan_is_worth_as_much_as_the_best_of_all_plans(graph, held):
    graph = replace(graph, reservation=np.asarray(held[: graph.mentors]))
    best = assign(graph)
    assert _worth(graph, best.edge) == max(_worth(graph, plan) for plan in plans(graph))


def test_settling_tells_the_objective_of_the_plan_it_chose():
    """One more mentee of tier 2 is worth just what the seat is reserved at: served or not, the weight is the same."""
    graph = CandidateGraph([0, 1], [0, 1], [0, 0], [1, 2], [1, 1], (), [0, 1000])
    for seed in range(8):
        plan = settle(graph, assign(graph), seed=seed)
        assert plan.objective == objective_of(graph, plan.edge)
