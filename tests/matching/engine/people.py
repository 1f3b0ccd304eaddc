"""Invented people for the tests of the engine: one pair that fits, and random problems with every kind of trouble."""

from datetime import date, timedelta
from random import Random

from matching.engine import GroupCap, Mentee, Mentor, Policy, Problem

TODAY = date(2026, 11, 24)
ALWAYS = date.max
LANGUAGES = ("ro", "hu", "rmy", "en")
INTERESTS = ("football", "music", "cooking", "animals", "reading", "crafts", "games")
SKILLS = ("school", "job", "money", "offices", "health")
PLACES = {
    "cluj": (46.7712, 23.6236), "turda": (46.5667, 23.7833), "dej": (47.15, 23.8667), "gherla": (47.0333, 23.9167),
    "huedin": (46.8667, 23.05), "campia": (46.55, 23.8833),
}  # fmt: skip


def a_mentee(code="anna", **changes):
    """A mentee of tier 1 whom ``a_mentor`` suits."""
    usual = {
        "tier": 1, "population": "youth", "gender": "woman", "age": 14, "risk": 2, "languages": ("ro", "hu"),
        "week": 0b111111, "modes": frozenset({"in_person"}), "latitude": 46.7712, "longitude": 23.6236,
        "radius_km": 10, "place": "cluj",
        "interests": frozenset({"music", "animals"}), "dislikes": frozenset({"football"}),
        "needs": frozenset({"school"}), "decision_until": ALWAYS, "consent_until": ALWAYS, "assent_until": ALWAYS,
    }  # fmt: skip
    return Mentee(id=code, **{**usual, **changes})


def a_mentor(code="mara", **changes):
    """A mentor with one seat who suits ``a_mentee``."""
    usual = {
        "capacity": 1, "gender": "woman", "age": 25, "experience": 2, "languages": ("ro",), "week": 0b1111,
        "place": "cluj", "modes": frozenset({"in_person"}), "latitude": 46.7712, "longitude": 23.6236, "radius_km": 15,
        "interests": frozenset({"music", "cooking"}), "dislikes": frozenset({"football"}),
        "skills": frozenset({"school", "money"}), "populations": frozenset({"youth", "survivor"}),
        "certified": frozenset({"youth", "survivor"}), "cleared_until": {"youth": ALWAYS, "survivor": ALWAYS},
        "committed_until": ALWAYS,
    }  # fmt: skip
    return Mentor(id=code, **{**usual, **changes})


def a_problem(mentees=None, mentors=None, policy=None, **more):
    """A problem of the given people, by default the two who suit each other."""
    mentees = (a_mentee(),) if mentees is None else tuple(mentees)
    mentors = (a_mentor(),) if mentors is None else tuple(mentors)
    return Problem(mentees=mentees, mentors=mentors, policy=policy or Policy(), today=TODAY, **more)


def _some(random, known, least=0, most=3):
    return frozenset(random.sample(known, random.randint(least, min(most, len(known)))))


def _until(random, days):
    return random.choice([None, ALWAYS, ALWAYS, ALWAYS, TODAY + timedelta(days=random.randint(-5, days))])


def _both(random, place, spread):
    latitude, longitude = PLACES[place]
    return {
        "place": place, "latitude": latitude + random.uniform(-spread, spread),
        "longitude": longitude + random.uniform(-spread, spread), "radius_km": random.choice([5, 10, 20, 40]),
        "gender": random.choice(["woman", "woman", "man", "man", "other"]),
        "languages": tuple(random.sample(LANGUAGES, random.randint(1, 3))), "week": random.getrandbits(84),
        "modes": _some(random, ["in_person", "site", "remote"], 1), "interests": _some(random, INTERESTS),
        "dislikes": _some(random, INTERESTS, 0, 2),
    }  # fmt: skip


def random_mentee(random, code, spread=0.05):
    return a_mentee(code, **{
        **_both(random, random.choice([*PLACES]), spread),
        "week": random.getrandbits(84) & random.getrandbits(84) & random.getrandbits(84),
        "modes": random.choice([frozenset({"in_person"}), _some(random, ["in_person", "site", "remote"], 0)]),
        "tier": random.randint(1, 3), "population": random.choice(["youth", "youth", "survivor"]),
        "age": random.randint(12, 30), "risk": random.randint(1, 4), "needs": _some(random, SKILLS),
        "accepted_genders": random.choice([frozenset({"woman"}), frozenset({"woman", "man", "other"})]),
        "wished_genders": _some(random, ["woman", "man"], 0, 1),
        "wished_age": random.choice([None, (20, 30), (40, 60)]),
        "decision_until": _until(random, 5), "consent_until": _until(random, 5), "assent_until": _until(random, 5),
    })  # fmt: skip


def random_mentor(random, code, spread=0.05):
    return a_mentor(code, **{
        **_both(random, random.choice([*PLACES]), spread),
        "week": random.getrandbits(84) & random.getrandbits(84), "capacity": random.choice([0, 1, 1, 1, 2, 3]),
        "age": random.randint(20, 70), "experience": random.randint(1, 4), "skills": _some(random, SKILLS),
        "populations": _some(random, ["youth", "survivor"], 1), "certified": _some(random, ["youth", "survivor"], 1),
        "cleared_until": {"youth": ALWAYS, "survivor": TODAY + timedelta(days=random.randint(0, 200))},
        "committed_until": _until(random, 400), "available": random.random() < 0.95,
        "supervised": random.random() < 0.95,
    })  # fmt: skip


def random_pairs(random, mentees, mentors, count):
    return frozenset((random.choice(mentees).id, random.choice(mentors).id) for _ in range(count))


def random_problem(seed, mentees=40, mentors=30, policy=None, caps=True):
    """People of a county with every kind of trouble: missing consent, resting mentors, exclusions, caps."""
    random = Random(seed)
    left = [random_mentee(random, f"y{number:05d}") for number in range(mentees)]
    right = [random_mentor(random, f"m{number:05d}") for number in range(mentors)]
    groups = ()
    if caps:
        half = [mentor.id for mentor in right[: mentors // 2]]
        groups = (
            GroupCap("university", frozenset(half), max(1, mentors // 4)),
            GroupCap("supervisor", frozenset(half[: mentors // 4]), max(1, mentors // 8)),
        )
    return a_problem(
        left, right, policy or Policy(least_fit=(150, 200, 250)), caps=groups,
        forbidden=random_pairs(random, left, right, mentees // 4),
        ended=random_pairs(random, left, right, mentees // 4), sealed=random_pairs(random, left, right, mentees // 4),
        no_contact=random_pairs(random, left, right, mentees // 4),
    )  # fmt: skip
