"""Clearance of many people from evidence rows."""

from datetime import timedelta

import pytest

from accounts.clearance import months_after
from accounts.models import CheckKind, Evidence
from accounts.queries.clearance import clearance_of, cleared_until_of
from kernel.clock import now, today
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def cleared(centre):
    person = factories.UserFactory()
    factories.make_cleared(person, centre)
    return person


def test_a_person_with_every_paper_is_cleared_and_one_without_has_every_reason(centre, cleared):
    stranger = factories.UserFactory()
    assert clearance_of(cleared, "youth", centre=centre, on=today()).cleared
    reasons = clearance_of(stranger, "survivor", centre=centre, on=today()).reasons
    assert {reason.code for reason in reasons} == {"missing"}
    assert len(reasons) == CheckKind.objects.count()


def test_papers_of_another_centre_do_not_count(centre, other_centre, cleared):
    assert {reason.code for reason in clearance_of(cleared, "youth", centre=other_centre, on=today()).reasons} == {
        "missing"
    }
    assert cleared_until_of([cleared], today(), centre=other_centre) == {cleared.pk: {}}
    Evidence.objects.create(
        person=cleared, centre=other_centre, kind=CheckKind.objects.earliest("pk"), asked_on=today(),
        issued_on=today(), result="not_clear", recorded_at=now(),
    )  # fmt: skip
    assert clearance_of(cleared, "youth", centre=centre, on=today()).cleared


def test_a_centres_own_check_binds_everybody_there_and_nobody_elsewhere(centre, other_centre, cleared):
    elsewhere, unknown = factories.UserFactory(), factories.UserFactory()
    factories.make_cleared(elsewhere, other_centre)
    CheckKind.objects.create(code="own_first_aid", centre=centre, name="First aid course", populations=["youth"])

    def missing(person, population, centre):
        return [reason.check for reason in clearance_of(person, population, centre=centre, on=today()).reasons]

    assert missing(cleared, "youth", centre) == ["own_first_aid"]
    assert missing(cleared, "survivor", centre) == missing(elsewhere, "youth", other_centre) == []
    assert "own_first_aid" in missing(unknown, "youth", centre)
    assert cleared_until_of([cleared], today(), centre=centre)[cleared.pk].keys() == {"survivor"}


def test_many_people_cost_two_questions(centre, cleared, django_assert_num_queries):
    people = [cleared, factories.UserFactory()]
    with django_assert_num_queries(2):
        found = cleared_until_of(people, today(), centre=centre)
    assert found == {
        cleared.pk: {"survivor": today() + timedelta(days=180), "youth": today() + timedelta(days=180)},
        people[1].pk: {},
    }
    more = [factories.UserFactory() for _ in range(30)]
    with django_assert_num_queries(2):
        cleared_until_of([person.pk for person in [*people, *more]], today(), centre=centre)


def test_a_gate_never_holds_longer_than_six_months_whatever_stands_on_its_row(centre, cleared):
    Evidence.objects.filter(person=cleared).update(expires_on=None)
    end = months_after(today(), 6)
    assert cleared_until_of([cleared.pk], today(), centre=centre) == {cleared.pk: {"survivor": end, "youth": end}}
    answer = clearance_of(cleared, "youth", centre=centre, on=today(), until=end + timedelta(days=1))
    assert {reason.check for reason in answer.reasons} == {"criminal_record", "integrity"}
