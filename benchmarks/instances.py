"""Who waits and who could walk along, in a country that nobody lives in? The same people for the same seed.

Towns have Pareto sizes, so that most people live in a few of them. Everything that a bar or a criterion looks at is
drawn: languages, genders and wishes about them, travel limits, free hours, interests, strain and experience. There
are 0.6 mentors and about 0.9 seats per mentee: seats are scarce, which is the case that matters.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from matching.engine import Mentee, Mentor, Policy, Problem
from matching.engine.assignment import CandidateGraph, Cap
from matching.engine.candidates import Candidates, candidates
from matching.engine.columns import Columns

ALWAYS = date.max
TODAY = date(2026, 1, 15)
LANGUAGES = tuple(f"l{number:02d}" for number in range(12))
INTERESTS = tuple(f"i{number:02d}" for number in range(24))
IN_PERSON = frozenset({"in_person"})
BOTH = frozenset({"youth", "survivor"})
WEIGHTS = {"distance": 250, "interests": 250, "hours": 200, "language": 100, "wishes": 100, "experience": 100}
POLICY = Policy(weights=WEIGHTS, min_common_hours=4, distance_scale_km=40)
LARGEST = 100
"""No town is larger than this many of the smallest ones."""
EXCLUDED = 0.002
"""Share of pairs that somebody has excluded by hand."""


@dataclass(frozen=True)
class Draw:
    """What both sides share: numpy columns of one side's people."""

    latitude: np.ndarray
    longitude: np.ndarray
    radius: np.ndarray
    languages: np.ndarray
    interests: np.ndarray
    week: np.ndarray
    woman: np.ndarray


def people(mentees: int, mentors: int = 0, seed: int = 0) -> Problem:
    """A problem of that many people; 0.6 mentors per mentee unless said."""
    mentors = mentors or round(0.6 * mentees)
    rng = np.random.default_rng(seed)
    towns = _towns(rng, mentees)
    ours, theirs = _draw(rng, towns, mentees, 0.3), _draw(rng, towns, mentors, 0.45)
    return Problem(tuple(_mentees(rng, ours)), tuple(_mentors(rng, theirs)), POLICY, TODAY)


