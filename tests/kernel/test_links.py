"""Task links: shown once, stored as a hash, looked at freely, used once."""

from datetime import timedelta

import pytest
import time_machine

from kernel.clock import now
from kernel.errors import RuleError
from kernel.links import find_link, issue_link, revoke_link, use_link
from kernel.models import AuditEvent, TaskLink
from tests.kernel.conftest import Story


@pytest.fixture
def story(db):
    return Story.objects.create()


def test_a_link_is_found_as_often_as_somebody_looks(story, person):
    link, token = issue_link(story, purpose="reference", by=person)
    for _ in range(3):
        assert find_link(token, purpose="reference") == link
    assert find_link(token, purpose="consent") is None and find_link("guessed", purpose="reference") is None
    assert token not in str(TaskLink.objects.values().get()) and token not in str(link)
    assert (link.subject_label, link.subject_id) == ("kernel_tests.story", story.public_id)


def test_a_link_works_once(story, person):
    link, token = issue_link(story, purpose="reference", by=person)
    same = find_link(token, purpose="reference")
    use_link(link)
    assert link.used_at and find_link(token, purpose="reference") is None
    with pytest.raises(RuleError, match="already used"):
        use_link(same)
    assert same.used_at is None


def test_a_link_ends(story):
    _link, token = issue_link(story, purpose="pulse", by=None, valid_for=timedelta(days=2))
    with time_machine.travel(now() + timedelta(days=3)):
        assert find_link(token, purpose="pulse") is None


def test_a_link_can_be_revoked(story, person):
    link, token = issue_link(story, purpose="pulse", by=person)
    revoke_link(link, by=person)
    assert link.revoked_at and find_link(token, purpose="pulse") is None
    with pytest.raises(RuleError):
        use_link(link)
    assert list(AuditEvent.objects.values_list("event", flat=True)) == ["link.issued", "link.revoked"]
