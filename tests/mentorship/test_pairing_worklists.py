"""What about pairings and meetings waits for whom on the home page?"""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.services.drafts import keep_draft
from accounts.worklist import worklist
from kernel.clock import now, today
from mentorship.models import Pairing
from mentorship.queries import pairing_worklists as lists
from mentorship.services.meetings import acknowledge_worry
from tests import factories

SOURCES = [
    lists.worries, lists.quiet_pairings, lists.questions_to_answer,
    lists.meetings_to_log, lists.drafts_to_finish,
]  # fmt: skip


def put(pairing, **facts):
    Pairing.objects.filter(pk=pairing.pk).update(**facts)


def test_a_worry_waits_for_coordinator_and_specialist_until_one_acknowledges(
    pairing, coordinator, specialist, second_specialist, other_coordinator, olga
):
    meeting = factories.MeetingFactory(pairing=pairing, is_worrying=True)
    for reader in (coordinator, specialist):
        [line] = lists.worries(reader)
        assert line.url == reverse("mentorship:meeting_detail", args=[meeting.public_id])
        assert line.due_on == today()
    for nobody in (second_specialist, other_coordinator, olga, pairing.mentor.user):
        assert lists.worries(nobody) == []
    acknowledge_worry(meeting=meeting, by=coordinator)
    assert lists.worries(specialist) == []


def test_three_weeks_without_a_meeting(pairing, coordinator, specialist, olga, centre):
    put(pairing, started_at=now() - timedelta(days=20))
    assert lists.quiet_pairings(coordinator) == []
    put(pairing, started_at=now() - timedelta(days=22))
    factories.PairingFactory(centre=centre)
    [line] = lists.quiet_pairings(coordinator)
    assert line.sentence.startswith("2 pairings have had no meeting")
    assert lists.quiet_pairings(specialist)[0].sentence.startswith("1 pairing has")
    assert lists.quiet_pairings(olga) == []
    factories.MeetingFactory(pairing=pairing)
    assert lists.quiet_pairings(specialist) == []


def test_the_mentor_is_asked(pairing, coordinator):
    assert lists.questions_to_answer(pairing.mentor.user) == []
    put(pairing, status="asked", opened_at=now())
    [line] = lists.questions_to_answer(pairing.mentor.user)
    assert (line.url, line.due_on) == ("/my-pairing/", today() + timedelta(days=3))
    assert lists.questions_to_answer(coordinator) == []


def test_a_week_without_a_logged_meeting(pairing):
    mentor = pairing.mentor.user
    [line] = lists.meetings_to_log(mentor)
    assert line.url == reverse("mentorship:meeting_new", args=[pairing.public_id])
    factories.MeetingFactory(pairing=pairing, held_on=today() - timedelta(days=7))
    assert lists.meetings_to_log(mentor)[0].due_on == today()
    factories.MeetingFactory(pairing=pairing, held_on=today() - timedelta(days=6))
    assert lists.meetings_to_log(mentor) == []


def test_a_draft_waits_to_be_saved(pairing, coordinator):
    page = reverse("mentorship:meeting_new", args=[pairing.public_id])
    keep_draft(about=pairing.public_id, page=page, form_key=pairing.public_id, typed={}, by=pairing.mentor.user)
    [line] = lists.drafts_to_finish(pairing.mentor.user)
    assert line.url == page
    assert lists.drafts_to_finish(coordinator) == []


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.__name__)
def test_one_query_each(pairing, coordinator, centre, source):
    for person in (coordinator, pairing.mentor.user):
        assert person.active_grants
        with CaptureQueriesContext(connection) as queries:
            source(person)
        assert len(queries) <= 1


def test_nobody_is_named_on_the_home_page(client_of, pairing, coordinator):
    factories.MeetingFactory(pairing=pairing, is_worrying=True)
    for person in (coordinator, pairing.mentor.user):
        html = client_of(person).get("/").content.decode()
        assert pairing.mentee.chosen_name not in html


def test_a_worry_stands_before_older_lines(pairing, coordinator, centre):
    put(factories.PairingFactory(centre=centre, opened_at=now() - timedelta(days=90)), status="asked")
    factories.MeetingFactory(pairing=pairing, is_worrying=True)
    assert "is worried" in worklist(coordinator)[0].sentence
