"""Two meet for the first time beside the staff, sign what they agreed, and only then set out."""

from datetime import timedelta

import pytest

from accounts.models import Evidence
from kernel.clock import now, today
from kernel.errors import RuleError
from kernel.models import MailMessage
from mentorship.models import FirstMeeting, Signature
from mentorship.queries.first_meetings import steps_of, way_of
from mentorship.services.first_meetings import sign_agreement, sign_as_mentor, start_pairing
from mentorship.services.pairings import pause_pairing
from tests.mentorship import asking

pytestmark = pytest.mark.django_db


@pytest.fixture
def introduced(pairing):
    return asking.put(pairing, status="introduced", introduced_at=now())


def sign(pairing, party, by, **facts):
    sign_agreement(pairing=pairing, party=party, by=by, **{"signed_on": today(), "way": "paper", **facts})
    pairing.refresh_from_db()


def test_planned_held_and_signed_by_all_they_set_out(introduced, coordinator, specialist):
    asking.plan(introduced, coordinator)
    asking.hold(introduced, specialist, signed=asking.EVERYBODY)
    assert (introduced.status, introduced.started_by) == ("active", specialist)
    met = FirstMeeting.objects.get()
    assert (met.held_on, met.note, met.held_recorded_by) == (today(), "It went well.", specialist)
    assert Signature.objects.count() == 3
    assert str(met).startswith("FirstMeeting ")
    assert str(Signature.objects.first()).startswith("Signature ")
    assert MailMessage.objects.filter(template="mentorship/pairing_changed").count() == 2


def test_the_last_signature_sets_them_out(introduced, coordinator):
    asking.plan(introduced, coordinator)
    sign_as_mentor(pairing=introduced, by=introduced.mentor.user)
    assert Signature.objects.get().way == "screen"
    asking.hold(introduced, coordinator, signed=["mentee"])
    assert introduced.status == "introduced"
    with pytest.raises(RuleError, match="Not everybody has signed"):
        start_pairing(pairing=introduced, by=coordinator)
    sign(introduced, "consenter", coordinator)
    assert introduced.status == "active"


def test_missing_papers_hold_them_back(introduced, coordinator):
    asking.plan(introduced, coordinator)
    asking.hold(introduced, coordinator, signed=["mentor", "mentee"])
    Evidence.objects.filter(person=introduced.mentor.user).update(
        issued_on=today() - timedelta(days=100), expires_on=today() - timedelta(days=1)
    )
    sign(introduced, "consenter", coordinator)
    assert introduced.status == "introduced"
    with pytest.raises(RuleError, match="may not meet today"):
        start_pairing(pairing=introduced, by=coordinator)
    Evidence.objects.filter(person=introduced.mentor.user).update(expires_on=None)
    start_pairing(pairing=introduced, by=coordinator)
    introduced.refresh_from_db()
    assert introduced.status == "active"


def test_nobody_sets_out_before_they_met(introduced, coordinator):
    for party in asking.EVERYBODY:
        sign(introduced, party, coordinator)
    with pytest.raises(RuleError, match="not held yet"):
        start_pairing(pairing=introduced, by=coordinator)
    with pytest.raises(RuleError, match="Please plan the first meeting first"):
        asking.hold(introduced, coordinator)
    asking.plan(introduced, coordinator)
    with pytest.raises(RuleError, match="not held yet"):
        start_pairing(pairing=introduced, by=coordinator)
    asking.hold(introduced, coordinator)
    assert introduced.status == "active"


def test_a_plan_is_moved_until_they_met(introduced, coordinator, specialist):
    asking.plan(introduced, coordinator)
    later = now() + timedelta(days=4)
    met = asking.plan(introduced, specialist, meets_at=later, place="school")
    assert FirstMeeting.objects.count() == 1
    assert (met.meets_at, met.place, met.attended_by) == (later, "school", specialist)
    asking.hold(introduced, coordinator)
    with pytest.raises(RuleError, match="held already"):
        asking.plan(introduced, coordinator)
    with pytest.raises(RuleError, match="recorded already"):
        asking.hold(introduced, coordinator)


