"""The form of a meeting on a phone, its thanks, corrections and additions; what the staff reads and acknowledges."""

import re
import uuid
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Draft, Evidence
from kernel.clock import now, today
from kernel.models import AuditEvent
from mentorship.models import Meeting, Pairing
from tests import factories


def address(name, thing):
    return reverse(f"mentorship:{name}", args=[thing.public_id])


def typed(**facts):
    usual = {
        "form_key": str(uuid.uuid4()), "held_on": today().isoformat(), "minutes": "60", "place": "centre",
        "activities": ["talk", "walk"], "mood": "3",
    }  # fmt: skip
    return {**usual, **facts}


@pytest.fixture
def phone(client_of, pairing):
    """The mentor's phone, signed in."""
    return client_of(pairing.mentor.user)


def form_of(phone, pairing):
    return phone.get(address("meeting_new", pairing)).context["form"]


def test_six_inputs_are_open_and_the_usual_is_filled_in(phone, pairing):
    factories.MeetingFactory(pairing=pairing, held_on=today() - timedelta(days=7), place="outdoors", minutes=90)
    html = phone.get(address("meeting_new", pairing)).content.decode()
    opened = re.sub(r"<details.*?</details>", "", html, flags=re.DOTALL)
    names = set(re.findall(r'name="([a-z_]+)"', opened.split('class="panel"')[1].split("</form>")[0]))
    assert names - {"csrfmiddlewaretoken", "form_key", "stub"} == {
        "held_on", "minutes", "place", "activities", "mood", "is_worrying"
    }  # fmt: skip
    form = form_of(phone, pairing)
    assert [form[name].value() for name in ("held_on", "minutes", "place")] == [today(), 90, "outdoors"]
    assert pairing.mentee.chosen_name in html


def test_the_first_form_proposes_an_hour_at_the_centre(phone, pairing):
    form = form_of(phone, pairing)
    assert [form[name].value() for name in ("minutes", "place")] == [60, "centre"]


def test_save_and_thanks(phone, pairing):
    answer = phone.post(address("meeting_new", pairing), typed(note="A quiet hour."), follow=True)
    meeting = Meeting.objects.get()
    assert answer.redirect_chain == [(address("meeting_thanks", meeting), 302)]
    assert "Thank you, the meeting is saved" in answer.content.decode()
    assert (meeting.note, meeting.is_worrying) == ("A quiet hour.", False)


def test_a_double_tap_gives_one_meeting_and_the_same_answer(phone, pairing):
    same = typed()
    first, second = (phone.post(address("meeting_new", pairing), same) for _ in range(2))
    assert first.url == second.url
    assert Meeting.objects.count() == 1


def test_a_worry_is_told_what_happens_next(phone, pairing):
    answer = phone.post(address("meeting_new", pairing), typed(worry="Bruises."), follow=True)
    assert "see your worry now" in answer.content.decode()


def test_nothing_is_lost_on_an_error(phone, pairing):
    tomorrow = (today() + timedelta(days=1)).isoformat()
    answer = phone.post(address("meeting_new", pairing), typed(held_on=tomorrow, note="Kept.", worry="Kept too."))
    html = answer.content.decode()
    assert "cannot be in the future" in html
    assert "Kept." in html
    assert "Kept too." in html
    assert html.count('<details class="mb-3" open>') == 2
    assert not Meeting.objects.exists()


def test_a_field_error_is_tied_to_its_field(phone, pairing):
    html = phone.post(address("meeting_new", pairing), typed(activities=[], minutes="1")).content.decode()
    assert 'href="#id_minutes"' in html
    assert "data-error-summary" in html


def test_what_was_typed_survives_a_lost_session(phone, pairing):
    form = form_of(phone, pairing)
    stranger = Client()
    url = address("meeting_new", pairing)
    key = str(form["form_key"].value())
    sent = typed(note="Kept.", stub=form["stub"].value(), topics=["future"], form_key=key)
    answer = stranger.post(url, sent)
    assert answer.status_code == 302
    assert answer.url.startswith("/accounts/login/")
    assert url in answer.url
    with connection.cursor() as cursor:
        cursor.execute("SELECT typed FROM accounts_draft")
        assert "Kept" not in str(cursor.fetchone())
    html = phone.get(url).content.decode()
    assert "Kept." in html
    assert "before you were signed out" in html
    again = form_of(phone, pairing)
    assert str(again["form_key"].value()) == key
    assert again["activities"].value() == ["talk", "walk"]
    phone.post(url, sent)
    assert Meeting.objects.get().topics == ["future"]
    assert not Draft.objects.exists()


@pytest.mark.parametrize("name", ["meeting_correct", "meeting_add"])
def test_corrections_and_additions_survive_it_too(phone, pairing, name):
    meeting = factories.MeetingFactory(pairing=pairing)
    url = address(name, meeting)
    stub = phone.get(url).context["form"]["stub"].value()
    Client().post(url, typed(note="Kept.", text="Kept.", stub=stub))
    html = phone.get(url).content.decode()
    assert "Kept." in html
    assert "before you were signed out" in html
    assert "before you were signed out" not in phone.get(address("meeting_new", pairing)).content.decode()
    saved = phone.get(url).context["form"]
    phone.post(url, typed(note="Kept.", text="Kept.", form_key=str(saved["form_key"].value())))
    assert not Draft.objects.exists()


def test_an_idle_session_keeps_it_too(phone, pairing):
    form = form_of(phone, pairing)
    with time_machine.travel(now() + timedelta(minutes=31)):
        answer = phone.post(address("meeting_new", pairing), typed(note="Kept.", stub=form["stub"].value()))
    assert answer.url.startswith("/accounts/login/")
    assert Draft.objects.get().typed["note"] == ["Kept."]


