"""How much time a mentor gave this year, to how many, and when they last met; for the mentor and for the staff."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from mentorship.queries.reach import Reach, reach_of
from tests import factories


def test_nothing_yet(pairing):
    assert reach_of(pairing.mentor.user) == Reach(minutes=0, meetings=0, pairings=0, last_met_on=None)


@time_machine.travel("2027-06-15T12:00:00+00:00")
def test_this_year_over_all_own_pairings(pairing):
    other = factories.PairingFactory(
        centre=pairing.centre, mentor=pairing.mentor, status="closed", closing_reason="other"
    )
    for one, day, minutes in [
        (pairing, date(2027, 1, 1), 60), (pairing, date(2027, 3, 2), 45), (other, date(2027, 2, 2), 30),
        (other, date(2026, 12, 31), 600), (factories.PairingFactory(centre=pairing.centre), date(2027, 5, 5), 600),
    ]:  # fmt: skip
        factories.MeetingFactory(pairing=one, held_on=day, minutes=minutes)
    reach = reach_of(pairing.mentor.user)
    assert reach == Reach(minutes=135, meetings=3, pairings=2, last_met_on=date(2027, 3, 2))
    assert (reach.hours, reach.rest) == (2, 15)


@pytest.mark.parametrize("who", ["mentor", "staff"])
def test_the_mentor_and_the_staff_see_it(client_of, coordinator, pairing, who):
    factories.MeetingFactory(pairing=pairing, minutes=95)
    if who == "mentor":
        answer = client_of(pairing.mentor.user).get(reverse("mentorship:my_pairing"))
    else:
        answer = client_of(coordinator).get(reverse("mentorship:mentor_detail", args=[pairing.mentor.public_id]))
    assert "1 h 35 min" in answer.content.decode()


def test_a_meeting_of_last_year_is_still_the_last_one(pairing):
    with time_machine.travel("2027-01-02T12:00:00+00:00"):
        factories.MeetingFactory(pairing=pairing, held_on=date(2026, 12, 30))
        assert reach_of(pairing.mentor.user) == Reach(0, 0, 0, date(2026, 12, 30))
