"""What would the question to the engine be with mentors who are not there, or without some who are?

Pure: a problem in, a problem out. An assumed mentor is cleared, certified and supervised, brings no special skills,
and meets in every way; the code sorts behind everybody else's.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from matching.engine import Mentor, Problem
from matching.engine.records import GENDERS, MODES
from matching.engine.recruiting import AGE, RADIUS_KM, windows_of
from matching.engine.validation import OLDEST

ASSUMED = "~assumed"
PAIRS = ("forbidden", "locked", "ended", "sealed", "no_contact")


@dataclass(frozen=True)
class Profile:
    """A kind of mentor who is assumed, and how many of them."""

    count: int
    population: str
    language: str
    gender: str  # empty: any
    experience: int
    place: str
    latitude: float
    longitude: float
    windows: tuple[str, ...]

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> "Profile":
        return cls(**{**stored, "windows": tuple(stored["windows"])})


def with_profiles(problem: Problem, profiles: Iterable[Profile]) -> Problem:
    """The problem with so many more mentors of each profile, one seat each."""
    wanted = [profile for profile in profiles for _each in range(profile.count)]
    mentors = [_mentor(problem, profile, f"{ASSUMED}-{at:03}") for at, profile in enumerate(wanted, start=1)]
    return replace(problem, mentors=(*problem.mentors, *mentors))


def without(problem: Problem, mentors: Collection[str]) -> Problem:
    """The problem as if these mentors were not there, with everything that was said about them gone too."""
    gone = set(mentors)
    pairs: dict[str, Any] = {
        name: frozenset(pair for pair in getattr(problem, name) if pair[1] not in gone) for name in PAIRS
    }
    return replace(
        problem, mentors=tuple(mentor for mentor in problem.mentors if mentor.id not in gone),
        caps=tuple(replace(cap, mentors=cap.mentors - gone) for cap in problem.caps if cap.mentors - gone),
        reservations={code: price for code, price in problem.reservations.items() if code not in gone}, **pairs,
    )  # fmt: skip


def _mentor(problem: Problem, profile: Profile, code: str) -> Mentor:
    known = windows_of(problem.policy)
    week = 0
    for window in profile.windows:
        week |= known[window]
    oldest = max((mentee.age for mentee in problem.mentees if mentee.population == profile.population), default=0)
    age = min(OLDEST, max(AGE, oldest + problem.policy.min_age_gap.get(profile.population, 0)))
    here = frozenset({profile.population})
    return Mentor(
        id=code, capacity=1, gender=profile.gender or GENDERS[0], age=age, experience=profile.experience,
        languages=(profile.language,), week=week, modes=frozenset(MODES), latitude=profile.latitude,
        longitude=profile.longitude, radius_km=RADIUS_KM, place=profile.place, populations=here, certified=here,
        cleared_until={profile.population: date.max}, committed_until=date.max,
    )  # fmt: skip
