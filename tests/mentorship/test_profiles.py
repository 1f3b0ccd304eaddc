"""What makes no sense is told by field, in a sentence."""

from datetime import date, timedelta

import pytest

from mentorship.profiles import mentee_faults, mentor_faults

DAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("profile", "field"),
    [
        ({"birth_year": 2024}, "birth_year"),
        ({"birth_year": 1800}, "birth_year"),
        ({"accepted_genders": []}, "accepted_genders"),
        ({"accepted_genders": ["woman"], "wished_gender": "man"}, "wished_gender"),
        ({"waiting_since": DAY + timedelta(days=1)}, "waiting_since"),
        ({"languages": []}, "languages"),
        ({"modes": []}, "modes"),
        ({"interests": ["music"], "dislikes": ["music"]}, "dislikes"),
        ({"radius_km": 301}, "radius_km"),
    ],
)
def test_a_mentee(profile, field):
    assert list(mentee_faults(profile, DAY)) == [field]


@pytest.mark.parametrize(
    ("profile", "field"),
    [({"birth_year": 2010}, "birth_year"), ({"populations": []}, "populations"), ({"capacity": 6}, "capacity")],
)
def test_a_mentor(profile, field):
    assert list(mentor_faults(profile, DAY)) == [field]


def test_what_is_not_there_is_not_judged():
    assert mentee_faults({}, DAY) == mentor_faults({}, DAY) == {}
    assert mentee_faults({"accepted_genders": ["woman"], "wished_gender": "woman", "radius_km": 0}, DAY) == {}
