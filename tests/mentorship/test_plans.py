"""The next meeting is planned, held, missed or cancelled; it asks what became of it, and keeps to the places agreed."""

import uuid
from datetime import UTC, datetime, time, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Draft, Evidence
from accounts.worklist import worklist
from kernel.clock import now, today
from kernel.errors import RuleError
from kernel.models import AuditEvent
from mentorship.activity_library import library
from mentorship.forms.plans import PlanForm
from mentorship.models import Meeting, Pairing, PlannedMeeting
from mentorship.queries.plans import begun_plan, usual_plan
from mentorship.services.meetings import log_meeting
from mentorship.services.plans import fall_through, plan_meeting
from mentorship.services.suspensions import suspend_pairing
from mentorship.templatetags.words import library_title
from mentorship.vocabulary import MeetingPlace
from tests import factories

pytestmark = pytest.mark.django_db
TOMORROW = timedelta(days=1)


def address(name, thing):
    return reverse(f"mentorship:{name}", args=[thing.public_id])


def plan(pairing, **facts):
    usual = {
        "pairing": pairing, "form_key": uuid.uuid4(), "starts_at": now() + TOMORROW, "minutes": 60, "place": "centre",
        "activity": "five_senses_walk", "by": pairing.mentor.user,
    }  # fmt: skip
    return plan_meeting(**{**usual, **facts})


def log(pairing, **facts):
    usual = {
        "pairing": pairing, "form_key": uuid.uuid4(), "held_on": today(), "minutes": 60, "place": "centre",
        "activities": ["talk"], "topics": [], "mood": 3, "note": "", "is_worrying": False, "worry": "",
        "by": pairing.mentor.user,
    }  # fmt: skip
    return log_meeting(**{**usual, **facts})


def past(pairing, days=1, **facts):
    return factories.PlannedMeetingFactory(pairing=pairing, starts_at=now() - timedelta(days=days), **facts)


def typed(**facts):
    day = (today() + TOMORROW).isoformat()
    usual = {"form_key": str(uuid.uuid4()), "day": day, "time": "16:00", "minutes": "60", "place": "centre"}
    return {**usual, **facts}


def wall(text):
    return timezone.make_aware(datetime.fromisoformat(text)).astimezone(UTC)


def test_plan_once_per_form(pairing):
    key = uuid.uuid4()
    first, second = plan(pairing, form_key=key), plan(pairing, form_key=key)
    assert first == second == PlannedMeeting.objects.get()
    assert AuditEvent.objects.about(first).get().event == "plan.make"
    other = factories.PairingFactory(centre=pairing.centre)
    with pytest.raises(RuleError, match="used already"):
        plan(other, form_key=key)


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"starts_at": -TOMORROW}, "has passed"),
        ({"starts_at": timedelta(days=181)}, "half a year"),
        ({"place": "remote"}, "you meet at the centre, at the school, outdoors"),
    ],
)
def test_what_does_not_suit_is_refused(pairing, facts, sentence):
    starts_at = {"starts_at": now() + facts["starts_at"]} if "starts_at" in facts else {}
    with pytest.raises(RuleError, match=sentence):
        plan(pairing, **{**facts, **starts_at})
    assert not PlannedMeeting.objects.exists()


def test_two_plans_do_not_overlap_and_may_touch(pairing):
    begins = now() + TOMORROW
    plan(pairing, starts_at=begins)
    with pytest.raises(RuleError, match="at this time already"):
        plan(pairing, starts_at=begins + timedelta(minutes=59))
    plan(pairing, starts_at=begins + timedelta(minutes=60))
    plan(pairing, starts_at=begins - timedelta(minutes=60))
    assert PlannedMeeting.objects.count() == 3


def test_only_who_walks_together_plans(pairing, coordinator):
    with pytest.raises(RuleError, match="Only the mentor"):
        plan(pairing, by=coordinator)
    Pairing.objects.filter(pk=pairing.pk).update(status="introduced")
    with pytest.raises(RuleError, match="introduced"):
        plan(pairing)


