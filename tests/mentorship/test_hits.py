"""Only the mentee's own specialist compares an applicant with a no-contact entry, and nobody else learns of it."""

import pytest

from accounts.permissions import Role
from kernel.errors import RuleError
from kernel.models import AuditEvent, MailMessage
from mentorship.models import NoContactHit
from mentorship.services.admissions import say_yes
from mentorship.services.exclusions import record_no_contact
from mentorship.services.hits import decide_hit
from mentorship.services.refusals import refuse_application
from tests import factories
from tests.mentorship.admitting import admit, ready

pytestmark = pytest.mark.django_db


@pytest.fixture
def application(centre):
    return ready(centre)


@pytest.fixture
def hit(application, mentee, specialist):
    record_no_contact(mentee, name=application.user.full_name, by=specialist)
    return NoContactHit.objects.get()


def test_somebody_else_and_the_application_goes_on(hit, application, specialist, coordinator):
    decide_hit(hit, is_same_person=False, reason="Another year of birth. ", by=specialist)
    hit.refresh_from_db()
    assert (hit.is_same_person, hit.decided_by, hit.reason) == (False, specialist, "Another year of birth.")
    assert admit(application, coordinator, specialist).status == "admitted"
    with pytest.raises(RuleError, match="Nothing waits"):
        decide_hit(hit, is_same_person=True, reason="x", by=specialist)


def test_the_same_person_is_refused_by_the_programme(hit, application, specialist):
    decide_hit(hit, is_same_person=True, reason="Her uncle.", by=specialist)
    application.refresh_from_db()
    assert (application.status, application.refusal, application.decided_by) == ("refused", "other", None)
    assert application.refusal_words == ""
    assert AuditEvent.objects.get(event="application.refuse").actor_id is None
    assert AuditEvent.objects.get(event="no_contact.decided").facts == {}
    assert MailMessage.objects.get().template == "mentorship/application_decided"
    assert "uncle" not in str(NoContactHit.objects.filter(pk=hit.pk).values().get())


def test_it_needs_a_reason(hit, specialist):
    with pytest.raises(RuleError, match="reason"):
        decide_hit(hit, is_same_person=True, reason=" ", by=specialist)


@pytest.mark.parametrize("who", ["coordinator", "second_specialist", "other_coordinator", "olga"])
def test_nobody_else_decides(request, hit, who):
    with pytest.raises(RuleError, match="Nothing waits"):
        decide_hit(hit, is_same_person=False, reason="x", by=request.getfixturevalue(who))


def test_nobody_decides_about_themselves(centre, mentee, specialist):
    application = ready(centre, user=specialist)
    record_no_contact(mentee, name=specialist.full_name, by=specialist)
    with pytest.raises(RuleError, match="Nothing waits"):
        decide_hit(application.no_contact_hits.get(), is_same_person=False, reason="x", by=specialist)


def test_a_specialist_of_another_centre_decides_as_well(application, other_centre, coordinator):
    far = factories.UserFactory(role=Role.SPECIALIST, role__centre=other_centre)
    theirs = factories.MenteeFactory(centre=other_centre, specialist=far)
    record_no_contact(theirs, phone=application.user.phone, by=far)
    with pytest.raises(RuleError, match="on hold"):
        say_yes(application, by=coordinator)
    decide_hit(NoContactHit.objects.get(), is_same_person=False, reason="x", by=far)
    say_yes(application, by=coordinator)


def test_a_mentor_who_walks_beside_the_mentee_rests_at_once(application, coordinator, specialist):
    mentee = factories.MenteeFactory(centre=application.centre, specialist=specialist, status="accompanied", ready=True)
    record_no_contact(mentee, name=application.user.full_name, by=specialist)
    hit = NoContactHit.objects.get()
    mentor = factories.MentorFactory(user=application.user, centre=application.centre, active_pairings=1)
    pairing = factories.PairingFactory(centre=application.centre, mentor=mentor, mentee=mentee)
    decide_hit(hit, is_same_person=True, reason="x", by=specialist)
    pairing.refresh_from_db()
    assert (pairing.status, pairing.pause_reason) == ("paused", "apart")


def test_an_application_that_was_decided_meanwhile_stays_so(hit, application, specialist, coordinator):
    refuse_application(application, reason="availability", words="x", by=coordinator)
    decide_hit(hit, is_same_person=True, reason="x", by=specialist)
    application.refresh_from_db()
    assert (application.refusal, application.decided_by) == ("availability", coordinator)
