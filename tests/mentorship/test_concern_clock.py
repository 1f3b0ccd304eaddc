"""The clock of a concern: half an hour or a day, step by step, through both changes of the clocks."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorship.concern_clock import MOST_STEPS, WITHIN, next_escalation
from mentorship.models import Concern

BUCHAREST = ZoneInfo("Europe/Bucharest")
RAISED = datetime(2026, 5, 4, 22, 10, tzinfo=UTC)


def test_every_severity_has_its_time():
    assert set(WITHIN) == set(Concern.Severity.values)


@pytest.mark.parametrize(("severity", "minutes"), [("danger", 30), ("serious", 30), ("unsure", 24 * 60)])
def test_step_by_step_and_not_for_ever(severity, minutes):
    moments = [next_escalation(severity, RAISED, taken) for taken in range(MOST_STEPS)]
    assert moments == [RAISED + timedelta(minutes=minutes * step) for step in range(1, MOST_STEPS + 1)]
    assert next_escalation(severity, RAISED, MOST_STEPS) is None


@given(st.sampled_from([datetime(2026, 3, 29, 2, 45), datetime(2026, 10, 25, 2, 45)]), st.integers(-600, 600))
def test_the_wall_clock_may_jump_and_the_time_does_not(night, minutes):
    raised = (night + timedelta(minutes=minutes)).replace(tzinfo=BUCHAREST)
    assert next_escalation("unsure", raised, 0) - raised.astimezone(UTC) == timedelta(hours=24)


def test_a_moment_without_its_zone_is_none():
    with pytest.raises(ValueError, match="zone"):
        next_escalation("danger", datetime(2026, 5, 4, 22, 10), 0)
