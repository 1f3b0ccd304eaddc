"""Words that may tell who somebody is come back once, with why; a tick saves them, new ones are asked about again."""

import logging
import uuid

import pytest
from django import forms
from django.urls import reverse

from kernel.clock import today
from kernel.models import AuditEvent
from mentorship.forms.guarding import TICK, GuardedForm
from mentorship.models import Meeting, MeetingAddition
from mentorship.queries.known_words import known_beside
from mentorship.spotting_names import Known
from tests import factories

NUMBER = "Her number is 0740 123 456."


class WordsForm(GuardedForm):
    guarded = ("words", "more")
    words = forms.CharField()
    more = forms.CharField(required=False)


def ticked(form):
    """What the page sends when the tick is made."""
    return [value for value, _label in form.fields[TICK].choices]


def test_what_was_found_comes_back_with_why():
    form = WordsForm({"words": NUMBER, "more": "Write to ana@example.com"})
    assert not form.is_valid()
    assert form.errors[TICK] == [
        "“0740 123 456” looks like a phone number.", "“ana@example.com” looks like an e-mail address."
    ]  # fmt: skip
    assert form[TICK].value() is None or form[TICK].value() == []
    assert "0740" not in str(ticked(form))


def test_a_tick_saves_and_stays_when_the_page_comes_back():
    tick = ticked(_looked_through(NUMBER))
    form = WordsForm({"words": NUMBER, TICK: tick})
    assert form.is_valid()
    assert form.cleaned_data == {"words": NUMBER, "more": ""}
    assert form[TICK].value() == tick
    assert "checked" in str(form[TICK])


def test_a_tick_holds_for_fewer_words_and_not_for_new_ones():
    tick = ticked(_looked_through(f"{NUMBER} Or ana@example.com"))
    assert WordsForm({"words": NUMBER, TICK: tick}).is_valid()
    assert not WordsForm({"words": f"{NUMBER} Or 0741 123 456.", TICK: tick}).is_valid()
    assert not WordsForm({"words": NUMBER, TICK: ["on", "forged"]}).is_valid()


def test_nothing_found_nothing_asked():
    form = WordsForm({"words": "a quiet hour"})
    assert form.is_valid()
    assert TICK not in form.fields
    assert TICK not in WordsForm().fields


def test_what_is_known_is_asked_for_only_with_a_text():
    asked = []

    def known():
        asked.append(1)
        return Known.of(["Ileana"])

    assert not WordsForm({"words": ""}, known=known).is_valid()
    assert not asked
    assert WordsForm({"words": "met Ileana"}, known=known).is_valid()
    assert not WordsForm({"words": "met Ileana"}).is_valid()


def _looked_through(words):
    form = WordsForm({"words": words})
    assert not form.is_valid()
    return form


@pytest.fixture
def phone(client_of, pairing):
    return client_of(pairing.mentor.user)


def typed(**facts):
    return {
        "form_key": str(uuid.uuid4()), "held_on": today().isoformat(), "minutes": "60", "place": "centre",
        "activities": ["talk"], "mood": "3", **facts,
    }  # fmt: skip


@pytest.mark.parametrize("field", ["note", "worry"])
def test_a_meeting_comes_back_and_is_saved_with_the_tick(phone, pairing, caplog, field):
    url = reverse("mentorship:meeting_new", args=[pairing.public_id])
    with caplog.at_level(logging.DEBUG):
        answer = phone.post(url, typed(**{field: NUMBER}))
    html = answer.content.decode()
    assert "looks like a phone number" in html
    assert "I have looked at it, save it anyway" in html
    assert "does not find all of them" in html
    assert 'href="#id_looked_over"' in html
    assert not Meeting.objects.exists()
    assert "0740" not in caplog.text + str(list(AuditEvent.objects.values("facts")))
    assert phone.post(url, typed(**{field: NUMBER, TICK: ticked(answer.context["form"])})).status_code == 302
    assert getattr(Meeting.objects.get(), field) == NUMBER


@pytest.mark.parametrize(("name", "field"), [("meeting_correct", "note"), ("meeting_add", "text")])
def test_corrections_and_additions_are_looked_through_too(phone, pairing, name, field):
    meeting = factories.MeetingFactory(pairing=pairing)
    url = reverse(f"mentorship:{name}", args=[meeting.public_id])
    answer = phone.post(url, typed(**{field: NUMBER}))
    assert "looks like a phone number" in answer.content.decode()
    assert phone.post(url, typed(**{field: NUMBER, TICK: ticked(answer.context["form"])})).status_code == 302
    meeting.refresh_from_db()
    added = MeetingAddition.objects.first()
    assert NUMBER in (meeting.note, added and added.text)


def test_the_chosen_name_the_staff_and_the_places_are_known(pairing):
    pairing.mentee.chosen_name = "Luna"
    pairing.mentor.user.given_name, pairing.supervisor.given_name = "Ileana", "Mariana"
    form = WordsForm({"words": "With Luna, Ileana and Mariana in Cluj-Napoca."}, known=lambda: known_beside(pairing))
    assert form.is_valid(), form.errors
    other = WordsForm({"words": "met Gheorghe Popescu"}, known=lambda: known_beside(pairing))
    assert not other.is_valid()


def test_forms_are_kept_while_somebody_types(phone, pairing):
    meeting = factories.MeetingFactory(pairing=pairing)
    for name, thing in [("meeting_new", pairing), ("meeting_correct", meeting), ("meeting_add", meeting)]:
        html = phone.get(reverse(f"mentorship:{name}", args=[thing.public_id])).content.decode()
        assert f'hx-post="{reverse("accounts:draft_keep")}"' in html
        assert "input throttle:20s" in html
