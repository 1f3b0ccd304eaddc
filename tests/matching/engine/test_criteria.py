"""Every bar and every criterion: by hand, in bulk, and in words; all from the same function."""

from datetime import timedelta

import numpy as np
import pytest

from matching.engine import Policy, explain
from matching.engine.bars import BAR_OF, BARS, among
from matching.engine.checking import PLAIN_BARS
from matching.engine.columns import Columns
from matching.engine.criteria import CRITERIA, band_of, fit_of, points_of
from tests.matching.engine.people import TODAY, a_mentee, a_mentor, a_problem, random_problem

FAR = {"latitude": 46.5667, "longitude": 23.7833, "place": "turda"}
AFAR = frozenset({"in_person", "remote"})


def judged(mentee=None, mentor=None, policy=None, **more):
    problem = a_problem([a_mentee(**mentee or {})], [a_mentor(**mentor or {})], policy, **more)
    return explain(problem, "anna", "mara")


def test_the_usual_two_pass_every_bar():
    told = judged()
    assert told.possible and all(bar.passed for bar in told.bars)
    assert [bar.code for bar in told.bars] == [bar.code for bar in BARS]
    assert str(told.verdict) == "This pair breaks no bar."


PAIR = frozenset({("anna", "mara")})


@pytest.mark.parametrize(
    "code, changes, sentence",
    [
        (
            "decision",
            {"mentee": {"decision_until": None}},
            "A specialist's decision that mentoring i",
        ),
        ("decision", {"mentee": {"decision_until": TODAY - timedelta(days=1)}}, "A specialist's decision"),
        ("consent", {"mentee": {"consent_until": None}}, "Lawful consent is missing or no longer holds."),
        ("assent", {"mentee": {"assent_until": None}}, "The mentee's own yes is missing or no longer holds."),
        ("available", {"mentor": {"available": False}}, "The mentor is resting or has left."),
        ("room", {"mentor": {"capacity": 0}}, "The mentor has no free seat."),
        ("supervised", {"mentor": {"supervised": False}}, "The mentor has no supervisor."),
        (
            "clearance",
            {"mentor": {"cleared_until": {}}},
            "The mentor's clearance does not cover th",
        ),
        (
            "clearance",
            {"mentor": {"cleared_until": {"youth": TODAY + timedelta(days=89)}}},
            "The mentor's clearance does not",
        ),
        (
            "certificate",
            {"mentor": {"certified": frozenset({"survivor"})}},
            "The mentor has not completed the trainin",
        ),
        (
            "commitment",
            {"mentor": {"committed_until": None}},
            "The mentor has not promised to stay for ",
        ),
        ("population", {"mentor": {"populations": frozenset()}}, "The mentor is not willing to accompany this group."),
        ("language", {"mentor": {"languages": ("en",)}}, "They share no language; the mentee speaks: ro, hu."),
        ("gender", {"mentee": {"accepted_genders": frozenset({"man"})}}, "The mentee does not accept a mentor of this"),
        ("age_gap", {"mentor": {"age": 18}}, "The difference in age is only 4 years; at least 5 are asked for."),
        (
            "risk",
            {"mentee": {"risk": 3}},
            "The mentor is experienced only up to strain 2; the mentee's strain is 3.",
        ),
        (
            "mode",
            {"mentor": {"modes": frozenset({"site"})}},
            "They share no way of meeting; the mentee",
        ),
        (
            "distance",
            {"mentor": FAR},
            "Their areas are about 20 to 50 km apart; the shorter reach is only 10 km.",
        ),
        (
            "distance",
            {"mentor": {"latitude": 44.4}},
            "Their areas are more than 100 km apart; the shorter reach is only 10 km.",
        ),
        ("hours", {"mentor": {"week": 0}}, "They share only 0 h in the week; at least 2 h are asked for."),
        ("ended", {"ended": PAIR}, "They were paired before and parted."),
        ("forbidden", {"forbidden": PAIR}, "A standing rule keeps these two apart."),
        ("fit", {"policy": Policy(least_fit=(990,))}, "The fit is only"),
    ],
)
def test_each_bar_stops_alone_and_says_why(code, changes, sentence):
    told = judged(**changes)
    assert [bar.code for bar in told.bars if not bar.passed] == [code]
    failed = next(bar for bar in told.bars if bar.code == code)
    assert str(failed.message).startswith(sentence)
    assert failed.sentence == failed.message.sentence and failed.facts == failed.message.facts
    assert not told.possible and str(told.verdict) == "This pair breaks a bar."


