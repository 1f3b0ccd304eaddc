"""Whatever cannot be right is refused in plain sentences before any array is built."""

from datetime import datetime

import pytest

from matching.engine import EngineInputError, GroupCap, Policy, Problem, solve
from tests.matching.engine.people import a_mentee, a_mentor, a_problem


def refusal_of(**changes):
    with pytest.raises(EngineInputError) as refusal:
        a_problem(**changes)
    return str(refusal.value)


@pytest.mark.parametrize(
    "changes, fault",
    [
        ({"tier": 4}, "tier is 4; it must be a whole number from 1 to 3."),
        ({"risk": 0}, "risk is 0; it must be a whole number from 1 to 4."),
        ({"age": 14.5}, "age is 14.5; it must be a whole number from 0 to 120."),
        ({"radius_km": -1}, "radius_km is -1; it must be a whole number from 0 to 20040."),
        ({"population": "adult"}, "population is 'adult'; it must be one of youth, survivor."),
        ({"gender": "w"}, "gender is 'w'; it must be one of woman, man, other."),
        ({"latitude": float("nan")}, "latitude must be a number of degrees between -90 and 90."),
        ({"latitude": float("inf")}, "latitude must be a number of degrees between -90 and 90."),
        ({"latitude": "46"}, "latitude must be a number of degrees between -90 and 90."),
        ({"longitude": 181}, "longitude must be a number of degrees between -180 and 180."),
        ({"week": 1 << 84}, "week must have at most 84 bits."),
        ({"week": -1}, "week must have at most 84 bits."),
        ({"week": 1.0}, "week must have at most 84 bits."),
        ({"languages": ["ro"]}, "languages must be a tuple of texts."),
        ({"languages": ("ro", "")}, "languages must be a tuple of texts."),
        ({"place": None}, "place must be a text."),
        ({"needs": ["school"]}, "needs must be a frozenset of texts."),
        ({"modes": frozenset({"letter"})}, "modes does not know 'letter'."),
        ({"accepted_genders": frozenset({"any"})}, "accepted_genders does not know 'any'."),
        ({"wished_age": (30, 20)}, "wished_age must be two whole numbers from 0 to 120, the lower one first."),
        ({"wished_age": (20, 10**30)}, "wished_age must be two whole numbers from 0 to 120, the lower one first."),
        ({"latitude": 10**400}, "latitude must be a number of degrees between -90 and 90."),
        ({"wished_age": (-1, 20)}, "wished_age must be two whole numbers from 0 to 120, the lower one first."),
        ({"consent_until": datetime(2026, 1, 1)}, "consent_until must be a date."),
    ],
)
def test_a_wrong_mentee_is_named_with_the_fault(changes, fault):
    assert refusal_of(mentees=[a_mentee(**changes)]) == f"Mentee 'anna': {fault}"


@pytest.mark.parametrize(
    "changes, fault",
    [
        ({"capacity": -1}, "capacity is -1; it must be a whole number from 0 to 1000."),
        ({"experience": 5}, "experience is 5; it must be a whole number from 1 to 4."),
        ({"cleared_until": {"youth": "2027-01-01"}}, "cleared_until has a wrong entry for 'youth'."),
        ({"cleared_until": None}, "cleared_until must be a table of populations and dates."),
        ({"cleared_until": {"adult": None}}, "cleared_until has a wrong entry for 'adult'."),
        ({"available": 1}, "available must be yes or no."),
        ({"supervised": None}, "supervised must be yes or no."),
        ({"populations": frozenset({"all"})}, "populations does not know 'all'."),
    ],
)
def test_a_wrong_mentor_is_named_with_the_fault(changes, fault):
    assert refusal_of(mentors=[a_mentor(**changes)]) == f"Mentor 'mara': {fault}"


def test_identifiers_are_texts_and_appear_once():
    assert refusal_of(mentees=[a_mentee("")]) == "Mentee '': the identifier must be a text that is not empty."
    assert refusal_of(mentees=[a_mentee(["x"])]) == "Mentee ['x']: the identifier must be a text that is not empty."
    assert refusal_of(mentees=[a_mentee(), a_mentee()]) == "The mentee 'anna' appears 2 times."
    assert refusal_of(mentors=[a_mentor(), a_mentor()]) == "The mentor 'mara' appears 2 times."


def test_all_faults_are_told_at_once():
    told = refusal_of(mentees=[a_mentee(age=-1, risk=9)], mentors=[a_mentor(capacity=-1)])
    assert len(told.splitlines()) == 3


