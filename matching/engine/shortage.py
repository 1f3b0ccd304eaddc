"""For which mentees are there too few mentors? Deficient sets of the plan, found as a walk in a graph.

Who waits could take any suitable mentor's place; whoever holds that place could move to another suitable mentor, and
so on. All mentees reached this way compete for the seats of all mentors reached, and every one of those seats is
taken: the group is short by those who wait (Hall 1935, König 1931).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import networkx as nx
import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import breadth_first_order, connected_components

from matching.engine.arrays import Ints
from matching.engine.assignment import Assignment
from matching.engine.pool import Pool
from matching.engine.wording import Message, gettext_noop

SENTENCES = {
    "shortage": gettext_noop(
        "Mentees who compete for the same mentors: {mentees}. Places: {seats}. Mentees too many: {short}."
    ),
}


@dataclass(frozen=True)
class Shortage:
    """A group of mentees with too few mentors; who they are stays untold.

    Parameters
    ----------
    mentees, mentors, seats, short : int
        How many compete, for how many mentors with how many places, and how many must wait.
    by_tier : tuple of int, length T
        The mentees of the group by tier.
    populations, languages, places, genders : tuple of str
        What all of them share: population, languages all speak, the places they live in, genders all accept.
    message : Message
    """

    mentees: int
    mentors: int
    seats: int
    short: int
    by_tier: tuple[int, ...]
    populations: tuple[str, ...]
    languages: tuple[str, ...]
    places: tuple[str, ...]
    genders: tuple[str, ...]
    message: Message


def rivalry(pool: Pool, best: Assignment, mentees: Iterable[int] | None = None) -> "nx.DiGraph[tuple[str, int]]":
    """Who could take whose place: a directed graph that can be walked or drawn.

    Parameters
    ----------
    pool : Pool
    best : Assignment
    mentees : rows, optional
        Only these mentees and the mentors who suit them; all when left out.

    Returns
    -------
    networkx.DiGraph
        Nodes ``("mentee", row)`` and ``("mentor", row)``; an edge from a mentee to every suitable mentor, with
        its ``fit``, and from a mentor to every mentee whom the plan gives to this mentor.
    """
    everybody = np.arange(pool.graph.mentees)
    rows = everybody if mentees is None else np.asarray(sorted(mentees), dtype=np.int64)
    edges = np.flatnonzero(np.isin(pool.found.mentee, rows))
    graph = nx.DiGraph()
    graph.add_nodes_from(("mentee", row) for row in rows.tolist())
    for edge in edges.tolist():
        mentee, mentor = int(pool.found.mentee[edge]), int(pool.found.mentor[edge])
        graph.add_edge(("mentee", mentee), ("mentor", mentor), fit=int(pool.found.fit[edge]))
        if best.edge[mentee] == edge:
            graph.add_edge(("mentor", mentor), ("mentee", mentee))
    return graph


def shortages(pool: Pool, best: Assignment, waiting: Sequence[int]) -> tuple[Shortage, ...]:
    """Groups of mentees that compete for too few places, the largest shortage first.

    Parameters
    ----------
    pool : Pool
    best : Assignment
        A plan that serves as many mentees as can be served.
    waiting : sequence of int
        Rows of waiting mentees; those without any suitable mentor form no group.

    Notes
    -----
    1. Walk from everybody who waits: from a mentee to every suitable mentor, from a mentor to every mentee whom the
       plan gives to this mentor.
    2. What is reached falls apart into groups; ``rivalry`` of one shows it.
    3. Describe each group by what its mentees share.

    O(E).
    """
    degree = np.bincount(pool.found.mentee, minlength=pool.graph.mentees)
    starts = np.asarray([row for row in waiting if degree[row]], dtype=np.int64)
    found = [_shortage(pool, best, rows, mentors) for rows, mentors in _groups(pool, best, starts)]
    return tuple(sorted(found, key=lambda one: (-one.short, -one.mentees, one.places, one.languages)))


def _groups(pool: Pool, best: Assignment, starts: Ints) -> list[tuple[list[int], int]]:
    """Steps 1 and 2: rows of the mentees and the number of mentors of each group.

    Nodes are the mentees, then the mentors, then a start that leads to everybody who waits.
    """
    mentees, mentors = pool.graph.mentees, pool.graph.mentors
    source = mentees + mentors
    served = np.flatnonzero(best.edge >= 0)
    holds = mentees + pool.found.mentor[best.edge[served]]
    tail = np.concatenate((pool.found.mentee, holds, np.full(len(starts), source)))
    head = np.concatenate((mentees + pool.found.mentor, served, starts))
    shape = (source + 1, source + 1)
    walk = csr_array((np.ones(len(tail), dtype=np.int8), (tail, head)), shape=shape)
    reached = np.sort(breadth_first_order(walk, source, return_predecessors=False))[:-1]
    count, label = connected_components(walk[reached][:, reached], directed=True, connection="weak")
    return [
        (members[members < mentees].tolist(), int((members >= mentees).sum()))
        for members in (reached[label == group] for group in range(count))
    ]


def _shortage(pool: Pool, best: Assignment, rows: Sequence[int], mentors: int) -> Shortage:
    served = sum(int(best.edge[row] >= 0) for row in rows)
    mentees = [pool.columns.mentees[row] for row in rows]
    tiers = pool.problem.policy.tiers
    facts = {"mentees": len(rows), "seats": served, "short": len(rows) - served}
    return Shortage(
        len(rows),
        mentors,
        served,
        len(rows) - served,
        tuple(sum(mentee.tier == tier for mentee in mentees) for tier in range(1, tiers + 1)),
        tuple(sorted({mentee.population for mentee in mentees})),
        _all_have([set(mentee.languages) for mentee in mentees]),
        tuple(sorted({mentee.place for mentee in mentees} - {""})),
        _all_have([set(mentee.accepted_genders) for mentee in mentees]),
        Message("shortage", SENTENCES["shortage"], facts),
    )


def _all_have(sets: Sequence[set[str]]) -> tuple[str, ...]:
    return tuple(sorted(set.intersection(*sets)))