@pytest.mark.parametrize(
    "code, changes, passed",
    [
        ("clearance", {"mentor": {"cleared_until": {"youth": TODAY + timedelta(days=90)}}}, True),
        ("clearance", {"mentor": {"cleared_until": {"youth": TODAY + timedelta(days=70)}}}, False),
        ("commitment", {"mentor": {"committed_until": TODAY + timedelta(days=200)}}, True),
        ("age_gap", {"mentor": {"age": 20}}, True),
        ("distance", {"mentee": {"radius_km": 26}, "mentor": {**FAR, "radius_km": 50}}, True),
        ("hours", {"mentor": {"week": 0b11}}, True),
        ("fit", {"policy": Policy(least_fit=(880,))}, True),
    ],
)
def test_a_narrow_margin_is_told(code, changes, passed):
    bar = next(bar for bar in judged(**changes).bars if bar.code == code)
    assert bar.close and bar.passed is passed


def test_an_ample_margin_is_not_called_close():
    assert not any(bar.close for bar in judged(mentor={"age": 40, "week": 0b111111}).bars)


def test_who_meets_afar_needs_no_reach():
    told = judged(mentee={"modes": AFAR}, mentor={**FAR, "modes": AFAR})
    assert told.possible
    bar = next(bar for bar in told.bars if bar.code == "distance")
    assert str(bar.message) == "They can meet without travelling to each other." and not bar.close


def test_a_group_without_a_rule_about_age_has_none():
    told = judged(mentee={"population": "survivor", "age": 60})
    assert str(next(bar.message for bar in told.bars if bar.code == "age_gap")) == (
        "No difference in age is asked for in this group."
    )


def test_long_distances_pass_when_both_travel_far():
    told = judged(mentee={"radius_km": 400}, mentor={"latitude": 44.4, "radius_km": 400})
    assert str(next(bar.message for bar in told.bars if bar.code == "distance")).startswith(
        "Their areas are more than 100 km apart; the shorter reach is 400 km."
    )


@pytest.mark.parametrize(
    "code, changes, points, sentence",
    [
        ("hours", {}, 200, "They share 8 h in the week; from 8 h on the points are full."),
        ("hours", {"mentor": {"week": 0b1}}, 50, "They share 2 h in the week; from 8 h on the points are full."),
        ("hours", {"policy": Policy(slots_per_day=48)}, 50, "They share 2 h in the week; from 8 h"),
        ("hours", {"policy": Policy(slots_per_day=48), "mentor": {"week": 1}}, 12, "They share 0.5 h in the week"),
        ("distance", {}, 200, "Their areas are about 0 to 2 km apart."),
        ("distance", {"mentor": {"latitude": 44.4}}, 0, "Their areas are more than 100 km apart."),
        (
            "distance",
            {"mentee": {"modes": AFAR}, "mentor": {**FAR, "modes": AFAR}},
            100,
            "They would meet without travelling to each other.",
        ),
        ("interests", {}, 60, "They both like: music."),
        ("interests", {"mentor": {"interests": frozenset()}}, 0, "They share no interest."),
        ("interests", {"mentee": {"interests": frozenset()}}, 60, "The mentee has named no interests."),
        ("dislikes", {}, 60, "They both dislike: football."),
        ("dislikes", {"mentor": {"dislikes": frozenset()}}, 0, "They share no dislike."),
        ("dislikes", {"mentee": {"dislikes": frozenset()}}, 30, "The mentee has named no dislikes."),
        ("skills", {}, 160, "The mentor can help with: school."),
        ("skills", {"mentee": {"needs": frozenset({"school", "job"})}}, 80, "The mentor can help with: school."),
        ("skills", {"mentor": {"skills": frozenset()}}, 0, "The mentor can help with none of the mentee's needs."),
        ("skills", {"mentee": {"needs": frozenset()}}, 80, "No needs are recorded for the mentee."),
        ("language", {}, 100, "The most comfortable language they share: ro."),
        ("language", {"mentor": {"languages": ("hu",)}}, 50, "The most comfortable language they share: hu."),
        ("language", {"mentor": {"languages": ("en",)}}, 0, "They share no language."),
        ("wishes", {}, 30, "The mentee has stated no wishes about the mentor."),
        (
            "wishes",
            {"mentee": {"wished_genders": frozenset({"woman"}), "wished_age": (30, 40)}},
            30,
            "Wishes of the mentee that are met: 1 of 2.",
        ),
        ("wishes", {"mentee": {"wished_age": (20, 30)}}, 60, "Wishes of the mentee that are met: 1 of 1."),
        ("experience", {}, 25, "The mentor is experienced up to strain 2 of 4; the mentee's strain is 2."),
        ("experience", {"mentor": {"experience": 4}}, 50, "The mentor is experienced up to strain 4 of 4"),
        ("experience", {"mentee": {"risk": 4}}, 0, "The mentor is experienced up to strain 2 of 4"),
        ("place", {}, 50, "They live in the same place."),
        ("place", {"mentor": {"place": "turda"}}, 0, "They live in different places."),
        ("place", {"mentor": {"place": ""}}, 0, "They live in different places."),
        ("place", {"mentee": {"place": ""}}, 25, "The mentee's place is not recorded."),
    ],
)
def test_each_criterion_gives_its_points_and_says_why(code, changes, points, sentence):
    part = next(part for part in judged(**changes).criteria if part.code == code)
    assert part.points == points and part.of == Policy().points[code]
    assert str(part.message).startswith(sentence)
    assert part.sentence == part.message.sentence and part.facts == part.message.facts


