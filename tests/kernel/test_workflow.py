"""Steps of a life cycle: one wins, the other is told, and what happened is on record."""

from datetime import timedelta

import pytest

from kernel.clock import now
from kernel.encryption import blind_index
from kernel.errors import RuleError
from kernel.models import AuditEvent
from kernel.workflow import advance
from tests.kernel.conftest import Story

pytestmark = pytest.mark.both_databases


@pytest.fixture
def story(db):
    return Story.objects.create(given_name="Ana", family_name="Pop")


def test_a_step_changes_status_stamp_and_person(story, person):
    advance(story, "close", by=person, weight=7, family_name="Rus")
    found = Story.objects.get()
    for one in (story, found):
        assert (one.status, one.weight, one.family_name, one.closed_by) == ("closed", 7, "Rus", person)
        assert now() - one.closed_at < timedelta(minutes=1)
    assert found.name_index == blind_index("Rus Ana", "name")


def test_the_step_is_on_record_without_secrets(story, person):
    advance(story, "close", by=person, weight=7, family_name="Rus")
    event = AuditEvent.objects.about(story).get()
    assert (event.event, event.actor_id) == ("story.close", person.public_id)
    assert event.facts == {"before": "told", "after": "closed", "changed": ["family_name", "weight"], "weight": 7}


def test_the_system_acts_without_a_person(story):
    advance(story, "close", by=None)
    assert story.closed_by is None and AuditEvent.objects.get().actor_id is None


def test_a_stamp_without_a_person_beside_it(story, person):
    advance(story, "close", by=person)
    advance(story, "reopen", by=person)
    assert Story.objects.get().reopened_at


def test_a_step_from_the_wrong_status_is_refused(story, person):
    advance(story, "check", by=person)
    with pytest.raises(RuleError, match="the status is now “checked”"):
        advance(story, "check", by=person)
    assert AuditEvent.objects.count() == 1


def test_of_two_who_press_the_button_one_wins(story, person):
    same = Story.objects.get()
    advance(story, "close", by=person)
    with pytest.raises(RuleError, match="Somebody else changed this"):
        advance(same, "check", by=person, weight=9)
    assert (same.status, same.weight) == ("told", 0)
    assert Story.objects.get().status == "closed"
