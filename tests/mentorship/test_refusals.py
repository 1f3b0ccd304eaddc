"""A refusal has its code and its words for the file; the person reads kind words, and appeals once."""

from datetime import timedelta

import pytest

from kernel.clock import now
from kernel.errors import RuleError
from kernel.models import AuditEvent, MailMessage
from mentorship.models import Application, Mentor, NoContact, NoContactHit
from mentorship.services.admissions import say_yes
from mentorship.services.exclusions import record_no_contact
from mentorship.services.hits import decide_hit
from mentorship.services.refusals import answer_appeal, appeal_refusal, refuse_application
from mentorship.services.trainings import open_trainings
from tests import factories
from tests.mentorship.admitting import admit, ready
from training.models import Enrolment

pytestmark = pytest.mark.django_db


@pytest.fixture
def application(centre):
    return ready(centre)


@pytest.fixture
def refused(application, coordinator):
    refuse_application(application, reason="availability", words="Works three shifts.", by=coordinator)
    application.refresh_from_db()
    return application


@pytest.fixture
def appealed(refused):
    appeal_refusal(refused, text="I have a new job. ", by=refused.user)
    refused.refresh_from_db()
    return refused


def test_one_profession_refuses_with_a_code_and_words_for_the_file(application, specialist):
    factories.ReferenceFactory(person=application.user, centre=application.centre)
    open_trainings(application, by=None)
    refuse_application(application, reason="availability", words=" Works three shifts. ", by=specialist)
    application.refresh_from_db()
    assert (application.status, application.refusal, application.decided_by) == ("refused", "availability", specialist)
    assert application.refusal_words == "Works three shifts."
    row = Application.objects.filter(pk=application.pk).values().get()
    assert "shifts" not in str(row)
    assert application.user.references.get().status == "withdrawn"
    assert Enrolment.objects.get(person=application.user).status == "left"
    assert MailMessage.objects.get().template == "mentorship/application_decided"
    event = AuditEvent.objects.get(event="application.refuse")
    assert event.actor_id == specialist.public_id and "availability" not in str(event.facts)


@pytest.mark.parametrize(("reason", "words", "told"), [("whim", "x", "from the list"), ("other", "  ", "for the file")])
def test_a_refusal_needs_both(application, coordinator, reason, words, told):
    with pytest.raises(RuleError, match=told):
        refuse_application(application, reason=reason, words=words, by=coordinator)


def test_nobody_else_refuses_and_nobody_twice(application, refused, other_coordinator, trainer, specialist):
    for by in (other_coordinator, trainer):
        with pytest.raises(RuleError, match="Only coordinators"):
            refuse_application(refused, reason="other", words="x", by=by)
    with pytest.raises(RuleError, match="no longer possible"):
        refuse_application(refused, reason="other", words="x", by=specialist)


def test_the_person_appeals_once_within_thirty_days(refused, coordinator):
    with pytest.raises(RuleError, match="Only the person"):
        appeal_refusal(refused, text="x", by=coordinator)
    with pytest.raises(RuleError, match="differently"):
        appeal_refusal(refused, text=" ", by=refused.user)
    Application.objects.update(decided_at=now() - timedelta(days=30, minutes=1))
    with pytest.raises(RuleError, match="within 30 days"):
        appeal_refusal(refused, text="x", by=refused.user)
    Application.objects.update(decided_at=now() - timedelta(days=29))
    appeal_refusal(refused, text="x", by=refused.user)
    with pytest.raises(RuleError, match="once"):
        appeal_refusal(refused, text="x", by=refused.user)


def test_only_a_refusal_is_appealed_against(application):
    with pytest.raises(RuleError, match="once"):
        appeal_refusal(application, text="x", by=application.user)


