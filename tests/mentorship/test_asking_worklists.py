"""What between the first question and the start waits for the staff on the home page?"""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kernel.clock import now, today
from mentorship.models import Mentee
from mentorship.queries import asking_worklists as lists
from mentorship.queries import pairing_worklists
from mentorship.services.askings import ask_by_link
from tests.mentorship import asking

pytestmark = pytest.mark.django_db
SOURCES = [
    lists.late_answers, lists.people_to_ask, lists.first_meetings, lists.first_meetings_held, lists.agreements_to_sign
]  # fmt: skip


@pytest.fixture
def asked(pairing):
    return asking.put(pairing, status="asked", opened_at=now() - timedelta(days=4))


def said(lines):
    return [line.sentence for line in lines]


def test_a_mentor_who_has_not_answered_for_three_days(asked, coordinator):
    [line] = lists.late_answers(coordinator)
    assert line.sentence == "1 mentor has not answered for three days. Please call."
    assert (line.url, line.due_on) == ("/pairings/?wanted=asked", today() - timedelta(days=1))
    asking.mentor_says(asked, "later")
    assert lists.late_answers(coordinator) == []
    assert pairing_worklists.questions_to_answer(asked.mentor.user) == []
    with time_machine.travel(now() + timedelta(days=4)):
        assert lists.late_answers(coordinator)
        asking.mentor_says(asked)
        assert lists.late_answers(coordinator) == []


def test_who_is_to_be_asked(asked, coordinator, specialist, other_coordinator):
    assert lists.people_to_ask(coordinator) == []
    asking.mentor_says(asked)
    assert "the mentor said yes" in said(lists.people_to_ask(coordinator))[0]
    assert lists.people_to_ask(specialist)
    assert lists.people_to_ask(other_coordinator) == []
    asking.staff_writes(asked, "mentee", "later", by=coordinator)
    assert lists.people_to_ask(coordinator)
    Mentee.objects.filter(pk=asked.mentee_id).update(birth_year=today().year - 30)
    assert lists.people_to_ask(coordinator) == []
    with time_machine.travel(now() + timedelta(days=4)):
        assert lists.people_to_ask(coordinator)


def test_a_link_nobody_answered(asked, coordinator, specialist):
    asking.make_reachable(asked, specialist)
    asking.mentor_says(asked)
    for party in ("mentee", "consenter"):
        ask_by_link(pairing=asked, party=party, by=coordinator)
    assert lists.people_to_ask(coordinator) == []
    with time_machine.travel(now() + timedelta(days=15)):
        assert lists.people_to_ask(coordinator)


def test_planned_held_signed(pairing, coordinator):
    asking.put(pairing, status="introduced", introduced_at=now())
    [line] = lists.first_meetings(coordinator)
    assert (line.due_on, line.url) == (today() + timedelta(days=7), "/pairings/?wanted=introduced")
    asking.plan(pairing, coordinator)
    assert lists.first_meetings(coordinator) == lists.first_meetings_held(coordinator) == []
    with time_machine.travel(now() + timedelta(hours=3)):
        assert "1 first meeting is past" in said(lists.first_meetings_held(coordinator))[0]
    asking.hold(pairing, coordinator)
    assert lists.first_meetings_held(coordinator) == []
    assert "not set out" in said(lists.agreements_to_sign(coordinator))[0]


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.__name__)
def test_one_query_each(asked, coordinator, source):
    assert coordinator.active_grants
    with CaptureQueriesContext(connection) as queries:
        source(coordinator)
    assert len(queries) <= 1
