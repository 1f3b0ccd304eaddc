"""Decision, consent and assent: who gives them, how long they hold, and that taking back acts at once."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from kernel.clock import now, today
from kernel.errors import RuleError
from kernel.models import AuditEvent
from mentorship.models import Consent, MentoringDecision
from mentorship.queries.eligibility import mentee_facts, what_mentee_needs
from mentorship.services.consents import decide_mentoring, record_consent, withdraw_consent
from tests.factories import MenteeFactory

SOON = timedelta(days=90)


@pytest.fixture
def bare(centre, specialist):
    """Waits, and nobody has decided or consented yet."""
    return MenteeFactory(centre=centre, specialist=specialist)


def needs(mentee):
    return [requirement.code for requirement in what_mentee_needs(mentee, today())]


def test_all_three_are_needed(bare, specialist, coordinator):
    assert needs(bare) == ["decision", "lawful_consent", "assent"]
    decide_mentoring(bare, is_right_now=True, reason="It helps.", review_on=today() + SOON, by=specialist)
    record_consent(bare, kind="lawful_consent", given_by="guardian", given_on=today(), by=coordinator)
    assert needs(bare) == ["assent"]
    record_consent(bare, kind="assent", given_by="self", given_on=today(), by=specialist)
    assert needs(bare) == []
    events = list(AuditEvent.objects.values_list("event", flat=True))
    assert events == ["mentee.mentoring_decided", "mentee.consent_recorded", "mentee.consent_recorded"]


def test_the_newest_decision_counts(mentee, specialist):
    assert needs(mentee) == []
    decide_mentoring(mentee, is_right_now=False, reason="A pause first.", review_on=today() + SOON, by=specialist)
    assert needs(mentee) == ["decision"]
    assert MentoringDecision.objects.count() == 2


def test_a_decision_that_should_have_been_reviewed_counts_no_longer(mentee):
    MentoringDecision.objects.update(review_on=today() - timedelta(days=1))
    assert needs(mentee) == ["decision"]


@pytest.mark.parametrize("who", ["second_specialist", "coordinator", "administrator"])
def test_only_the_own_specialist_decides(who, request, bare):
    with pytest.raises(RuleError, match="own specialist"):
        decide_mentoring(bare, is_right_now=True, reason="x", review_on=today() + SOON, by=request.getfixturevalue(who))


def test_a_specialist_whose_role_has_ended_decides_nothing(bare, specialist):
    specialist.grants.update(ends_on=today() - timedelta(days=1))
    with pytest.raises(RuleError, match="own specialist"):
        decide_mentoring(bare, is_right_now=True, reason="x", review_on=today() + SOON, by=specialist)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"review_on": 0}, "within a year"),
        ({"review_on": 400}, "within a year"),
        ({"reason": " "}, "reason"),
    ],
)
def test_a_decision_has_a_reason_and_a_review(bare, specialist, changes, says):
    decision = {"is_right_now": True, "reason": "x", "review_on": 90, **changes}
    decision["review_on"] = today() + timedelta(days=decision["review_on"])
    with pytest.raises(RuleError, match=says):
        decide_mentoring(bare, by=specialist, **decision)


@pytest.mark.parametrize(
    ("consent", "says"),
    [
        ({"given_on": 1}, "still to come"),
        ({"expires_on": -1}, "lapsed already"),
        ({"kind": "assent", "given_by": "guardian"}, "Only the mentee"),
        ({"given_by": "self"}, "under 18"),
    ],
)
def test_a_consent_that_cannot_be(bare, coordinator, consent, says):
    facts = {"kind": "lawful_consent", "given_by": "guardian", "given_on": 0, **consent}
    for name in facts.keys() & {"given_on", "expires_on"}:
        facts[name] = today() + timedelta(days=facts[name])
    with pytest.raises(RuleError, match=says):
        record_consent(bare, by=coordinator, **facts)


def test_an_adult_consents_alone(centre, specialist, coordinator):
    adult = MenteeFactory(centre=centre, specialist=specialist, birth_year=today().year - 18)
    assert record_consent(adult, kind="lawful_consent", given_by="self", given_on=today(), by=coordinator).is_current


def test_a_consent_is_recorded_once(mentee, coordinator):
    with pytest.raises(RuleError, match="recorded already"):
        record_consent(mentee, kind="assent", given_by="self", given_on=today(), by=coordinator)


@pytest.mark.both_databases
def test_a_lapsed_consent_makes_room_for_a_new_one(mentee, coordinator):
    Consent.objects.filter(kind="lawful_consent").update(expires_on=today() - timedelta(days=1))
    assert needs(mentee) == ["lawful_consent"]
    assert "lapsed" in what_mentee_needs(mentee, today())[0].sentence
    record_consent(mentee, kind="lawful_consent", given_by="court", given_on=today(), by=coordinator)
    assert needs(mentee) == []
    assert Consent.objects.filter(kind="lawful_consent").count() == 2


def test_nobody_of_another_centre_records_consent(bare, other_coordinator):
    with pytest.raises(RuleError, match="at this centre"):
        record_consent(bare, kind="assent", given_by="self", given_on=today(), by=other_coordinator)


def test_taking_back_acts_at_once_and_pauses_the_pairing(pairing, coordinator):
    mentor = pairing.mentor.user
    assert type(pairing.mentee).objects.visible_to(mentor).exists()
    consent = pairing.mentee.consents.get(kind="assent")
    withdraw_consent(consent, by=coordinator)
    pairing.refresh_from_db()
    consent.refresh_from_db()
    assert (pairing.status, consent.withdrawn_on, consent.withdrawal_recorded_by) == ("paused", today(), coordinator)
    assert needs(pairing.mentee) == ["assent"]
    assert not type(pairing.mentee).objects.visible_to(mentor).exists()
    with pytest.raises(RuleError, match="no longer counts"):
        withdraw_consent(consent, by=coordinator)


@pytest.mark.both_databases
def test_the_database_holds_the_same_rules(mentee, coordinator):
    facts = {"mentee": mentee, "given_on": today(), "recorded_by": coordinator, "recorded_at": now()}
    for wrong in (
        {"kind": "assent", "given_by": "self"},
        {"kind": "assent", "given_by": "guardian", "is_current": False},
        {"kind": "assent", "given_by": "self", "is_current": False, "withdrawn_on": today()},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Consent.objects.create(**facts, **wrong)


def test_who_sees_consents(mentee, coordinator, specialist, second_specialist, other_coordinator, mentor):
    assert Consent.objects.visible_to(coordinator).count() == Consent.objects.visible_to(specialist).count() == 2
    for nobody in (second_specialist, other_coordinator, mentor.user):
        assert not Consent.objects.visible_to(nobody).exists()


def test_facts_of_many_mentees_take_three_queries(centre, specialist, django_assert_num_queries):
    for _count in range(3):
        MenteeFactory(centre=centre, specialist=specialist, ready=True)
    mentees = list(specialist.caseload.all())
    with django_assert_num_queries(3):
        facts = mentee_facts(mentees)
    assert len(facts) == 3
    assert facts == mentee_facts(specialist.caseload.all())
