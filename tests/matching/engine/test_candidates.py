"""The grid finds exactly the pairs that a look at every pair finds."""

from random import Random

import numpy as np
import pytest

from matching.engine.bars import BARS, may_meet
from matching.engine.candidates import BLOCK_PAIRS, candidate_blocks, candidates
from matching.engine.columns import Columns
from matching.engine.criteria import points_of
from tests.matching.engine import people
from tests.matching.engine.people import a_mentee, a_mentor, a_problem, random_problem


def found(columns):
    got = candidates(columns)
    return list(zip(got.mentee.tolist(), got.mentor.tolist(), strict=True))


def by_looking_at_every_pair(columns):
    rows, cols = np.arange(len(columns.mentees))[:, None], np.arange(len(columns.mentors))[None, :]
    passed = may_meet(columns, rows, cols)
    for bar in BARS:
        passed = passed & bar.verdict(columns, rows, cols)
    return [(int(row), int(col)) for row, col in zip(*np.nonzero(passed), strict=True)]


@pytest.mark.parametrize("seed", range(12))
def test_grid_and_brute_force_find_the_same_pairs(seed):
    columns = Columns.of(random_problem(seed, mentees=60, mentors=50))
    assert found(columns) == by_looking_at_every_pair(columns) != []


def scattered(seed, latitude, longitude, spread):
    """People who differ in nothing but where they are and how far they travel."""
    random = Random(seed)

    def home():
        east = longitude + random.uniform(-spread, spread)
        return {
            "latitude": max(-90.0, min(90.0, latitude + random.uniform(-spread, spread))),
            "longitude": east - 360 if east > 180 else east,
            "radius_km": random.choice([3, 15, 50, 200]),
        }

    return a_problem(
        [a_mentee(f"y{k:02}", **home()) for k in range(50)],
        [a_mentor(f"m{k:02}", **home()) for k in range(50)],
        people.Policy(least_fit=(0,)),
    )


@pytest.mark.parametrize(
    "latitude, longitude, spread",
    [(46.7, 23.6, 0.3), (46.7, 23.6, 3), (0, 180, 0.5), (89.9, 0, 90), (-90, 10, 0.4), (0, 0, 180)],
)
def test_the_grid_loses_nobody_at_cells_poles_and_the_date_line(latitude, longitude, spread):
    columns = Columns.of(scattered(1, latitude, longitude, spread))
    assert found(columns) == by_looking_at_every_pair(columns)


def test_a_place_of_its_own_at_a_radius_of_nothing_is_within_reach():
    problem = a_problem([a_mentee(radius_km=0)], [a_mentor(radius_km=0)])
    assert found(Columns.of(problem)) == [(0, 0)]


def test_points_and_fit_are_those_of_the_criteria():
    columns = Columns.of(random_problem(2, mentees=60, mentors=50))
    got = candidates(columns)
    assert (got.points == points_of(columns, got.mentee, got.mentor)).all()
    assert (got.fit == got.points.sum(axis=1)).all()
    assert (got.fit >= columns.least_fit[got.mentee]).all()


def test_all_pairs_of_a_mentee_come_in_one_block():
    columns = Columns.of(random_problem(4, mentees=80, mentors=60))
    seen = set()
    for block in candidate_blocks(columns):
        mentees = set(block.mentee.tolist())
        assert mentees and not mentees & seen
        seen |= mentees


def test_many_mentors_are_judged_in_slices():
    afar = {"modes": frozenset({"site"})}
    mentors = [a_mentor(f"m{k:05}", age=30 if k == 7 else 15, **afar) for k in range(3000)]
    mentees = [a_mentee(f"y{k:03}", **afar) for k in range(400)]
    columns = Columns.of(a_problem(mentees, mentors))
    blocks = list(candidate_blocks(columns))
    assert len(blocks) == -(-400 * 3000 // BLOCK_PAIRS)
    assert sum(len(block.fit) for block in blocks) == 400


@pytest.mark.parametrize(
    "mentees, mentors",
    [([], []), ([a_mentee()], []), ([], [a_mentor()]), ([a_mentee(consent_until=None)], [a_mentor()])],
)
def test_without_people_there_are_no_pairs(mentees, mentors):
    got = candidates(Columns.of(a_problem(mentees, mentors)))
    assert len(got.mentee) == len(got.mentor) == len(got.fit) == len(got.points) == 0


def test_more_languages_than_a_word_has_bits_are_told_apart():
    mentees = [a_mentee(f"y{k:03}", languages=(f"l{k}",)) for k in range(70)]
    mentors = [a_mentor(f"m{k:03}", languages=(f"l{k}",)) for k in range(70)]
    assert found(Columns.of(a_problem(mentees, mentors))) == [(k, k) for k in range(70)]
