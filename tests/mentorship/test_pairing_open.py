"""A pairing opens: seat, pool, requirements, question, and who comes second."""

from datetime import timedelta

import pytest

from accounts.models import Evidence
from kernel.clock import now, today
from kernel.errors import RuleError
from kernel.models import AuditEvent, MailMessage
from mentorship.models import Consent, Mentee, Pairing
from mentorship.services.exclusions import record_no_contact, seal_exclusion
from mentorship.services.pairings import open_pairing
from tests import factories


@pytest.fixture
def opened(mentor, mentee, coordinator):
    def opening(**facts):
        wanted = {"mentor": mentor, "mentee": mentee, "planned_until": today() + timedelta(days=365), "by": coordinator}
        return open_pairing(**{**wanted, **facts})

    return opening


def test_takes_the_seat_and_the_mentee_and_asks_the_mentor(opened, mentor, mentee, specialist, coordinator):
    pairing = opened()

    mentor.refresh_from_db()
    mentee.refresh_from_db()
    assert mentor.active_pairings == 1
    assert mentee.status == Mentee.Status.ACCOMPANIED
    assert (pairing.status, pairing.supervisor, pairing.is_first) == (Pairing.Status.ASKED, specialist, True)
    assert pairing.centre == mentor.centre
    mail = MailMessage.objects.get()
    assert (mail.template, mail.recipient_id) == ("mentorship/pairing_asked", mentor.user.public_id)
    event = AuditEvent.objects.about(pairing).get()
    assert (event.event, event.actor_id) == ("pairing.open", coordinator.public_id)


def test_no_free_seat(opened, mentor, mentee):
    mentor.active_pairings = mentor.capacity
    mentor.save()
    with pytest.raises(RuleError, match="no free seat"):
        opened()
    mentee.refresh_from_db()
    assert mentee.status == Mentee.Status.WAITING
    assert not MailMessage.objects.exists()


def test_a_stale_page_does_not_help(opened, mentor):
    type(mentor).objects.filter(pk=mentor.pk).update(status="resting")
    with pytest.raises(RuleError, match="does not take anybody on"):
        opened()


def test_mentee_no_longer_waits(opened, mentor, mentee):
    Mentee.objects.filter(pk=mentee.pk).update(status="registered")
    with pytest.raises(RuleError, match="Somebody else"):
        opened()
    mentor.refresh_from_db()
    assert mentor.active_pairings == 0


def test_no_mentor_under_somebody_who_left(opened, specialist):
    specialist.grants.update(ended_at=now(), ended_by=specialist)
    with pytest.raises(RuleError, match="no supervisor, and no mentor walks without one"):
        opened()


def test_no_mentor_without_a_supervisor(opened, mentor):
    mentor.supervisor = None
    mentor.save()
    with pytest.raises(RuleError, match="no supervisor, and no mentor walks without one"):
        opened()


def test_clearance_must_cover_today(opened, mentor):
    Evidence.objects.filter(person=mentor.user).delete()
    with pytest.raises(RuleError, match="not cleared"):
        opened()


def test_consent_must_hold(opened, mentee):
    Consent.objects.filter(mentee=mentee, kind="assent").delete()
    with pytest.raises(RuleError, match="yes to mentoring"):
        opened()


def test_who_must_never_meet(opened, mentor, mentee, specialist):
    seal_exclusion(mentee, factories.MentorFactory(centre=mentor.centre), reason="Neighbours.", by=specialist)
    exclusion = seal_exclusion(mentee, mentor, reason="Cousins.", by=specialist)
    with pytest.raises(RuleError, match="These two cannot be paired") as refusal:
        opened()
    assert "Cousins" not in str(refusal.value)
    exclusion.delete()
    record_no_contact(mentee, name=mentor.user.full_name, by=specialist)
    with pytest.raises(RuleError, match="These two cannot be paired"):
        opened()


def test_two_centres(opened, other_centre):
    with pytest.raises(RuleError, match="different centres"):
        opened(mentor=factories.MentorFactory(centre=other_centre))


def test_planned_until_the_past(opened):
    with pytest.raises(RuleError, match="in the future"):
        opened(planned_until=today())


def test_second_mentor_beside_the_first(opened, pairing):
    second = opened(mentee=pairing.mentee, is_first=False)
    assert Pairing.objects.open().filter(mentee=pairing.mentee).count() == 2
    assert not second.is_first


def test_second_mentor_needs_a_first(opened):
    with pytest.raises(RuleError, match="has a first one"):
        opened(is_first=False)


def test_the_same_two_are_paired_once(opened, pairing):
    type(pairing.mentor).objects.filter(pk=pairing.mentor_id).update(capacity=2)
    with pytest.raises(RuleError, match="already have an open pairing"):
        opened(mentor=pairing.mentor, mentee=pairing.mentee, is_first=False)
    pairing.mentor.refresh_from_db()
    assert pairing.mentor.active_pairings == 1
