"""What is a seat worth to those who will come? The prices of earlier runs, on a scale of their own.

``reservation_from`` works on arrays of runs over the same mentors, ``with_reservations`` on what runs have stored
about mentors who come and go.

A scarce mentor who is given away today is missed when somebody urgent arrives tomorrow. Seat prices of runs that
already happened, or of simulated arrivals, say how much a seat of each mentor is usually worth; given to
``CandidateGraph(reservation=...)`` they hold the seat back from anybody it helps less (Ahani, Goelz, Procaccia,
Teytelboym and Trapp 2024, for the placement of refugees).
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from matching.engine.arrays import Ints
from matching.engine.caps import nest
from matching.engine.errors import EngineInputError
from matching.engine.graph import RESERVATION_STEP
from matching.engine.pool import caps_of
from matching.engine.problem import Problem
from matching.engine.scale import Scale


def in_thousandths(price: Ints, scale: Scale) -> Ints:
    """Prices of seats in thousandths of a scale's unit, rounded down, int64[M]: comparable from run to run."""
    return price * RESERVATION_STEP // scale.unit


def reservation_from(runs: Sequence[tuple[Ints, Scale]]) -> Ints:
    """The mean price of a seat of each mentor over some runs.

    Parameters
    ----------
    runs : sequence of (int64[M], Scale)
        Seat prices and scale of each run, over the same mentors in the same order.

    Returns
    -------
    int64[M]
        In thousandths of a unit, as ``CandidateGraph`` takes it: runs of any size can be averaged.
        1000 times ``scale.marks[t]`` is what a mentee of tier t is worth.

    Raises
    ------
    EngineInputError
        When there is no run or the runs have different numbers of mentors or tiers.
    """
    if len({(len(price), scale.tiers) for price, scale in runs}) != 1:
        raise EngineInputError("Reservations need runs over the same mentors and tiers.")
    prices = [in_thousandths(price, scale) for price, scale in runs]
    mean: Ints = np.sum(prices, axis=0) // len(prices)
    return mean


def with_reservations(problem: Problem, runs: Sequence[Mapping[str, int]]) -> Problem:
    """The problem with every seat reserved at half of what it was worth on average in some runs.

    Parameters
    ----------
    problem : Problem
    runs : sequence of mappings of mentor to int
        ``Solution.seat_prices`` of runs with as many tiers. A mentor who was not in a run counts as worth 0 there.

    Returns
    -------
    Problem
        The problem itself where nothing can be held back: without runs, without prices, or where caps cross.

    Notes
    -----
    Half, because the whole mean is a price that somebody who waits already was ready to pay, and nobody like that may
    come: played month by month it leaves seats empty for nothing (``benchmarks.arrivals``). Rounded down.
    """
    total = {mentor: sum(run.get(mentor, 0) for run in runs) for mentor in problem.mentor_of}
    held = {mentor: price // (2 * len(runs)) for mentor, price in total.items() if price}
    if not any(held.values()) or nest(caps_of(problem), len(problem.mentors)) is None:
        return problem
    return replace(problem, reservations=held)
