"""Is a plan safe to propose? Everything is checked again, from the records, by other means than the solve used.

The bars are written here a second time, one plain condition on two records each, so that a mistake in the
columns, the grid or the packed words cannot hide. The tests hold both against each other.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from math import asin, cos, radians, sin, sqrt

import numpy as np

from matching.engine.bars import BAR_OF
from matching.engine.columns import EARTH_M, Columns
from matching.engine.criteria import fit_of
from matching.engine.errors import NotProvedError
from matching.engine.pool import Pool
from matching.engine.problem import Problem, input_digest
from matching.engine.records import AFAR, Mentee, Mentor, Solution
from matching.engine.solving import (
    certificate_of,
    held_back,
    restored,
    seat_prices_of,
    unreserved,
    whole_objective,
)
from matching.engine.wording import Message, gettext_noop

SENTENCES = {
    "unknown": gettext_noop("A pair names {mentee} or {mentor}, who does not take part."),
    "twice": gettext_noop("The mentee {mentee} is in the plan {count} times."),
    "missing": gettext_noop("The mentee {mentee} is neither paired nor waiting."),
    "capacity": gettext_noop("The mentor {mentor} has {capacity} free seats but gets {count} mentees."),
    "cap": gettext_noop("The group {cap} may have {limit} new pairs but gets {count}."),
    "lock": gettext_noop("The locked pair of {mentee} and {mentor} is not in the plan."),
    "bar": gettext_noop("The pair of {mentee} and {mentor} breaks a bar: {bar}."),
    "not_possible": gettext_noop("The pair of {mentee} and {mentor} is not possible."),
    "fit": gettext_noop("The pair of {mentee} and {mentor} has a fit of {fit}, not {stated}."),
    "tier": gettext_noop("The mentee {mentee} is not of tier {tier}."),
    "objective": gettext_noop("The stated objective is not that of the pairs."),
    "digest": gettext_noop("The plan was made for another problem."),
    "certificate": gettext_noop("The plan is not proved optimal."),
    "proof": gettext_noop("The stated proof is not that of the plan."),
    "effect": gettext_noop("The stated effect of holding seats back is not the true one."),
}

ROUNDING_M = 1
"""Distances are compared in whole metres; two ways to compute one differ by less than this."""


def violations(problem: Problem, solution: Solution) -> tuple[Message, ...]:
    """What is wrong with a plan; empty means safe to propose.

    Parameters
    ----------
    problem : Problem
    solution : Solution
        From ``solve``, or from a store, or from anywhere.

    Returns
    -------
    tuple of Message

    Notes
    -----
    1. Everybody once; capacities, caps and locks hold.
    2. Every pair passes every bar, checked on the records; locks may pass over those that a hand may waive.
    3. Fit, tiers, counts and objective are what the records say.
    4. The plan belongs to this problem and is optimal: prices are found from its pairs alone, one pass over all
       candidates compares plan and bound, and the stated proof must be the one found, with both digests of prices
       and all seat prices. What the plan says of itself is not believed. Asked only when nothing else is wrong.
    5. Where seats are reserved, the effect is compared with a plan that holds nothing back.

    The candidates are found anew: that takes most of the time. No solve, except one with reservations; where caps
    cross there are no prices, and none may be stated, so an optimum is found anew and its objective compared.

    Raises
    ------
    NotProvedError
        When caps cross and no optimum can be proved at all.
    """
    strangers = [
        _message("unknown", mentee=pair.mentee, mentor=pair.mentor)
        for pair in solution.pairs
        if pair.mentee not in problem.mentee_of or pair.mentor not in problem.mentor_of
    ]
    if strangers:
        return tuple(strangers)
    found = [fault for check in CHECKS for fault in check(problem, solution)]
    return tuple(found or _faults_of_proof(problem, solution))


def _message(code: str, **facts: object) -> Message:
    return Message(f"violation.{code}", SENTENCES[code], facts)


def _faults_of_people(problem: Problem, solution: Solution) -> Iterator[Message]:
    counts = Counter(pair.mentee for pair in solution.pairs)
    counts.update(waiting.mentee for waiting in solution.waiting)
    for mentee, count in sorted(counts.items()):
        if count > 1:
            yield _message("twice", mentee=mentee, count=count)
    for mentee in problem.mentee_of:
        if mentee not in counts:
            yield _message("missing", mentee=mentee)
    for waiting in solution.waiting:
        if waiting.mentee in problem.mentee_of and waiting.tier != problem.mentee_of[waiting.mentee].tier:
            yield _message("tier", mentee=waiting.mentee, tier=waiting.tier)


def _faults_of_limits(problem: Problem, solution: Solution) -> Iterator[Message]:
    counts = Counter(pair.mentor for pair in solution.pairs)
    for mentor, count in sorted(counts.items()):
        capacity = problem.mentor_of[mentor].capacity
        if count > capacity:
            yield _message("capacity", mentor=mentor, capacity=capacity, count=count)
    for cap in problem.caps:
        count = sum(counts[mentor] for mentor in cap.mentors)
        if count > cap.limit:
            yield _message("cap", cap=cap.code, limit=cap.limit, count=count)


def _faults_of_locks(problem: Problem, solution: Solution) -> Iterator[Message]:
    planned = {(pair.mentee, pair.mentor) for pair in solution.pairs}
    for mentee, mentor in sorted(problem.locked - planned):
        yield _message("lock", mentee=mentee, mentor=mentor)


def _faults_of_pairs(problem: Problem, solution: Solution) -> Iterator[Message]:
    for pair in solution.pairs:
        ids = pair.mentee, pair.mentor
        one, other = problem.mentee_of[pair.mentee], problem.mentor_of[pair.mentor]
        for code, passes in PLAIN_BARS.items():
            waived = ids in problem.locked and BAR_OF[code].may_waive
            if not waived and not passes(problem, one, other):
                yield _message("bar", mentee=pair.mentee, mentor=pair.mentor, bar=code)
        if ids in problem.sealed or ids in problem.no_contact:
            yield _message("not_possible", mentee=pair.mentee, mentor=pair.mentor)


def _faults_of_fit(problem: Problem, solution: Solution) -> Iterator[Message]:
    columns = Columns.of(problem)
    mentee = {record.id: row for row, record in enumerate(columns.mentees)}
    mentor = {record.id: row for row, record in enumerate(columns.mentors)}
    rows = [(mentee[pair.mentee], mentor[pair.mentor]) for pair in solution.pairs]
    places = np.asarray(rows, dtype=np.int64).reshape(len(rows), 2)
    for pair, fit in zip(solution.pairs, fit_of(columns, places[:, 0], places[:, 1]).tolist(), strict=True):
        if fit != pair.fit or sum(pair.points.values()) != pair.fit:
            yield _message("fit", mentee=pair.mentee, mentor=pair.mentor, fit=fit, stated=pair.fit)
        if fit < problem.policy.least_fit_of(pair.tier) and (pair.mentee, pair.mentor) not in problem.locked:
            yield _message("bar", mentee=pair.mentee, mentor=pair.mentor, bar="fit")
        if pair.tier != problem.mentee_of[pair.mentee].tier:
            yield _message("tier", mentee=pair.mentee, tier=pair.tier)


def _faults_of_figures(problem: Problem, solution: Solution) -> Iterator[Message]:
    tiers = Counter(problem.mentee_of[pair.mentee].tier for pair in solution.pairs)
    counts = tuple(tiers[tier] for tier in range(1, problem.policy.tiers + 1))
    left = Counter(waiting.tier for waiting in solution.waiting)
    told = solution.objective, solution.matched_by_tier, solution.waiting_by_tier
    waits = tuple(left[tier] for tier in range(1, problem.policy.tiers + 1))
    if told != ((*counts, sum(pair.fit for pair in solution.pairs)), counts, waits):
        yield _message("objective")
    known = all(waiting.mentee in problem.mentee_of for waiting in solution.waiting)
    if not known or solution.input_digest != input_digest(problem):
        yield _message("digest")
    if not solution.certificate.certified or solution.certificate.primal != solution.certificate.dual:
        yield _message("certificate")


CHECKS: tuple[Callable[[Problem, Solution], Iterator[Message]], ...] = (
    _faults_of_people, _faults_of_limits, _faults_of_locks, _faults_of_pairs, _faults_of_fit, _faults_of_figures,
)  # fmt: skip


def _faults_of_proof(problem: Problem, solution: Solution) -> list[Message]:
    pool = Pool.of(problem)
    try:
        best = restored(pool, solution)
    except NotProvedError:
        return [_message("certificate")]
    if best.solved is None:
        return _faults_without_prices(solution, whole_objective(pool, best.objective))
    free = unreserved(pool, best)
    stated = solution.certificate, (solution.seat_prices, solution.maximal_seat_prices)
    if stated != (certificate_of(pool, best), seat_prices_of(pool, free)):
        return [_message("proof")]
    told = solution.objective_unreserved, solution.held_back
    is_told = told == (whole_objective(pool, free.objective), held_back(pool, best, free))
    return [] if is_told else [_message("effect")]


def _faults_without_prices(solution: Solution, objective: tuple[int, ...]) -> list[Message]:
    """Where caps cross: the objective is the best one, and nobody claims prices that do not exist."""
    if solution.objective != objective:
        return [_message("certificate")]
    digests = solution.certificate.price_digest, solution.certificate.maximal_price_digest
    return [_message("proof")] if any((*digests, solution.seat_prices, solution.maximal_seat_prices)) else []


def _holds(until: date | None, day: date) -> bool:
    return until is not None and until >= day


def _cleared(problem: Problem, mentee: Mentee, mentor: Mentor) -> bool:
    horizon = problem.today + timedelta(days=problem.policy.horizon_days)
    return _holds(mentor.cleared_until.get(mentee.population), horizon)


def _committed(problem: Problem, mentee: Mentee, mentor: Mentor) -> bool:
    return _holds(mentor.committed_until, problem.today + timedelta(days=problem.policy.commitment_days))


def _older(problem: Problem, mentee: Mentee, mentor: Mentor) -> bool:
    least = problem.policy.min_age_gap.get(mentee.population)
    return least is None or mentor.age - mentee.age >= least


def _near(problem: Problem, mentee: Mentee, mentor: Mentor) -> bool:
    """By the haversine formula, where the columns use chords."""
    north, south = radians(mentee.latitude), radians(mentor.latitude)
    east = radians(mentor.longitude - mentee.longitude)
    half = sin((south - north) / 2) ** 2 + cos(north) * cos(south) * sin(east / 2) ** 2
    metres = 2 * EARTH_M * asin(min(1.0, sqrt(half)))
    reach = 1000 * min(mentee.radius_km, mentor.radius_km)
    return metres <= reach + ROUNDING_M or bool(mentee.modes & mentor.modes & set(AFAR))


def _free_together(problem: Problem, mentee: Mentee, mentor: Mentor) -> bool:
    minutes = (mentee.week & mentor.week).bit_count() * problem.policy.slot_minutes
    return minutes >= 60 * problem.policy.min_common_hours


PLAIN_BARS: dict[str, Callable[[Problem, Mentee, Mentor], bool]] = {
    "decision": lambda problem, mentee, mentor: _holds(mentee.decision_until, problem.today),
    "consent": lambda problem, mentee, mentor: _holds(mentee.consent_until, problem.today),
    "assent": lambda problem, mentee, mentor: _holds(mentee.assent_until, problem.today),
    "available": lambda problem, mentee, mentor: mentor.available,
    "room": lambda problem, mentee, mentor: mentor.capacity > 0,
    "supervised": lambda problem, mentee, mentor: mentor.supervised,
    "clearance": _cleared,
    "certificate": lambda problem, mentee, mentor: mentee.population in mentor.certified,
    "commitment": _committed,
    "population": lambda problem, mentee, mentor: mentee.population in mentor.populations,
    "language": lambda problem, mentee, mentor: not set(mentee.languages).isdisjoint(mentor.languages),
    "gender": lambda problem, mentee, mentor: mentor.gender in mentee.accepted_genders,
    "age_gap": _older,
    "risk": lambda problem, mentee, mentor: mentor.experience >= mentee.risk,
    "mode": lambda problem, mentee, mentor: bool(mentee.modes & mentor.modes),
    "distance": _near,
    "hours": _free_together,
    "ended": lambda problem, mentee, mentor: (mentee.id, mentor.id) not in problem.ended,
    "forbidden": lambda problem, mentee, mentor: (mentee.id, mentor.id) not in problem.forbidden,
}
"""Every bar but the one on fit, in the words of the records."""
