"""A secret address reads when one meets, and nothing that tells who or where; renewed or ended it reads nothing."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import RoleGrant, User
from kernel.clock import now, today
from kernel.errors import RuleError
from kernel.models import AuditEvent
from mentorship.calendars import Event, calendar
from mentorship.models import CalendarFeed, GroupMember, GroupSession, Pairing, SupervisionGroup
from mentorship.services.calendar_feeds import end_feed, make_feed
from tests import factories

MOMENT = datetime(2027, 3, 1, 16, 30, tzinfo=UTC)


def parsed(body):
    """The events of a calendar as dicts, after the rules of RFC 5545: line breaks, unfolding, one colon."""
    assert body.endswith(b"\r\n")
    assert b"\n" not in body.replace(b"\r\n", b"")
    assert max(len(line) for line in body.split(b"\r\n")) <= 75
    lines = body.replace(b"\r\n ", b"").decode().split("\r\n")[:-1]
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-1] == "END:VCALENDAR"
    assert "VERSION:2.0" in lines
    events, event = [], None
    for line in lines:
        name, _colon, value = line.partition(":")
        if line == "BEGIN:VEVENT":
            event = {}
        elif line == "END:VEVENT":
            events.append(event)
            event = None
        elif event is not None:
            assert name not in event
            event[name] = value
    return events


def test_an_event_of_one_hour():
    (event,) = parsed(calendar("Meeting", [Event("abc", MOMENT, 60, MOMENT - timedelta(days=3))]))
    assert event == {
        "UID": "abc", "DTSTAMP": "20270226T163000Z", "DTSTART": "20270301T163000Z", "DTEND": "20270301T173000Z",
        "SUMMARY": "Meeting", "CLASS": "PRIVATE",
    }  # fmt: skip


def test_moments_are_told_in_universal_time_also_across_the_change_of_the_clocks():
    begins = timezone.make_aware(datetime(2027, 3, 28, 2, 30))
    (event,) = parsed(calendar("Meeting", [Event("abc", begins, 90, MOMENT)]))
    assert (event["DTSTART"], event["DTEND"]) == ("20270328T003000Z", "20270328T020000Z")


def test_no_events_are_a_calendar_too():
    assert parsed(calendar("Meeting", [])) == []


def test_signs_with_a_meaning_are_marked_and_nobody_writes_lines():
    (event,) = parsed(calendar("a,b;c\\d\r\nBEGIN:VEVENT\x00\nx", [Event("u\r\nATTENDEE:x", MOMENT, 60, MOMENT)]))
    assert event["SUMMARY"] == "a\\,b\\;c\\\\d\\nBEGIN:VEVENT\\nx"
    assert event["UID"] == "u\\nATTENDEE:x"


@pytest.mark.parametrize("letter", ["x", "ő", "€", "🙂"])
@pytest.mark.parametrize("length", [1, 30, 66, 67, 68, 75, 200])
def test_long_lines_are_folded_and_no_letter_is_cut(letter, length):
    (event,) = parsed(calendar(letter * length, [Event("abc", MOMENT, 60, MOMENT)]))
    assert event["SUMMARY"] == letter * length


def read(token):
    return Client().get(reverse("mentorship:calendar_feed", args=[token]))


def test_the_own_plans_without_names_and_places(pairing):
    planned = factories.PlannedMeetingFactory(pairing=pairing, place="outdoors", activity="walk")
    factories.PlannedMeetingFactory(pairing=pairing, status="cancelled", reason="other")
    factories.PlannedMeetingFactory(pairing=factories.PairingFactory(centre=pairing.centre))
    answer = read(make_feed(by=pairing.mentor.user))
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["Cache-Control"] == "no-store"
    (event,) = parsed(answer.content)
    assert event["UID"] == str(planned.public_id)
    assert event["SUMMARY"] == "Meeting"
    text = answer.content.decode().lower()
    for word in (pairing.mentee.chosen_name, pairing.mentor.user.family_name, "outdoors", "walk", "location"):
        assert word.lower() not in text


def test_the_title_is_in_the_language_of_the_person(pairing):
    User.objects.filter(pk=pairing.mentor.user.pk).update(language="ro")
    factories.PlannedMeetingFactory(pairing=pairing)
    assert len(parsed(read(make_feed(by=pairing.mentor.user)).content)) == 1


def test_sessions_of_the_own_group_and_nothing_of_mentees_for_staff(pairing, coordinator, specialist):
    group = SupervisionGroup.objects.create(
        centre=pairing.centre, name="Mondays", leader=specialist, made_by=coordinator, made_at=now()
    )
    GroupMember.objects.create(group=group, mentor=pairing.mentor, from_on=today())
    facts = {"group": group, "minutes": 90, "planned_by": specialist, "planned_at": now()}
    session = GroupSession.objects.create(starts_at=now() + timedelta(days=2), theme="Invented", **facts)
    GroupSession.objects.create(starts_at=now() + timedelta(days=3), cancelled_at=now(), **facts)
    GroupSession.objects.create(starts_at=now() - timedelta(days=90), **facts)
    planned = factories.PlannedMeetingFactory(pairing=pairing)
    of_mentor = parsed(read(make_feed(by=pairing.mentor.user)).content)
    assert {event["UID"] for event in of_mentor} == {str(session.public_id), str(planned.public_id)}
    of_leader = parsed(read(make_feed(by=specialist)).content)
    assert [event["UID"] for event in of_leader] == [str(session.public_id)]
    assert parsed(read(make_feed(by=coordinator)).content) == []


@pytest.mark.parametrize("change", ["paused", "role ended", "person ended"])
def test_what_is_closed_to_the_person_is_closed_to_the_address(pairing, change):
    factories.PlannedMeetingFactory(pairing=pairing)
    token = make_feed(by=pairing.mentor.user)
    if change == "paused":
        Pairing.objects.update(status="paused", pause_reason="staff")
    elif change == "role ended":
        RoleGrant.objects.filter(user=pairing.mentor.user).delete()
    else:
        User.objects.filter(pk=pairing.mentor.user_id).update(is_active=False)
    answer = read(token)
    assert answer.status_code == (404 if change == "person ended" else 200)
    assert b"VEVENT" not in answer.content


def test_a_new_address_ends_the_one_before(pairing):
    user = pairing.mentor.user
    first, second = make_feed(by=user), make_feed(by=user)
    assert (read(first).status_code, read(second).status_code) == (404, 200)
    end_feed(by=user)
    assert read(second).status_code == 404
    with pytest.raises(RuleError, match="no calendar address"):
        end_feed(by=user)
    assert not CalendarFeed.objects.filter(token_hash__in=[first, second]).exists()
    assert list(AuditEvent.objects.filter(event__startswith="calendar").values_list("event", flat=True)) == [
        "calendar.make", "calendar.make", "calendar.end"
    ]  # fmt: skip


def test_a_wrong_token_is_not_found_and_knocking_ends(db, monkeypatch):
    monkeypatch.setattr("mentorship.views.calendar_feeds.MOST_KNOCKS", 2)
    assert [read("wrong").status_code for _time in range(3)] == [404, 404, 429]


def test_the_address_is_shown_once(client_of, pairing):
    phone, page = client_of(pairing.mentor.user), reverse("mentorship:my_calendar")
    assert "Make my address" in phone.get(page).content.decode()
    made = phone.post(reverse("mentorship:calendar_renew"))
    address = made.context["address"]
    assert address in made.content.decode()
    assert "shown only now" in made.content.decode()
    assert "no-store" in made["Cache-Control"]
    assert Client().get(address).status_code == 200
    html = phone.get(page).content.decode()
    assert "calendar/" not in html.split("<main")[1].replace("my-calendar/", "")
    assert "Make a new address" in html
    ended = phone.post(reverse("mentorship:calendar_end"), follow=True).content.decode()
    assert "The address is ended" in ended
    assert Client().get(address).status_code == 404