def test_what_stands_between_the_two_stops_plans(pairing, coordinator):
    Evidence.objects.filter(person=pairing.mentor.user).update(
        issued_on=today() - timedelta(days=100), expires_on=today() + timedelta(days=3)
    )
    plan(pairing)
    with pytest.raises(RuleError, match="end before this day"):
        plan(pairing, starts_at=now() + timedelta(days=5))
    Evidence.objects.filter(person=pairing.mentor.user).update(expires_on=today() - TOMORROW)
    with pytest.raises(RuleError, match="papers are not complete"):
        plan(pairing)
    suspend_pairing(pairing=pairing, reason="-", by=coordinator)
    with pytest.raises(RuleError, match="paused"):
        plan(pairing)


def test_a_student_meets_on_site(pairing, university):
    pairing.mentor.university = university
    pairing.mentor.save()
    with pytest.raises(RuleError, match="at the centre or at the school"):
        plan(pairing, place="outdoors")
    plan(pairing, place="school")
    factories.PlaceGrantFactory(pairing=pairing, place="outdoors")
    plan(pairing, place="outdoors", starts_at=now() + 2 * TOMORROW)


@pytest.mark.parametrize(
    ("reason", "status"),
    [("mentee_away", "missed"), ("mentee_cancelled", "cancelled"), ("mentor_cancelled", "cancelled")],
)
def test_missed_or_cancelled_with_its_reason(pairing, reason, status):
    gone = past(pairing)
    fall_through(plan=gone, reason=reason, by=pairing.mentor.user)
    gone.refresh_from_db()
    assert (gone.status, gone.reason, gone.settled_by) == (status, reason, pairing.mentor.user)
    assert gone.settled_at
    with pytest.raises(RuleError, match="no longer possible"):
        fall_through(plan=gone, reason=reason, by=pairing.mentor.user)


def test_who_is_still_to_come_did_not_stay_away(pairing, coordinator):
    coming = factories.PlannedMeetingFactory(pairing=pairing)
    with pytest.raises(RuleError, match="still to come"):
        fall_through(plan=coming, reason="mentee_away", by=pairing.mentor.user)
    with pytest.raises(RuleError, match="say why"):
        fall_through(plan=coming, reason="", by=pairing.mentor.user)
    with pytest.raises(RuleError, match="Only the mentor"):
        fall_through(plan=coming, reason="other", by=coordinator)
    fall_through(plan=coming, reason="other", by=pairing.mentor.user)


def test_logging_settles_the_plan_of_the_day(pairing):
    planned, other = past(pairing, days=0), past(pairing, days=3)
    meeting = log(pairing, held_on=timezone.localtime(planned.starts_at).date())
    planned.refresh_from_db()
    other.refresh_from_db()
    assert (planned.status, planned.meeting, other.status) == ("held", meeting, "planned")
    log(pairing, plan=other)
    other.refresh_from_db()
    assert other.status == "held"


def test_what_happened_is_never_refused_for_its_plan(pairing):
    gone = past(pairing, status="cancelled", reason="other")
    log(pairing, plan=gone, place="remote")
    gone.refresh_from_db()
    assert gone.status == "cancelled"
    assert Meeting.objects.count() == 1


def test_only_a_begun_plan_of_this_pairing_is_logged_against(pairing):
    begun, coming = past(pairing), factories.PlannedMeetingFactory(pairing=pairing)
    assert begun_plan(pairing, str(begun.public_id)) == begun
    foreign = past(factories.PairingFactory(centre=pairing.centre))
    for other in (str(coming.public_id), str(foreign.public_id), "", "no id"):
        assert begun_plan(pairing, other) is None


def test_what_is_proposed(pairing):
    assert usual_plan(pairing) == {
        "day": today() + timedelta(days=7), "time": time(16), "minutes": 60, "place": "centre"
    }  # fmt: skip
    factories.MeetingFactory(pairing=pairing, held_on=today() - timedelta(days=10), minutes=90, place="remote")
    assert usual_plan(pairing) == {
        "day": today() + timedelta(days=4), "time": time(16), "minutes": 90, "place": "centre"
    }  # fmt: skip
    day = today() + timedelta(days=2)
    begins = timezone.make_aware(datetime.combine(day, time(17, 30)))
    factories.PlannedMeetingFactory(pairing=pairing, starts_at=begins, place="school", minutes=45)
    assert usual_plan(pairing) == {
        "day": day + timedelta(days=7), "time": time(17, 30), "minutes": 45, "place": "school"
    }  # fmt: skip


