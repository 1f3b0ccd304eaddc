"""What a mentor sees of the own pairing: the question, the profile, the last meetings, and when it closes."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Evidence
from kernel.clock import today
from kernel.models import AuditEvent
from mentorship.models import Consent, Mentee, Pairing
from tests import factories

MINE = "/my-pairing/"


@pytest.fixture
def told(pairing):
    """The pairing's mentee has goals and safety instructions."""
    pairing.mentee.goals = "Finish the eighth class."
    pairing.mentee.safety_instructions = "Meet at the centre only."
    pairing.mentee.risk_note = "Never shown."
    pairing.mentee.save()
    return pairing


def put(pairing, **facts):
    Pairing.objects.filter(pk=pairing.pk).update(**facts)


def mine(client_of, pairing):
    return client_of(pairing.mentor.user).get(MINE).content.decode()


def test_an_active_pairing(client_of, told):
    factories.MeetingFactory(pairing=told)
    html = mine(client_of, told)
    for shown in (told.mentee.chosen_name, "15 to 17 years", "Romanian", "Finish the eighth", "at the centre only"):
        assert shown in html
    assert "Log a meeting" in html
    assert "Never shown" not in html
    assert told.mentee.identity.given_name not in html
    assert str(told.mentee.birth_year) not in html


def test_every_look_is_on_record(client_of, told):
    factories.MeetingFactory(pairing=told)
    mine(client_of, told)
    looks = AuditEvent.objects.filter(event="looked_at", facts__why="my_pairing", actor_id=told.mentor.user.public_id)
    assert sorted(looks.values_list("subject_label", flat=True)) == ["mentorship.meeting", "mentorship.mentee"]


def test_who_is_asked_sees_no_goals_and_no_safety_instructions(client_of, told):
    put(told, status="asked")
    html = mine(client_of, told)
    assert "Yes, I would like to meet" in html
    assert "music" in html
    assert "eighth class" not in html
    assert "at the centre only" not in html
    assert "Log a meeting" not in html


def test_while_it_rests_the_profile_is_closed(client_of, told):
    put(told, status="paused", pause_reason="staff")
    html = mine(client_of, told)
    assert "This pairing is resting" in html
    assert "eighth class" not in html
    assert "Log a meeting" in html


def test_papers_that_lapsed_close_the_page_at_the_next_request(client_of, told):
    Evidence.objects.filter(person=told.mentor.user).update(
        issued_on=today() - timedelta(days=100), expires_on=today() - timedelta(days=1)
    )
    html = mine(client_of, told)
    assert "Your papers are not complete today" in html
    assert told.mentee.chosen_name not in html
    assert not AuditEvent.objects.filter(event="looked_at").exists()


def test_consent_that_lapsed_closes_the_page_too(client_of, told):
    Consent.objects.filter(kind="assent").update(given_on=today() - timedelta(9), expires_on=today() - timedelta(1))
    html = mine(client_of, told)
    assert "resting at the moment" in html
    assert told.mentee.chosen_name not in html


def test_nothing_after_the_end(client_of, told):
    put(told, status="closed", closing_reason="safety")
    assert "You do not walk beside anybody yet" in mine(client_of, told)
    assert (
        client_of(told.mentor.user).post(reverse("mentorship:my_pairing_answer", args=[told.public_id])).status_code
        == 404
    )


def test_several_pairings(client_of, told, centre):
    type(told.mentor).objects.filter(pk=told.mentor_id).update(capacity=2, active_pairings=2)
    client = client_of(told.mentor.user)
    client.get(MINE)
    with CaptureQueriesContext(connection) as one:
        client.get(MINE)
    others = [
        factories.PairingFactory(
            centre=centre,
            mentor=told.mentor,
            mentee=factories.MenteeFactory(centre=centre, status="accompanied", ready=True),
        )
        for _ in range(2)
    ]  # fmt: skip
    with CaptureQueriesContext(connection) as three:
        html = client.get(MINE).content.decode()
    assert all(pairing.mentee.chosen_name in html for pairing in [told, *others])
    assert len(one) == len(three) == 19


@pytest.mark.parametrize(("answer", "status", "sentence"), [
    ("yes", "asked", "The others are asked now"), ("no", "closed", "Nobody asks you for a reason"),
    ("later", "asked", "asked again in a few days"),
])  # fmt: skip
def test_answer(client_of, told, answer, status, sentence):
    put(told, status="asked")
    url = reverse("mentorship:my_pairing_answer", args=[told.public_id])
    assert sentence in client_of(told.mentor.user).post(url, {"answer": answer}, follow=True).content.decode()
    told.refresh_from_db()
    assert told.status == status


def test_answer_twice(client_of, told):
    url = reverse("mentorship:my_pairing_answer", args=[told.public_id])
    again = client_of(told.mentor.user).post(url, {"answer": "yes"}, follow=True)
    assert "answered already" in again.content.decode()


def test_anything_but_yes_or_no_changes_nothing(client_of, told):
    put(told, status="asked")
    url = reverse("mentorship:my_pairing_answer", args=[told.public_id])
    assert client_of(told.mentor.user).post(url, {}).status_code == 400
    told.refresh_from_db()
    assert told.status == "asked"


def test_another_mentor_cannot_answer(client_of, told, mentor, coordinator):
    put(told, status="asked")
    url = reverse("mentorship:my_pairing_answer", args=[told.public_id])
    assert client_of(mentor.user).post(url, {"answer": "yes"}).status_code == 404
    assert client_of(coordinator).post(url, {"answer": "yes"}).status_code == 403


def test_a_second_factor_comes_first(told):
    from tests.conftest import signed_in_client

    answer = signed_in_client(told.mentor.user, second_factor=False).get(MINE)
    assert answer.status_code == 302
    assert "2fa" in answer.url


def test_the_mentee_is_seen_by_whom_it_concerns(told):
    assert Mentee.objects.visible_to(told.mentor.user).get() == told.mentee
