"""For whom does a pairing exist, with its meetings and what was added to them?"""

import pytest

from kernel.clock import now
from mentorship.models import Meeting, MeetingAddition, Mentee, Pairing
from tests import factories


@pytest.fixture
def addition(pairing):
    return factories.MeetingAdditionFactory(meeting=factories.MeetingFactory(pairing=pairing))


def seen_by(person):
    return [model.objects.visible_to(person).count() for model in (Pairing, Meeting, MeetingAddition)]


def test_staff_see_what_they_keep(
    addition, pairing, coordinator, specialist, second_specialist, other_coordinator, olga, administrator, officer
):
    factories.PairingFactory(centre=pairing.centre)
    assert seen_by(coordinator) == [2, 1, 1]
    assert seen_by(specialist) == [1, 1, 1]
    for nobody in (second_specialist, other_coordinator, olga, administrator, officer):
        assert seen_by(nobody) == [0, 0, 0]


def test_a_mentor_sees_the_own_open_pairings(addition, pairing, mentor):
    assert seen_by(pairing.mentor.user) == [1, 1, 1]
    assert seen_by(mentor.user) == [0, 0, 0]
    Pairing.objects.filter(pk=pairing.pk).update(status="closed", closing_reason="safety")
    assert seen_by(pairing.mentor.user) == [0, 0, 0]


def test_a_role_at_another_centre_opens_nothing_here(addition, pairing, other_centre):
    person = pairing.mentor.user
    person.grants.update(ended_at=now(), ended_by=person)
    factories.grant_role(person, "mentor", other_centre)
    someone = type(person).objects.get(pk=person.pk)
    assert someone.may("my.pairing")
    assert seen_by(someone) == [0, 0, 0]
    assert not Mentee.objects.visible_to(someone).exists()


def test_who_walks_beside_opens_no_page_of_the_staff(addition, pairing, coordinator):
    type(pairing.mentor).objects.filter(pk=pairing.mentor_id).update(user=coordinator)
    assert Pairing.objects.visible_to_staff(pairing.mentor.user).count() == 0
    assert Meeting.objects.visible_to_staff(pairing.mentor.user).count() == 0
    assert Pairing.objects.of_mentor(coordinator).count() == 0


def test_names_of_rows_say_nothing(addition, pairing):
    for row in (pairing, addition, addition.meeting):
        assert str(row) == f"{type(row).__name__} {str(row.public_id)[:8]}"
