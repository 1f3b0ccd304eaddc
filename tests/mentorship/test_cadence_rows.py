"""Rows become histories: pauses, covers, safe adults, and as many queries for three pairings as for one."""

from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kernel.clock import now, today
from mentorship.cadence import Standing
from mentorship.contact_standard import Party
from mentorship.models import Absence, Pairing
from mentorship.queries.cadence import covers_on, open_supported, owner_of, supported
from mentorship.queries.check_in_worklists import follow_ups, support_contacts
from mentorship.queries.check_ins import due_for, strip_of, usual_set, waits, way_to
from mentorship.services.pairings import pause_pairing, resume_pairing
from tests import factories
from tests.mentorship.test_check_ins import safe_adult, write

pytestmark = pytest.mark.django_db
YEAR = timedelta(days=365)


@pytest.fixture(autouse=True)
def a_day_in_june():
    with time_machine.travel("2026-06-25T09:00:00Z"):
        yield


def began(pairing, days_ago):
    Pairing.objects.filter(pk=pairing.pk).update(opened_at=now() - YEAR, started_at=now() - timedelta(days=days_ago))
    pairing.refresh_from_db()
    return pairing


def away(person, cover, centre, **facts):
    usual = {"starts_on": today(), "ends_on": today(), **facts}
    return Absence.objects.create(centre=centre, person=person, cover=cover, made_by=cover, made_at=now(), **usual)


def of(pairing):
    return supported(Pairing.objects.filter(pk=pairing.pk), today())


class TestHistories:
    def test_a_pairing_that_has_not_set_out_asks_for_nothing(self, pairing):
        Pairing.objects.update(status="introduced", started_at=None)
        assert of(pairing) == []
        assert strip_of(pairing) is None
        assert due_for(pairing, "mentor") is None

    def test_only_who_was_reached_was_contacted(self, pairing, specialist):
        began(pairing, 10)
        write(pairing, specialist, was_reached=False)
        assert of(pairing)[0].history.contacts == ()
        write(pairing, specialist)
        assert of(pairing)[0].waiting(Standing.KEPT)[0].party is Party.MENTOR

    def test_the_adult_is_asked_for_only_where_it_is_safe_and_until_full_age(self, pairing):
        began(pairing, 10)
        assert {due.party for due in of(pairing)[0].dues} == {Party.MENTOR, Party.MENTEE}
        safe_adult(pairing)
        found = of(pairing)[0]
        assert Party.ADULT in {due.party for due in found.dues}
        assert found.history.adult_until == date(pairing.mentee.birth_year + 18, 1, 1)

    def test_every_rest_is_known(self, pairing, coordinator):
        began(pairing, 10)
        assert of(pairing)[0].history.pauses == ()
        pause_pairing(pairing=pairing, by=coordinator)
        pairing.refresh_from_db()
        assert [pause.ended_on for pause in of(pairing)[0].history.pauses] == [None]
        resume_pairing(pairing=pairing, by=coordinator)
        pause_pairing(pairing=pairing, by=coordinator)
        assert [pause.ended_on for pause in of(pairing)[0].history.pauses] == [today(), None]

    def test_a_rest_that_the_trail_does_not_know(self, pairing):
        Pairing.objects.update(status="paused", pause_reason="staff", paused_at=pairing.opened_at)
        Pairing.objects.update(started_at=pairing.opened_at)
        assert len(of(pairing)[0].history.pauses) == 1
        Pairing.objects.update(paused_at=None)
        assert of(pairing)[0].history.pauses == ()


class TestWhoAnswers:
    def test_the_supervisor_or_the_cover_or_the_cover_of_the_cover(self, pairing, specialist, coordinator, centre):
        began(pairing, 10)
        assert of(pairing)[0].owner_id == specialist.pk
        away(specialist, coordinator, centre)
        assert of(pairing)[0].owner_id == coordinator.pk
        third = factories.UserFactory()
        away(coordinator, third, centre)
        assert of(pairing)[0].owner_id == third.pk
        assert covers_on(today() + timedelta(days=1), [centre.pk]) == {}

    def test_a_circle_ends(self):
        covers = {(1, 10): 11, (1, 11): 10}
        assert owner_of(1, 10, covers) == 11
        assert owner_of(2, 10, covers) == 10


