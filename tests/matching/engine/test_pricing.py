"""Prices of a plan are differences of two solves."""

from dataclasses import replace

import numpy as np
import pytest

from matching.engine import EngineInputError, GroupCap, alternatives_of, prices, solve, why_not
from tests.matching.engine.people import a_mentee, a_mentor, a_problem, random_problem


def loss(solution, other):
    return tuple(np.subtract(solution.objective, other.objective).tolist())


@pytest.mark.parametrize("caps", [False, True])
def test_every_price_is_the_difference_of_two_solves(caps):
    problem = random_problem(3, mentees=50, mentors=30, caps=caps)
    solution = solve(problem)
    told = prices(problem, solution, most=3)
    for mentee, others in told.alternatives.items():
        assert all(
            one.cost == why_not(problem, solution, mentee, one.mentor).cost and one.cost >= (0, 0, 0, 0)
            for one in others
        )
    for code in list(told.leaving)[:15]:
        left = tuple(one for one in problem.mentees if one.id != code)
        pairs = {name: frozenset(pair for pair in getattr(problem, name) if pair[0] != code)
                 for name in ("forbidden", "ended", "sealed", "no_contact")}  # fmt: skip
        assert told.leaving[code] == loss(solution, solve(replace(problem, mentees=left, **pairs)))
    for mentor in [one for one in problem.mentors if one.capacity][:15]:
        others = tuple(one for one in problem.mentors if one.id != mentor.id)
        for change, table, sign in ((1, told.one_seat_more, -1), (-1, told.one_seat_less, 1)):
            if mentor.capacity + change:
                changed = replace(mentor, capacity=mentor.capacity + change)
                after = solve(replace(problem, mentors=(*others, changed)))
                assert table[mentor.id] == tuple(sign * step for step in loss(solution, after))


def test_locked_mentees_have_no_other_choice():
    problem = a_problem([a_mentee("a"), a_mentee("b")], [a_mentor("m"), a_mentor("n")], locked=frozenset({("a", "m")}))
    told = prices(problem, solve(problem))
    assert told.alternatives == {"b": ()} and told.leaving == {"b": (1, 0, 0, 885)}


def test_caps_that_cross_have_no_prices():
    caps = (GroupCap("a", frozenset({"m", "n"}), 1), GroupCap("b", frozenset({"n", "o"}), 1))
    problem = a_problem([a_mentee()], [a_mentor(code) for code in "mno"], caps=caps)
    with pytest.raises(EngineInputError, match="caps must nest"):
        prices(problem, solve(problem))


@pytest.mark.parametrize("seed", range(3))
def test_one_mentees_choices_are_those_of_everybody(seed):
    problem = random_problem(seed, mentees=40, mentors=30)
    solution = solve(problem)
    told = prices(problem, solution, most=4)
    for mentee in list(problem.mentee_of)[:20]:
        others = alternatives_of(problem, solution, mentee, most=4)
        assert [one.cost for one in others] == [one.cost for one in told.alternatives[mentee]]
        assert all(one.cost == why_not(problem, solution, mentee, one.mentor).cost for one in others)


def test_choices_under_caps_that_cross_are_priced_by_solving_again():
    caps = (GroupCap("a", frozenset({"m", "n"}), 1), GroupCap("b", frozenset({"n", "o"}), 1))
    mentees = [a_mentee("anna"), a_mentee("bea", tier=2)]
    mentors = [a_mentor("m"), a_mentor("n"), a_mentor("o", languages=("hu",))]
    problem = a_problem(mentees, mentors, caps=caps, locked=frozenset({("bea", "o")}))
    solution = solve(problem)
    (pair,) = [pair for pair in solution.pairs if pair.mentee == "anna"]
    assert pair.mentor == "m" and alternatives_of(problem, solution, "anna") == ()
    problem = replace(problem, locked=frozenset())
    solution = solve(problem)
    others = alternatives_of(problem, solution, "anna")
    assert len(others) == 2
    assert all(one.cost == why_not(problem, solution, "anna", one.mentor).cost for one in others)


def test_other_locks_and_full_caps_leave_no_choice():
    two = [a_mentee("a"), a_mentee("b")], [a_mentor("m"), a_mentor("n")]
    for more in ({"locked": frozenset({("a", "m")})}, {"caps": (GroupCap("full", frozenset({"m"}), 0),)}):
        problem = a_problem(*two, **more)
        assert [one.mentor for one in alternatives_of(problem, solve(problem), "b")] in ([], ["n"])
    with pytest.raises(EngineInputError, match="does not take part"):
        alternatives_of(problem, solve(problem), "nobody")
