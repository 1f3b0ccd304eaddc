"""Whom should we recruit? Profiles that the waiting mentees have in common, each tried in the plan.

A recruit is an invented mentor who speaks one language, lives in one place, is free in a few windows of the week and
is ready for one population. Nothing else is assumed: no shared interests, no special skills.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from matching.engine.arrays import Ints
from matching.engine.assignment import assign
from matching.engine.columns import Words, shared, words_of
from matching.engine.graph import CandidateGraph
from matching.engine.policy import POPULATIONS, Policy
from matching.engine.pool import Pool
from matching.engine.problem import Problem
from matching.engine.records import GENDERS, MODES, Mentee, Mentor
from matching.engine.solving import objective_tuple
from matching.engine.trials import Gain, Trials, is_gain, trials
from matching.engine.validation import OLDEST
from matching.engine.wording import Message, gettext_noop

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WINDOW_HOURS = 4
HOURS = (16, 12, 8, 20, 4, 0)
MOST_WINDOWS = 3
MOST_SEATS = 3
PROFILES_TRIED = 60
RADIUS_KM = 15
AGE = 30

SENTENCES = {
    "recruit.any": gettext_noop(
        "Recruits for {place}: {count}. Language: {language}; free: {windows}; experienced up to strain {experience}."
    ),
    "recruit.gender": gettext_noop(
        "Recruits for {place}: {count}. Gender: {gender}; language: {language}; free: {windows}; "
        "experienced up to strain {experience}."
    ),
    "recruit.any_no_place": gettext_noop(
        "Recruits, for mentees whose place is not recorded: {count}. Language: {language}; free: {windows}; "
        "experienced up to strain {experience}."
    ),
    "recruit.gender_no_place": gettext_noop(
        "Recruits, for mentees whose place is not recorded: {count}. Gender: {gender}; language: {language}; "
        "free: {windows}; experienced up to strain {experience}."
    ),
}


@dataclass(frozen=True)
class Recruit:
    """A kind of mentor to look for.

    Parameters
    ----------
    count : int
        How many of them, one mentee each.
    population, language : str
    place : str
        Empty when the mentees' place is not recorded.
    gender : str
        Empty when any gender helps.
    experience : int
        The strain they have to be experienced for.
    windows : tuple of str
        When they have to be free, such as ``tue_16_20``.
    gain : tuple of int, length T + 1
        Mentees gained per tier, then total fit gained, verified.
    message : Message
    """

    count: int
    population: str
    language: str
    place: str
    gender: str
    experience: int
    windows: tuple[str, ...]
    gain: Gain
    message: Message


@dataclass(frozen=True)
class _Profile:
    """What a group of waiting mentees asks of a mentor."""

    population: str
    language: str
    place: str
    gender: str
    experience: int
    windows: tuple[str, ...]
    week: int
    latitude: float
    longitude: float
    members: int


def recruits(pool: Pool, waiting: Sequence[int], most: int) -> tuple[Recruit, ...]:
    """The recruits that would help most.

    Parameters
    ----------
    pool : Pool
    waiting : sequence of int
        Rows of waiting mentees whose own papers are in order.
    most : int
        How many kinds of recruits are given at most.

    Returns
    -------
    tuple of Recruit
        Ranked by verified gain, the most urgent tier first; one per population and place.

    Notes
    -----
    1. Group the mentees by population, place, each of their languages, and the genders they accept.
    2. For each group take the windows of the week that serve most of its mentees, and the strain that
       half of them or all of them have.
    3. Put all profiles into the problem as mentors without a seat, which changes nothing, and give each in turn one
       to three seats: the gain of every seat is the exact difference of two optima.

    One pass over the candidates, one solve, and at most 180 what-ifs.
    """
    mentees = [pool.columns.mentees[row] for row in waiting]
    profiles = profiles_of(mentees, pool.problem.policy)[:PROFILES_TRIED]
    if not profiles:
        return ()
    problem, graph, rows = _with_profiles(pool.problem, profiles)
    tries = trials(graph, assign(graph))
    tried = [_tried(problem.policy, tries, profile, row) for profile, row in zip(profiles, rows, strict=True)]
    helpful = sorted((recruit for recruit in tried if recruit is not None), key=_rank)
    of_place = {(recruit.population, recruit.place): recruit for recruit in reversed(helpful)}
    return tuple(sorted(of_place.values(), key=_rank)[:most])


def _rank(recruit: Recruit) -> tuple[object, ...]:
    """The largest gain first; among equal ones the fewest and those easiest to find."""
    gain = tuple(-step for step in recruit.gain[:-1])
    return (
        gain,
        recruit.count,
        bool(recruit.gender),
        recruit.experience,
        -recruit.gain[-1],
        recruit.place,
        recruit.language,
    )


def profiles_of(mentees: Iterable[Mentee], policy: Policy) -> list[_Profile]:
    """Steps 1 and 2: profiles of the groups, the largest group first."""
    groups: dict[tuple[str, str, str, str], list[Mentee]] = defaultdict(list)
    for mentee in mentees:
        for language in mentee.languages:
            for gender in ("", *sorted(mentee.accepted_genders)):
                if gender or mentee.accepted_genders == frozenset(GENDERS):
                    groups[mentee.population, mentee.place, language, gender].append(mentee)
    largest = sorted(groups.items(), key=lambda item: (-len(item[1]), item[0]))[:PROFILES_TRIED]
    profiles = [
        profile
        for key, group in largest
        for experience in sorted({_middle(one.risk for one in group), max(one.risk for one in group)})
        for profile in _profile(key, [one for one in group if one.risk <= experience], experience, policy)
    ]
    return sorted(profiles, key=lambda profile: -profile.members)


def _middle(values: Iterable[int]) -> int:
    ordered = sorted(values)
    return ordered[(len(ordered) - 1) // 2]


def _profile(key: tuple[str, str, str, str], group: list[Mentee], experience: int, policy: Policy) -> list[_Profile]:
    population, place, language, gender = key
    windows, served = best_windows([one.week for one in group], policy)
    if not served:
        return []
    week = 0
    for window in windows:
        week |= windows_of(policy)[window]
    return [
        _Profile(
            population,
            language,
            place,
            gender,
            experience,
            windows,
            week,
            sum(one.latitude for one in group) / len(group),
            sum(one.longitude for one in group) / len(group),
            served,
        )
    ]


def windows_of(policy: Policy) -> dict[str, int]:
    """Four-hour windows of the week and their slots as bits, the hours at which most people would meet first."""
    per_window = policy.slots_per_day * WINDOW_HOURS // 24
    return {
        f"{code}_{hour:02}_{hour + WINDOW_HOURS:02}": (1 << per_window) - 1
        << day * policy.slots_per_day + hour * policy.slots_per_day // 24
        for hour in HOURS
        for day, code in enumerate(DAYS)
    }


def best_windows(weeks: Sequence[int], policy: Policy) -> tuple[tuple[str, ...], int]:
    """Up to three windows, chosen greedily, and how many of the weeks then have enough common hours."""
    known = windows_of(policy)
    names, bits = list(known), 7 * policy.slots_per_day
    windows, others = words_of(list(known.values()), bits), words_of(weeks, bits)
    enough = 60 * policy.min_common_hours

    def worth(slots: Words) -> Ints:
        """Weeks served, then hours that count, in one number per row of ``slots``, uint64[n, W]."""
        minutes = shared(slots[:, None], others[None, :]) * policy.slot_minutes
        counted = np.minimum(minutes, enough).sum(axis=1)
        worth: Ints = (minutes >= enough).sum(axis=1) * (enough * len(weeks) + 1) + counted
        return worth

    chosen: list[str] = []
    week = np.zeros_like(windows[:1])
    for _ in range(MOST_WINDOWS):
        worths = worth(week | windows)
        best = int(worths.argmax())
        if worths[best] <= worth(week)[0]:
            break
        chosen.append(names[best])
        week = week | windows[best]
    served = int(worth(week)[0]) // (enough * len(weeks) + 1)
    return tuple(sorted(chosen, key=known.__getitem__)), served


def _with_profiles(problem: Problem, profiles: Sequence[_Profile]) -> tuple[Problem, CandidateGraph, list[int]]:
    """The problem with the profiles as mentors, its graph in which they have no seat, and their rows."""
    longest = max((len(code) for code in problem.mentor_of), default=0)
    codes = [f"{'~' * (longest + 1)}{at:04}" for at in range(len(profiles))]
    ages = {
        population: max((one.age for one in problem.mentees if one.population == population), default=0)
        + problem.policy.min_age_gap.get(population, 0)
        for population in POPULATIONS
    }
    invented = [
        _mentor(code, profile, min(OLDEST, max(AGE, ages[profile.population])))
        for code, profile in zip(codes, profiles, strict=True)
    ]
    wider = replace(problem, mentors=(*problem.mentors, *invented))
    pool = Pool.of(wider)
    row = {code: at for at, code in enumerate(wider.mentor_of)}
    rows = [row[code] for code in codes]
    capacity = pool.graph.capacity.copy()
    capacity[rows] = 0
    return wider, replace(pool.graph, capacity=capacity), rows


def _mentor(code: str, profile: _Profile, age: int) -> Mentor:
    return Mentor(
        id=code,
        capacity=1,
        gender=profile.gender or GENDERS[0],
        age=age,
        experience=profile.experience,
        languages=(profile.language,),
        week=profile.week,
        modes=frozenset(MODES),
        latitude=profile.latitude,
        longitude=profile.longitude,
        radius_km=RADIUS_KM,
        place=profile.place,
        populations=frozenset({profile.population}),
        certified=frozenset({profile.population}),
        cleared_until={profile.population: date.max},
        committed_until=date.max,
    )


def _tried(policy: Policy, tries: Trials, profile: _Profile, row: int) -> Recruit | None:
    """Step 3 for one profile: as many seats as each bring a gain of their own."""
    gains = tries.seats(row, MOST_SEATS)
    steps = [
        tuple(np.subtract(now, before).tolist())
        for before, now in zip([(0,) * len(gains[0]), *gains], gains, strict=False)
    ]
    count = next((at for at, step in enumerate(steps) if not is_gain(step)), len(steps))
    if not count:
        return None
    facts = {
        "count": count,
        "population": profile.population,
        "language": profile.language,
        "place": profile.place,
        "gender": profile.gender,
        "experience": profile.experience,
        "windows": profile.windows,
    }
    code = ("recruit.gender" if profile.gender else "recruit.any") + ("" if profile.place else "_no_place")
    return Recruit(
        count,
        profile.population,
        profile.language,
        profile.place,
        profile.gender,
        profile.experience,
        profile.windows,
        objective_tuple(gains[count - 1], policy.tiers),
        Message(code, SENTENCES[code], facts),
    )
