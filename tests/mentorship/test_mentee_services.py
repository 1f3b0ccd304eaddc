"""What may be done with a mentee's file, by whom, and what the trail keeps of it."""

import uuid
from datetime import timedelta

import pytest

from kernel.clock import now, today
from kernel.errors import RuleError
from kernel.models import AuditEvent
from mentorship.models import Mentee, MenteeIdentity
from mentorship.services.mentees import (
    ask_for_mentor,
    change_identity,
    change_mentee,
    close_mentee,
    register_mentee,
    withdraw_mentee,
)
from tests.factories import MenteeFactory

IDENTITY = {"given_name": "Ileana", "family_name": "Invented", "phone": "0740 123 456"}


@pytest.fixture
def profile(place):
    return {
        "chosen_name": "Luna", "population": "youth", "gender": "woman", "birth_year": today().year - 15, "risk": 2,
        "languages": ["ro"], "accepted_genders": ["woman"], "modes": ["site"], "place": place, "goals": "Swim.",
    }  # fmt: skip


@pytest.fixture
def registered(centre, specialist, coordinator, profile):
    return register_mentee(centre=centre, specialist=specialist, by=coordinator, profile=profile, identity=IDENTITY)


def events():
    return list(AuditEvent.objects.values_list("event", flat=True))


def test_a_file_is_opened_with_profile_and_identity_apart(registered, coordinator):
    assert registered.status == Mentee.Status.REGISTERED
    assert (registered.registered_by, Mentee.objects.get().goals) == (coordinator, "Swim.")
    assert registered.identity.given_name == "Ileana"
    assert events() == ["mentee.registered"]


@pytest.mark.both_databases
def test_the_same_form_sent_twice_opens_one_file(centre, specialist, coordinator, profile):
    key = uuid.uuid4()
    sent = {"centre": centre, "specialist": specialist, "by": coordinator, "profile": profile, "identity": IDENTITY}
    assert register_mentee(**sent, form_key=key) == register_mentee(**sent, form_key=key)
    assert Mentee.objects.count() == MenteeIdentity.objects.count() == 1
    assert events() == ["mentee.registered"]


@pytest.mark.both_databases
def test_the_key_of_somebody_elses_form_opens_nothing(centre, specialist, coordinator, second_coordinator, profile):
    sent = {
        "centre": centre,
        "specialist": specialist,
        "profile": profile,
        "identity": IDENTITY,
        "form_key": uuid.uuid4(),
    }
    register_mentee(by=coordinator, **sent)
    with pytest.raises(RuleError, match="open the form again"):
        register_mentee(by=second_coordinator, **sent)
    assert Mentee.objects.count() == 1


@pytest.mark.parametrize("who", ["other_coordinator", "olga", "administrator", "trainer"])
def test_who_may_not_at_this_centre_is_refused(who, request, centre, specialist, profile):
    with pytest.raises(RuleError, match="may not do this at this centre"):
        register_mentee(
            centre=centre, specialist=specialist, by=request.getfixturevalue(who), profile=profile, identity=IDENTITY
        )
    assert not Mentee.objects.exists()


def test_the_specialist_must_be_one(centre, coordinator, profile):
    with pytest.raises(RuleError, match="must hold that role"):
        register_mentee(centre=centre, specialist=coordinator, by=coordinator, profile=profile, identity=IDENTITY)


def test_a_profile_without_sense_is_refused(centre, specialist, coordinator, profile):
    with pytest.raises(RuleError, match="year of birth"):
        register_mentee(
            centre=centre, specialist=specialist, by=coordinator, identity=IDENTITY,
            profile={**profile, "birth_year": today().year},
        )  # fmt: skip


def test_a_change_is_written_once_and_on_record(registered, coordinator, second_specialist):
    change_mentee(
        registered, by=coordinator, seen_at=registered.changed_at, goals="Sing.", specialist=second_specialist
    )
    assert Mentee.objects.get().goals == "Sing."
    assert Mentee.objects.get().specialist == second_specialist
    last = AuditEvent.objects.last()
    assert (last.event, last.facts) == ("mentee.changed", {"changed": ["goals", "specialist"]})