@pytest.mark.parametrize(
    ("day", "clock", "moment"),
    [
        ("2027-03-28", "02:30", "2027-03-28T00:30:00+00:00"),  # the clock jumps from 3 to 4
        ("2027-03-28", "04:30", "2027-03-28T01:30:00+00:00"),
        ("2027-10-31", "02:30", "2027-10-30T23:30:00+00:00"),  # the hour from 3 to 4 comes twice
        ("2027-10-31", "03:30", "2027-10-31T00:30:00+00:00"),  # the first of the two
    ],
)
def test_plans_on_the_days_when_the_clocks_change(day, clock, moment):
    form = PlanForm(typed(day=day, time=clock), places=[MeetingPlace.CENTRE], activities=[])
    assert form.is_valid(), form.errors
    assert form.facts()["starts_at"] == datetime.fromisoformat(moment)


def test_an_hour_that_does_not_exist_is_refused():
    form = PlanForm(typed(day="2027-03-28", time="03:30"), places=[MeetingPlace.CENTRE], activities=[])
    assert not form.is_valid()
    assert "does not exist" in str(form.errors["time"])


@pytest.mark.parametrize("day", ["2027-03-28", "2027-10-31"])
def test_a_meeting_across_the_change_lasts_as_long_as_it_says(pairing, day):
    begins = wall(f"{day}T02:30")
    planned = factories.PlannedMeetingFactory(pairing=pairing, starts_at=begins, minutes=90)
    with time_machine.travel(begins + timedelta(minutes=89), tick=False):
        assert not planned.is_over
    with time_machine.travel(begins + timedelta(minutes=90), tick=False):
        assert planned.is_over
    assert timezone.localtime(planned.ends_at).hour == (5 if day == "2027-03-28" else 3)


@pytest.fixture
def phone(client_of, pairing):
    return client_of(pairing.mentor.user)


def test_plan_on_the_phone(phone, pairing):
    url = address("plan_new", pairing)
    shown = phone.get(url)
    assert pairing.mentee.chosen_name in shown.content.decode()
    assert len(shown.context["form"].visible_fields()) == 5
    answer = phone.post(url, typed(), follow=True)
    assert answer.redirect_chain == [(reverse("mentorship:my_pairing"), 302)]
    html = answer.content.decode()
    assert "The meeting is planned" in html
    assert "16:00" in html or "4 p.m." in html
    assert "Plan the next meeting" in html
    refused = phone.post(url, typed(minutes="45"))
    assert "at this time already" in refused.content.decode()
    assert refused.context["form"]["minutes"].value() == "45"
    assert 'value="remote"' not in shown.content.decode()


def test_what_was_typed_is_kept_and_dropped_when_planned(phone, pairing):
    url = address("plan_new", pairing)
    form = phone.get(url).context["form"]
    sent = typed(minutes="75", stub=form["stub"].value(), form_key=str(form["form_key"].value()))
    assert phone.post(reverse("accounts:draft_keep"), sent).status_code == 204
    assert phone.get(url).context["form"]["minutes"].value() == "75"
    type(phone)().post(url, sent)
    assert Draft.objects.count() == 1
    assert phone.post(url, sent).status_code == 302
    assert not Draft.objects.exists()


def test_a_past_plan_asks_and_two_taps_answer(phone, pairing):
    gone = past(pairing)
    sentence = "Did the meeting of"
    assert [line for line in worklist(pairing.mentor.user) if sentence in line.sentence]
    html = phone.get(reverse("mentorship:my_pairing")).content.decode()
    assert "take place?" in html
    assert f"?plan={gone.public_id}" in html
    assert 'value="mentee_away"' in html
    answer = phone.post(address("plan_fall_through", gone), {"reason": "mentee_away"}, follow=True)
    assert "It is written down" in answer.content.decode()
    assert not [line for line in worklist(pairing.mentor.user) if sentence in line.sentence]
    assert (
        "no longer possible"
        in phone.post(address("plan_fall_through", gone), {"reason": "other"}, follow=True).content.decode()
    )


