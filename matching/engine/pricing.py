"""What is everybody worth to the plan, and what would each other choice cost? For all people at once, exactly.

Unlike ``why_not``, which solves again for one pair, this reads the prices of one proved plan. Costs never say who
would pay them.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from matching.engine.arrays import Ints
from matching.engine.pool import Pool
from matching.engine.problem import Problem
from matching.engine.records import Solution
from matching.engine.regret import alternatives, mentee_losses, seat_gains, seat_losses
from matching.engine.solving import objective_tuple, restored

Change = tuple[int, ...]
"""Mentees per tier, then total fit; length T + 1."""


@dataclass(frozen=True)
class Alternative:
    """Another mentor for a mentee.

    Parameters
    ----------
    mentor : str
    fit : int, points of 1000
    cost : tuple of int, length T + 1
        What the plan as a whole would lose if this pair were made and everything else solved again.
    """

    mentor: str
    fit: int
    cost: Change


@dataclass(frozen=True)
class Prices:
    """Values of people in a plan.

    Parameters
    ----------
    alternatives : mapping of mentee to tuple of Alternative
        The cheapest ones first; locked mentees are left out.
    leaving : mapping of mentee to tuple of int
        What the plan would lose if the mentee left.
    one_seat_more, one_seat_less : mapping of mentor to tuple of int
        What the plan would gain by one more seat of a mentor, and lose by one less.
    """

    alternatives: Mapping[str, tuple[Alternative, ...]]
    leaving: Mapping[str, Change]
    one_seat_more: Mapping[str, Change]
    one_seat_less: Mapping[str, Change]


def prices(problem: Problem, solution: Solution, *, most: int = 5) -> Prices:
    """The other choices of every mentee and the value of every mentee and seat.

    Parameters
    ----------
    problem : Problem
    solution : Solution
        From ``solve(problem)``.
    most : int
        How many alternatives per mentee.

    Raises
    ------
    EngineInputError
        When caps cross: such a plan has no prices; ask ``why_not`` pair by pair.

    Notes
    -----
    About five solves for 10,000 mentees, most of it for the alternatives.
    """
    pool = Pool.of(problem)
    best = restored(pool, solution)
    tiers, columns = problem.policy.tiers, pool.columns
    others = alternatives(pool.graph, best, most)
    fixed = set(pool.locks[:, 0].tolist())
    free = [row for row in range(len(columns.mentees)) if row not in fixed]
    losses = mentee_losses(pool.graph, best)

    def choices(row: int) -> tuple[Alternative, ...]:
        return tuple(
            Alternative(
                columns.mentors[pool.found.mentor[edge]].id, int(pool.found.fit[edge]), objective_tuple(loss, tiers)
            )
            for edge, loss in zip(others.edge[row].tolist(), others.loss[row], strict=True)
            if edge >= 0
        )

    def of_mentors(table: Ints) -> dict[str, Change]:
        return {mentor.id: objective_tuple(row, tiers) for mentor, row in zip(columns.mentors, table, strict=True)}

    return Prices(
        {columns.mentees[row].id: choices(row) for row in free},
        {columns.mentees[row].id: objective_tuple(losses[row], tiers) for row in free},
        of_mentors(seat_gains(pool.graph, best)),
        of_mentors(seat_losses(pool.graph, best)),
    )
