"""Students meet on site or at a distance; the specialist may allow one more place, with a reason, and take it back."""

from datetime import timedelta

import pytest
from django.urls import reverse

from kernel.clock import now, today
from kernel.errors import RuleError
from kernel.models import AuditEvent
from mentorship.meeting_places import allowed_places
from mentorship.models import PlaceGrant
from mentorship.queries.meeting_places import places_for, places_of_staff, places_to_allow
from mentorship.services.meeting_places import allow_place, end_grant
from mentorship.vocabulary import MeetingPlace
from tests import factories


def address(name, thing):
    return reverse(f"mentorship:{name}", args=[thing.public_id])


@pytest.fixture
def practicum(pairing, university):
    """A pairing in which a student walks beside."""
    pairing.mentor.university = university
    pairing.mentor.save()
    return pairing


@pytest.mark.parametrize(
    ("modes", "is_student", "places"),
    [
        (["in_person"], False, "centre school outdoors public activity"),
        (["in_person"], True, "centre school"),
        (["site", "remote"], True, "centre school remote"),
        (["remote"], False, "remote"),
        (["in_person", "site", "remote"], False, "centre school outdoors public activity remote"),
    ],
)
def test_where_two_may_meet(modes, is_student, places):
    assert allowed_places(modes=modes, is_student=is_student) == places.split()


def test_what_is_granted_keeps_to_the_mentee_and_nobody_meets_at_home():
    assert allowed_places(modes=["remote"], is_student=True, granted=["public"]) == ["remote"]
    assert allowed_places(modes=["in_person"], is_student=True, granted=["public"]) == ["centre", "school", "public"]
    assert not [place for place in MeetingPlace if "home" in place]


def test_one_more_place_with_its_reason(practicum, specialist):
    assert places_for(practicum) == ["centre", "school"]
    assert places_to_allow(practicum) == ["outdoors", "public", "activity"]
    grant = allow_place(pairing=practicum, place="outdoors", reason="The group goes along.", by=specialist)
    assert places_for(practicum) == ["centre", "school", "outdoors"]
    assert places_to_allow(practicum) == ["public", "activity"]
    end_grant(grant=grant, by=specialist)
    assert places_for(practicum) == ["centre", "school"]
    grant.refresh_from_db()
    assert (grant.reason, grant.ended_by) == ("The group goes along.", specialist)
    events = AuditEvent.objects.about(grant).order_by("sequence").values_list("event", flat=True)
    assert list(events) == ["place.allow", "place.end"]


def test_what_is_not_the_specialists_or_makes_no_sense_is_refused(practicum, specialist, coordinator, pairing):
    with pytest.raises(RuleError):
        allow_place(pairing=practicum, place="outdoors", reason="-", by=coordinator)
    with pytest.raises(RuleError, match="why this place"):
        allow_place(pairing=practicum, place="outdoors", reason=" ", by=specialist)
    for place in ("remote", "centre", "home"):
        with pytest.raises(RuleError, match="nothing to allow"):
            allow_place(pairing=practicum, place=place, reason="-", by=specialist)
    grant = allow_place(pairing=practicum, place="outdoors", reason="-", by=specialist)
    with pytest.raises(RuleError, match="nothing to allow"):
        allow_place(pairing=practicum, place="outdoors", reason="-", by=specialist)
    with pytest.raises(RuleError):
        end_grant(grant=grant, by=coordinator)
    end_grant(grant=grant, by=specialist)
    with pytest.raises(RuleError, match="already"):
        end_grant(grant=grant, by=specialist)


def test_who_is_no_student_needs_no_grant(pairing, specialist):
    assert places_to_allow(pairing) == []
    with pytest.raises(RuleError, match="nothing to allow"):
        allow_place(pairing=pairing, place="outdoors", reason="-", by=specialist)


def test_a_meeting_is_measured_by_its_own_day(practicum, specialist):
    facts = {"pairing": practicum, "place": "outdoors"}
    days = [today() - timedelta(days=ago) for ago in (9, 5, 1, 0)]
    meetings = [factories.MeetingFactory(pairing=practicum, place="outdoors", held_on=day) for day in days]
    factories.PlaceGrantFactory(
        **facts, granted_at=now() - timedelta(days=6), ended_at=now() - timedelta(days=2), ended_by=specialist
    )
    shown = places_of_staff(practicum, meetings, specialist)
    assert shown["elsewhere"] == {meetings[0].pk, meetings[2].pk, meetings[3].pk}
    assert shown["grants"] == []
    factories.PlaceGrantFactory(**facts)
    assert places_of_staff(practicum, meetings, specialist)["elsewhere"] == {meetings[0].pk, meetings[2].pk}


def test_the_pages(client_of, practicum, specialist, coordinator):
    page = address("pairing_detail", practicum)
    html = client_of(specialist).get(page).content.decode()
    assert "They may meet: at the centre, at the school." in html
    assert "Allow one more place" in html
    assert "Allow one more place" not in client_of(coordinator).get(page).content.decode()
    url = address("place_allow", practicum)
    assert client_of(coordinator).get(url).status_code == 403
    assert "Nobody meets at home" in client_of(specialist).get(url).content.decode()
    sent = {"place": "outdoors", "reason": "The group goes along."}
    html = client_of(specialist).post(url, sent, follow=True).content.decode()
    assert "The group goes along." in html
    assert specialist.full_name in html
    end = address("place_end", PlaceGrant.objects.get())
    assert client_of(coordinator).post(end).status_code == 403
    assert "taken back" in client_of(specialist).post(end, follow=True).content.decode()


def test_nothing_to_allow_is_said(client_of, pairing, specialist, second_specialist):
    url = address("place_allow", pairing)
    assert "nothing to allow" in client_of(specialist).get(url).content.decode()
    assert client_of(second_specialist).get(url).status_code == 404
