"""Why, why not, and at what price; without a word about what is sealed or who the others are."""

import json
from dataclasses import replace

import numpy as np
import pytest

from matching.engine import EngineInputError, explain, explain_all, solve, why_not
from matching.engine.candidates import candidates
from matching.engine.columns import Columns
from tests.matching.engine.people import a_mentee, a_mentor, a_problem, random_problem

PAIR = frozenset({("anna", "mara")})


def test_an_explanation_becomes_plain_json():
    told = explain(a_problem(), "anna", "mara").to_mapping()
    assert json.loads(json.dumps(told)) == told
    assert sum(part["points"] for part in told["criteria"]) == told["fit"] == 885
    language = next(part for part in told["bars"] if part["code"] == "language")
    assert language == {
        "code": "language", "passed": True, "close": False, "sentence_code": "language.passed",
        "sentence": "Languages they share: {languages}.", "facts": {"languages": ["ro"], "spoken": ["ro", "hu"]},
    }  # fmt: skip


def test_the_explanation_of_a_proposed_pair_has_its_points():
    problem = random_problem(1, mentees=60, mentors=50)
    for pair in solve(problem).pairs:
        told = explain(problem, pair.mentee, pair.mentor)
        assert told.possible and told.fit == pair.fit
        assert {part.code: part.points for part in told.criteria} == pair.points


@pytest.mark.parametrize("name", ["sealed", "no_contact"])
def test_a_sealed_pair_is_not_possible_and_nothing_else_is_said(name):
    told = explain(a_problem(**{name: PAIR}), "anna", "mara")
    assert (told.possible, told.bars, told.criteria, told.fit) == (False, (), (), None)
    assert str(told.verdict) == "This pair is not possible."


@pytest.mark.parametrize("name", ["sealed", "no_contact"])
def test_a_sealed_pair_that_breaks_an_open_bar_is_answered_like_any_barred_pair(name):
    people = {"mentees": [a_mentee(risk=4)]}
    sealed, unsealed = a_problem(**people, **{name: PAIR}), a_problem(**people)
    assert explain(sealed, "anna", "mara") == explain(unsealed, "anna", "mara")
    told = why_not(sealed, solve(sealed), "anna", "mara")
    assert told == why_not(unsealed, solve(unsealed), "anna", "mara")
    assert [bar.code for bar in told.bars] == ["risk"]


def test_many_pairs_are_explained_at_once_as_one_by_one():
    problem = random_problem(2, mentees=12, mentors=9)
    pairs = [(mentee, mentor) for mentor in problem.mentor_of for mentee in problem.mentee_of]
    assert explain_all(problem, pairs) == tuple(explain(problem, *pair) for pair in pairs)
    assert explain_all(problem, []) == ()


def test_strangers_are_refused():
    with pytest.raises(EngineInputError, match="The mentee 'zoe' does not take part."):
        explain(a_problem(), "zoe", "mara")
    with pytest.raises(EngineInputError, match="The mentor 'zoe' does not take part."):
        explain(a_problem(), "anna", "zoe")


def test_distances_are_never_told_exactly():
    told = explain(a_problem([a_mentee()], [a_mentor(latitude=46.8)]), "anna", "mara").to_mapping()
    facts = {name for part in (*told["bars"], *told["criteria"]) for name in part["facts"]}
    assert not facts & {"latitude", "longitude", "km", "metres"}
    assert {"from_km", "to_km"} <= facts


def test_a_proposed_pair_needs_no_reason():
    problem = a_problem()
    told = why_not(problem, solve(problem), "anna", "mara")
    assert str(told.verdict) == "This pair is part of the plan." and told.cost == (0, 0, 0, 0)


def test_a_sealed_pair_has_no_price():
    problem = a_problem(sealed=PAIR)
    told = why_not(problem, solve(problem), "anna", "mara")
    assert str(told.verdict) == "This pair is not possible."
    assert (told.bars, told.cost, told.prices, told.losses) == ((), None, (), ())


