"""The mentor is asked, and says yes or no."""

import pytest

from accounts.models import Evidence
from kernel.errors import RuleError
from mentorship.models import Consent, Mentee, Pairing
from mentorship.services.pairings import answer_pairing

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(pairing):
    Pairing.objects.filter(pk=pairing.pk).update(status="asked")
    pairing.refresh_from_db()
    return pairing


def test_yes_introduces(asked):
    answer_pairing(pairing=asked, says_yes=True, by=asked.mentor.user)
    asked.refresh_from_db()
    assert asked.status == Pairing.Status.INTRODUCED
    assert asked.introduced_by == asked.mentor.user
    assert asked.introduced_at


def test_no_gives_the_seat_back_and_the_mentee_keeps_the_place_in_the_queue(asked):
    since = asked.mentee.waiting_since
    answer_pairing(pairing=asked, says_yes=False, by=asked.mentor.user)
    asked.refresh_from_db()
    assert (asked.status, asked.closing_reason) == ("closed", "mentor_declined")
    assert (asked.mentee.status, asked.mentee.waiting_since) == (Mentee.Status.WAITING, since)
    assert asked.mentor.active_pairings == 0


def test_only_the_mentor_answers(asked, coordinator):
    with pytest.raises(RuleError, match="Only the mentor who was asked"):
        answer_pairing(pairing=asked, says_yes=True, by=coordinator)


def test_the_question_is_answered_once(pairing):
    with pytest.raises(RuleError, match="answered already"):
        answer_pairing(pairing=pairing, says_yes=False, by=pairing.mentor.user)


def test_no_yes_without_papers(asked):
    Evidence.objects.filter(person=asked.mentor.user).delete()
    with pytest.raises(RuleError, match="papers are not complete"):
        answer_pairing(pairing=asked, says_yes=True, by=asked.mentor.user)


def test_no_yes_without_consent(asked):
    Consent.objects.filter(mentee=asked.mentee).delete()
    with pytest.raises(RuleError, match="is resting"):
        answer_pairing(pairing=asked, says_yes=True, by=asked.mentor.user)
