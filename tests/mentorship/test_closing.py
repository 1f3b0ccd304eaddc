"""Which steps has which ending, by when, and when did one come early?"""

from datetime import date, timedelta

import pytest

from mentorship.closing import PROCEDURES, Lasting, call_of, lasting, needs_words, said, steps_of
from mentorship.models import Closure, ClosureStep, Pairing

DAY = date(2026, 3, 2)
LATER = date(2026, 3, 12)


def steps(reason, **facts):
    usual = {"last_meeting_on": None, "have_met": True, "has_adult": True}
    return steps_of(reason, DAY, **{**usual, **facts})


def test_every_reason_has_its_procedure_and_every_step_is_known():
    assert set(PROCEDURES) == set(Pairing.ClosingReason.values)
    assert set(PROCEDURES.values()) == set(Closure.Procedure.values)
    for reason in PROCEDURES:
        assert {step.kind for step in steps(reason)} <= set(ClosureStep.Kind.values)
    assert {step.kind for step in steps("goals_reached")} == set(ClosureStep.Kind.values)


@pytest.mark.parametrize("reason", PROCEDURES)
@pytest.mark.parametrize("last_meeting_on", [None, LATER])
def test_everybody_is_told_before_the_goodbye_and_heard_after_it(reason, last_meeting_on):
    due = {step.kind: step.due_on for step in steps(reason, last_meeting_on=last_meeting_on)}
    turn = due["later_contact"]
    assert turn == last_meeting_on or last_meeting_on is None
    assert all(DAY <= due[kind] <= turn for kind in ("tell_mentee", "tell_mentor", "tell_adult"))
    assert all(due[kind] > turn for kind in ("talk_mentee", "talk_mentor", "talk_adult", "hand_back", "next"))
    assert list(due.values()) == [due[kind] for kind in due]


@pytest.mark.parametrize(
    ("reason", "facts", "absent"),
    [
        ("safety", {}, {"last_meeting"}),
        ("other", {"have_met": False}, {"last_meeting"}),
        ("other", {"has_adult": False}, {"tell_adult", "talk_adult"}),
    ],
)
def test_what_is_left_out(reason, facts, absent):
    assert set(ClosureStep.Kind.values) - {step.kind for step in steps(reason, **facts)} == absent


@pytest.mark.parametrize(("days", "call"), [(61, None), (60, 60), (31, 60), (30, 30), (-5, 30)])
def test_the_two_calls_before_the_planned_end(days, call):
    assert call_of(DAY + timedelta(days=days), DAY) == call


@pytest.mark.parametrize(
    ("reason", "short_by", "is_early"),
    [("other", 31, True), ("other", 30, False), ("goals_reached", 200, False), ("mentor_unable", 200, True)],
)
def test_what_is_early(reason, short_by, is_early):
    found = lasting(reason, DAY + timedelta(days=short_by), DAY)
    assert found == (Lasting.EARLY if is_early else Lasting.AS_PLANNED)


def test_when_a_decision_needs_words():
    early, planned = Lasting.EARLY, Lasting.AS_PLANNED
    assert needs_words("no", [planned]) and needs_words("later", [planned])
    assert not needs_words("yes", [early, planned])
    assert needs_words("yes", [early, planned, early])


def test_only_what_was_answered_is_kept():
    assert said({"good": " Walks. ", "hard": " "}) == {"good": "Walks."}