def test_the_price_of_a_pair_is_the_difference_of_two_solves():
    problem = random_problem(3, mentees=60, mentors=40)
    solution = solve(problem)
    planned = {(pair.mentee, pair.mentor) for pair in solution.pairs}
    columns = Columns.of(problem)
    got = candidates(columns)
    possible = [
        (columns.mentees[one].id, columns.mentors[other].id) for one, other in zip(got.mentee, got.mentor, strict=True)
    ]
    asked = [pair for pair in possible if pair not in planned]
    assert len(asked) > 5
    for mentee, mentor in asked[:20]:
        told = why_not(problem, solution, mentee, mentor)
        forced = solve(replace(problem, locked=frozenset({(mentee, mentor)})))
        assert told.cost == tuple(np.subtract(solution.objective, forced.objective).tolist())
        assert told.verdict == told.prices[0]
        assert told.cost >= (0,) * 4


def test_who_would_lose_what_is_told_by_tier_and_loss():
    mentees = [a_mentee("a", tier=1), a_mentee("b", tier=2)]
    problem = a_problem(mentees, [a_mentor()])
    told = why_not(problem, solve(problem), "b", "mara")
    assert told.cost == (1, -1, 0, 0)
    assert [str(price) for price in told.prices] == [
        "With this pair, mentees of tier 1 who would be served: -1.",
        "With this pair, mentees of tier 2 who would be served: 1.",
    ]
    assert [(loss.tier, loss.kind, loss.points) for loss in told.losses] == [(1, "waits", 885)]
    assert "'a'" not in repr(told)


def test_a_worse_pair_costs_fit_and_an_equal_one_costs_nothing():
    mentees = [a_mentee("a"), a_mentee("b", interests=frozenset({"cooking", "music"}))]
    mentors = [a_mentor("m"), a_mentor("n", interests=frozenset({"animals"}))]
    problem = a_problem(mentees, mentors)
    told = why_not(problem, solve(problem), "b", "n")
    assert told.cost == (0, 0, 0, 120)
    assert [str(price) for price in told.prices] == ["With this pair the plan would lose 120 points of fit."]
    assert [(loss.kind, loss.points) for loss in told.losses] == [("other_mentor", 0)]
    equal = a_problem([a_mentee("a")], [a_mentor("m"), a_mentor("n")])
    other = {"m": "n", "n": "m"}[solve(equal).pairs[0].mentor]
    assert str(why_not(equal, solve(equal), "a", other).verdict) == "A plan with this pair is just as good."


def test_somebody_else_may_be_served_in_turn():
    mentees = [a_mentee("a"), a_mentee("b", languages=("hu",))]
    mentors = [a_mentor("m", languages=("ro", "hu"), interests=frozenset()), a_mentor("n", languages=("en",))]
    seats = [a_mentor("o", languages=("ro",), week=0b11, interests=frozenset(), skills=frozenset())]
    problem = a_problem(mentees, mentors + seats, forbidden=frozenset({("b", "m")}))
    told = why_not(problem, solve(problem), "a", "o")
    assert told.cost[:3] == (0, 0, 0) and told.losses == ()


def test_seats_that_are_fixed_by_hand_have_no_price():
    problem = a_problem([a_mentee("a"), a_mentee("b")], [a_mentor()], locked=frozenset({("a", "mara")}))
    told = why_not(problem, solve(problem), "b", "mara")
    assert str(told.verdict) == "The seats of this mentor are fixed for others by hand."


def test_the_own_lock_is_lifted_to_ask_for_another_mentor():
    problem = a_problem([a_mentee("a")], [a_mentor("m"), a_mentor("n")], locked=frozenset({("a", "m")}))
    assert why_not(problem, solve(problem), "a", "n").cost == (0, 0, 0, 0)


def test_who_gets_a_mentor_through_the_change_is_told_too():
    mentees = [a_mentee("a", tier=2, languages=("ro",)), a_mentee("b", tier=3, languages=("hu",))]
    mentors = [a_mentor("m", languages=("ro", "hu")), a_mentor("n", languages=("ro",), week=0b11)]
    lock = frozenset({("a", "m")})
    problem = a_problem(mentees, mentors, locked=lock)
    told = why_not(problem, solve(problem), "a", "n")
    assert [(loss.tier, loss.kind) for loss in told.losses] == [(3, "served")]
    assert told.cost[:3] == (0, 0, -1)
