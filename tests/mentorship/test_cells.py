"""Cells are read as people write them."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from mentorship import cells
from mentorship.vocabulary import Interest, Language, Population, Risk


@pytest.mark.parametrize("cell", ["ro", "RO", "Romanian", " romanian "])
def test_a_word_is_its_code_or_its_label(cell):
    assert cells.code(Language)(cell) == "ro"


def test_several_words():
    assert cells.codes(Language)("ro; Hungarian / EN | ro,") == ["ro", "hu", "en"]
    assert cells.codes(Interest)("walking and hiking, crowds") == ["walking", "crowds"]
    assert cells.codes(Interest)("") == []


def test_numbers_of_a_vocabulary():
    assert cells.code(Risk)("3") == 3
    assert cells.code(Risk)("2: some strain") == 2


@pytest.mark.parametrize("cell", ["2026-12-31", "31.12.2026", "31/12/2026", "31.12.2026."])
def test_dates(cell):
    assert cells.day(cell) == date(2026, 12, 31)


@pytest.mark.parametrize(
    ("reader", "cell", "says"),
    [
        (cells.day, "31.02.2026", "not a date"),
        (cells.day, "tomorrow", "not a date"),
        (cells.day, "12-31-2026", "not a date"),
        (cells.code(Population), "adult", "“adult” is not one of: youth, survivor"),
        (cells.number(0, 5), "6", "from 0 to 5"),
        (cells.number(0, 5), "-1", "from 0 to 5"),
        (cells.number(0, 5), "two", "from 0 to 5"),
        (cells.text(3), "four", "At most 3"),
        (cells.week, "sometimes", "not a time of the week"),
        (cells.email, "nobody", "valid email"),
    ],
)
def test_what_makes_no_sense_is_told(reader, cell, says):
    with pytest.raises(ValidationError, match=says):
        reader(cell)


def test_the_rest():
    assert cells.number(0, 5)("5") == 5
    assert cells.text(4)("four") == "four"
    assert cells.week("mon 0-2") == "0" * 20 + "1"
    assert cells.email("A@Example.org") == "a@example.org"
