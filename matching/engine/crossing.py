"""What is the best plan when caps cross, and how much of that is proved?

When two groups overlap without one containing the other (a supervisor with students of two universities, both
capped), a single weight no longer orders tiers rightly and fractions may appear. So the tiers are solved one
after the other as mixed integer programs, each with the earlier counts as constraints, the total fit last.

The programs run on floats and are not trusted. Each stage is bounded in whole numbers: price the caps and the
earlier results with any multipliers of at least 0, and what is left is an ordinary assignment problem whose
optimum is proved like any other (Lagrangian relaxation; Geoffrion 1974). Where value and bound meet,
the stage is proved; where they do not, the plan says how far apart they are.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import csr_array, vstack

from matching.engine.arrays import Ints, Progress
from matching.engine.certificate import certify
from matching.engine.components import solve_pieces
from matching.engine.encoding import objective_of
from matching.engine.errors import NotProvedError
from matching.engine.graph import CandidateGraph
from matching.engine.market import Market
from matching.engine.plans import Assignment

GRAIN = 2520
"""Multipliers are rounded to this part of 1; divisible by 1 to 10, so the usual fractions stay exact."""

TIME_IS_UP = 1
"""What SciPy calls the end of a search that reached its limit."""


@dataclass(frozen=True, eq=False)
class Stage:
    """One aim of the sequence.

    Parameters
    ----------
    aim : int64[E]
        What each edge adds to the aim.
    value : int
        What the plan reaches.
    bound : int
        What no plan exceeds, given the values of the earlier stages.
    """

    aim: Ints
    value: int
    bound: int


def assign_crossing(
    graph: CandidateGraph, *, progress: Progress | None = None, seconds: float | None = None
) -> Assignment:
    """Find the best plan under caps that cross, tier by tier, then by fit.

    Parameters
    ----------
    graph : CandidateGraph
    progress : callable, optional
        Called with (steps done, 2T + 2), first with 0 and then after every search and every bound; may raise
        ``Cancelled``. A search under way cannot be interrupted, only limited.
    seconds : float, optional
        How long each of the 2T + 2 searches may take; none by default. A search that is stopped leaves the best plan
        found so far, within all limits; another machine may then find another one.

    Returns
    -------
    Assignment
        ``certified`` says whether all stages are proved, ``optimality`` what is. ``primal`` and ``dual`` are
        total fit and its bound. Prices are 0: with crossing caps a seat has no price of its own, and
        ``solved`` is None.

    Raises
    ------
    NotProvedError
        When the solver gives up or its answer breaks a limit.

    Notes
    -----
    1. For tier 1 to T, and last for fit: maximise the aim under all limits and the earlier values.
    2. Bound the aim in whole numbers, with the multipliers of the linear relaxation.
    3. The plan of the last stage is the answer. Where time was limited, pairs that still fit in are added, the most
       urgent first.

    Exponential in the worst case; seconds for a thousand mentees. Ten thousand mentees without ``seconds`` did not
    end within ten minutes.
    """
    limits = _limits(graph)
    tell = progress or (lambda done, total: None)
    aims = [(graph.tier[graph.mentee] == tier).astype(np.int64) for tier in range(1, graph.tiers + 1)]
    aims.append(graph.fit)
    stages: list[Stage] = []
    chosen = np.zeros(graph.edges, dtype=bool)
    steps = 2 * len(aims)
    tell(0, steps)
    for number, aim in enumerate(aims):
        chosen = _best(aim, limits, stages, chosen, seconds)
        tell(2 * number + 1, steps)
        stages.append(Stage(aim, int(aim[chosen].sum()), _bound(graph, aim, limits, stages, seconds)))
        tell(2 * number + 2, steps)
    if seconds is not None:
        chosen = _filled(graph, chosen, limits)
    edge = np.full(graph.mentees, -1, dtype=np.int64)
    edge[graph.mentee[chosen]] = np.flatnonzero(chosen)
    objective = objective_of(graph, edge)
    if any(now < stage.value for now, stage in zip(objective, stages, strict=True)):
        raise NotProvedError("The solver's stages contradict each other.")
    stages = [replace(stage, value=now) for now, stage in zip(objective, stages, strict=True)]
    certified = all(stage.value == stage.bound for stage in stages)
    return Assignment(
        edge=edge,
        objective=objective,
        mentee_price=np.zeros(graph.mentees, dtype=np.int64),
        seat_price=np.zeros(graph.mentors, dtype=np.int64),
        certified=certified,
        optimality=_statement(stages, seconds),
        primal=stages[-1].value,
        dual=stages[-1].bound,
    )


def _limits(graph: CandidateGraph) -> tuple[csr_array, Ints]:
    """All limits as ``matrix @ x <= most``: mentees, mentors, caps."""
    edges = np.arange(graph.edges)
    ones = np.ones(graph.edges)
    mentees = csr_array((ones, (graph.mentee, edges)), shape=(graph.mentees, graph.edges))
    mentors = csr_array((ones, (graph.mentor, edges)), shape=(graph.mentors, graph.edges))
    sizes = [len(cap.mentors) for cap in graph.caps]
    members = (np.repeat(np.arange(len(sizes)), sizes), np.concatenate([cap.mentors for cap in graph.caps]))
    groups = csr_array((np.ones(sum(sizes)), members), shape=(len(sizes), graph.mentors))
    most = (np.ones(graph.mentees, dtype=np.int64), graph.capacity, [cap.limit for cap in graph.caps])
    return vstack((mentees, mentors, groups @ mentors), format="csr"), np.concatenate(most)


def _options(seconds: float | None) -> dict[str, float]:
    return {} if seconds is None else {"time_limit": seconds}


def _best(
    aim: Ints,
    limits: tuple[csr_array, Ints],
    stages: list[Stage],
    known: NDArray[np.bool_],
    seconds: float | None,
) -> NDArray[np.bool_]:
    """The edges of the best plan for one aim, bool[E]; the known plan when time is up before another one is found."""
    if not len(aim):
        return known
    matrix, most = limits
    options = {"mip_rel_gap": 0.0, **_options(seconds)}
    constraints = [LinearConstraint(matrix, ub=most)]
    constraints += [LinearConstraint(stage.aim[None, :], stage.value - 0.5, stage.bound + 0.5) for stage in stages]
    found = milp(-aim, constraints=constraints, integrality=1, bounds=Bounds(0, 1), options=options)
    if found.x is None and found.status == TIME_IS_UP:
        return known
    if found.x is None:
        raise NotProvedError("The mixed integer solver gave up.")
    chosen: NDArray[np.bool_] = found.x > 0.5
    if (matrix @ chosen > most).any():
        raise NotProvedError("The mixed integer solver broke a limit.")
    return chosen


def _filled(graph: CandidateGraph, chosen: NDArray[np.bool_], limits: tuple[csr_array, Ints]) -> NDArray[np.bool_]:
    """A plan with every pair added that no limit forbids, the most urgent and best first; O(E log E)."""
    matrix, most = limits
    of_edges = matrix.tocsc()
    chosen, room = chosen.copy(), most - (matrix @ chosen).astype(np.int64)
    for edge in np.lexsort((-graph.fit, graph.tier[graph.mentee])):
        touched = of_edges.indices[of_edges.indptr[edge] : of_edges.indptr[edge + 1]]
        if (room[touched] > 0).all():
            chosen[edge] = True
            room[touched] -= 1
    return chosen


def _bound(
    graph: CandidateGraph, aim: Ints, limits: tuple[csr_array, Ints], stages: list[Stage], seconds: float | None
) -> int:
    """What no plan exceeds that keeps the earlier values, proved in whole numbers."""
    if not graph.edges:
        return 0
    of_caps, of_values, of_bounds = _multipliers(graph, aim, limits, stages, seconds)
    weight, best = aim * GRAIN, 0
    for stage, low, high in zip(stages, of_values, of_bounds, strict=True):
        weight = weight + (low - high) * stage.aim
        best += int(high) * stage.bound - int(low) * stage.value
    toll = np.zeros(graph.mentors, dtype=np.int64)
    for cap, price in zip(graph.caps, of_caps, strict=True):
        toll[cap.mentors] += price
        best += int(price) * cap.limit
    order = np.arange(graph.edges) if graph.order is None else graph.order
    row, col = graph.mentee[order], graph.mentor[order]
    market = Market(row, col, weight[order] - toll[col], graph.mentees, graph.capacity)
    best += certify(market, solve_pieces(market)).dual
    return best // GRAIN


def _multipliers(
    graph: CandidateGraph, aim: Ints, limits: tuple[csr_array, Ints], stages: list[Stage], seconds: float | None
) -> tuple[Ints, Ints, Ints]:
    """Prices of caps, earlier values and earlier bounds in the linear relaxation, in grains.

    Any values of at least 0 would give a valid bound; these give a tight one.
    """
    matrix, most = limits
    earlier = [csr_array(stage.aim[None, :]) for stage in stages]
    rows = vstack((matrix, *(-row for row in earlier), *earlier))
    upper = np.concatenate((most, [-s.value for s in stages], [s.bound for s in stages]))
    relaxed = linprog(-aim, A_ub=rows, b_ub=upper, bounds=(0, 1), options=_options(seconds))
    prices = np.zeros(len(upper)) if relaxed.status else -relaxed.ineqlin.marginals
    grains = np.maximum(np.rint(prices * GRAIN), 0).astype(np.int64)
    cuts = np.cumsum([len(most) - len(graph.caps), len(graph.caps), len(stages)])
    _, of_caps, of_values, of_bounds = np.split(grains, cuts)
    return of_caps, of_values, of_bounds


def _statement(stages: list[Stage], seconds: float | None) -> str:
    open_stages = [(number, stage) for number, stage in enumerate(stages, 1) if stage.value < stage.bound]
    if not open_stages:
        return "optimal: the count of every tier and the total fit equal a bound proved in whole numbers"
    number, stage = open_stages[0]
    what = "total fit" if number == len(stages) else f"the count of tier {number}"
    end = "and the solver's own search found nothing better"
    if seconds is not None:
        end = f"in searches of at most {seconds:g} seconds"
    return f"best found; {what} is {stage.value}, proved to be at most {stage.bound}, {end}"
