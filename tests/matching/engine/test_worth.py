"""What a mentor is worth is the difference of two solves."""

from dataclasses import replace

import numpy as np
import pytest

from matching.engine import GroupCap, solve, worth_of_mentors
from tests.matching.engine.people import a_mentee, a_mentor, a_problem, random_problem


@pytest.mark.parametrize("seed", [0, 1, 3, 4])
@pytest.mark.parametrize("caps", [False, True])
def test_a_seat_more_and_a_mentor_less_are_differences_of_two_solves(seed, caps):
    problem = random_problem(seed, mentees=40, mentors=25, caps=caps)
    solution = solve(problem)

    def objective_with(code, capacity):
        mentors = [replace(one, capacity=capacity) if one.id == code else one for one in problem.mentors]
        return np.asarray(solve(replace(problem, mentors=tuple(mentors))).objective)

    told = worth_of_mentors(problem, solution)
    assert told is not None
    for one in told[:12]:
        before = np.asarray(solution.objective)
        assert one.more == tuple((objective_with(one.mentor, one.seats + 1) - before).tolist())
        assert one.gone == tuple((before - objective_with(one.mentor, 0)).tolist())


def test_caps_that_cross_have_no_worth():
    caps = (GroupCap("a", frozenset({"m", "n"}), 1), GroupCap("b", frozenset({"n", "o"}), 1))
    problem = a_problem([a_mentee()], [a_mentor(code) for code in "mno"], caps=caps)
    assert worth_of_mentors(problem, solve(problem)) is None