@pytest.mark.parametrize(
    "metres, band",
    [(0, (0, 2)), (1999, (0, 2)), (2000, (2, 5)), (14_000, (10, 20)), (99_999, (50, 100)), (100_000, (100, None))],
)
def test_distances_are_told_in_bands(metres, band):
    assert band_of(metres) == band


def test_keys_are_found_among_sorted_keys():
    assert among(np.array([2, 5]), np.array([[1, 2], [5, 9]])).tolist() == [[False, True], [True, False]]
    assert among(np.zeros(0, dtype=np.int64), np.array([1])).tolist() == [False]


@pytest.mark.parametrize("seed", range(4))
def test_blocks_lists_and_explanations_agree_on_every_pair(seed):
    problem = random_problem(seed, mentees=12, mentors=10)
    columns = Columns.of(problem)
    rows, cols = np.arange(12), np.arange(10)
    row, col = (part.ravel() for part in np.meshgrid(rows, cols, indexing="ij"))
    points = points_of(columns, row, col).reshape(12, 10, len(CRITERIA))
    assert (fit_of(columns, rows[:, None], cols[None, :]) == points.sum(axis=2)).all()
    block = {bar.code: bar.verdict(columns, rows[:, None], cols[None, :]) for bar in BARS}
    listed = {bar.code: bar.verdict(columns, row, col).reshape(12, 10) for bar in BARS}
    for one, mentee in enumerate(columns.mentees):
        for other, mentor in enumerate(columns.mentors):
            told = explain(problem, mentee.id, mentor.id)
            if not told.bars:
                continue
            verdicts = {bar.code: bar.passed for bar in told.bars}
            assert verdicts == {code: bool(np.broadcast_to(got, (12, 10))[one, other]) for code, got in block.items()}
            assert verdicts == {code: bool(got[one, other]) for code, got in listed.items()}
            assert [part.points for part in told.criteria] == points[one, other].tolist()
            assert told.fit == points[one, other].sum() and 0 <= told.fit <= 1000


@pytest.mark.parametrize("seed", range(4))
def test_the_columns_agree_with_the_bars_written_on_records(seed):
    problem = random_problem(seed, mentees=20, mentors=15)
    columns = Columns.of(problem)
    rows, cols = np.arange(20)[:, None], np.arange(15)[None, :]
    for code, passes in PLAIN_BARS.items():
        plain = [[passes(problem, one, other) for other in columns.mentors] for one in columns.mentees]
        assert np.broadcast_to(BAR_OF[code].verdict(columns, rows, cols), (20, 15)).tolist() == plain, code


def test_every_bar_is_written_twice_and_can_be_told_in_every_way():
    assert {*PLAIN_BARS, "fit"} == set(BAR_OF)
    for bar in BARS:
        assert {"passed", "failed"} <= set(bar.sentences)
        assert ("relaxed" in bar.sentences) is bar.may_relax
        assert not bar.may_waive or bar.may_relax


def test_protection_is_never_up_for_suggestion_or_waiving():
    for code in ("decision", "consent", "assent", "clearance", "gender", "risk"):
        assert not BAR_OF[code].may_relax and not BAR_OF[code].may_waive
