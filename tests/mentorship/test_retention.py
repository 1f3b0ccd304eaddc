"""Retention curves: by hand, against an independent library, and what too few say is hidden."""

import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import CensoredData, ecdf

from mentorship.retention import Spell, curve, curves


def ended(*days):
    return [Spell(day, True) for day in days]


def open_after(*days):
    return [Spell(day, False) for day in days]


def test_by_hand():
    # 10 at risk, one ends: 9/10; at 20 nine are left, two end: 9/10 * 7/9; at 40 six are left, one ends: * 5/6
    found = curve(ended(10, 20, 20, 40) + open_after(30, 50, 50, 60, 60, 60))
    assert [(mark.day, mark.at_risk) for mark in found.marks] == [(10, 10), (20, 9), (40, 6)]
    assert [mark.share for mark in found.marks] == pytest.approx([0.9, 0.7, 0.7 * 5 / 6])
    # log-log by hand for the first step: greenwood = 1/(10*9), width = 1.959964*sqrt(1/90)/|ln 0.9|
    assert found.marks[0].low == pytest.approx(0.9 ** np.exp(1.959964 * np.sqrt(1 / 90) / -np.log(0.9)), abs=1e-6)
    assert (found.size, found.median, found.shown_until) == (10, None, 50)
    assert [found.share_on(day) for day in (0, 9, 10, 50, 51)] == pytest.approx([1, 1, 0.9, 0.7 * 5 / 6, None])


def test_the_median_is_the_first_day_on_which_no_more_than_half_last():
    found = curve(ended(1, 2, 3, 4, 5) + open_after(9, 9, 9, 9, 9))
    assert found.median == 5


def test_numbers_at_risk_stop_below_five():
    found = curve(open_after(80, 80, 100, 100, 200, 200, 200, 300))
    assert found.at_risk == ((0, 8), (91, 6), (183, None), (274, None), (365, None), (548, None), (730, None))
    assert found.marks == ()
    assert found.share_on(100) == 1.0
    assert found.share_on(200) is None


def test_when_all_end_on_one_day_there_is_no_band():
    found = curve(ended(7, 7, 7, 7, 7))
    (mark,) = found.marks
    assert (mark.share, mark.low, mark.high, found.median) == (0.0, None, None, 7)


def test_small_groups_and_thin_ends_are_hidden():
    spells = [("students", spell) for spell in ended(1, 2, 3, 4, 5, 6)] + [("others", spell) for spell in ended(9, 9)]
    found = curves(spells)
    assert list(found) == ["others", "students"]
    assert found["others"] is None
    assert [mark.day for mark in found["students"].marks] == [1, 2]
    assert curve([]) is None


def test_a_spell_is_not_negative():
    with pytest.raises(ValueError, match="0 days"):
        curve(open_after(1, 2, 3, 4, -1))


@given(st.lists(st.builds(Spell, st.integers(0, 60), st.booleans()), min_size=5, max_size=60))
def test_like_an_independent_library(spells):
    found = curve(spells)
    data = CensoredData.right_censored([spell.days for spell in spells], [not spell.ended for spell in spells])
    other = ecdf(data).sf
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it says where a band does not exist
        band = other.confidence_interval(method="log-log")
    for mark in found.marks:
        (index,) = np.flatnonzero(other.quantiles == mark.day)
        assert mark.share == pytest.approx(other.probabilities[index], abs=1e-12)
        if mark.low is not None:
            assert mark.low == pytest.approx(band.low.probabilities[index], abs=1e-9)
            assert mark.high == pytest.approx(band.high.probabilities[index], abs=1e-9)
            assert 0 <= mark.low <= mark.share <= mark.high <= 1
        assert mark.at_risk == sum(spell.days >= mark.day for spell in spells) >= 5
