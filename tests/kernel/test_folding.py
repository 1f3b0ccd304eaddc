"""Folding: one form for every way of writing a name or a number."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.folding import fold_email, fold_name, fold_phone

LETTERS = st.text(alphabet="abcdefghijklmnoprstuvxyzăâîșțáéíóöőúüű -'.", max_size=40)
WORDS = st.lists(st.text(alphabet="abcșțăâîőűáé", min_size=1, max_size=8), max_size=5)


@pytest.mark.parametrize(
    "one, two",
    [
        ("Ștefan Țîru", "ŞTEFAN ŢÎRU"),
        ("Ștefan Țîru", "stefan tiru"),
        ("Bălan Ioana", "ioana balan"),
        ("Kőrösi Űző", "korosi uzo"),
        ("Ana-Maria Pop", "Pop, Ana Maria"),
        ("Аnа Рор", "Ana Pop"),  # Cyrillic А, а, Р, о, р
        ("ΑΝΑ", "ana"),  # Greek capitals
        ("İoana", "ioana"),
        ("A\u200bna", "Ana"),  # an invisible space
        ("Ａｎａ", "ana"),  # full width
        ("Weiß Łukasz", "weiss lukasz"),
    ],
)
def test_same_name(one, two):
    assert fold_name(one) == fold_name(two)


@pytest.mark.parametrize("one, two", [("Ana Pop", "Ana Popa"), ("Ana", "Ana Ana"), ("Ion", "Ioan")])
def test_other_name(one, two):
    assert fold_name(one) != fold_name(two)


@given(LETTERS)
def test_folding_twice_changes_nothing(name):
    assert fold_name(fold_name(name)) == fold_name(name)


@given(LETTERS)
def test_case_does_not_matter(name):
    assert fold_name(name.upper()) == fold_name(name) == fold_name(name.title())


@given(WORDS, st.randoms())
def test_order_does_not_matter(words, chance):
    other = list(words)
    chance.shuffle(other)
    assert fold_name(" ".join(words)) == fold_name("  ".join(other))


@pytest.mark.parametrize("number", ["0740123456", "0740 123 456", "+40 740-123-456", "0040740123456", "(0740) 123.456"])
def test_same_phone(number):
    assert fold_phone(number) == "+40740123456"


def test_other_countries_and_rubbish():
    assert fold_phone("+36 20 123 4567") == "+36201234567"
    assert fold_phone("ask at 12") == "12" and fold_phone("none") == ""


def test_email():
    assert fold_email(" Ana@Example.org ") == "ana@example.org"
