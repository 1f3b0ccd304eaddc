"""Policies from mappings, messages in words, and a digest that does not depend on order."""

import json
import pickle
from dataclasses import replace
from datetime import date
from random import Random

import pytest

from matching.engine import EngineInputError, GroupCap, Message, Policy, input_digest
from tests.matching.engine.people import a_mentee, a_mentor, a_problem, random_problem


def test_a_policy_survives_json_and_keeps_its_defaults():
    policy = Policy(name="Cluj", version="7", weights={"hours": 3, "place": 1}, least_fit=(100, 200), min_age_gap={})
    assert Policy.from_mapping(json.loads(json.dumps(policy.to_mapping()))) == policy
    assert Policy.from_mapping({}) == Policy()


def test_one_least_fit_serves_all_tiers_and_the_last_one_the_rest():
    assert Policy.from_mapping({"least_fit": 250}).least_fit == (250,)
    assert [Policy(least_fit=(100, 200)).least_fit_of(tier) for tier in (1, 2, 3)] == [100, 200, 200]


@pytest.mark.parametrize("weights", [{"hours": 1, "distance": 1, "place": 1}, {"skills": 7}, Policy().weights])
def test_the_most_points_of_all_criteria_add_up_to_a_thousand(weights):
    assert sum(Policy(weights=weights).points.values()) == 1000


def test_largest_remainders_go_first():
    points = Policy(weights={"hours": 2, "distance": 2, "place": 2, "skills": 1}).points
    assert [points[code] for code in ("hours", "distance", "place", "skills")] == [286, 286, 285, 143]


@pytest.mark.parametrize(
    "changes, sentence",
    [
        ({"tier": 3}, "The policy does not know 'tier'."),
        ({"tiers": 0}, "tiers is 0; it must be a whole number from 1 to 9."),
        ({"tiers": True}, "tiers is True; it must be a whole number from 1 to 9."),
        ({"near_tie": 2.5}, "near_tie is 2.5; it must be a whole number from 0 to 1000."),
        ({"name": " "}, "name must be a text that is not empty."),
        ({"version": 3}, "version must be a text that is not empty."),
        ({"slots_per_day": 13}, "slots_per_day is 13; it must be 12, 24 or 48."),
        ({"least_fit": []}, "least_fit must be one or more whole numbers from 0 to 1000, one per tier."),
        ({"least_fit": [5, "6"]}, "least_fit must be one or more whole numbers from 0 to 1000, one per tier."),
        ({"weights": 3}, "weights must be a table of names and whole numbers."),
        ({"weights": {"charm": 3}}, "weights does not know 'charm'."),
        ({"weights": {"hours": -1}}, "weights.hours is -1; it must be a whole number from 0 to 1000000."),
        ({"weights": {"hours": 0}}, "weights must give at least one criterion more than 0."),
        ({"min_age_gap": {"youth": None}}, "min_age_gap.youth is None; it must be a whole number from 0 to 100."),
    ],
)
def test_a_wrong_policy_is_refused_in_a_sentence(changes, sentence):
    with pytest.raises(EngineInputError) as refusal:
        Policy.from_mapping(changes)
    assert str(refusal.value) == sentence


def test_all_faults_of_a_policy_are_told_at_once():
    with pytest.raises(EngineInputError) as refusal:
        Policy(tiers=0, seed=-1, slots_per_day=0)
    assert len(str(refusal.value).splitlines()) == 3


def test_a_message_reads_as_a_sentence():
    told = Message("some", "Languages: {languages}; hours: {hours}.", {"languages": ("ro", "hu"), "hours": 2})
    assert str(told) == "Languages: ro, hu; hours: 2."
    assert str(replace(told, facts={"languages": (), "hours": 2})) == "Languages: -; hours: 2."


def test_the_digest_does_not_depend_on_the_order_of_anything():
    problem = random_problem(3)
    random = Random(1)
    shuffled = replace(
        problem,
        mentees=tuple(random.sample(problem.mentees, len(problem.mentees))),
        mentors=tuple(random.sample(problem.mentors, len(problem.mentors))),
        caps=problem.caps[::-1],
    )
    assert input_digest(shuffled) == input_digest(problem)
    assert input_digest(pickle.loads(pickle.dumps(problem))) == input_digest(problem)


@pytest.mark.parametrize(
    "changes",
    [
        {"today": date(2026, 11, 25)},
        {"policy": Policy(seed=2)},
        {"sealed": frozenset({("anna", "mara")})},
        {"mentees": (a_mentee(age=15),)},
        {"mentors": (a_mentor(capacity=2),)},
        {"caps": (GroupCap("group", frozenset({"mara"}), 1),)},
    ],
)
def test_the_digest_changes_with_everything_that_counts(changes):
    assert input_digest(replace(a_problem(), **changes)) != input_digest(a_problem())


def test_sealed_pairs_do_not_show_in_the_text_of_a_problem():
    problem = a_problem(sealed=frozenset({("anna", "mara")}), no_contact=frozenset({("anna", "mara")}))
    assert "sealed" not in repr(problem) and "no_contact" not in repr(problem)
