"""Prices of a plan are differences of two solves."""

from dataclasses import replace

import numpy as np
import pytest

from matching.engine import EngineInputError, GroupCap, prices, solve, why_not
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
