"""Two who are paired turn out to be two who must never meet: the pairing rests at once, and stays so."""

import pytest

from kernel.errors import RuleError
from kernel.models import MailMessage
from mentorship.models import Consent, Pairing
from mentorship.queries.pairings import my_pairings
from mentorship.services.askings import answer_as_mentor
from mentorship.services.consents import withdraw_consent
from mentorship.services.exclusions import record_no_contact, seal_exclusion
from mentorship.services.pairings import pause_pairing, resume_pairing

pytestmark = pytest.mark.django_db


def seal(pairing, specialist):
    seal_exclusion(pairing.mentee, pairing.mentor, reason="They know each other.", by=specialist)


def list_by_name(pairing, specialist):
    record_no_contact(pairing.mentee, name=pairing.mentor.user.full_name, by=specialist)


@pytest.fixture(params=[seal, list_by_name])
def keep_apart(request):
    return request.param


def test_a_running_pairing_rests_at_once_and_does_not_go_on(pairing, specialist, coordinator, keep_apart):
    keep_apart(pairing, specialist)
    pairing.refresh_from_db()
    assert pairing.status == Pairing.Status.PAUSED
    assert MailMessage.objects.filter(template="mentorship/pairing_changed").count() == 1
    with pytest.raises(RuleError, match="These two cannot be paired"):
        resume_pairing(pairing=pairing, by=coordinator)


def test_whoever_is_asked_sees_nothing_and_cannot_say_yes(pairing, specialist, keep_apart):
    Pairing.objects.filter(pk=pairing.pk).update(status="asked")
    pairing.refresh_from_db()
    keep_apart(pairing, specialist)
    (mine,) = my_pairings(pairing.mentor.user)
    assert (mine.apart, mine.records_shown) != ("", [])
    assert mine.records_shown == []
    with pytest.raises(RuleError, match="is resting"):
        answer_as_mentor(pairing=pairing, answer="yes", by=pairing.mentor.user)


def test_other_pairings_go_on(pairing, specialist):
    record_no_contact(pairing.mentee, name="Somebody Else", by=specialist)
    pairing.refresh_from_db()
    assert pairing.status == Pairing.Status.ACTIVE


def test_nothing_goes_on_after_consent_is_taken_back(pairing, coordinator):
    withdraw_consent(Consent.objects.get(mentee=pairing.mentee, kind="assent"), by=coordinator)
    pairing.refresh_from_db()
    with pytest.raises(RuleError, match="own yes to mentoring is not recorded"):
        resume_pairing(pairing=pairing, by=coordinator)


def test_a_rest_without_a_reason_against_it_ends(pairing, coordinator):
    pause_pairing(pairing=pairing, by=coordinator)
    resume_pairing(pairing=pairing, by=coordinator)
    assert pairing.status == Pairing.Status.ACTIVE
