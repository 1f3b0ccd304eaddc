"""What about mentees, mentors and tables waits for whom, and where it is done."""

import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kernel.clock import now, today
from mentorship.models import Consent, Import, MentoringDecision
from mentorship.queries import people_worklists as people
from mentorship.queries.worklists import lines
from tests.factories import MenteeFactory, MentorFactory


def test_a_specialist_decides_about_those_who_wait(centre, specialist, coordinator, second_specialist):
    mentee = MenteeFactory(centre=centre, specialist=specialist)
    MenteeFactory(centre=centre, specialist=specialist, status="registered")
    (line,) = people.decisions_to_make(specialist)
    assert (line.url, line.due_on) == (
        reverse("mentorship:mentee_decide", args=[mentee.public_id]),
        mentee.waiting_since,
    )
    for nobody in (coordinator, second_specialist):
        assert people.decisions_to_make(nobody) == []


@pytest.mark.both_databases
def test_reviews(mentee, pairing, specialist):
    assert people.decisions_to_review(specialist) == []
    MentoringDecision.objects.update(review_on=today() + timedelta(days=14))
    assert len(people.decisions_to_review(specialist)) == 2
    MentoringDecision.objects.update(review_on=today() - timedelta(days=1))
    (line,) = people.decisions_to_review(specialist)
    assert line.url == reverse("mentorship:mentee_decide", args=[pairing.mentee.public_id])
    assert len(people.decisions_to_make(specialist)) == 1


def test_consents(mentee, centre, specialist, coordinator, other_coordinator, olga):
    assert people.consents_to_ask_for(coordinator) == []
    Consent.objects.filter(kind="assent").update(expires_on=today() - timedelta(days=1))
    (line,) = people.consents_to_ask_for(coordinator)
    assert line.sentence == "1 mentee waits without consent or without their own yes."
    MenteeFactory(centre=centre, specialist=specialist)
    assert people.consents_to_ask_for(specialist)[0].sentence.startswith("2 mentees wait")
    for nobody in (other_coordinator, olga):
        assert people.consents_to_ask_for(nobody) == []


def test_mentors_without_a_supervisor(centre, coordinator, specialist):
    assert people.mentors_without_supervisor(coordinator) == []
    MentorFactory(centre=centre, supervisor=None)
    MentorFactory(centre=centre, supervisor=None, status="resting")
    (line,) = people.mentors_without_supervisor(coordinator)
    assert line.sentence == "1 mentor has no supervisor yet."
    assert people.mentors_without_supervisor(specialist) == []


def test_tables(centre, coordinator, second_coordinator):
    facts = {"centre": centre, "kind": "mentees", "uploaded_by": coordinator, "file_id": uuid.uuid4()}
    waits = Import.objects.create(**facts, digest="a", uploaded_at=now())
    Import.objects.create(**facts, digest="b", uploaded_at=now(), status="failed")
    Import.objects.create(**facts, digest="c", uploaded_at=now(), status="done")
    Import.objects.create(**facts, digest="d", uploaded_at=now() - timedelta(days=9))
    first, second = people.tables_to_confirm(coordinator)
    assert first.url == reverse("mentorship:import_detail", args=[waits.public_id])
    assert "upload it again" in second.sentence
    assert people.tables_to_confirm(second_coordinator) == []


@pytest.mark.parametrize("who", ["coordinator", "specialist"])
def test_more_rows_take_no_more_queries(request, who, centre, specialist):
    user = request.getfixturevalue(who)

    def queries():
        list(user.active_grants)
        with CaptureQueriesContext(connection) as captured:
            lines(user)
        return len([query for query in captured if "kernel_clockoffset" not in query["sql"]])

    MenteeFactory(centre=centre, specialist=specialist)
    MentorFactory(centre=centre, supervisor=None)
    one = queries()
    for _count in range(2):
        MenteeFactory(centre=centre, specialist=specialist)
        MentorFactory(centre=centre, supervisor=None)
    assert queries() == one
