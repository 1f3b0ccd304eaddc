"""Two people register the same new person at the same moment: one mentor is made, the other reads a sentence."""

import uuid
from datetime import timedelta

import pytest

from accounts.models import RoleGrant, User
from kernel.clock import today
from mentorship.models import Mentor, Place
from mentorship.services.mentors import register_mentor
from tests.racing import racers

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db(transaction=True)]
ROUNDS = 5


def register(email, key, by):
    by = User.objects.get(pk=by)
    profile = {
        "gender": "woman", "birth_year": 1990, "populations": ["youth"], "languages": ["ro"], "modes": ["site"],
        "place": Place.objects.get(), "committed_until": today() + timedelta(days=400),
    }  # fmt: skip
    centre = by.grants.get().centre
    return register_mentor(centre=centre, by=by, person={"email": email}, profile=profile, form_key=key).pk


def everybody_about(email):
    return [
        User.objects.filter(email=email).count(),
        RoleGrant.objects.filter(user__email=email).count(),
        Mentor.objects.filter(user__email=email).count(),
    ]


def test_two_forms_with_the_same_new_address_make_one_mentor(place, coordinator, second_coordinator):
    with racers(2) as race:
        for turn in range(ROUNDS):
            email = f"new{turn}@example.org"
            answers = race([(register, (email, uuid.uuid4(), by.pk)) for by in (coordinator, second_coordinator)])
            assert sorted(kind for kind, _told in answers) == ["done", "refused"], answers
            assert everybody_about(email) == [1, 1, 1]


def test_two_clicks_on_one_form_make_one_mentor(place, coordinator):
    with racers(2) as race:
        for turn in range(ROUNDS):
            email = f"new{turn}@example.org"
            first, second = race([(register, (email, uuid.UUID(int=turn), coordinator.pk))] * 2)
            assert first == second and first[0] == "done"
            assert everybody_about(email) == [1, 1, 1]
