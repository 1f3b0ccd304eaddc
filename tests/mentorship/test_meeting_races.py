"""A mentor taps twice: the form sent several times at the same moment is one meeting with one answer."""

import uuid

import pytest

from accounts.models import User
from kernel.clock import today
from kernel.models import MailMessage
from mentorship.models import Meeting, Pairing
from mentorship.services.meetings import log_meeting
from tests.racing import racers

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db(transaction=True)]


def log(pairing, by, form_key):
    meeting = log_meeting(
        pairing=Pairing.objects.get(pk=pairing), form_key=form_key, held_on=today(), minutes=60, place="centre",
        activities=["talk"], topics=[], mood=3, note="", is_worrying=True, worry="", by=User.objects.get(pk=by),
    )  # fmt: skip
    return meeting.pk


@pytest.mark.parametrize(("taps", "rounds"), [(2, 10), (8, 5), pytest.param(8, 200, marks=pytest.mark.prove)])
def test_one_meeting_one_answer_one_mail(pairing, taps, rounds):
    with racers(taps) as race:
        for turn in range(1, rounds + 1):
            task = (log, (pairing.pk, pairing.mentor.user.pk, uuid.uuid4()))
            answers = race([task] * taps)
            assert [told for kind, told in answers if kind != "done"] == []
            assert len({meeting for _kind, meeting in answers}) == 1
            assert Meeting.objects.count() == turn
    readers = set(MailMessage.objects.values_list("recipient_id", flat=True))
    assert MailMessage.objects.count() == rounds * len(readers)
