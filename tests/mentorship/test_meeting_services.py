"""A meeting is logged once, put right within a day, added to later, and a worry reaches the staff."""

import uuid
from datetime import timedelta

import pytest
import time_machine
from django.db import connection

from accounts.models import Draft, Evidence
from accounts.services.drafts import keep_draft
from kernel.clock import now, today
from kernel.errors import RuleError
from kernel.models import AuditEvent, MailMessage
from mentorship.models import FirstMeeting, Meeting, Pairing
from mentorship.services.meetings import (
    acknowledge_worry,
    add_to_meeting,
    correct_meeting,
    log_meeting,
)
from tests import factories

pytestmark = pytest.mark.django_db


def correct(**facts):
    correct_meeting(**{"form_key": uuid.uuid4(), **facts})


def add(**facts):
    return add_to_meeting(**{"form_key": uuid.uuid4(), **facts})


@pytest.fixture
def met(pairing):
    """`met(**facts)` logs a usual meeting, changed by the facts."""

    def logging(**facts):
        usual = {
            "pairing": pairing, "form_key": uuid.uuid4(), "held_on": today(), "minutes": 60, "place": "centre",
            "activities": ["talk"], "topics": ["future"], "mood": 3, "note": "A quiet hour.", "is_worrying": False,
            "worry": "", "by": pairing.mentor.user,
        }  # fmt: skip
        return log_meeting(**{**usual, **facts})

    return logging


def test_log(met, pairing):
    key = uuid.uuid4()
    draft = {"about": pairing.public_id, "page": "/somewhere/", "typed": {"note": ["half"]}, "by": pairing.mentor.user}
    keep_draft(form_key=key, **draft)
    keep_draft(form_key=uuid.uuid4(), **{**draft, "page": "/elsewhere/"})
    meeting = met(form_key=key)
    meeting.refresh_from_db()
    assert (meeting.note, meeting.activities, meeting.logged_by) == ("A quiet hour.", ["talk"], pairing.mentor.user)
    assert Draft.objects.get().page == "/elsewhere/"
    assert not MailMessage.objects.exists()
    assert AuditEvent.objects.about(meeting).get().event == "meeting.log"


def test_what_was_written_is_encrypted(met):
    met(worry="Bruises.")
    with connection.cursor() as cursor:
        cursor.execute("SELECT note, worry FROM mentorship_meeting")
        assert "quiet" not in str(cursor.fetchone())


def test_sent_twice_gives_one_meeting(met):
    key = uuid.uuid4()
    first = met(form_key=key, worry="Sad.")
    assert met(form_key=key, worry="Sad.") == first
    assert Meeting.objects.count() == 1
    assert len(set(MailMessage.objects.values_list("recipient_id", flat=True))) == MailMessage.objects.count()


def test_a_form_belongs_to_one_pairing(met, centre):
    key = uuid.uuid4()
    met(form_key=key)
    other = factories.PairingFactory(centre=centre)
    with pytest.raises(RuleError, match="used already"):
        met(form_key=key, pairing=other, by=other.mentor.user)


def test_the_first_meeting_is_recorded_by_the_staff(met, pairing):
    Pairing.objects.filter(pk=pairing.pk).update(status="introduced", started_at=None)
    with pytest.raises(RuleError, match="beside somebody of the staff"):
        met()
    Pairing.objects.filter(pk=pairing.pk).update(status="paused", pause_reason="staff", introduced_at=now())
    with pytest.raises(RuleError, match="nobody meets"):
        met()


def test_no_meeting_before_the_first_one(met, pairing, coordinator):
    FirstMeeting.objects.create(
        pairing=pairing, meets_at=now(), place="centre", attended_by=coordinator, planned_by=coordinator,
        planned_at=now(), held_on=today(), held_recorded_by=coordinator, held_recorded_at=now(),
    )  # fmt: skip
    assert met()
    with pytest.raises(RuleError, match="had not met beside the staff"):
        met(held_on=today() - timedelta(days=1))


def test_a_meeting_before_the_rest_is_still_logged(met, pairing):
    Pairing.objects.filter(pk=pairing.pk).update(status="paused", pause_reason="staff")
    assert met().pairing.status == Pairing.Status.PAUSED


@pytest.mark.parametrize("status", ["asked", "closed"])
def test_nobody_meets_before_the_yes_or_after_the_end(met, pairing, status):
    Pairing.objects.filter(pk=pairing.pk).update(status=status, closing_reason="safety")
    with pytest.raises(RuleError, match="nobody meets"):
        met()


def test_the_day(met):
    with pytest.raises(RuleError, match="in the future"):
        met(held_on=today() + timedelta(days=1))
    with pytest.raises(RuleError, match="before the pairing began"):
        met(held_on=today() - timedelta(days=61))


def test_cleared_on_that_day(met, pairing):
    Evidence.objects.filter(person=pairing.mentor.user).update(
        issued_on=today() - timedelta(days=30), expires_on=today() - timedelta(days=2)
    )
    assert met(held_on=today() - timedelta(days=3))
    with pytest.raises(RuleError, match="not complete on this day"):
        met(held_on=today() - timedelta(days=1))


