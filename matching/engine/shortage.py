"""For which mentees are there too few mentors? Deficient sets of the plan, found as a walk in a graph.

Who waits could take any suitable mentor's place; whoever holds that place could move to another suitable mentor, and
so on. All mentees reached this way compete for the seats of all mentors reached, and every one of those seats is
taken: the group is short by those who wait (Hall 1935, König 1931).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import networkx as nx

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


def rivalry(pool: Pool, best: Assignment) -> "nx.DiGraph[tuple[str, int]]":
    """Who could take whose place: a directed graph that can be walked or drawn.

    Returns
    -------
    networkx.DiGraph
        Nodes ``("mentee", row)`` and ``("mentor", row)``; an edge from a mentee to every suitable mentor, with
        its ``fit``, and from a mentor to every mentee whom the plan gives to this mentor.
    """
    graph = nx.DiGraph()
    graph.add_nodes_from(("mentee", row) for row in range(len(pool.columns.mentees)))
    graph.add_nodes_from(("mentor", row) for row in range(len(pool.columns.mentors)))
    pairs = zip(pool.found.mentee.tolist(), pool.found.mentor.tolist(), pool.found.fit.tolist(), strict=True)
    graph.add_edges_from((("mentee", one), ("mentor", other), {"fit": fit}) for one, other, fit in pairs)
    for mentee, edge in enumerate(best.edge.tolist()):
        if edge >= 0:
            graph.add_edge(("mentor", int(pool.found.mentor[edge])), ("mentee", mentee))
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
    1. Build the graph of ``rivalry``.
    2. Walk from everybody who waits; what is reached falls apart into groups.
    3. Describe each group by what its mentees share.

    O(E).
    """
    graph = rivalry(pool, best)
    starts = [("mentee", row) for row in waiting if graph.out_degree(("mentee", row))]
    source = "waiting"
    graph.add_edges_from((source, start) for start in starts)
    reached = nx.descendants(graph, source) if starts else set()
    groups = nx.weakly_connected_components(graph.subgraph(reached))
    found = [_shortage(pool, best, group) for group in groups]
    return tuple(sorted(found, key=lambda one: (-one.short, -one.mentees, one.places, one.languages)))


def _shortage(pool: Pool, best: Assignment, group: Iterable[tuple[str, int]]) -> Shortage:
    rows = sorted(row for kind, row in group if kind == "mentee")
    mentors = sum(kind == "mentor" for kind, _ in group)
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