@pytest.mark.both_databases
def test_a_change_after_somebody_elses_is_refused(registered, coordinator, second_coordinator):
    seen_at = registered.changed_at
    change_mentee(Mentee.objects.get(), by=second_coordinator, seen_at=seen_at, goals="Theirs.")
    with pytest.raises(RuleError, match="Somebody else changed this profile"):
        change_mentee(registered, by=coordinator, seen_at=seen_at, goals="Mine.")
    assert Mentee.objects.get().goals == "Theirs."


def test_the_status_is_no_field_to_change(registered, coordinator):
    with pytest.raises(ValueError, match="its own steps"):
        change_mentee(registered, by=coordinator, seen_at=registered.changed_at, status="waiting")


def test_a_new_specialist_must_be_one(registered, coordinator, trainer):
    with pytest.raises(RuleError, match="must hold that role"):
        change_mentee(registered, by=coordinator, seen_at=registered.changed_at, specialist=trainer)


def test_an_identity_is_corrected_and_found_under_its_new_name(registered, coordinator):
    before = registered.identity.name_index
    change_identity(registered.identity, by=coordinator, family_name="Other")
    identity = MenteeIdentity.objects.get()
    assert (identity.family_name, identity.given_name) == ("Other", "Ileana")
    assert identity.name_index != before
    assert AuditEvent.objects.last().facts == {"changed": ["family_name"]}


def test_waiting_and_withdrawing(registered, coordinator):
    ask_for_mentor(registered, by=coordinator, since=today() - timedelta(days=9))
    assert (registered.status, registered.waiting_since) == ("waiting", today() - timedelta(days=9))
    withdraw_mentee(registered, by=coordinator)
    assert registered.status == "registered"
    ask_for_mentor(registered, by=coordinator)
    assert registered.waiting_since == today()
    assert events()[1:] == ["mentee.wait", "mentee.withdraw", "mentee.wait"]


def test_nobody_has_waited_since_tomorrow(registered, coordinator):
    with pytest.raises(RuleError, match="still to come"):
        ask_for_mentor(registered, by=coordinator, since=today() + timedelta(days=1))


def test_a_file_is_closed_with_its_reason(registered, coordinator):
    with pytest.raises(RuleError, match="Please say why"):
        close_mentee(registered, by=coordinator, note=" ")
    close_mentee(registered, by=coordinator, note="Moved away.")
    closed = Mentee.objects.get()
    assert (closed.status, closed.closed_by, closed.closing_note) == ("closed", coordinator, "Moved away.")
    with pytest.raises(RuleError, match="no longer possible"):
        ask_for_mentor(closed, by=coordinator)


def test_who_sees_which_mentees(
    mentee, pairing, coordinator, specialist, second_specialist, other_coordinator, olga, administrator
):
    walking = pairing.mentor.user
    assert set(Mentee.objects.visible_to(coordinator)) == {mentee, pairing.mentee}
    assert set(Mentee.objects.visible_to(specialist)) == {mentee, pairing.mentee}
    assert list(Mentee.objects.visible_to(walking)) == [pairing.mentee]
    assert not Mentee.objects.visible_to_staff(walking).exists()
    for nobody in (second_specialist, other_coordinator, olga, administrator):
        assert not Mentee.objects.visible_to(nobody).exists()
    assert not MenteeIdentity.objects.visible_to(walking).exists()
    assert set(MenteeIdentity.objects.visible_to(specialist)) == {mentee.identity, pairing.mentee.identity}
    assert not MenteeIdentity.objects.visible_to(second_specialist).exists()


def test_a_mentor_of_two_seats_sees_each_mentee_once(pairing):
    MenteeFactory(centre=pairing.centre)
    assert Mentee.objects.visible_to(pairing.mentor.user).count() == 1


def test_moments_are_those_of_the_programme(registered):
    assert abs(registered.changed_at - now()) < timedelta(minutes=1)