def test_only_the_mentor(met, coordinator):
    with pytest.raises(RuleError, match="Only the mentor"):
        met(by=coordinator)


def test_a_worry_reaches_coordinator_and_specialist(met, coordinator, second_coordinator, specialist, olga):
    meeting = met(worry="Bruises.")
    assert meeting.is_worrying
    readers = {person.public_id for person in (coordinator, second_coordinator, specialist)}
    assert set(MailMessage.objects.values_list("recipient_id", flat=True)) == readers
    assert set(MailMessage.objects.values_list("template", flat=True)) == {"mentorship/meeting_worries"}


def test_correct(met, pairing):
    meeting = met()
    correct(meeting=meeting, by=pairing.mentor.user, minutes=90, note="Longer.", is_worrying=False, worry="")
    meeting.refresh_from_db()
    assert (meeting.minutes, meeting.note) == (90, "Longer.")
    assert meeting.corrected_at
    assert AuditEvent.objects.about(meeting).last().facts == {"changed": ["minutes", "note"]}
    assert not MailMessage.objects.exists()


def test_a_correction_may_raise_a_worry_and_not_take_it_back(met, pairing, coordinator):
    meeting = met()
    correct(meeting=meeting, by=pairing.mentor.user, worry="Bruises.", is_worrying=False)
    assert meeting.is_worrying
    assert MailMessage.objects.exists()
    acknowledge_worry(meeting=meeting, by=coordinator)
    with pytest.raises(RuleError, match="stays on record"):
        correct(meeting=meeting, by=pairing.mentor.user, is_worrying=False)
    correct(meeting=meeting, by=pairing.mentor.user, worry="Bruises again.")
    meeting.refresh_from_db()
    assert meeting.waits


def test_corrections_end_after_a_day(met, pairing):
    meeting = met()
    with time_machine.travel(now() + timedelta(hours=24, minutes=1)), pytest.raises(RuleError, match="24 hours"):
        correct(meeting=meeting, by=pairing.mentor.user, minutes=90)


def test_two_corrections_at_once(met, pairing):
    meeting = met()
    same = Meeting.objects.get(pk=meeting.pk)
    correct(meeting=meeting, by=pairing.mentor.user, minutes=90)
    with pytest.raises(RuleError, match="in the meantime"):
        correct(meeting=same, by=pairing.mentor.user, minutes=45)


def test_others_neither_correct_nor_add(met, coordinator):
    meeting = met()
    with pytest.raises(RuleError, match="can correct it"):
        correct(meeting=meeting, by=coordinator, minutes=90)
    with pytest.raises(RuleError, match="can add to it"):
        add(meeting=meeting, text="Later.", is_worrying=False, by=coordinator)


def test_add(met, pairing, coordinator):
    meeting = met(worry="Bruises.")
    acknowledge_worry(meeting=meeting, by=coordinator)
    addition = add(meeting=meeting, text="All is explained.", is_worrying=False, by=pairing.mentor.user)
    assert addition.text == "All is explained."
    assert not meeting.waits


def test_an_addition_sent_twice_is_one(met, pairing):
    meeting, key = met(), uuid.uuid4()
    sent = {"meeting": meeting, "form_key": key, "text": "More.", "is_worrying": True, "by": pairing.mentor.user}
    assert add(**sent) == add(**sent)
    assert meeting.additions.count() == 1
    assert len(set(MailMessage.objects.values_list("recipient_id", flat=True))) == MailMessage.objects.count()


def test_the_form_of_one_addition_is_not_that_of_another(met, pairing):
    first, second, key = met(), met(), uuid.uuid4()
    add(meeting=first, form_key=key, text="More.", is_worrying=False, by=pairing.mentor.user)
    with pytest.raises(RuleError, match="used already"):
        add(meeting=second, form_key=key, text="More.", is_worrying=False, by=pairing.mentor.user)


def test_a_worrying_addition_asks_again(met, pairing, coordinator):
    meeting = met(worry="Bruises.")
    acknowledge_worry(meeting=meeting, by=coordinator)
    sent = MailMessage.objects.count()
    add(meeting=meeting, text="New ones.", is_worrying=True, by=pairing.mentor.user)
    assert Meeting.objects.unacknowledged().get() == meeting
    assert MailMessage.objects.count() == 2 * sent


def test_an_addition_says_something(met, pairing):
    with pytest.raises(RuleError, match="what you want to add"):
        add(meeting=met(), text="  ", is_worrying=False, by=pairing.mentor.user)


def test_a_worry_is_acknowledged_once_and_by_somebody_else(met, pairing, coordinator, specialist):
    meeting = met(is_worrying=True)
    with pytest.raises(RuleError, match="other than the mentor"):
        acknowledge_worry(meeting=meeting, by=pairing.mentor.user)
    acknowledge_worry(meeting=meeting, by=coordinator)
    assert (meeting.worry_acknowledged_by, meeting.waits) == (coordinator, False)
    with pytest.raises(RuleError, match="acknowledged this already"):
        acknowledge_worry(meeting=meeting, by=specialist)
