"""What do reservation prices buy when mentees arrive month by month?

``simulate`` plays years in which a pair once made stays. The mentors are always the same; a year is a random share of
the mentees, in a random order. Past years are solved in hindsight; the mean of their seat prices is what a seat is
reserved for in the years that are then played.

``run_by_run`` plays a centre as the product runs it: a seat is reserved at half its mean price in the last three runs.
Pairings end after 6 to 18 months, not all after the same time: otherwise seats come free in step, and what a
simulation tells depends on where in the year it stops. Time spent waiting is counted, because a seat that stays empty
for months is a loss even when it is filled in the end. The rule was chosen on the seeds 0 to 2.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from benchmarks.instances import instance
from benchmarks.own import solved_of
from matching.engine.arrays import Ints, as_tuple
from matching.engine.assignment import Assignment, CandidateGraph, assign
from matching.engine.reservations import reservation_from
from matching.engine.scale import Scale

Objective = tuple[int, ...]
Price = Callable[[int, Sequence[tuple[Ints, Scale]]], Ints | None]
"""What seats are reserved at in a month, given the prices of all runs before it; None holds nothing back."""


@dataclass(frozen=True)
class Arrivals:
    """Totals over the years played: mentees served per tier, then total fit.

    Parameters
    ----------
    without : tuple of int
        Each month solved by itself.
    held_back : tuple of int
        With reservation prices, which fade out over the year.
    hindsight : tuple of int
        If the whole year had been known.
    years, months : int
    """

    without: Objective
    held_back: Objective
    hindsight: Objective
    years: int
    months: int


@dataclass(frozen=True)
class RunByRun:
    """Sums over the months after the warm-up, by tier.

    Parameters
    ----------
    without, held_back : tuple of int
        Mentees served in each run by itself, and with the prices of the runs before it; then total fit.
    waited_without, waited_held_back : tuple of int
        Months spent waiting.
    a_month, months : int
        Mentees who come in a month, and months that are counted.
    """

    without: Objective
    held_back: Objective
    waited_without: Objective
    waited_held_back: Objective
    a_month: int
    months: int


def run_by_run(
    a_month: int = 100, mentors: int = 500, months: int = 60, warm: int = 24, runs: int = 3, seed: int = 20
) -> RunByRun:
    """Play the same months twice; prices of the last ``runs`` runs hold seats back after the warm-up."""
    country = instance(a_month * months, mentors, seed)
    rng = np.random.default_rng(seed + 9)
    batches = np.array_split(rng.permutation(country.mentees), months)
    stay = rng.integers(6, 19, country.mentees)

    def half_the_mean(month: int, seen: Sequence[tuple[Ints, Scale]]) -> Ints | None:
        return reservation_from(seen[-runs:]) // 2 if month >= warm else None

    without, alone = _played(country, batches, lambda month, seen: None, stay)
    held_back, longer = _played(country, batches, half_the_mean, stay)
    served, waited = (_sum(without[warm:]), _sum(held_back[warm:])), (_sum(alone[warm:]), _sum(longer[warm:]))
    return RunByRun(*served, *waited, a_month, months - warm)


def simulate(mentees: int = 1_000, past: int = 10, years: int = 5, months: int = 12, seed: int = 0) -> Arrivals:
    """Play some years with and without reservation prices."""
    country = instance(mentees * (past + years), round(0.5 * mentees), seed)
    year_of = np.random.default_rng(seed + 3).permutation(country.mentees) % (past + years)
    seen = [assign(_part(country, np.flatnonzero(year_of == year), country.capacity)) for year in range(past)]
    price = reservation_from([priced(plan) for plan in seen])
    none, held, known = list[Objective](), list[Objective](), list[Objective]()
    stay = np.full(country.mentees, months)
    for year in range(past, past + years):
        order = np.random.default_rng(seed + year).permutation(np.flatnonzero(year_of == year))
        batches = np.array_split(order, months)
        none.append(_sum(_played(country, batches, lambda month, seen: None, stay)[0]))
        fading = [price * (months - 1 - month) // months for month in range(months)]
        held.append(_sum(_played(country, batches, partial(_of_month, fading), stay)[0]))
        known.append(assign(_part(country, np.sort(order), country.capacity)).objective)
    return Arrivals(_sum(none), _sum(held), _sum(known), years, months)


def _of_month(prices: Sequence[Ints], month: int, seen: Sequence[tuple[Ints, Scale]]) -> Ints:
    return prices[month]


def priced(plan: Assignment) -> tuple[Ints, Scale]:
    """Seat prices of a plan and the scale they are on."""
    return plan.seat_price, solved_of(plan).encoding.scale


def _part(country: CandidateGraph, mentees: Ints, capacity: Ints) -> CandidateGraph:
    """Some mentees, and all mentors with what is left of their seats; as many tiers, whoever is there."""
    place = np.full(country.mentees, -1)
    place[mentees] = np.arange(len(mentees))
    kept = np.flatnonzero(place[country.mentee] >= 0)
    ends = place[country.mentee[kept]], country.mentor[kept]
    return CandidateGraph(*ends, country.fit[kept], country.tier[mentees], capacity, grades=country.tiers)


def _played(
    country: CandidateGraph, batches: Sequence[Ints], price: Price, stay: Ints
) -> tuple[list[Objective], list[Objective]]:
    """Run after run, objectives and those left by tier: who waited stays, a mentee keeps a seat ``stay`` runs."""
    back = np.zeros((len(batches) + int(stay.max()) + 1, country.mentors), dtype=np.int64)
    capacity, waiting, seen = country.capacity, np.zeros(0, dtype=np.int64), list[tuple[Ints, Scale]]()
    played, left = list[Objective](), list[Objective]()
    for month, batch in enumerate(batches):
        capacity = capacity + back[month]
        here = np.sort(np.concatenate((waiting, batch)))
        graph = _part(country, here, capacity)
        plan, held = assign(graph), price(month, seen)
        seen.append(priced(plan))
        if held is not None:
            plan = assign(replace(graph, reservation=held))
        served = plan.edge >= 0
        mentor = graph.mentor[plan.edge[served]]
        np.add.at(back, (month + stay[here[served]], mentor), 1)
        capacity, waiting = capacity - np.bincount(mentor, minlength=country.mentors), here[~served]
        played.append(plan.objective)
        left.append(as_tuple(np.bincount(country.tier[waiting], minlength=country.tiers + 1)[1:]))
    return played, left


def _sum(objectives: Sequence[Objective]) -> Objective:
    return tuple(int(total) for total in np.sum(objectives, axis=0))