def test_a_plan_that_has_begun_is_not_asked_about_before_its_end(pairing):
    factories.PlannedMeetingFactory(pairing=pairing, starts_at=now() - timedelta(minutes=30))
    assert not [line for line in worklist(pairing.mentor.user) if "take place" in line.sentence]


def test_yes_begins_with_what_was_planned_and_settles_it(phone, pairing):
    gone = past(pairing, place="outdoors", minutes=75, activity="five_senses_walk")
    url = f"{address('meeting_new', pairing)}?plan={gone.public_id}"
    form = phone.get(url).context["form"]
    assert [form[name].value() for name in ("held_on", "minutes", "place", "activities", "topics")] == [
        timezone.localtime(gone.starts_at).date(), 75, "outdoors", ["walk"], ["feelings"]
    ]  # fmt: skip
    sent = {
        "form_key": str(uuid.uuid4()), "held_on": today().isoformat(), "minutes": "60", "place": "centre",
        "activities": ["talk"], "mood": "3",
    }  # fmt: skip
    answer = phone.post(url, sent, follow=True)
    assert "Plan the next meeting" in answer.content.decode()
    gone.refresh_from_db()
    assert gone.status == "held"


def test_the_library_proposes_what_suits_the_group_and_the_age(phone, pairing):
    url = address("plan_new", pairing)
    codes = [code for code, _title in phone.get(url).context["form"].fields["activity"].choices]
    assert codes[0] == ""
    assert set(codes[1:]) == {
        one.code for one in library().activities if one.suits(population=pairing.mentee.population, age=15)
    }  # fmt: skip
    assert phone.post(url, typed(activity="five_senses_walk")).status_code == 302
    assert "A walk with five senses" in phone.get(reverse("mentorship:my_pairing")).content.decode()
    assert library_title("gone") == ""


def test_a_coming_plan_offers_no_absence(phone, pairing):
    factories.PlannedMeetingFactory(pairing=pairing)
    html = phone.get(reverse("mentorship:my_pairing")).content.decode()
    assert "It will not take place" in html
    assert 'value="mentee_away"' not in html


def test_foreign_plans_and_pairings_do_not_exist(client_of, phone, pairing, mentor, coordinator):
    planned = factories.PlannedMeetingFactory(pairing=pairing)
    assert client_of(mentor.user).post(address("plan_fall_through", planned)).status_code == 404
    assert client_of(mentor.user).get(address("plan_new", pairing)).status_code == 404
    assert client_of(coordinator).get(address("plan_new", pairing)).status_code == 403
    Evidence.objects.filter(person=pairing.mentor.user).update(result="hit")
    assert phone.get(address("plan_new", pairing)).status_code == 404


def test_the_staff_see_plans_what_fell_through_and_places_that_were_not_agreed(client_of, coordinator, pairing):
    client, url = client_of(coordinator), address("pairing_detail", pairing)
    assert "Nothing is planned yet" in client.get(url).content.decode()
    for days in (3, 6):
        past(pairing, days=days, status="missed", reason="mentee_away")
    past(pairing, days=20, status="cancelled", reason="other")
    for days in (10, 12):
        factories.MeetingFactory(pairing=pairing, held_on=today() - timedelta(days=days), place="remote")
    html = client.get(url).content.decode()
    assert "2 planned meetings fell through" in html
    assert "missed: the mentee did not come" in html
    assert html.count("not agreed") == 2
    factories.MeetingFactory(pairing=pairing, held_on=today(), place="centre")
    assert "fell through" not in client.get(url).content.decode()


def test_as_many_queries_for_one_plan_as_for_three(phone, pairing, client_of, coordinator):
    staff = client_of(coordinator)
    pages = [(phone, reverse("mentorship:my_pairing")), (staff, address("pairing_detail", pairing))]
    past(pairing)
    counts = []
    for _round in range(2):
        for client, url in pages:
            client.get(url)
            with CaptureQueriesContext(connection) as seen:
                client.get(url)
            counts.append(len(seen))
        factories.PlannedMeetingFactory.create_batch(2, pairing=pairing)
    assert counts[:2] == counts[2:]
