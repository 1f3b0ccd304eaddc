"""A pairing rests, goes on and ends."""

import pytest

from accounts.models import Evidence
from kernel.clock import now
from kernel.errors import RuleError
from kernel.models import AuditEvent, MailMessage
from mentorship.models import Mentee, Pairing
from mentorship.services.pairings import close_pairing, pause_pairing, resume_pairing
from tests import factories

pytestmark = pytest.mark.django_db


def test_close_gives_back_seat_and_mentee(pairing, coordinator):
    close_pairing(pairing=pairing, reason="goals_reached", note="It went well.", by=coordinator)
    pairing.refresh_from_db()
    assert (pairing.status, pairing.closing_reason, pairing.closing_note) == (
        "closed", "goals_reached", "It went well."
    )  # fmt: skip
    assert pairing.closed_by == coordinator
    assert pairing.mentor.active_pairings == 0
    assert pairing.mentee.status == Mentee.Status.REGISTERED
    assert MailMessage.objects.get().template == "mentorship/pairing_changed"
    facts = AuditEvent.objects.about(pairing).get().facts
    assert "It went well." not in str(facts)
    assert "goals_reached" not in str(facts)


def test_nobody_met_so_the_mentee_waits_on(pairing, coordinator):
    Pairing.objects.filter(pk=pairing.pk).update(status="asked")
    pairing.refresh_from_db()
    close_pairing(pairing=pairing, reason="mentee_declined", note="", by=coordinator)
    pairing.mentee.refresh_from_db()
    assert pairing.mentee.status == Mentee.Status.WAITING


def test_the_mentee_stays_accompanied_while_another_walks_beside(pairing, coordinator, centre, specialist):
    second = factories.PairingFactory(
        centre=centre, mentee=pairing.mentee, is_first=False, opened_by=coordinator,
        mentor=factories.MentorFactory(centre=centre, supervisor=specialist, active_pairings=1),
    )  # fmt: skip
    close_pairing(pairing=pairing, reason="mentor_unable", note="", by=coordinator)
    pairing.mentee.refresh_from_db()
    assert pairing.mentee.status == Mentee.Status.ACCOMPANIED
    close_pairing(pairing=second, reason="mentor_unable", note="", by=coordinator)
    pairing.mentee.refresh_from_db()
    assert pairing.mentee.status == Mentee.Status.REGISTERED


def test_of_two_who_close_one_wins(pairing, coordinator):
    same = Pairing.objects.get(pk=pairing.pk)
    close_pairing(pairing=pairing, reason="safety", note="", by=coordinator)
    with pytest.raises(RuleError, match="in the meantime"):
        close_pairing(pairing=same, reason="safety", note="", by=coordinator)
    pairing.mentor.refresh_from_db()
    assert pairing.mentor.active_pairings == 0


@pytest.mark.parametrize(("reason", "sentence"), [("other", "few words"), ("invented", "from the list")])
def test_the_reason_is_coded(pairing, coordinator, reason, sentence):
    with pytest.raises(RuleError, match=sentence):
        close_pairing(pairing=pairing, reason=reason, note=" ", by=coordinator)


def test_pause_and_resume(pairing, coordinator):
    pause_pairing(pairing=pairing, by=coordinator)
    assert pairing.status == Pairing.Status.PAUSED
    assert not Mentee.objects.visible_to(pairing.mentor.user).exists()
    resume_pairing(pairing=pairing, by=coordinator)
    assert pairing.status == Pairing.Status.ACTIVE
    assert MailMessage.objects.count() == 2


def test_who_have_not_met_before_the_rest_still_meet_for_the_first_time(pairing, coordinator):
    Pairing.objects.filter(pk=pairing.pk).update(status="introduced", introduced_at=now())
    pairing.refresh_from_db()
    pause_pairing(pairing=pairing, by=coordinator)
    resume_pairing(pairing=pairing, by=coordinator)
    assert (pairing.status, pairing.started_at) == (Pairing.Status.INTRODUCED, None)


def test_no_resuming_without_papers(pairing, coordinator):
    pause_pairing(pairing=pairing, by=coordinator)
    Evidence.objects.filter(person=pairing.mentor.user).delete()
    with pytest.raises(RuleError, match="papers are not complete"):
        resume_pairing(pairing=pairing, by=coordinator)
