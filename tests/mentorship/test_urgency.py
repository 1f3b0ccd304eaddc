"""Strain first, waiting time second."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorship.urgency import TIERS, UrgencyRule, days_waited, tier, waiting_spans

DAY = date(2026, 11, 24)
risks, days = st.integers(1, 4), st.integers(0, 2000)


@pytest.mark.parametrize(
    ("risk", "waited", "expected"),
    [(4, 0, 1), (3, 119, 2), (3, 120, 1), (2, 0, 3), (2, 90, 2), (2, 240, 1), (1, 179, 3), (1, 364, 2), (1, 365, 1)],
)
def test_the_usual_rule(risk, waited, expected):
    assert tier(risk, waited) == expected


@given(risks, days)
def test_waiting_longer_or_under_more_strain_never_makes_it_less_urgent(risk, waited):
    assert tier(risk, waited + 1) <= tier(risk, waited)
    assert tier(min(risk + 1, 4), waited) <= tier(risk, waited)


@given(risks, days)
def test_the_spans_of_the_list_are_the_tiers(risk, waited):
    since = DAY - timedelta(days=waited)
    found = [
        wanted
        for wanted in TIERS
        for strain, after, until in waiting_spans(wanted, DAY)
        if strain == risk and (after is None or since > after) and (until is None or since <= until)
    ]
    assert found == [tier(risk, waited)]


def test_a_centre_may_have_its_own_rule():
    rule = UrgencyRule(urgent_after=dict.fromkeys(range(1, 5), 10), soon_after=dict.fromkeys(range(1, 5), 5))
    assert [tier(1, waited, rule) for waited in (4, 5, 10)] == [3, 2, 1]


def test_days_waited():
    assert days_waited(None, DAY) == 0
    assert days_waited(DAY + timedelta(days=1), DAY) == 0
    assert days_waited(date(2026, 11, 1), DAY) == 23
