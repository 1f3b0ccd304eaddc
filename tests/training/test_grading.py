"""Grading in exact fractions, drawing by seed, pauses between attempts."""

from collections import Counter
from datetime import datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.gift import GiftAnswer, GiftQuestion, Kind, parse_gift
from training.grading import draw, fold_answer, grade, next_attempt_at, option_order

BUCHAREST = ZoneInfo("Europe/Bucharest")


def question(gift):
    (found,) = parse_gift(f"::q:: Text {gift}").questions
    return found


def credit(gift, answer):
    return graded(gift, answer).credit


def graded(gift, answer):
    return grade([question(gift)], {"q": answer}, 80).per_question[0]


SINGLE = "{=right#yes ~wrong#no ~%50%half ~%-25%worse####For all}"
SEVERAL = "{~%50%a#good ~%50%b ~%-50%c#bad ~d}"
PAIRS = "{=one -> 1 =two -> 2 =deux -> 2 = -> 3####Numbers}"


@pytest.mark.parametrize(
    ("answer", "expected"),
    [([0], 1), ([1], 0), ([2], Fraction(1, 2)), ([3], 0), ([], 0), ([0, 1], 0), ([7], 0), ([None], 0), ("right", 0)],
)
def test_single_choice_counts_the_one_chosen_answer(answer, expected):
    assert credit(SINGLE, answer) == expected


def test_a_learner_is_told_what_the_chosen_answer_says_and_what_is_said_to_all():
    assert graded(SINGLE, [1]).feedback == ("no", "For all")
    assert graded(SINGLE, [1]).chosen == (1,)
    assert graded(SINGLE, []).feedback == ("For all",)
    assert graded(SEVERAL, [2, 0]).feedback == ("good", "bad")


@pytest.mark.parametrize(
    ("answer", "expected", "right"),
    [
        ([0, 1], 1, True), ([1, 0, 0], 1, True), ([0], Fraction(1, 2), False), ([0, 1, 2], Fraction(1, 2), False),
        ([2], 0, False), ([0, 1, 3], 1, False), ([], 0, False),
    ],
)  # fmt: skip
def test_multiple_choice_adds_the_weights_and_is_right_with_exactly_the_right_ones(answer, expected, right):
    found = graded(SEVERAL, answer)
    assert (found.credit, found.right) == (expected, right)


def test_three_thirds_make_a_whole():
    thirds = "{~%33.333%a ~%33.333%b ~%33.333%c ~%-100%d}"
    assert credit(thirds, [0, 1, 2]) == 1
    assert credit(thirds, [0]) == Fraction(1, 3)


def test_true_or_false():
    assert credit("{F#really not}", [1]) == 1
    assert graded("{F#really not}", [0]).feedback == ("really not",)
    assert credit("{T}", [0, 1]) == 0


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ([0, 1, 2], 1), ([0, 2, 1], 1), ([0, 3, 3], Fraction(1, 3)), ([1, 0, None], 0), ([0], Fraction(1, 3)),
        ([], 0), ([0, 1, 2, 3, 0], 1), ([9, -1, None], 0), ("one", 0),
    ],
)  # fmt: skip
def test_matching_counts_the_share_of_right_pairs_by_their_words(answer, expected):
    assert credit(PAIRS, answer) == expected


def test_matching_tells_what_is_said_to_all():
    found = graded(PAIRS, [0, None, 3])
    assert (found.chosen, found.feedback, found.right) == ((0, 3), ("Numbers",), False)


@pytest.mark.parametrize("text", ["Știuca", " ştiuca ", "STIUCA", "sti-uca.", "știu ca"])
def test_a_short_answer_may_be_written_in_many_ways(text):
    assert graded("{=%50%pike#nearly =știucă#well done}", text).feedback == ("well done",)


def test_short_answers_count_the_best_that_agrees():
    assert credit("{=%50%e-mail =email}", "Email") == 1
    assert credit("{=112 =%50%113}", "113") == Fraction(1, 2)
    assert credit("{=0800 800 678}", "0800800678") == 1
    for nothing in ["", "  ", "114", [0], []]:
        assert credit("{=112}", nothing) == 0


