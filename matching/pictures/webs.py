"""Where does each mentor and each mentee of a supervisor stand, so that lines cross as seldom as may be?"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import networkx as nx

WIDTH, ROW, BOX = 340, 34, 28
MENTOR_END, MENTEE_START = 164, 216


@dataclass(frozen=True)
class Edge:
    """A mentor and a mentee who belong together, or might."""

    mentor: int
    mentee: int
    is_proposal: bool


@dataclass(frozen=True)
class Line:
    """The curve of an edge from the mentor's row to the mentee's."""

    start: int
    end: int
    is_proposal: bool

    @property
    def path(self) -> str:
        bend = (MENTOR_END + MENTEE_START) // 2
        return f"M{MENTOR_END} {self.start}C{bend} {self.start} {bend} {self.end} {MENTEE_START} {self.end}"


@dataclass(frozen=True)
class Web:
    """The middle of each person's row, from the top, and the lines between them."""

    mentors: dict[int, int]
    mentees: dict[int, int]
    lines: list[Line]
    height: int


def web(mentors: Sequence[int], edges: Sequence[Edge]) -> Web:
    """Lay the two sides out; the same people in the same order always stand in the same places.

    1. Mentors who share a mentee, over however many steps, stand together.
    2. Each mentor's mentees who have no row yet take the next rows.
    3. The mentor stands in the middle of these rows; who has none takes one row.
    """
    graph = nx.Graph()
    graph.add_nodes_from(("mentor", mentor) for mentor in mentors)
    graph.add_edges_from((("mentor", edge.mentor), ("mentee", edge.mentee)) for edge in edges)
    left: dict[int, int] = {}
    right: dict[int, int] = {}
    row = 0
    for mentor in _together(graph, mentors):
        fresh = [edge.mentee for edge in edges if edge.mentor == mentor and edge.mentee not in right]
        fresh = list(dict.fromkeys(fresh))
        right.update({mentee: _middle(row + at) for at, mentee in enumerate(fresh)})
        taken = max(1, len(fresh))
        left[mentor] = (_middle(row) + _middle(row + taken - 1)) // 2
        row += taken
    lines = [Line(left[edge.mentor], right[edge.mentee], edge.is_proposal) for edge in edges]
    return Web(left, right, lines, ROW * row)


def _together(graph: "nx.Graph[tuple[str, int]]", mentors: Sequence[int]) -> Iterator[int]:
    place = {mentor: at for at, mentor in enumerate(mentors)}
    parts = [
        sorted((key for side, key in part if side == "mentor"), key=place.__getitem__)
        for part in nx.connected_components(graph)
    ]
    for part in sorted(parts, key=lambda part: place[part[0]]):
        yield from part


def _middle(row: int) -> int:
    return ROW * row + ROW // 2
