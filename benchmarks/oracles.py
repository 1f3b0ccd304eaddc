"""Does the engine ever differ from trying everything, or from mixed integer programs in sequence?"""

from functools import cache

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, vstack

from matching.engine.assignment import CandidateGraph, Cap, assign


def small(rng: np.random.Generator, with_caps: bool) -> CandidateGraph:
    """A random graph small enough to try every plan; with caps that nest when asked for."""
    mentees, mentors = int(rng.integers(2, 9)), int(rng.integers(2, 6))
    mentee, mentor = np.nonzero(rng.random((mentees, mentors)) < rng.choice([0.3, 0.6, 0.9]))
    order = rng.permutation(mentors)
    outer, inner = sorted(rng.integers(1, mentors + 1, 2))[::-1]
    caps = tuple(Cap(order[:size], int(rng.integers(0, 4))) for size in (outer, inner)) if with_caps else ()
    fit = rng.integers(0, rng.choice([3, 1001]), len(mentee))
    return CandidateGraph(mentee, mentor, fit, rng.integers(1, 4, mentees), rng.integers(0, 4, mentors), caps)


def by_trying(graph: CandidateGraph) -> tuple[int, ...]:
    """The best objective of a graph without caps, by trying every plan."""
    of = [np.flatnonzero(graph.mentee == mentee).tolist() for mentee in range(graph.mentees)]

    @cache
    def best(mentee: int, seats: tuple[int, ...]) -> tuple[int, ...]:
        if mentee == graph.mentees:
            return (0,) * (graph.tiers + 1)
        answers = [best(mentee + 1, seats)]
        for edge in of[mentee]:
            at = int(graph.mentor[edge])
            if seats[at]:
                rest = list(best(mentee + 1, (*seats[:at], seats[at] - 1, *seats[at + 1 :])))
                rest[graph.tier[mentee] - 1] += 1
                rest[-1] += int(graph.fit[edge])
                answers.append(tuple(rest))
        return max(answers)

    return best(0, tuple(graph.capacity.tolist()))


def by_programs(graph: CandidateGraph) -> tuple[int, ...]:
    """The best objective, one mixed integer program per tier and one for the fit."""
    if not graph.edges:
        return (0,) * (graph.tiers + 1)
    edges, ones = np.arange(graph.edges), np.ones(graph.edges)
    once = csr_array((ones, (graph.mentee, edges)), shape=(graph.mentees, graph.edges))
    seats = csr_array((ones, (graph.mentor, edges)), shape=(graph.mentors, graph.edges))
    groups = [csr_array(np.isin(graph.mentor, cap.mentors).astype(float)[None, :]) for cap in graph.caps]
    limits = [*np.ones(graph.mentees), *graph.capacity, *(cap.limit for cap in graph.caps)]
    constraints = [LinearConstraint(vstack([once, seats, *groups]), ub=limits)]
    aims = [(graph.tier[graph.mentee] == tier).astype(float) for tier in range(1, graph.tiers + 1)]
    values = []
    for aim in (*aims, graph.fit.astype(float)):
        answer = milp(-aim, integrality=ones, bounds=Bounds(0, 1), constraints=constraints)
        values.append(round(-answer.fun))
        constraints.append(LinearConstraint(aim[None, :], lb=values[-1] - 0.5))
    return tuple(values)


def mismatches(tried: int, programmed: int, seed: int = 0) -> dict[str, float]:
    """How many of so many instances the engine gets wrong."""
    rng = np.random.default_rng(seed)
    wrong = 0
    for number in range(tried + programmed):
        graph = small(rng, number >= tried)
        right = by_trying(graph) if number < tried else by_programs(graph)
        plan = assign(graph)
        wrong += not plan.certified or plan.objective != right
    return {"instances": tried + programmed, "mismatches": wrong}