def test_somebody_else_answers(appealed, coordinator, specialist, other_coordinator):
    with pytest.raises(RuleError, match="Somebody else"):
        answer_appeal(appealed, is_upheld=False, words="x", by=coordinator)
    with pytest.raises(RuleError, match="Only coordinators"):
        answer_appeal(appealed, is_upheld=False, words="x", by=other_coordinator)
    with pytest.raises(RuleError, match="for the file"):
        answer_appeal(appealed, is_upheld=False, words=" ", by=specialist)
    answer_appeal(appealed, is_upheld=False, words="Nothing is new.", by=specialist)
    appealed.refresh_from_db()
    assert (appealed.status, appealed.appeal_upheld, appealed.appeal_answered_by) == ("refused", False, specialist)
    assert appealed.appeal_words == "Nothing is new."
    assert MailMessage.objects.filter(template="mentorship/application_decided").count() == 2
    with pytest.raises(RuleError, match="No appeal waits"):
        answer_appeal(appealed, is_upheld=True, words="x", by=specialist)


def test_an_appeal_that_is_upheld_begins_the_votes_anew(application, coordinator, second_coordinator, specialist):
    say_yes(application, by=coordinator)
    refuse_application(application, reason="other", words="x", by=coordinator)
    appeal_refusal(application, text="x", by=application.user)
    answer_appeal(application, is_upheld=True, words="Look again.", by=specialist)
    application.refresh_from_db()
    assert application.status == "submitted" and not application.votes.filter(is_current=True).exists()
    assert Enrolment.objects.get(person=application.user).status == "learning"
    say_yes(application, by=specialist)
    assert not Mentor.objects.exists()
    assert admit(application, coordinator).status == "admitted"


def test_whoever_upheld_may_admit_as_the_second_or_refuse_later(appealed, coordinator, specialist):
    answer_appeal(appealed, is_upheld=True, words="x", by=specialist)
    refuse_application(appealed, reason="other", words="x", by=specialist)
    appealed.refresh_from_db()
    assert (appealed.status, appealed.decided_by) == ("refused", specialist)
    with pytest.raises(RuleError, match="once"):
        appeal_refusal(appealed, text="x", by=appealed.user)
    Application.objects.update(status="submitted")
    assert admit(appealed, coordinator, specialist).decided_by == specialist


def test_an_application_that_was_made_anew_is_decided_instead(appealed, specialist):
    factories.ApplicationFactory(centre=appealed.centre, user=appealed.user, status="draft")
    with pytest.raises(RuleError, match="applied anew"):
        answer_appeal(appealed, is_upheld=True, words="x", by=specialist)


def test_who_is_looked_at_again_is_compared_with_the_lists_anew(appealed, mentee, specialist, second_specialist):
    person = appealed.user
    record_no_contact(mentee, name=person.full_name, by=specialist)
    assert not NoContactHit.objects.exists()
    answer_appeal(appealed, is_upheld=True, words="x", by=second_specialist)
    assert NoContactHit.objects.get().application == appealed
    with pytest.raises(RuleError, match="on hold"):
        say_yes(appealed, by=second_specialist)


def test_a_sealed_decision_is_never_reopened_and_not_explained(
    application, mentee, specialist, coordinator, second_specialist
):
    entry = NoContact.objects.create(mentee=mentee, recorded_by=specialist, recorded_at=now())
    hit = NoContactHit.objects.create(application=application, no_contact=entry, found_at=now())
    decide_hit(hit, is_same_person=True, reason="Her uncle.", by=specialist)
    appeal_refusal(application, text="Why?", by=application.user)
    with pytest.raises(RuleError, match="Somebody else"):
        answer_appeal(application, is_upheld=False, words="x", by=specialist)
    with pytest.raises(RuleError) as refusal:
        answer_appeal(application, is_upheld=True, words="x", by=coordinator)
    assert str(refusal.value) == "This is not possible."
    answer_appeal(application, is_upheld=False, words="x", by=second_specialist)
    application.refresh_from_db()
    assert application.status == "refused"
