"""Papers lapse: mentors are told in time, and on the day nobody meets without one."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from accounts.models import CheckKind, Evidence
from accounts.services.evidence import record_evidence
from accounts.worklist import BEFORE_EVERYTHING, worklist
from kernel.clock import now, today
from kernel.errors import RuleError
from kernel.models import AuditEvent, MailMessage
from mentorship.jobs import mind_lapses
from mentorship.models import LapseNotice, Mentor, Pairing
from mentorship.queries.lapses import TRAINING, lapses
from mentorship.queries.pairings import my_pairings
from mentorship.services.lapses import pause_lapsed, remind_of_lapses
from mentorship.services.pairings import close_pairing, cover_pairing, pause_pairing, resume_pairing
from tests import factories
from tests.conftest import signed_in_client
from training.models import Certificate

pytestmark = pytest.mark.django_db


def lapse(mentor, code, in_days):
    """The only paper of a kind holds for so many days more."""
    papers = Evidence.objects.filter(person=mentor.user, kind__code=code)
    end = today() + timedelta(days=in_days)
    papers.update(expires_on=end, issued_on=min(today(), end) - timedelta(days=100))


def soon(mentor):
    return {(found.about, found.days_left) for found in lapses([mentor], today())}


def mails():
    return list(MailMessage.objects.values_list("template", flat=True))


def test_what_lapses_within_sixty_days(mentor):
    before = soon(mentor)
    lapse(mentor, "integrity", 20)
    lapse(mentor, "identity", 61)
    assert soon(mentor) - before == {("integrity", 20)}


def test_a_certificate_lapses_too(mentor):
    Certificate.objects.filter(person=mentor.user).update(expires_on=today() + timedelta(days=10))
    assert (TRAINING, 10) in soon(mentor)


def test_what_is_renewed_does_not_lapse(mentor, coordinator):
    lapse(mentor, "integrity", 20)
    kind = CheckKind.objects.get(code="integrity")
    record_evidence(
        person=mentor.user, centre=mentor.centre, kind=kind, asked_on=today(), issued_on=today(), result="clear",
        number="1", by=coordinator,
    )  # fmt: skip
    assert "integrity" not in {about for about, _days in soon(mentor)}


def test_reminders_once_at_sixty_thirty_and_fourteen_days(mentor):
    lapse(mentor, "criminal_record", 70)
    lapse(mentor, "integrity", 70)
    sent = []
    for day in range(0, 72, 1):
        with time_machine.travel(now() + timedelta(days=day), tick=False):
            remind_of_lapses()
            remind_of_lapses()  # whatever runs twice
            if LapseNotice.objects.filter(about="integrity").count() > len(sent):
                sent.append(70 - day)
    assert sent == [60, 30, 14]
    assert set(mails()) == {"mentorship/paper_lapses"}
    assert len(mails()) == 3  # one mail for both papers


def test_a_week_without_the_worker_is_made_up_for(mentor):
    lapse(mentor, "integrity", 25)
    remind_of_lapses()
    assert list(LapseNotice.objects.filter(about="integrity").values_list("days", flat=True)) == [30]


def test_who_left_is_not_reminded(mentor):
    lapse(mentor, "integrity", 10)
    Mentor.objects.update(status="left")
    assert remind_of_lapses() == 0


def test_on_the_day_the_pairing_rests(pairing, coordinator):
    lapse(pairing.mentor, "integrity", 3)
    assert pause_lapsed() == 0
    with time_machine.travel(now() + timedelta(days=4), tick=False):
        mind_lapses()
        mind_lapses()
        pairing.refresh_from_db()
        assert (pairing.status, pairing.pause_reason, pairing.paused_by) == ("paused", "clearance", None)
        assert mails().count("mentorship/pairing_changed") == 1
        line = worklist(coordinator)[0]
        assert (line.weight, line.url) == (
            BEFORE_EVERYTHING, reverse("mentorship:pairing_detail", args=[pairing.public_id])
        )  # fmt: skip
        with pytest.raises(RuleError, match="not complete"):
            resume_pairing(pairing=pairing, by=coordinator)


def test_a_certificate_that_lapsed_lets_the_pairing_rest(pairing):
    Certificate.objects.filter(person=pairing.mentor.user).update(expires_on=today() - timedelta(days=1))
    assert pause_lapsed() == 1


def test_the_page_is_closed_before_any_job_has_run(pairing):
    lapse(pairing.mentor, "integrity", -1)
    (mine,) = my_pairings(pairing.mentor.user)
    assert not mine.shows_profile
    assert mine.missing == ["Please bring a new one, the last has lapsed: Behavioural integrity certificate."]
    html = signed_in_client(pairing.mentor.user).get(reverse("mentorship:my_pairing")).content.decode()
    assert "Behavioural integrity certificate" in html
    assert pairing.mentee.chosen_name not in html


def test_training_is_named_too(pairing):
    Certificate.objects.filter(person=pairing.mentor.user).delete()
    (mine,) = my_pairings(pairing.mentor.user)
    assert mine.missing == ["Your training certificate is to be renewed."]


def test_a_result_that_is_not_clear_lets_every_pairing_rest_at_once(pairing, specialist):
    kind = CheckKind.objects.get(code="integrity")
    record_evidence(
        person=pairing.mentor.user, centre=pairing.centre, kind=kind, asked_on=today(), issued_on=today(),
        result="not_clear", number="1", by=specialist,
    )  # fmt: skip
    pairing.refresh_from_db()
    assert (pairing.status, pairing.pause_reason) == ("paused", "clearance")


def test_one_that_was_just_closed_stops_nothing(pairing, coordinator, monkeypatch):
    lapse(pairing.mentor, "integrity", -1)
    from mentorship.services import lapses as service

    found = service.uncleared(Pairing.objects.all(), today())
    close_pairing(pairing=pairing, reason="safety", note="", by=coordinator)
    monkeypatch.setattr(service, "uncleared", lambda *_: found)
    assert pause_lapsed() == 0


def test_cover_is_written_down_once(pairing, coordinator):
    with pytest.raises(RuleError, match="Nothing waits here"):
        cover_pairing(pairing=pairing, note="The specialist calls.", by=coordinator)
    pause_pairing(pairing=pairing, by=None, reason="clearance")
    with pytest.raises(RuleError, match="who is there"):
        cover_pairing(pairing=pairing, note=" ", by=coordinator)
    client, page = signed_in_client(coordinator), reverse("mentorship:pairing_cover", args=[pairing.public_id])
    assert "It is not because of anything you said" in client.get(page).content.decode()
    assert client.post(page, {"note": "The specialist calls every Friday."}).status_code == 302
    assert "already" in client.post(page, {"note": "Again."}).content.decode()
    pairing.refresh_from_db()
    assert (pairing.cover_note, pairing.covered_by) == ("The specialist calls every Friday.", coordinator)
    assert AuditEvent.objects.filter(event="pairing.cover").count() == 1
    assert all("rests because" not in line.sentence for line in worklist(coordinator))


def test_the_list_of_what_lapses(mentor, coordinator, django_assert_num_queries):
    client, page = signed_in_client(coordinator), reverse("mentorship:lapses")
    Evidence.objects.update(expires_on=None)
    assert "Nothing lapses" in client.get(page).content.decode()
    lapse(mentor, "integrity", 12)
    others = [
        factories.MentorFactory(centre=mentor.centre, supervisor=mentor.supervisor, cleared=True, certified=True)
        for _ in range(2)
    ]
    Evidence.objects.filter(kind__code="criminal_record").update(expires_on=None)
    with django_assert_num_queries(16):
        html = client.get(page).content.decode()
    for other in others:
        lapse(other, "integrity", 40)
    with django_assert_num_queries(16):
        html = client.get(page).content.decode()
    assert "Within 14 days" in html
    assert "Within 60 days" in html
    assert all(one.user.full_name in html for one in [mentor, *others])
    assert any("lapse within 60 days" in line.sentence for line in worklist(coordinator))


def test_the_mentor_reads_it_at_home(mentor):
    lapse(mentor, "integrity", 12)
    assert any("To be renewed: Behavioural integrity certificate" in line.sentence for line in worklist(mentor.user))
