"""Contacts of the staff: written down once, kept when nobody was reached, and never with an adult who is not safe."""

import uuid
from datetime import timedelta

import pytest

from kernel.clock import today
from kernel.errors import RuleError
from kernel.models import AuditEvent
from mentorship.models import CheckIn, Pairing, SafeContact
from mentorship.services.check_ins import finish_follow_up, record_check_in
from tests import factories

pytestmark = pytest.mark.django_db


def write(pairing, by, **facts):
    usual = {
        "form_key": uuid.uuid4(), "party": "mentor", "depth": "short", "held_on": today(), "channel": "phone",
        "was_reached": True, "question_set": "mentor.regular", "answers": {"meetings": "Every week."}, "note": "",
        "follow_up": "", "follow_up_on": None,
    }  # fmt: skip
    return record_check_in(pairing=pairing, by=by, **{**usual, **facts})


def safe_adult(pairing, **ways):
    usual = {"call_is_safe": True, "mail_is_safe": False, **ways}
    return SafeContact.objects.create(
        mentee=pairing.mentee, party="consenter", is_lawful=True, recorded_by=pairing.supervisor,
        recorded_at=pairing.opened_at, **usual,
    )  # fmt: skip


class TestWritingDown:
    def test_it_is_sealed_and_on_record(self, pairing, specialist):
        check_in = write(pairing, specialist, note="Invented.")
        assert (check_in.answers, check_in.note) == ({"meetings": "Every week."}, "Invented.")
        event = AuditEvent.objects.get(event="check_in.record")
        assert event.facts == {"party": "mentor", "was_reached": True}
        assert str(check_in) == f"CheckIn {str(check_in.public_id)[:8]}"

    def test_the_same_form_twice_is_one_contact(self, pairing, specialist, coordinator):
        key = uuid.uuid4()
        assert write(pairing, specialist, form_key=key) == write(pairing, specialist, form_key=key)
        assert CheckIn.objects.count() == 1
        with pytest.raises(RuleError, match="used already"):
            write(pairing, coordinator, form_key=key)

    @pytest.mark.parametrize(
        ("facts", "words"),
        [
            ({"party": "neighbour"}, "with whom"),
            ({"held_on": today() + timedelta(days=1)}, "future"),
            ({"held_on": today() - timedelta(days=90)}, "before the pairing"),
            ({"follow_up": "Call again."}, "until when"),
            ({"follow_up_on": today()}, "until when"),
        ],
    )
    def test_what_cannot_be_is_refused(self, pairing, specialist, facts, words):
        with pytest.raises(RuleError, match=words):
            write(pairing, specialist, **facts)

    def test_not_before_they_set_out_and_never_by_the_mentor(self, pairing, specialist):
        with pytest.raises(RuleError, match="other than the mentor"):
            write(pairing, pairing.mentor.user)
        Pairing.objects.update(status="introduced")
        with pytest.raises(RuleError, match="set out"):
            write(pairing, specialist)


class TestTheResponsibleAdult:
    def test_nobody_calls_where_nothing_is_recorded(self, pairing, specialist):
        with pytest.raises(RuleError, match="has not recorded"):
            write(pairing, specialist, party="adult")
        safe_adult(pairing, call_is_safe=False)
        with pytest.raises(RuleError, match="has not recorded"):
            write(pairing, specialist, party="adult")

    def test_only_the_way_that_is_safe(self, pairing, specialist):
        contact = safe_adult(pairing)
        assert write(pairing, specialist, party="adult").party == "adult"
        with pytest.raises(RuleError, match="this way"):
            write(pairing, specialist, party="adult", channel="written")
        SafeContact.objects.filter(pk=contact.pk).update(call_is_safe=False, mail_is_safe=True)
        assert write(pairing, specialist, party="adult", channel="written").pk
        with pytest.raises(RuleError, match="this way"):
            write(pairing, specialist, party="adult", channel="visit")

    def test_who_is_of_age_has_none(self, pairing, specialist):
        safe_adult(pairing)
        pairing.mentee.birth_year = today().year - 18
        pairing.mentee.save(update_fields=["birth_year"])
        with pytest.raises(RuleError, match="of age"):
            write(pairing, specialist, party="adult")


class TestWhatFollows:
    def test_it_is_done_once(self, pairing, specialist):
        check_in = write(pairing, specialist, follow_up="Bring the form.", follow_up_on=today())
        finish_follow_up(check_in=check_in, by=specialist)
        assert check_in.followed_up_by == specialist
        assert AuditEvent.objects.filter(event="check_in.follow_up_done").count() == 1
        with pytest.raises(RuleError, match="done it already"):
            finish_follow_up(check_in=check_in, by=specialist)

    def test_nothing_to_do_is_nothing_done(self, pairing, specialist):
        with pytest.raises(RuleError, match="Nothing waits"):
            finish_follow_up(check_in=factories.CheckInFactory(pairing=pairing), by=specialist)
