"""What may be done with a mentor's profile, and by whom."""

import uuid
from datetime import timedelta

import pytest

from accounts.models import User
from kernel.clock import today
from kernel.errors import RuleError
from kernel.models import AuditEvent
from mentorship.models import Mentor
from mentorship.services.mentors import (
    change_mentor,
    let_mentor_leave,
    register_mentor,
    rest_mentor,
    resume_mentor,
    set_supervisor,
)
from tests.factories import MentorFactory, UserFactory

PERSON = {"email": "maria@example.org", "given_name": "Maria", "family_name": "Invented", "phone": ""}


@pytest.fixture
def profile(place):
    return {
        "gender": "woman", "birth_year": 1990, "populations": ["youth"], "languages": ["ro"], "modes": ["site"],
        "place": place, "committed_until": today() + timedelta(days=400),
    }  # fmt: skip


def test_a_new_person_gets_the_role_and_no_password(centre, coordinator, profile, specialist):
    mentor = register_mentor(
        centre=centre, by=coordinator, person=PERSON, profile={**profile, "supervisor": specialist}
    )
    assert User.objects.get(pk=mentor.user_id).holds("mentor", centre)
    assert not mentor.user.has_usable_password()
    assert (mentor.supervisor, mentor.registered_by, mentor.capacity) == (specialist, coordinator, 1)
    assert list(AuditEvent.objects.values_list("event", flat=True)) == ["role.given", "mentor.registered"]


def test_a_known_person_keeps_the_own_name(centre, coordinator, profile, university):
    known = UserFactory(email="maria@example.org", given_name="Own", role="applicant", role__centre=centre)
    mentor = register_mentor(
        centre=centre, by=coordinator, person={**PERSON, "email": "Maria@Example.org"},
        profile={**profile, "university": university},
    )  # fmt: skip
    assert mentor.user == known
    assert User.objects.get(pk=known.pk).given_name == "Own"
    assert known.holds("student", centre)


def test_who_is_known_elsewhere_only_is_not_put_down_here(centre, other_centre, coordinator, profile):
    known = UserFactory(email="maria@example.org", role="mentor", role__centre=other_centre)
    with pytest.raises(RuleError, match="cannot be registered as a mentor here"):
        register_mentor(centre=centre, by=coordinator, person=PERSON, profile=profile)
    assert not User.objects.visible_to(coordinator).filter(pk=known.pk).exists()


def test_who_holds_the_role_already_gets_no_second_one(centre, coordinator, profile):
    known = UserFactory(email="maria@example.org", role="mentor", role__centre=centre)
    register_mentor(centre=centre, by=coordinator, person=PERSON, profile=profile)
    assert known.grants.count() == 1


def test_the_same_form_sent_twice_makes_one_mentor(centre, coordinator, profile):
    sent = {"centre": centre, "by": coordinator, "person": PERSON, "profile": profile, "form_key": uuid.uuid4()}
    assert register_mentor(**sent) == register_mentor(**sent)
    assert Mentor.objects.count() == 1


def test_the_key_of_somebody_elses_form_makes_nobody(centre, coordinator, second_coordinator, profile):
    key = uuid.uuid4()
    register_mentor(centre=centre, by=coordinator, person=PERSON, profile=profile, form_key=key)
    another = {**PERSON, "email": "another@example.org"}
    with pytest.raises(RuleError, match="open the form again"):
        register_mentor(centre=centre, by=second_coordinator, person=another, profile=profile, form_key=key)
    assert Mentor.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"by": "specialist"}, "at this centre"),
        ({"by": "other_coordinator"}, "at this centre"),
        ({"person": {**PERSON, "email": "coordinator@example.org"}}, "Nobody registers themselves"),
        ({"person": {**PERSON, "email": "mentor@example.org"}}, "one already"),
        ({"faulty": {"birth_year": 2015}}, "at least 18"),
        ({"faulty": {"supervisor": "trainer"}}, "supervisor is a coordinator"),
    ],
)
def test_what_is_refused(request, centre, coordinator, profile, changes, says):
    MentorFactory(centre=centre, user=UserFactory(email="mentor@example.org"))
    faulty = {
        name: request.getfixturevalue(v) if v == "trainer" else v for name, v in changes.get("faulty", {}).items()
    }
    by = request.getfixturevalue(changes.get("by", "coordinator"))
    with pytest.raises(RuleError, match=says):
        register_mentor(centre=centre, by=by, person=changes.get("person", PERSON), profile={**profile, **faulty})
    assert Mentor.objects.count() == 1


def test_a_change_is_on_record_and_a_stale_one_refused(mentor, coordinator):
    seen_at = mentor.changed_at
    change_mentor(mentor, by=coordinator, seen_at=seen_at, capacity=3)
    assert Mentor.objects.get().capacity == 3
    assert AuditEvent.objects.last().facts == {"changed": ["capacity"]}
    with pytest.raises(RuleError, match="Somebody else changed"):
        change_mentor(mentor, by=coordinator, seen_at=seen_at, capacity=2)
    with pytest.raises(RuleError, match="at most five"):
        change_mentor(mentor, by=coordinator, seen_at=mentor.changed_at, capacity=6)
    with pytest.raises(ValueError, match="their own services"):
        change_mentor(mentor, by=coordinator, seen_at=mentor.changed_at, active_pairings=0)


def test_the_supervisor_is_of_the_staff(mentor, coordinator, trainer):
    set_supervisor(mentor, coordinator, by=coordinator)
    assert Mentor.objects.get().supervisor == coordinator
    with pytest.raises(RuleError, match="supervisor is a coordinator"):
        set_supervisor(mentor, trainer, by=coordinator)


def test_resting_and_coming_back(mentor, coordinator):
    rest_mentor(mentor, by=coordinator)
    assert Mentor.objects.get().status == "resting"
    resume_mentor(mentor, by=coordinator)
    assert Mentor.objects.get().status == "willing"
    let_mentor_leave(mentor, by=coordinator)
    assert Mentor.objects.get().status == "left"
    resume_mentor(mentor, by=coordinator)
    assert Mentor.objects.get().status == "willing"


def test_nobody_leaves_out_of_an_open_pairing(pairing, coordinator):
    with pytest.raises(RuleError, match="still has an open pairing"):
        let_mentor_leave(pairing.mentor, by=coordinator)


def test_who_sees_which_mentors(mentor, coordinator, specialist, other_coordinator, olga):
    assert list(Mentor.objects.visible_to(coordinator)) == list(Mentor.objects.visible_to(specialist)) == [mentor]
    assert list(Mentor.objects.visible_to(mentor.user)) == [mentor]
    assert not Mentor.objects.visible_to_staff(mentor.user).exists()
    for nobody in (other_coordinator, olga):
        assert not Mentor.objects.visible_to(nobody).exists()