def _towns(rng: np.random.Generator, mentees: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Latitudes, longitudes and shares of the people; the more people, the more and the larger towns."""
    count = 4 + round(mentees**0.56)
    side = 0.25 * count**0.5
    share = np.minimum(rng.pareto(1.25, count) + 1, LARGEST)
    return 44 + side * rng.random(count), 21 + 1.4 * side * rng.random(count), share / share.sum()


def _draw(rng: np.random.Generator, towns: tuple[np.ndarray, ...], size: int, free: float) -> Draw:
    town = rng.choice(len(towns[2]), size, p=towns[2])
    return Draw(
        towns[0][town] + rng.normal(0, 0.05, size),
        towns[1][town] + rng.normal(0, 0.07, size),
        rng.choice([10, 15, 25, 40], size, p=[0.2, 0.3, 0.3, 0.2]),
        np.argsort(rng.random((size, 12)) * np.linspace(0.2, 1.5, 12), axis=1)[:, : rng.integers(2, 3)],
        np.argsort(rng.random((size, 24)), axis=1)[:, :5],
        rng.random((size, 84)) < free,
        rng.random(size) < 0.6,
    )


def _shared(draw: Draw, at: int) -> dict[str, Any]:
    bits = np.packbits(draw.week[at], bitorder="little").tobytes()
    return {
        "gender": "woman" if draw.woman[at] else "man",
        "languages": tuple(LANGUAGES[code] for code in draw.languages[at]),
        "week": int.from_bytes(bits, "little"),
        "modes": IN_PERSON,
        "latitude": float(draw.latitude[at]),
        "longitude": float(draw.longitude[at]),
        "radius_km": int(draw.radius[at]),
        "interests": frozenset(INTERESTS[code] for code in draw.interests[at]),
    }


def _mentees(rng: np.random.Generator, draw: Draw) -> Iterator[Mentee]:
    size = len(draw.week)
    risk = rng.choice(4, size, p=[0.41, 0.3, 0.17, 0.12]) + 1
    age, survivor, picky = rng.integers(12, 20, size), rng.random(size) < 0.3, rng.random((size, 2))
    for at in range(size):
        woman = frozenset({"woman"})
        yield Mentee(
            id=f"y{at:07d}",
            tier=(3, 3, 2, 1)[risk[at] - 1],
            population="survivor" if survivor[at] else "youth",
            age=int(age[at]),
            risk=int(risk[at]),
            accepted_genders=woman if picky[at, 0] < 0.2 else frozenset({"woman", "man", "other"}),
            wished_genders=woman if picky[at, 1] < 0.3 else frozenset(),
            decision_until=ALWAYS,
            consent_until=ALWAYS,
            assent_until=ALWAYS,
            **_shared(draw, at),
        )


def _mentors(rng: np.random.Generator, draw: Draw) -> Iterator[Mentor]:
    size = len(draw.week)
    capacity = rng.choice(3, size, p=[0.6, 0.3, 0.1]) + 1
    experience = rng.choice(4, size, p=[0.2, 0.3, 0.3, 0.2]) + 1
    age, survivors = rng.integers(22, 60, size), rng.random(size) < 0.5
    for at in range(size):
        trained = BOTH if survivors[at] else frozenset({"youth"})
        yield Mentor(
            id=f"m{at:07d}",
            capacity=int(capacity[at]),
            age=int(age[at]),
            experience=int(experience[at]),
            populations=BOTH,
            certified=trained,
            cleared_until=dict.fromkeys(sorted(trained), ALWAYS),
            committed_until=ALWAYS,
            **_shared(draw, at),
        )


def graph_of(columns: Columns, found: Candidates, seed: int = 0) -> CandidateGraph:
    """The candidate graph of found pairs, without those that somebody excluded."""
    kept = np.random.default_rng(seed + 1).random(len(found.fit)) >= EXCLUDED
    return CandidateGraph(found.mentee[kept], found.mentor[kept], found.fit[kept], columns.tier, columns.capacity)


def instance(mentees: int, mentors: int = 0, seed: int = 0) -> CandidateGraph:
    """The candidate graph of ``people``."""
    columns = Columns.of(people(mentees, mentors, seed))
    return graph_of(columns, candidates(columns), seed)


def regions(count: int, mentees: int, seed: int = 0) -> CandidateGraph:
    """That many regions of that many mentees each, without a pair between two of them."""
    return side_by_side([instance(mentees, seed=seed + number) for number in range(count)])


def side_by_side(parts: list[CandidateGraph]) -> CandidateGraph:
    """One graph of several that have nothing to do with each other."""
    mentee, mentor, fit, first_mentee, first_mentor = [], [], [], 0, 0
    for part in parts:
        mentee.append(part.mentee + first_mentee)
        mentor.append(part.mentor + first_mentor)
        fit.append(part.fit)
        first_mentee += part.mentees
        first_mentor += part.mentors
    return CandidateGraph(
        np.concatenate(mentee),
        np.concatenate(mentor),
        np.concatenate(fit),
        np.concatenate([part.tier for part in parts]),
        np.concatenate([part.capacity for part in parts]),
    )


def supervised(graph: CandidateGraph, seed: int = 0) -> CandidateGraph:
    """The same graph with students inside supervisors inside universities: 25 and 300 mentors to a group."""
    order = np.random.default_rng(seed + 2).permutation(graph.mentors)
    caps = []
    for size, share in ((300, 0.80), (25, 0.85)):
        for start in range(0, graph.mentors, size):
            members = order[start : start + size]
            caps.append(Cap(members, int(share * graph.capacity[members].sum())))
    return CandidateGraph(graph.mentee, graph.mentor, graph.fit, graph.tier, graph.capacity, tuple(caps))


def save(graph: CandidateGraph, path: Path) -> None:
    """Store a graph without caps, so that every contender reads the same."""
    np.savez(
        path, mentee=graph.mentee.astype(np.int32), mentor=graph.mentor.astype(np.int32),
        fit=graph.fit.astype(np.int16), tier=graph.tier, capacity=graph.capacity,
    )  # fmt: skip


def load(path: Path) -> CandidateGraph:
    """Read what ``save`` stored."""
    with np.load(path) as stored:
        return CandidateGraph(*(stored[name] for name in ("mentee", "mentor", "fit", "tier", "capacity")))
