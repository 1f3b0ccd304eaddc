"""What is everybody worth to the plan, and what would each other choice cost? For all people at once, exactly.

Unlike ``why_not``, which solves again for one pair, this reads the prices of one proved plan. Costs never say who
would pay them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from matching.engine.arrays import Ints
from matching.engine.assignment import Assignment, assign
from matching.engine.errors import EngineInputError
from matching.engine.pool import Pool
from matching.engine.problem import Problem
from matching.engine.records import Solution
from matching.engine.regret import alternatives, mentee_losses, seat_gains, seat_losses
from matching.engine.session import Session
from matching.engine.solving import objective_tuple, restored, whole_objective

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


def alternatives_of(problem: Problem, solution: Solution, mentee: str, *, most: int = 5) -> tuple[Alternative, ...]:
    """The other choices of one mentee, the cheapest first; right under any caps.

    Parameters
    ----------
    problem : Problem
    solution : Solution
        From ``solve(problem)``.
    mentee : str
    most : int
        How many at most; none for a mentee whose pair is locked.

    Raises
    ------
    EngineInputError
        When the mentee does not take part.

    Notes
    -----
    A session makes each possible pair in turn and takes it back, about a millisecond each. Caps that cross allow no
    session: there the ``most`` pairs of the best fit are priced, each by solving again. A pair for which other locks
    or the caps leave no place is no choice.
    """
    if mentee not in problem.mentee_of:
        raise EngineInputError(f"The mentee {mentee!r} does not take part.")
    pool = Pool.of(problem)
    best = restored(pool, solution)
    row = list(problem.mentee_of).index(mentee)
    now = next((pair.mentor for pair in solution.pairs if pair.mentee == mentee), None)
    edges = [
        edge
        for edge in np.flatnonzero(pool.found.mentee == row).tolist()
        if pool.columns.mentors[pool.found.mentor[edge]].id != now
    ]
    priced = _by_session(pool, best, edges) if best.solved else _by_solving(pool, solution, edges, most)
    return tuple(sorted(priced, key=lambda one: (one.cost, -one.fit, one.mentor))[:most])


def _by_session(pool: Pool, best: Assignment, edges: list[int]) -> Iterator[Alternative]:
    session, found = Session(pool.graph, best), pool.found
    for edge in edges:
        mentor = int(found.mentor[edge])
        try:
            loss = session.what_if_lock(int(found.mentee[edge]), mentor)
        except EngineInputError:
            continue
        yield Alternative(
            pool.columns.mentors[mentor].id, int(found.fit[edge]), objective_tuple(loss, pool.problem.policy.tiers)
        )


def _by_solving(pool: Pool, solution: Solution, edges: list[int], most: int) -> Iterator[Alternative]:
    found, problem = pool.found, pool.problem
    for edge in sorted(edges, key=lambda edge: -int(found.fit[edge]))[:most]:
        pair = pool.columns.mentees[found.mentee[edge]].id, pool.columns.mentors[found.mentor[edge]].id
        try:
            forced = Pool.of(replace(problem, locked=problem.locked | {pair}))
        except EngineInputError:
            continue
        after = whole_objective(forced, assign(forced.graph).objective)
        cost = tuple(was - now for was, now in zip(solution.objective, after, strict=True))
        yield Alternative(pair[1], int(found.fit[edge]), cost)