def test_when_and_with_whom(introduced, coordinator, other_coordinator):
    with pytest.raises(RuleError, match="still to come"):
        asking.plan(introduced, coordinator, meets_at=now())
    for nobody in (other_coordinator, introduced.mentor.user):
        with pytest.raises(RuleError, match="A coordinator or a specialist of the centre"):
            asking.plan(introduced, coordinator, attended_by=nobody)
    with pytest.raises(RuleError, match="at this centre"):
        asking.plan(introduced, other_coordinator)


def test_days(introduced, coordinator):
    asking.plan(introduced, coordinator)
    with pytest.raises(RuleError, match="in the future"):
        asking.hold(introduced, coordinator, held_on=today() + timedelta(days=1))
    with pytest.raises(RuleError, match="before the pairing began"):
        sign(introduced, "mentee", coordinator, signed_on=today() - timedelta(days=61))
    Evidence.objects.filter(person=introduced.mentor.user).update(
        issued_on=today() - timedelta(days=100), expires_on=today() - timedelta(days=1)
    )
    with pytest.raises(RuleError, match="papers were not complete on this day"):
        asking.hold(introduced, coordinator)
    assert FirstMeeting.objects.get().held_on is None


def test_who_signs(introduced, coordinator, other_coordinator):
    sign(introduced, "mentee", coordinator)
    with pytest.raises(RuleError, match="signature is recorded already"):
        sign(introduced, "mentee", coordinator)
    with pytest.raises(RuleError, match="nothing to sign"):
        sign(introduced, "teacher", coordinator)
    with pytest.raises(RuleError, match="at this centre"):
        sign(introduced, "consenter", other_coordinator)
    with pytest.raises(RuleError, match="Only the mentor of this pairing"):
        sign_as_mentor(pairing=introduced, by=coordinator)


@pytest.mark.parametrize("status", ["asked", "active", "closed"])
def test_only_between_the_yes_and_the_start(pairing, coordinator, status):
    asking.put(pairing, status=status, closing_reason="other")
    for act in (
        lambda: asking.plan(pairing, coordinator), lambda: sign(pairing, "mentee", coordinator),
        lambda: start_pairing(pairing=pairing, by=coordinator),
        lambda: sign_as_mentor(pairing=pairing, by=pairing.mentor.user),
    ):  # fmt: skip
        with pytest.raises(RuleError, match="no longer possible"):
            act()


def test_after_a_rest_the_plan_still_stands(introduced, coordinator):
    asking.plan(introduced, coordinator)
    pause_pairing(pairing=introduced, by=coordinator)
    with pytest.raises(RuleError, match="resting|paused"):
        asking.hold(introduced, coordinator)


def states(pairing):
    return [step["state"] for step in steps_of(pairing)]


def test_the_steps(pairing, coordinator):
    asking.put(pairing, status="asked")
    assert states(pairing) == ["current", "todo", "todo", "todo", "todo"]
    way = way_of(pairing, coordinator)
    assert (len(way.questions), way.agreements, way.can_be_introduced, way.can_start) == (3, [], False, False)
    asking.everybody_says_yes(pairing, coordinator)
    assert states(pairing) == ["done", "current", "todo", "todo", "todo"]
    asking.plan(pairing, coordinator)
    assert states(pairing)[:3] == ["done", "done", "current"]
    assert coordinator.full_name in steps_of(pairing)[1]["note"]
    way = way_of(pairing, coordinator)
    assert (way.questions, len(way.agreements), way.is_signed, way.can_start) == ([], 3, False, False)
    asking.hold(pairing, coordinator)
    assert states(pairing)[2:] == ["done", "current", "todo"]
    for party in asking.EVERYBODY:
        sign(pairing, party, coordinator)
    assert states(pairing) == ["done"] * 5
    assert way_of(pairing, coordinator) is None
