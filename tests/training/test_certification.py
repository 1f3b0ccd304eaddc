"""Certificates as arithmetic."""

from datetime import date, timedelta

from training.certification import Held, certified_until

DAY = date(2026, 3, 1)
YOUTH, SURVIVOR = frozenset({"youth"}), frozenset({"survivor"})


def held(populations=YOUTH, *, add_on=False, since=10, left=100):
    return Held(populations, add_on, DAY - timedelta(days=since), DAY + timedelta(days=left))


def test_the_longest_certificate_counts():
    assert certified_until([held(left=5), held(left=50), held(left=20)], DAY) == {"youth": DAY + timedelta(days=50)}


def test_lapsed_and_future_certificates_do_not_count():
    assert certified_until([held(left=-1), held(since=-1)], DAY) == {}


def test_an_add_on_needs_a_basic_training_and_ends_with_it():
    add_on = held(SURVIVOR, add_on=True)
    assert certified_until([add_on], DAY) == {}
    assert certified_until([add_on, held(left=7)], DAY) == {
        "youth": DAY + timedelta(days=7), "survivor": DAY + timedelta(days=7),
    }  # fmt: skip
    assert certified_until([held(left=200), add_on], DAY)["survivor"] == DAY + timedelta(days=100)
