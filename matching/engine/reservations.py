"""What is a seat worth to those who will come? The prices of earlier runs, on a scale of their own.

A scarce mentor who is given away today is missed when somebody urgent arrives tomorrow. Seat prices of runs that
already happened, or of simulated arrivals, say how much a seat of each mentor is usually worth; given to
``CandidateGraph(reservation=...)`` they hold the seat back from anybody it helps less (Ahani, Goelz, Procaccia,
Teytelboym and Trapp 2024, for the placement of refugees).
"""

from collections.abc import Sequence

import numpy as np

from matching.engine.arrays import Ints
from matching.engine.errors import EngineInputError
from matching.engine.graph import RESERVATION_STEP
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
