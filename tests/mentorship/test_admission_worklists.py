"""What about applications waits for whom, and where it is done."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.permissions import Role
from accounts.worklist import BEFORE_EVERYTHING, worklist
from kernel.clock import now, today
from mentorship.models import Application
from mentorship.queries import admission_worklists as admissions
from mentorship.queries.worklists import lines
from mentorship.services.admissions import say_yes
from mentorship.services.exclusions import record_no_contact
from mentorship.services.refusals import appeal_refusal, refuse_application
from tests import factories
from tests.mentorship.admitting import ready

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def test_a_match_comes_first_and_only_to_the_mentees_specialist(
    centre, mentee, pairing, specialist, second_specialist, coordinator
):
    application = ready(centre)
    record_no_contact(mentee, name=application.user.full_name, by=coordinator)
    (line,) = admissions.hits_to_decide(specialist)
    hit = application.no_contact_hits.get()
    assert (line.url, line.due_on, line.weight) == (
        reverse("mentorship:hit_detail", args=[hit.public_id]), today(), BEFORE_EVERYTHING,
    )  # fmt: skip
    assert worklist(specialist)[0] == line
    for nobody in (second_specialist, coordinator):
        assert admissions.hits_to_decide(nobody) == []
    assert admissions.yeses_to_say(coordinator) == []


def test_new_applications(centre, coordinator, specialist, trainer, other_coordinator):
    assert admissions.new_applications(coordinator) == []
    application = factories.ApplicationFactory(centre=centre, submitted_at=now() - timedelta(days=3))
    factories.ApplicationFactory(centre=centre, status="draft")
    (line,) = admissions.new_applications(coordinator)
    assert line.sentence == "1 application is new: nothing was asked for yet."
    assert line.due_on == today() - timedelta(days=3)
    assert line.url == reverse("mentorship:admission_list") + "?wanted=new"
    factories.ApplicationFactory(centre=centre)
    assert admissions.new_applications(specialist)[0].sentence.startswith("2 applications are new")
    for nobody in (trainer, other_coordinator):
        assert admissions.new_applications(nobody) == []
    for one in Application.objects.filter(status="submitted"):
        factories.EvidenceFactory(person=one.user, centre=centre)
    assert admissions.new_applications(coordinator) == []
    assert application.pk


def test_a_yes_that_is_missing(centre, coordinator, second_coordinator, specialist, trainer):
    factories.ApplicationFactory(centre=centre)
    application = ready(centre, submitted_at=now() - timedelta(days=5))
    for person in (coordinator, second_coordinator, specialist):
        (line,) = admissions.yeses_to_say(person)
        assert line.sentence.startswith("An application has everything")
        assert line.due_on == today() - timedelta(days=5)
        assert line.url == reverse("mentorship:admission_detail", args=[application.public_id])
    say_yes(application, by=coordinator)
    (line,) = admissions.yeses_to_say(specialist)
    assert (line.sentence, line.due_on) == ("An application has one yes; yours is missing.", today())
    for nobody in (coordinator, second_coordinator, trainer):
        assert admissions.yeses_to_say(nobody) == []


def test_an_appeal_waits_for_somebody_else(centre, coordinator, specialist, trainer):
    application = ready(centre)
    refuse_application(application, reason="other", words="x", by=coordinator)
    assert admissions.appeals_to_answer(specialist) == []
    appeal_refusal(application, text="x", by=application.user)
    (line,) = admissions.appeals_to_answer(specialist)
    assert line.url == reverse("mentorship:admission_detail", args=[application.public_id])
    for nobody in (coordinator, trainer, application.user):
        assert admissions.appeals_to_answer(nobody) == []


def test_nothing_about_oneself(centre, coordinator):
    ready(centre, user=coordinator)
    assert admissions.new_applications(coordinator) == admissions.yeses_to_say(coordinator) == []


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.SPECIALIST])
def test_more_applications_take_no_more_queries(centre, role, mentee):
    user = factories.UserFactory(role=role, role__centre=centre)

    def queries():
        list(user.active_grants)
        with CaptureQueriesContext(connection) as captured:
            lines(user)
        return len([query for query in captured if "kernel_clockoffset" not in query["sql"]])

    ready(centre)
    factories.ApplicationFactory(centre=centre)
    one = queries()
    for _count in range(2):
        ready(centre)
        factories.ApplicationFactory(centre=centre)
    assert queries() == one
