"""People as arrays: bits, words, distances."""

from math import asin, cos, radians, sin, sqrt
from random import Random

import numpy as np
import pytest

from matching.engine.columns import EARTH_M, FLAG_FIELDS, Columns, distance_m, shared, unit_vectors, words_of
from tests.matching.engine.people import a_mentee, a_mentor, a_problem, random_problem


def haversine_m(one, other):
    north, south = radians(one.latitude), radians(other.latitude)
    east = radians(other.longitude - one.longitude)
    half = sin((south - north) / 2) ** 2 + cos(north) * cos(south) * sin(east / 2) ** 2
    return 2 * EARTH_M * asin(min(1.0, sqrt(half)))


def test_the_fields_of_the_packed_word_fill_it_without_a_gap_or_an_overlap():
    masks = [mask for _, mask in FLAG_FIELDS.values()]
    assert sum(masks) == (1 << sum(mask.bit_count() for mask in masks)) - 1
    assert max(masks) < 1 << 32


@pytest.mark.parametrize("bits", [1, 64, 65, 84, 336])
def test_numbers_become_words_and_back(bits):
    random = Random(bits)
    numbers = [random.getrandbits(bits) for _ in range(20)]
    words = words_of(numbers, bits)
    assert words.shape == (20, -(-bits // 64))
    back = [sum(int(word) << 64 * at for at, word in enumerate(row)) for row in words]
    assert back == numbers


def test_nobody_and_no_words_still_have_one_column():
    assert words_of([], 0).shape == (0, 1)


def test_common_bits_are_counted_over_all_words_of_pairs_and_of_blocks():
    random = Random(5)
    left, right = ([random.getrandbits(336) for _ in range(7)] for _ in range(2))
    one, other = words_of(left, 336), words_of(right, 336)
    assert shared(one, other).tolist() == [(a & b).bit_count() for a, b in zip(left, right, strict=True)]
    block = shared(one[:, None], other[None, :])
    assert block.tolist() == [[(a & b).bit_count() for b in right] for a in left]


def test_distances_agree_with_the_haversine_formula_anywhere_on_earth():
    random = Random(11)
    mentees = [
        a_mentee(f"y{k}", latitude=random.uniform(-90, 90), longitude=random.uniform(-180, 180)) for k in range(30)
    ]
    near = [
        a_mentor(f"m{k}", latitude=one.latitude, longitude=max(-180, one.longitude - 0.01 * k))
        for k, one in enumerate(mentees)
    ]
    columns = Columns.of(a_problem(mentees, near), mentees, near)
    rows = np.arange(30)
    for got, one, other in zip(distance_m(columns, rows, rows), mentees, near, strict=True):
        assert got == pytest.approx(haversine_m(one, other), abs=0.6)
    far = distance_m(columns, rows[:, None], rows[None, :])
    assert far[3, 5] == pytest.approx(haversine_m(mentees[3], near[5]), abs=0.6)


def test_unit_vectors_have_length_one():
    vectors = unit_vectors([0, 90, -45.5], [0, 10, 179])
    assert np.allclose(np.square(vectors).sum(axis=1), 1)


def test_rows_follow_the_identifiers_whatever_the_order_of_the_records():
    problem = a_problem([a_mentee("b"), a_mentee("a")], [a_mentor("y"), a_mentor("x")])
    columns = Columns.of(problem)
    assert [one.id for one in columns.mentees] == ["a", "b"]
    assert [one.id for one in columns.mentors] == ["x", "y"]


def test_pairs_become_keys_of_those_who_are_in_the_columns():
    pairs = frozenset({("a", "y"), ("b", "x")})
    problem = a_problem([a_mentee("a"), a_mentee("b")], [a_mentor("x"), a_mentor("y")], ended=pairs, sealed=pairs)
    columns = Columns.of(problem)
    assert columns.ended.tolist() == columns.apart.tolist() == [1, 2]
    part = Columns.of(problem, [problem.mentee_of["b"]], problem.mentors)
    assert part.ended.tolist() == [0]


def test_an_empty_problem_has_empty_columns():
    columns = Columns.of(a_problem([], []))
    assert columns.mentee.week.shape == (0, 2)
    assert columns.language_by_comfort == ()


def test_columns_of_many_people_hold_what_the_records_say():
    problem = random_problem(1)
    columns = Columns.of(problem)
    assert columns.tier.tolist() == [one.tier for one in columns.mentees]
    assert columns.capacity.tolist() == [one.capacity for one in columns.mentors]
    assert shared(columns.mentee.interests, columns.mentee.interests).tolist() == [
        len(one.interests) for one in columns.mentees
    ]
