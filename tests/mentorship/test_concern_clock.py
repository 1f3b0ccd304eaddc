"""The clock of a concern: half an hour or a day, who is told and in which order, and both changes of the clocks."""

from datetime import UTC, datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorship.concern_clock import (
    CLOCK_WORDS,
    MOST_STEPS,
    About,
    Severity,
    Told,
    acknowledge_by,
    clock,
    next_escalation,
    steps,
)
from mentorship.models import Concern

BUCHAREST = ZoneInfo("Europe/Bucharest")
RAISED = datetime(2026, 5, 4, 22, 10, tzinfo=UTC)
HALF, NIGHT = timedelta(minutes=30), timedelta(hours=24)
SECOND = timedelta(seconds=1)


def test_the_words_of_the_clock_and_of_a_concern_are_the_same():
    assert set(Severity) == set(Concern.Severity.values) == set(CLOCK_WORDS)
    assert set(About) == set(Concern.About.values)


@pytest.mark.parametrize(
    ("severity", "within"), [(Severity.DANGER, HALF), (Severity.SERIOUS, HALF), (Severity.UNSURE, NIGHT)]
)
def test_what_is_sure_waits_half_an_hour_and_what_is_not_a_day(severity, within):
    assert acknowledge_by(RAISED, severity) == RAISED + within
    first, second, third, fourth = islice(steps(RAISED, severity, About.MENTEE), 4)
    assert [step.at - RAISED for step in (first, second, third, fourth)] == [0 * within, within, 2 * within, 3 * within]
    assert [step.number for step in (first, second, third, fourth)] == [0, 1, 2, 3]
    assert first.told == (Told.SPECIALIST, Told.SUPERVISOR, Told.COORDINATORS)
    assert (second.told, third.told, fourth.told) == ((Told.LEADS,), (Told.EVERY_LEAD,), (Told.EVERY_LEAD,))


def test_an_untaken_concern_is_passed_on_as_its_steps_say_and_not_for_ever():
    for step in islice(steps(RAISED, Severity.UNSURE, About.OTHER), 1, None):
        assert next_escalation("unsure", RAISED, step.number - 1) == step.at
    assert next_escalation("danger", RAISED, MOST_STEPS) is None


@pytest.mark.parametrize("severity", Severity)
def test_what_is_about_staff_is_told_to_leads_alone(severity):
    told = {who for step in islice(steps(RAISED, severity, About.STAFF), 6) for who in step.told}
    assert told == {Told.LEADS, Told.EVERY_LEAD}


def test_somebody_is_told_at_once_and_everybody_in_time_whatever_it_is_about():
    for about in About:
        first, second = islice(steps(RAISED, Severity.DANGER, about), 2)
        assert first.told
        assert second.told
        assert set(first.told).isdisjoint(second.told)


@pytest.mark.parametrize(
    ("passed", "numbers", "late"),
    [
        (timedelta(0), [0], False), (HALF - SECOND, [0], False), (HALF, [0, 1], False), (HALF + SECOND, [0, 1], True),
        (2 * HALF, [0, 1, 2], True),
    ],
)  # fmt: skip
def test_nobody_has_acknowledged(passed, numbers, late):
    found = clock(RAISED, Severity.DANGER, About.MENTEE, RAISED + passed)
    assert [step.number for step in found.done] == numbers
    assert (found.late, found.escalated) == (late, len(numbers) > 1)
    assert found.following.number == len(numbers)
    assert found.following.at > RAISED + passed


@pytest.mark.parametrize(
    ("acknowledged", "numbers", "late"),
    [(HALF - SECOND, [0], False), (HALF, [0], False), (HALF + SECOND, [0, 1], True)],
)
def test_the_acknowledgement_stops_the_clock(acknowledged, numbers, late):
    found = clock(RAISED, Severity.DANGER, About.MENTEE, RAISED + timedelta(days=9), RAISED + acknowledged)
    assert [step.number for step in found.done] == numbers
    assert (found.late, found.following) == (late, None)
    assert found.acknowledge_by == RAISED + HALF


def test_a_concern_acknowledged_at_once_was_told_all_the_same():
    found = clock(RAISED, Severity.UNSURE, About.OTHER, RAISED, RAISED)
    assert [step.told for step in found.done] == [(Told.COORDINATORS,)]


def test_a_raised_severity_counts_from_the_beginning():
    later = RAISED + timedelta(hours=5)
    assert not clock(RAISED, Severity.UNSURE, About.MENTEE, later).escalated
    found = clock(RAISED, Severity.DANGER, About.MENTEE, later)
    assert found.late
    assert len(found.done) == MOST_STEPS + 1
    assert found.following is None


@pytest.mark.parametrize(
    ("raised", "severity", "wall"),
    [
        # 29 March 2026: three o'clock becomes four; 25 October 2026: four o'clock becomes three
        (datetime(2026, 3, 29, 2, 45), Severity.DANGER, "2026-03-29T04:15:00+03:00"),
        (datetime(2026, 3, 28, 14, 0), Severity.UNSURE, "2026-03-29T15:00:00+03:00"),
        (datetime(2026, 10, 25, 3, 45), Severity.DANGER, "2026-10-25T03:15:00+02:00"),
        (datetime(2026, 10, 25, 3, 45, fold=1), Severity.DANGER, "2026-10-25T04:15:00+02:00"),
        (datetime(2026, 10, 24, 14, 0), Severity.UNSURE, "2026-10-25T13:00:00+02:00"),
    ],
)
def test_both_changes_of_the_clocks(raised, severity, wall):
    moment = acknowledge_by(raised.replace(tzinfo=BUCHAREST), severity)
    assert moment.astimezone(BUCHAREST).isoformat() == wall


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(BUCHAREST)),
    st.sampled_from(Severity),
    st.sampled_from(About),
    st.integers(0, 90),
)
def test_in_ninety_days_no_step_is_lost_or_doubled_whichever_zone_tells_the_time(raised, severity, about, days):
    now = raised.astimezone(UTC) + timedelta(days=days)
    found = clock(raised, severity, about, now)
    assert found == clock(raised.astimezone(UTC), severity, about, now.astimezone(BUCHAREST))
    within = acknowledge_by(raised, severity) - raised.astimezone(UTC)
    assert len(found.done) == min(timedelta(days=days) // within, MOST_STEPS) + 1
    assert [step.number for step in found.done] == list(range(len(found.done)))


def test_a_moment_without_zone_is_refused():
    with pytest.raises(ValueError, match="zone"):
        acknowledge_by(datetime(2026, 5, 4, 12, 0), Severity.DANGER)