@pytest.mark.parametrize("stub", ["", "forged", "another pairing", "too old", "closed"])
def test_a_stranger_leaves_nothing(phone, pairing, stub):
    value = form_of(phone, pairing)["stub"].value()
    target, at = pairing, now()
    if stub == "another pairing":
        target = factories.PairingFactory(centre=pairing.centre)
    elif stub == "too old":
        at += timedelta(hours=25)
    elif stub == "closed":
        Pairing.objects.filter(pk=pairing.pk).update(status="closed", closing_reason="safety")
    else:
        value = stub
    with time_machine.travel(at):
        answer = Client().post(address("meeting_new", target), typed(stub=value))
    assert answer.status_code == 302
    assert not Draft.objects.exists()


def test_a_stranger_is_sent_to_the_sign_in(pairing):
    answer = Client().get(address("meeting_new", pairing))
    assert answer.url.startswith("/accounts/login/")


def test_the_form_without_papers_names_nobody(phone, pairing):
    Evidence.objects.filter(person=pairing.mentor.user).update(
        issued_on=today() - timedelta(days=100), expires_on=today() - timedelta(days=1)
    )
    assert pairing.mentee.chosen_name not in phone.get(address("meeting_new", pairing)).content.decode()
    before = (today() - timedelta(days=2)).isoformat()
    assert phone.post(address("meeting_new", pairing), typed(held_on=before)).status_code == 302
    assert phone.get(address("my_meeting", Meeting.objects.get())).status_code == 404


def test_look_correct_and_add(phone, pairing):
    meeting = factories.MeetingFactory(pairing=pairing, note="First.")
    assert "Correct it" in phone.get(address("my_meeting", meeting)).content.decode()
    url = address("meeting_correct", meeting)
    assert "First." in phone.get(url).content.decode()
    corrected = phone.post(url, typed(minutes="90", note="Second."), follow=True).content.decode()
    assert "The meeting is corrected" in corrected
    assert "Second." in corrected
    added = address("meeting_add", meeting)
    assert phone.get(added).status_code == 200
    sent = {"text": "Third.", "form_key": str(uuid.uuid4())}
    phone.post(added, sent)
    html = phone.post(added, sent, follow=True).content.decode()
    assert html.count("Third.") == 1
    assert "Second." in html
    assert "Third." in html


def test_after_a_day_only_adding(phone, pairing):
    meeting = factories.MeetingFactory(pairing=pairing, logged_at=now() - timedelta(hours=25))
    assert "Correct it" not in phone.get(address("my_meeting", meeting)).content.decode()
    html = phone.post(address("meeting_correct", meeting), typed(minutes="90")).content.decode()
    assert "corrected for 24 hours" in html


def test_an_empty_addition_is_refused(phone, pairing):
    meeting = factories.MeetingFactory(pairing=pairing)
    assert phone.post(address("meeting_add", meeting), {"text": " "}).status_code == 200
    assert not meeting.additions.exists()


@pytest.mark.parametrize("name", ["meeting_thanks", "my_meeting", "meeting_correct", "meeting_add"])
def test_foreign_meetings_and_ended_pairings_do_not_exist(client_of, phone, pairing, mentor, coordinator, name):
    meeting = factories.MeetingFactory(pairing=pairing)
    assert phone.get(address(name, meeting)).status_code == 200
    assert client_of(mentor.user).get(address(name, meeting)).status_code == 404
    assert client_of(coordinator).get(address(name, meeting)).status_code == 403
    Pairing.objects.filter(pk=pairing.pk).update(status="closed", closing_reason="safety")
    assert phone.get(address(name, meeting)).status_code == 404


def test_the_form_of_another_pairing_does_not_exist(client_of, pairing, mentor):
    assert client_of(mentor.user).get(address("meeting_new", pairing)).status_code == 404


def test_staff_read_and_acknowledge(client_of, coordinator, specialist, other_coordinator, pairing):
    meeting = factories.MeetingFactory(pairing=pairing, is_worrying=True, worry="Bruises.", note="A quiet hour.")
    factories.MeetingAdditionFactory(meeting=meeting, text="New ones.", is_worrying=True)
    html = client_of(coordinator).get(address("meeting_detail", meeting)).content.decode()
    for shown in ("Bruises.", "A quiet hour.", "New ones.", "I know and take care of it"):
        assert shown in html
    looks = AuditEvent.objects.filter(event="looked_at", facts__why="meeting_detail")
    assert sorted(looks.values_list("subject_label", flat=True)) == ["mentorship.meeting", "mentorship.mentee"]
    url = address("meeting_acknowledge", meeting)
    assert client_of(other_coordinator).post(url).status_code == 404
    html = client_of(specialist).post(url, follow=True).content.decode()
    assert specialist.full_name in html
    assert "I know and take care of it" not in html
    assert "acknowledged this already" in client_of(coordinator).post(url, follow=True).content.decode()


def test_the_mentor_has_no_page_of_the_staff(phone, pairing):
    meeting = factories.MeetingFactory(pairing=pairing)
    assert phone.get(address("meeting_detail", meeting)).status_code == 403


def test_as_many_queries_for_one_addition_as_for_three(client_of, coordinator, pairing):
    meeting = factories.MeetingFactory(pairing=pairing)
    client, url = client_of(coordinator), address("meeting_detail", meeting)
    factories.MeetingAdditionFactory(meeting=meeting)
    client.get(url)
    with CaptureQueriesContext(connection) as one:
        client.get(url)
    factories.MeetingAdditionFactory.create_batch(2, meeting=meeting)
    with CaptureQueriesContext(connection) as three:
        client.get(url)
    assert len(one) == len(three) == 11
