"""Small random instances of the numeric core and the answers found by trying everything."""

import itertools
from collections.abc import Iterator

import numpy as np
from hypothesis import strategies as st

from matching.engine.assignment import Assignment, CandidateGraph, Cap, assign


def random_graph(rng, mentees=6, mentors=4, caps="none", tiers=3, steps=1):
    """A graph with up to that many people; ``caps`` is none, nested or crossing; fits are multiples of ``steps``."""
    mentees, mentors = int(rng.integers(0, mentees + 1)), int(rng.integers(1, mentors + 1))
    mentee, mentor = np.nonzero(rng.random((mentees, mentors)) < rng.choice([0.3, 0.6, 0.9]))
    order = rng.permutation(len(mentee))
    fit = rng.integers(0, rng.choice([2, 20, 1001]), len(mentee)) // steps * steps
    return CandidateGraph(
        mentee[order],
        mentor[order],
        fit,
        rng.integers(1, tiers + 1, mentees),
        rng.integers(0, 4, mentors),
        {"none": lambda *_: (), "nested": nested_caps, "crossing": crossing_caps}[caps](rng, mentors),
    )


def graph_of(rows, tier=None, capacity=None):
    """A graph from a table of fits; None is no pair."""
    cells = [(y, m, f) for y, row in enumerate(rows) for m, f in enumerate(row) if f is not None]
    mentee, mentor, fit = np.asarray(cells, dtype=np.int64).reshape(-1, 3).T
    columns = max((len(row) for row in rows), default=0)
    return CandidateGraph(
        mentee,
        mentor,
        fit,
        np.ones(len(rows), dtype=np.int64) if tier is None else tier,
        np.ones(columns, dtype=np.int64) if capacity is None else capacity,
    )


def nested_caps(rng, mentors):
    order = rng.permutation(mentors)
    outer = int(rng.integers(1, mentors + 1))
    inner = int(rng.integers(1, outer + 1))
    caps = [Cap(order[:outer], int(rng.integers(0, 4))), Cap(order[:inner], int(rng.integers(0, 3)))]
    return (*caps, Cap(order[outer:], int(rng.integers(0, 3))))


def crossing_caps(rng, mentors):
    sizes = rng.integers(1, mentors + 1, rng.integers(2, 5))
    return tuple(Cap(rng.permutation(mentors)[:size], int(rng.integers(0, 4))) for size in sizes)


def plans(graph: CandidateGraph) -> Iterator[tuple[int, ...]]:
    """Every plan within all limits, as the edge of each mentee."""
    choices = [(-1, *np.flatnonzero(graph.mentee == mentee).tolist()) for mentee in range(graph.mentees)]
    for plan in itertools.product(*choices):
        used = np.bincount(graph.mentor[[edge for edge in plan if edge >= 0]], minlength=graph.mentors)
        if (used <= graph.capacity).all() and all(used[cap.mentors].sum() <= cap.limit for cap in graph.caps):
            yield plan


def objective(graph, plan) -> tuple[int, ...]:
    matched = [edge for edge in plan if edge >= 0]
    tiers = graph.tier[graph.mentee[matched]]
    counts = (int((tiers == tier).sum()) for tier in range(1, graph.tiers + 1))
    return (*counts, int(graph.fit[matched].sum()))


def best_by_trying(graph) -> tuple[int, ...]:
    return max(objective(graph, plan) for plan in plans(graph))


def pairs(graph, assignment: Assignment) -> set[tuple[int, int]]:
    matched = assignment.edge[assignment.edge >= 0]
    return set(zip(graph.mentee[matched].tolist(), graph.mentor[matched].tolist(), strict=True))


def changed(graph, **fields) -> CandidateGraph:
    names = ("mentee", "mentor", "fit", "tier", "capacity", "caps", "reservation")
    return CandidateGraph(**{name: fields.get(name, getattr(graph, name)) for name in names})


def without_edges(graph, gone) -> CandidateGraph:
    kept = ~np.asarray(gone)
    return changed(graph, mentee=graph.mentee[kept], mentor=graph.mentor[kept], fit=graph.fit[kept])


def loss(before, after) -> tuple[int, ...]:
    return tuple(int(was - now) for was, now in zip(before, after, strict=True))


def loss_of_refusing(graph, best, edge):
    return loss(best.objective, assign(without_edges(graph, np.arange(graph.edges) == edge)).objective)


def loss_of_making(graph, best, edge):
    """The loss when one pair is made, found by solving the rest; None when a limit forbids it."""
    mentee, mentor = graph.mentee[edge], graph.mentor[edge]
    inside = [mentor in cap.mentors for cap in graph.caps]
    limits = [cap.limit - held for cap, held in zip(graph.caps, inside, strict=True)]
    capacity = graph.capacity - (np.arange(graph.mentors) == mentor)
    if capacity[mentor] < 0 or min(limits, default=0) < 0:
        return None
    caps = tuple(Cap(cap.mentors, limit) for cap, limit in zip(graph.caps, limits, strict=True))
    rest = changed(without_edges(graph, graph.mentee == mentee), capacity=capacity, caps=caps)
    after = list(assign(rest).objective)
    after[graph.tier[mentee] - 1] += 1
    after[-1] += int(graph.fit[edge])
    return loss(best.objective, after)


@st.composite
def graphs(draw, mentees=8, mentors=5, caps="none"):
    """Graphs drawn by Hypothesis through a seed, so that they shrink to small seeds."""
    return random_graph(np.random.default_rng(draw(st.integers(0, 2**32 - 1))), mentees, mentors, caps)
