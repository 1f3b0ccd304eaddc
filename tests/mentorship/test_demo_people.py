"""The demo: the same seed invents the same people, and it never touches a database of real ones."""

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from accounts.models import User
from kernel.errors import RuleError
from mentorship.demo.building import build_demo, demo_exists, refuse_real_people
from mentorship.models import Meeting, Mentee, MenteeIdentity, Mentor, Pairing, PlannedMeeting
from tests import factories


def invented(**options):
    """Everything that matters about the people of a small demo, undone afterwards."""
    with transaction.atomic():
        build_demo(**{"mentees": 12, "mentors": 15, "seed": 7, **options})
        assert demo_exists()
        people = [
            [(str(user.public_id), user.full_name, user.born_on) for user in User.objects.order_by("email")],
            [(str(mentor.public_id), mentor.week, mentor.languages) for mentor in Mentor.objects.order_by("public_id")],
            [(str(m.public_id), m.chosen_name, m.goals, m.risk) for m in Mentee.objects.order_by("public_id")],
            [(i.given_name, i.phone, i.born_on) for i in MenteeIdentity.objects.order_by("public_id")],
            sorted(str(pairing.public_id) for pairing in Pairing.objects.all()),
            sorted((str(meeting.held_on), meeting.note) for meeting in Meeting.objects.all()),
        ]
        transaction.set_rollback(True)
    return people


@pytest.mark.django_db
def test_the_same_seed_invents_the_same_people():
    assert invented() == invented()


@pytest.mark.django_db
def test_another_seed_invents_others():
    assert invented()[2] != invented(seed=8)[2]


@pytest.mark.django_db
def test_the_numbers_are_those_asked_for():
    build_demo(mentees=12, mentors=15, seed=7)
    assert (Mentee.objects.count(), Mentor.objects.count()) == (12, 15)


@pytest.mark.django_db
def test_a_database_of_real_people_is_left_alone():
    factories.CentreFactory()
    with pytest.raises(RuleError, match="real centre"):
        refuse_real_people()
    with pytest.raises(CommandError):
        call_command("demo_data")
    assert not demo_exists()


@pytest.mark.django_db
def test_markers_stand_in_every_free_text_of_their_class():
    build_demo(mentees=6, mentors=6, seed=7, canary="ZQX")
    identity, mentor = MenteeIdentity.objects.first(), Mentor.objects.select_related("user").first()
    assert all(
        getattr(identity, name).startswith("ZQX-C4") for name in ("given_name", "address", "phone", "safe_contact")
    )
    assert Mentee.objects.first().risk_note.startswith("ZQX-C3")
    assert mentor.user.given_name.startswith("ZQX-C2")


@pytest.mark.django_db
def test_some_have_planned_one_plan_asks_and_one_pair_lost_two():
    build_demo(mentees=60, mentors=75, seed=7)
    plans = PlannedMeeting.objects.order_by("starts_at")
    assert [plan.is_over for plan in plans.filter(status="planned")].count(True) == 1
    assert [plan.status for plan in plans.exclude(status="planned")] == ["cancelled", "missed"]
