"""Home says whose key is missing, and that a run failed."""

from datetime import timedelta

import pytest

from accounts.permissions import Role
from kernel.clock import today
from matching.models import Run
from matching.queries.worklists import lines
from matching.services import proposals, runs
from tests import factories

pytestmark = pytest.mark.django_db


def test_the_own_key(proposal, coordinator, specialist, second_specialist, other_coordinator, olga):
    for person in (coordinator, specialist):
        (line,) = lines(person)
        assert line.sentence == "1 proposal waits for your key."
        assert str(proposal.run.public_id) in line.url and line.due_on == today() + timedelta(days=14)
    for person in (second_specialist, other_coordinator, olga, proposal.mentor.user):
        assert lines(person) == []
    proposals.turn_key(proposal=proposal, by=coordinator)
    assert lines(coordinator) == [] and len(lines(specialist)) == 1


def test_one_person_of_two_roles_has_one_key(proposal, specialist):
    factories.grant_role(specialist, Role.COORDINATOR, proposal.run.centre)
    proposals.turn_key(proposal=proposal, by=specialist)
    assert lines(specialist) == []


def test_nobody_is_asked_about_oneself(mentee, coordinator, specialist):
    factories.grant_role(coordinator, Role.MENTOR, mentee.centre)
    factories.MentorFactory(centre=mentee.centre, user=coordinator, supervisor=specialist, cleared=True, certified=True)
    runs.run_now(centre=mentee.centre, by=coordinator)
    assert lines(coordinator) == []


def test_a_dry_run_asks_nobody(mentor, mentee, coordinator):
    runs.run_now(centre=mentee.centre, by=coordinator, is_dry=True)
    assert lines(coordinator) == []


def test_a_run_that_failed(centre, coordinator, specialist):
    runs._fail(runs.request_run(centre=centre, by=coordinator), Run.Failure.ERROR)
    assert [line.sentence for line in lines(coordinator)] == ["The last run failed; see why."]
    assert lines(specialist) == []
    runs.run_now(centre=centre, by=coordinator)
    assert lines(coordinator) == []


@pytest.mark.parametrize("count", [1, 3])
def test_queries(count, centre, specialist, coordinator, django_assert_num_queries):
    for _one in range(count):
        factories.MentorFactory(centre=centre, supervisor=specialist, cleared=True, certified=True)
        factories.MenteeFactory(centre=centre, specialist=specialist, ready=True)
    runs.run_now(centre=centre, by=coordinator)
    assert coordinator.active_grants
    with django_assert_num_queries(4):
        lines(coordinator)
