"""Whatever could go wrong with a plan is found before it is stored."""

from dataclasses import replace

import pytest

from matching.engine import GroupCap, Pair, solve, violations
from tests.matching.engine.people import a_mentee, a_mentor, a_problem

PAIR = frozenset({("anna", "mara")})


def told(problem, solution):
    return [str(fault) for fault in violations(problem, solution)]


def plan_of(problem, *pairs, **changes):
    """The plan of the usual two, rewritten to hold these pairs and honest figures."""
    usual = solve(a_problem())
    known = [replace(usual.pairs[0], mentee=one, mentor=other) for one, other in pairs]
    tiers = [problem.mentee_of[one].tier for one, _ in pairs if one in problem.mentee_of]
    counts = tuple(tiers.count(tier) for tier in (1, 2, 3))
    digest = solve(replace(problem, locked=frozenset())).input_digest if not problem.locked else usual.input_digest
    waiting = solve(a_problem([*problem.mentees], [])).waiting
    left = tuple(one for one in waiting if one.mentee not in {mentee for mentee, _ in pairs})
    figures = {"objective": (*counts, sum(pair.fit for pair in known)), "input_digest": digest, "waiting": left}
    return replace(usual, pairs=tuple(known), **{**figures, **changes})


def test_a_solved_plan_is_safe():
    problem = a_problem()
    assert violations(problem, solve(problem)) == ()
    assert violations(problem, plan_of(problem, ("anna", "mara"))) == ()


def test_strangers_are_found_first():
    problem = a_problem()
    assert told(problem, plan_of(problem, ("zoe", "mara"))) == ["A pair names zoe or mara, who does not take part."]


def test_everybody_is_in_the_plan_once():
    problem = a_problem(mentors=[a_mentor("mara"), a_mentor("nora")])
    twice = plan_of(problem, ("anna", "mara"), ("anna", "nora"))
    assert "The mentee anna is in the plan 2 times." in told(problem, twice)
    assert told(problem, plan_of(problem, waiting=())) == ["The mentee anna is neither paired nor waiting."]


def test_capacities_and_caps_hold():
    problem = a_problem(
        [a_mentee("anna"), a_mentee("bea")], [a_mentor()], caps=(GroupCap("uni", frozenset({"mara"}), 1),)
    )
    assert told(problem, plan_of(problem, ("anna", "mara"), ("bea", "mara"))) == [
        "The mentor mara has 1 free seats but gets 2 mentees.",
        "The group uni may have 1 new pairs but gets 2.",
    ]


def test_a_lock_that_is_missing_is_found():
    problem = a_problem(locked=PAIR)
    assert "The locked pair of anna and mara is not in the plan." in told(problem, plan_of(problem))


@pytest.mark.parametrize(
    "bar, mentee, more",
    [
        ("consent", {"consent_until": None}, {}),
        ("risk", {"risk": 4}, {}),
        ("hours", {"week": 0}, {}),
        ("distance", {"latitude": 47.5}, {}),
        ("ended", {}, {"ended": PAIR}),
    ],
)
def test_every_pair_passes_every_bar(bar, mentee, more):
    problem = a_problem([a_mentee(**mentee)], **more)
    assert f"The pair of anna and mara breaks a bar: {bar}." in told(problem, plan_of(problem, ("anna", "mara")))


def test_a_pair_below_the_least_fit_is_found():
    problem = a_problem(policy=replace(a_problem().policy, least_fit=(900,)))
    assert told(problem, plan_of(problem, ("anna", "mara"))) == ["The pair of anna and mara breaks a bar: fit."]


@pytest.mark.parametrize("name", ["sealed", "no_contact"])
def test_a_sealed_pair_is_not_possible_without_a_reason(name):
    problem = a_problem(**{name: PAIR})
    assert told(problem, plan_of(problem, ("anna", "mara"))) == ["The pair of anna and mara is not possible."]


def test_fit_and_figures_are_those_of_the_pairs():
    problem = a_problem()
    plan = solve(problem)
    other = replace(plan.pairs[0], fit=900)
    assert told(problem, replace(plan, pairs=(other,))) == [
        "The pair of anna and mara has a fit of 885, not 900.",
        "The stated objective is not that of the pairs.",
    ]
    points = replace(plan.pairs[0], points={**plan.pairs[0].points, "hours": 0})
    assert told(problem, replace(plan, pairs=(points,))) == ["The pair of anna and mara has a fit of 885, not 885."]


def test_the_tier_is_that_of_the_mentee():
    plan = solve(a_problem())
    other = replace(plan.pairs[0], tier=2)
    assert "The mentee anna is not of tier 2." in told(a_problem(), replace(plan, pairs=(other,)))


def test_a_plan_of_another_problem_is_found():
    problem = a_problem(mentors=[a_mentor(age=26)])
    assert told(problem, solve(a_problem())) == ["The plan was made for another problem."]


def test_a_plan_that_does_not_call_itself_proved_is_found():
    plan = solve(a_problem())
    for certificate in (replace(plan.certificate, certified=False), replace(plan.certificate, dual=0)):
        assert told(a_problem(), replace(plan, certificate=certificate)) == ["The plan is not proved optimal."]


def test_a_plan_that_only_calls_itself_proved_is_found():
    problem = a_problem([a_mentee("anna"), a_mentee("bea", tier=2)], [a_mentor("mara"), a_mentor("nora")])
    assert told(problem, plan_of(problem, ("anna", "mara"))) == ["The plan is not proved optimal."]


def test_a_plan_with_a_lock_that_must_not_be_is_found():
    problem = a_problem([a_mentee(risk=4)], locked=PAIR)
    fine = solve(a_problem())
    faults = told(problem, replace(fine, pairs=(Pair("anna", "mara", 1, 860, {}, None, False, True),)))
    assert "The pair of anna and mara breaks a bar: risk." in faults


def test_locks_count_in_the_proof():
    problem = a_problem([a_mentee("anna", tier=3), a_mentee("bea")], [a_mentor()], locked=PAIR)
    assert violations(problem, solve(problem)) == ()