def test_a_quiz_is_passed_at_the_mark_and_percent_never_says_more():
    questions = parse_gift("::a:: A {T}\n\n::b:: B {T}\n\n::c:: C {T}").questions
    two = grade(questions, {"a": [0], "b": [0], "elsewhere": [0]}, 67)
    assert (two.points, two.percent, two.passed) == (2, 66, False)
    assert grade(questions, {"a": [0], "b": [0]}, 66).passed
    assert grade(questions, {}, 1).percent == 0
    assert not grade([], {}, 0).passed


def test_pauses_begin_after_the_free_attempts():
    first = datetime(2026, 3, 28, 23, 30, tzinfo=BUCHAREST)
    second = first + timedelta(minutes=10)
    assert next_attempt_at([], 60, 0) is None
    assert next_attempt_at([first], 60, 2) is None
    assert next_attempt_at([second, first], 60, 2) == second + timedelta(minutes=60)
    assert next_attempt_at([first], 60, 0) == first + timedelta(minutes=60)


codes = st.lists(st.text(max_size=8), unique=True, max_size=12)


@given(codes, st.integers(0, 15), st.text(max_size=8), st.randoms(use_true_random=False))
def test_a_draw_depends_on_the_seed_alone(bank, count, seed, chance):
    drawn = draw(bank, count, seed)
    shuffled = list(bank)
    chance.shuffle(shuffled)
    assert draw(shuffled, count, seed) == drawn
    assert len(drawn) == len(set(drawn)) == min(count, len(bank))
    assert set(drawn) <= set(bank)


def test_every_question_has_the_same_chance():
    found = Counter(code for seed in range(600) for code in draw("abcdef", 2, str(seed)))
    assert set(found) == set("abcdef")
    assert all(150 < count < 250 for count in found.values())


def test_options_are_shuffled_by_the_seed_each_once():
    assert option_order(question("{=112}"), "seed") == ()
    assert option_order(question("{T}"), "seed") == (0, 1)
    assert sorted(option_order(question(PAIRS), "seed")) == [0, 1, 3]
    orders = {option_order(question(SEVERAL), str(seed)) for seed in range(200)}
    assert all(sorted(order) == [0, 1, 2, 3] for order in orders)
    assert len(orders) > 20
    assert option_order(question(SEVERAL), "7") == option_order(question(SEVERAL), "7")


weights = st.integers(-100, 100).map(Fraction)


@st.composite
def questions(draw_from):
    kind = draw_from(st.sampled_from([Kind.SINGLE, Kind.MULTIPLE, Kind.MATCHING, Kind.SHORT]))
    texts = draw_from(st.lists(st.text("abcdef", min_size=1), min_size=2, max_size=6, unique=True))
    if kind is Kind.MATCHING:
        return GiftQuestion("q", kind, "?", tuple(GiftAnswer(text, Fraction(100), match=text[:2]) for text in texts))
    right = GiftAnswer(texts[0], Fraction(100))
    return GiftQuestion("q", kind, "?", (right, *(GiftAnswer(text, draw_from(weights)) for text in texts[1:])))


givens = st.text("abcdef", max_size=3) | st.lists(st.none() | st.integers(-2, 8), max_size=8)


@given(questions(), givens)
def test_a_credit_lies_between_nothing_and_one(asked, given_answer):
    (found,) = grade([asked], {"q": given_answer}, 50).per_question
    assert 0 <= found.credit <= 1
    assert not found.right or found.credit == 1
    assert set(found.chosen) <= set(range(len(asked.answers)))


@given(questions())
def test_the_right_answer_is_always_right(asked):
    places = [place for place, answer in enumerate(asked.answers) if answer.credit_percent > 0]
    right = {Kind.SINGLE: [0], Kind.SHORT: asked.answers[0].text}.get(asked.kind, places)
    whole = grade([asked], {"q": right}, 100)
    assert (whole.points, whole.percent, whole.passed, whole.per_question[0].right) == (1, 100, True, True)


@given(st.text())
def test_folding_twice_changes_nothing(text):
    folded = fold_answer(text)
    assert fold_answer(folded) == folded
    assert fold_answer(f" {text.upper()} ") == fold_answer(text.upper())