class TestWaiting:
    def test_the_oldest_first_then_to_the_coordinators_then_given_up(self, pairing, specialist, coordinator):
        began(pairing, 22)  # the first contact was due a week ago
        found = open_supported(coordinator, today())
        late = waits(found, today(), "overdue")
        assert {wait.due.party for wait in late} == {Party.MENTOR, Party.MENTEE}
        assert waits(found, today(), "escalated") == late
        assert len(waits(found, today())) == 4
        assert waits(found, today(), "missed") == []
        began(pairing, 45)
        found = open_supported(coordinator, today())
        assert {wait.due.party for wait in waits(found, today(), "missed")} == {Party.MENTOR, Party.MENTEE}
        write(pairing, specialist)
        found = open_supported(coordinator, today())
        assert {wait.due.party for wait in waits(found, today(), "missed")} == {Party.MENTEE}

    def test_the_worklists_say_it_without_any_mail(self, pairing, specialist, coordinator, mailoutbox, trainer):
        began(pairing, 10)
        assert [line.weight for line in support_contacts(specialist)] == [15]
        assert support_contacts(coordinator) == []
        began(pairing, 17)
        assert [line.weight for line in support_contacts(specialist)] == [45]
        assert support_contacts(coordinator) == []
        began(pairing, 22)
        assert "2 support contacts were not held" in support_contacts(coordinator)[0].sentence
        began(pairing, 60)
        assert [line.weight for line in support_contacts(coordinator)] == [60]
        assert support_contacts(trainer) == follow_ups(trainer) == []
        assert mailoutbox == []

    def test_what_was_promised_waits_for_who_promised_and_for_the_supervisor(self, pairing, specialist, coordinator):
        check_in = write(pairing, coordinator, follow_up="Call the school.", follow_up_on=today())
        for person in (specialist, coordinator):
            assert str(check_in.public_id) in follow_ups(person)[0].url


class TestStrip:
    def test_past_and_coming_by_party(self, pairing, specialist):
        began(pairing, 10)
        check_in = write(pairing, specialist)
        strip = strip_of(pairing)
        assert [one.party for one in strip.parties] == [Party.MENTOR, Party.MENTEE]
        assert strip.parties[0].past == [check_in] and strip.adult_is_closed
        assert not strip.parties[0].is_overdue and strip.parties[0].standing and strip.parties[0].depth
        began(pairing, 17)
        assert strip_of(pairing).parties[1].is_overdue

    def test_a_closed_pairing_has_no_next(self, pairing):
        began(pairing, 10)
        Pairing.objects.update(status="closed", closing_reason="other", closed_at=pairing.started_at)
        pairing.refresh_from_db()
        assert [(one.standing, one.depth) for one in strip_of(pairing).parties] == [("", ""), ("", "")]

    def test_which_way_is_safe(self, pairing):
        assert way_to(pairing, Party.MENTOR) == ""
        assert "No safe way" in way_to(pairing, Party.MENTEE)
        contact = safe_adult(pairing, call_is_safe=False)
        for call, mail, words in ((0, 0, "No safe"), (1, 0, "Only a call"), (0, 1, "Only an e-mail"), (1, 1, "and an")):
            contact.call_is_safe, contact.mail_is_safe = bool(call), bool(mail)
            contact.save()
            assert words in way_to(pairing, Party.ADULT)

    def test_nobody_is_told_of_an_adult_when_the_mentee_is_of_age(self, pairing, coordinator):
        began(pairing, 45)
        safe_adult(pairing)
        gone = {due.party for due in of(pairing)[0].given_up(today())}
        assert Party.ADULT in gone
        pairing.mentee.birth_year = 2008  # of age since the beginning of this year
        pairing.mentee.save(update_fields=["birth_year"])
        assert Party.ADULT not in {due.party for due in of(pairing)[0].given_up(today())}

    def test_which_questions(self, pairing):
        began(pairing, 10)
        assert due_for(pairing, "mentee").questions == "mentee.first_month"
        assert due_for(pairing, "nobody").party is Party.MENTOR
        assert usual_set("adult", "in_depth") == "adult.in_depth"


def test_as_many_queries_for_three_pairings_as_for_one(pairing, coordinator, centre, specialist):
    began(pairing, 22)
    counts = []
    support_contacts(coordinator)
    for _round in range(2):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            support_contacts(coordinator)
        counts.append(len(queries))
        for _more in range(2):
            began(factories.PairingFactory(centre=centre), 22)
    assert counts == [6, 6]
