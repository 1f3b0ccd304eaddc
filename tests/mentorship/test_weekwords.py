"""A week in words means the week that was meant, and comes back as it went."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorship.weeks import BITS, week_of
from mentorship.weekwords import WeekWordsError, read_week, write_week


@given(st.integers(min_value=0, max_value=2**BITS - 1))
def test_what_is_written_is_read_again(week):
    assert read_week(write_week(week)) == week


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("mon 16-20; sat 10-14", "mon 16-20; sat 10-14"),
        ("Luni-Vineri 15:30–20", "mon 16-20; tue 16-20; wed 16-20; thu 16-20; fri 16-20"),
        ("hé, sze: 8-10, 16-18\nvas 0-24", "mon 8-10, 16-18; wed 8-10, 16-18; sun 0-24"),
        ("MARȚI 9-13", "tue 10-12"),
        ("", ""),
    ],
)
def test_days_are_read_in_three_languages(words, meant):
    assert write_week(read_week(words)) == meant


def test_the_bits_are_those_of_the_grid():
    assert read_week("tue 2-4") == week_of([13])


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("sometimes", "is not a time of the week"),
        ("s 8-10", "is not a day"),
        ("mon-wed-fri 8-10", "not a row of days"),
        ("fri-mon 8-10", "not a row of days"),
        ("mon morning 8-10", "is not a day"),
        ("mon 8", "are not hours"),
        ("mon 22-2", "not after the start"),
        ("mon 20-26", "not after the start"),
        ("mon 15-17", "no whole two hours"),
    ],
)
def test_other_words_are_refused_with_a_sentence(words, says):
    with pytest.raises(WeekWordsError, match=says):
        read_week(words)