def test_a_finer_week_has_more_bits():
    fine = Policy(slots_per_day=48)
    a_problem(mentees=[a_mentee(week=1 << 335)], policy=fine)
    assert "336 bits" in refusal_of(mentees=[a_mentee(week=1 << 336)], policy=fine)


@pytest.mark.parametrize("name", ["forbidden", "locked", "ended"])
def test_pairs_of_strangers_are_named(name):
    told = refusal_of(**{name: frozenset({("anna", "zoe"), ("eva", "mara")})})
    assert told.splitlines() == [
        "The pair of 'anna' and 'zoe' names somebody who does not take part.",
        "The pair of 'eva' and 'mara' names somebody who does not take part.",
    ]


@pytest.mark.parametrize("name", ["sealed", "no_contact"])
def test_a_sealed_pair_of_strangers_is_refused_without_naming_it(name):
    told = refusal_of(**{name: frozenset({("anna", "zoe")})})
    assert told == "An exclusion names somebody who does not take part."


@pytest.mark.parametrize("name", ["forbidden", "locked", "ended", "sealed", "no_contact"])
@pytest.mark.parametrize("pairs", [{("anna", "mara")}, [("anna", "mara")], frozenset({("anna", "mara", "x")})])
def test_pairs_are_frozen_sets_of_two(name, pairs):
    assert refusal_of(**{name: pairs}) == f"{name} must be a frozenset of pairs of identifiers."


def test_strangers_of_any_kind_are_named():
    assert "The pair of 1 and 2 names somebody" in refusal_of(locked=frozenset({(1, 2), ("anna", "zoe")}))


def test_today_is_a_day():
    with pytest.raises(EngineInputError, match=r"^today must be a date\.$"):
        Problem((a_mentee(),), (a_mentor(),), Policy(), datetime(2026, 11, 24))


@pytest.mark.parametrize("cap", [GroupCap(1, frozenset({"mara"}), 1), GroupCap("uni", {"mara"}, 1)])
def test_caps_have_a_code_and_a_frozen_set_of_mentors(cap):
    told = f"The cap {cap.code!r} must have a text for its code and a frozenset of texts for its mentors."
    assert refusal_of(caps=(cap,)) == told


def test_a_limit_beyond_all_numbers_limits_nothing():
    assert solve(a_problem(caps=(GroupCap("uni", frozenset({"mara"}), 10**30),))).matched_by_tier == (1, 0, 0)


def test_caps_have_a_limit_and_known_mentors():
    assert refusal_of(caps=(GroupCap("uni", frozenset({"mara"}), -1),)) == (
        "The cap 'uni' has the limit -1; it must be 0 or more."
    )
    assert refusal_of(caps=(GroupCap("uni", frozenset({"zoe"}), 1),)) == (
        "The cap 'uni' names the mentor 'zoe', who does not take part."
    )


@pytest.mark.parametrize("price", [-1, 2**31, 0.5, True, None])
def test_reservations_are_prices_of_known_mentors(price):
    assert refusal_of(reservations={"mara": price}) == (
        f"The reservation of 'mara' is {price!r}; it must be a whole number from 0 to 2147483646."
    )
    assert refusal_of(reservations={"zoe": 1}) == "A reservation names the mentor 'zoe', who does not take part."


def test_locks_that_contradict_each_other_are_listed():
    people = {"mentees": [a_mentee("anna"), a_mentee("bea")], "mentors": [a_mentor("mara"), a_mentor("nora")]}
    both = frozenset({("anna", "mara"), ("bea", "mara")})
    assert refusal_of(**people, locked=both) == (
        "The mentor 'mara' has 1 free seats, but 2 locks: anna with mara, bea with mara."
    )
    assert refusal_of(**people, locked=frozenset({("anna", "mara"), ("anna", "nora")})) == (
        "The mentee 'anna' is locked 2 times: anna with mara, anna with nora."
    )
    assert refusal_of(**people, locked=both, forbidden=both).startswith(
        "The pair of 'anna' and 'mara' is locked and forbidden at once."
    )
    group = GroupCap("uni", frozenset({"mara", "nora"}), 1)
    apart = frozenset({("anna", "mara"), ("bea", "nora")})
    assert refusal_of(**people, locked=apart, caps=(group,)) == (
        "The cap 'uni' allows 1, but there are 2 locks: anna with mara, bea with nora."
    )
