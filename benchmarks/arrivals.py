"""What do reservation prices buy when mentees arrive month by month?

``simulate`` plays years in which a pair once made stays. The mentors are always the same; a year is a random share of
the mentees, in a random order. Past years are solved in hindsight; the mean of their seat prices is what a seat is
reserved for in the years that are then played.

``run_by_run`` plays a centre as the product runs it: seats come back when a pairing ends, and a seat is reserved at the
least it was worth in any of the last monthly runs. The rule was chosen among about twenty on the seeds 0 to 2, so figures
are told of other seeds; and it helps only where many mentees come, so a small centre is played too.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from benchmarks.instances import instance
from benchmarks.own import solved_of
from matching.engine.arrays import Ints
from matching.engine.assignment import Assignment, CandidateGraph, assign
from matching.engine.reservations import in_thousandths, reservation_from
from matching.engine.scale import Scale

Objective = tuple[int, ...]
Price = Callable[[int, Sequence[tuple[Ints, Scale]]], Ints | None]
"""What seats are reserved at in a month, given the prices of all runs before it; None holds nothing back."""

FOR_GOOD = 10**9


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
    """Totals over the months after the first year: mentees served per tier, then total fit.

    Parameters
    ----------
    without, held_back : tuple of int
        Each run by itself, and with the prices of the runs before it.
    a_month, months : int
        Mentees who come in a month, and months that are counted.
    """

    without: Objective
    held_back: Objective
    a_month: int
    months: int


def run_by_run(
    a_month: int = 100, mentors: int = 500, months: int = 48, stay: int = 12, runs: int = 4, seed: int = 10
) -> RunByRun:
    """Play the same months twice; ``runs`` earlier runs give the prices, a pairing ends after ``stay`` months."""
    country = instance(a_month * months, mentors, seed)
    order = np.random.default_rng(seed + 9).permutation(country.mentees)
    batches = np.array_split(order, months)

    def least(month: int, seen: Sequence[tuple[Ints, Scale]]) -> Ints | None:
        return np.min([in_thousandths(*run) for run in seen[-runs:]], axis=0) if month >= stay else None

    without = _played(country, batches, lambda month, seen: None, stay)
    held_back = _played(country, batches, least, stay)
    return RunByRun(_sum(without[stay:]), _sum(held_back[stay:]), a_month, months - stay)


def simulate(mentees: int = 1_000, past: int = 10, years: int = 5, months: int = 12, seed: int = 0) -> Arrivals:
    """Play some years with and without reservation prices."""
    country = instance(mentees * (past + years), round(0.5 * mentees), seed)
    year_of = np.random.default_rng(seed + 3).permutation(country.mentees) % (past + years)
    seen = [assign(_part(country, np.flatnonzero(year_of == year), country.capacity)) for year in range(past)]
    price = reservation_from([priced(plan) for plan in seen])
    none, held, known = list[Objective](), list[Objective](), list[Objective]()
    for year in range(past, past + years):
        order = np.random.default_rng(seed + year).permutation(np.flatnonzero(year_of == year))
        batches = np.array_split(order, months)
        none.append(_sum(_played(country, batches, lambda month, seen: None)))
        held.append(_sum(_played(country, batches, lambda month, seen: price * (months - 1 - month) // months)))
        known.append(assign(_part(country, np.sort(order), country.capacity)).objective)
    return Arrivals(_sum(none), _sum(held), _sum(known), years, months)


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


def _played(country: CandidateGraph, batches: Sequence[Ints], price: Price, stay: int = FOR_GOOD) -> list[Objective]:
    """Run after run: who waited stays, who was paired keeps the seat for ``stay`` runs."""
    capacity, waiting, played = country.capacity, np.zeros(0, dtype=np.int64), list[Objective]()
    seats, seen = list[Ints](), list[tuple[Ints, Scale]]()
    for month, batch in enumerate(batches):
        if month >= stay:
            capacity = capacity + seats[month - stay]
        here = np.sort(np.concatenate((waiting, batch)))
        graph = _part(country, here, capacity)
        plan, held = assign(graph), price(month, seen)
        seen.append(priced(plan))
        if held is not None:
            plan = assign(replace(graph, reservation=held))
        served = plan.edge >= 0
        seats.append(np.bincount(graph.mentor[plan.edge[served]], minlength=country.mentors))
        capacity, waiting = capacity - seats[-1], here[~served]
        played.append(plan.objective)
    return played


def _sum(objectives: Sequence[Objective]) -> Objective:
    return tuple(int(total) for total in np.sum(objectives, axis=0))
