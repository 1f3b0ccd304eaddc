"""What is one more seat of a mentor worth, and what would be lost if the mentor went?

Not the same as the prices of seats: a seat counts within the caps as they stand, and a mentor goes with every seat.
"""

from dataclasses import dataclass

import numpy as np

from matching.engine.pool import Pool
from matching.engine.problem import Problem
from matching.engine.records import Solution
from matching.engine.session import Session
from matching.engine.solving import objective_tuple, restored
from matching.engine.trials import Gain


@dataclass(frozen=True)
class MentorWorth:
    """One mentor in a plan.

    Parameters
    ----------
    mentor : str
    seats : int
        Free seats, locked pairs aside.
    more : tuple of int, length T + 1
        Mentees gained per tier, then total fit gained, by one more seat.
    gone : tuple of int, length T + 1
        Mentees lost per tier, then total fit lost, if the mentor had no free seat at all.
    """

    mentor: str
    seats: int
    more: Gain
    gone: Gain


def worth_of_mentors(problem: Problem, solution: Solution) -> tuple[MentorWorth, ...] | None:
    """The worth of every mentor who could take somebody; None when caps cross.

    Parameters
    ----------
    problem : Problem
    solution : Solution
        From ``solve(problem)``.

    Notes
    -----
    Two changes of a session per mentor, each taken back: about two milliseconds.
    """
    pool = Pool.of(problem)
    best = restored(pool, solution)
    if best.solved is None:
        return None
    session, tiers = Session(pool.graph, best), problem.policy.tiers
    found = []
    for row in np.unique(pool.found.mentor).tolist():
        seats = int(pool.graph.capacity[row])
        more = [-step for step in session.what_if_capacity(row, 1)]
        gone = session.what_if_capacity(row, -seats)
        found.append(
            MentorWorth(pool.columns.mentors[row].id, seats, objective_tuple(more, tiers), objective_tuple(gone, tiers))
        )
    return tuple(found)
