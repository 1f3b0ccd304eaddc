"""What do reservation prices buy when mentees arrive month by month and a pair once made stays?

The mentors are always the same; a year is a random share of the mentees, in a random order. Past years are solved in
hindsight; the mean of their seat prices is what a seat is reserved for in the years that are then played.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.instances import instance
from matching.engine.assignment import CandidateGraph, assign
from matching.engine.reservations import reservation_from

Objective = tuple[int, ...]


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


def simulate(mentees: int = 1_000, past: int = 10, years: int = 5, months: int = 12, seed: int = 0) -> Arrivals:
    """Play some years with and without reservation prices."""
    country = instance(mentees * (past + years), round(0.5 * mentees), seed)
    year_of = np.random.default_rng(seed + 3).permutation(country.mentees) % (past + years)
    seen = [assign(_part(country, np.flatnonzero(year_of == year), country.capacity)) for year in range(past)]
    price = reservation_from([(plan.seat_price, plan.solved.encoding.scale) for plan in seen])
    none, held, known = [], [], []
    for year in range(past, past + years):
        order = np.random.default_rng(seed + year).permutation(np.flatnonzero(year_of == year))
        batches = np.array_split(order, months)
        none.append(_played(country, batches, [None] * months))
        held.append(_played(country, batches, [price * (months - 1 - month) // months for month in range(months)]))
        known.append(assign(_part(country, np.sort(order), country.capacity)).objective)
    return Arrivals(_sum(none), _sum(held), _sum(known), years, months)


def _part(country: CandidateGraph, mentees: np.ndarray, capacity: np.ndarray, reservation=None) -> CandidateGraph:
    """Some mentees, and all mentors with what is left of their seats; three tiers whoever is there."""
    place = np.full(country.mentees, -1)
    place[mentees] = np.arange(len(mentees))
    kept = np.flatnonzero(place[country.mentee] >= 0)
    tier = np.append(country.tier[mentees], 3)  # nobody's mentee, so that a month without tier 3 has the same scale
    return CandidateGraph(
        place[country.mentee[kept]], country.mentor[kept], country.fit[kept], tier, capacity, (), reservation
    )


def _played(country: CandidateGraph, batches: Sequence[np.ndarray], prices: Sequence) -> Objective:
    """Month by month: who waited stays, who was paired keeps the seat."""
    capacity, waiting, months = country.capacity, np.zeros(0, dtype=np.int64), []
    for batch, price in zip(batches, prices, strict=True):
        here = np.sort(np.concatenate((waiting, batch)))
        graph = _part(country, here, capacity, price)
        plan = assign(graph)
        months.append(plan.objective)
        served = plan.edge[:-1] >= 0
        capacity = capacity - np.bincount(graph.mentor[plan.edge[:-1][served]], minlength=country.mentors)
        waiting = here[~served]
    return _sum(months)


def _sum(objectives: Sequence[Objective]) -> Objective:
    return tuple(int(total) for total in np.sum(objectives, axis=0))
