"""What of a track is behind a learner, what is open, and what comes next? Pure: modules and achievements in.

A part that was done in an older version of its module counts no more once the module has to be learned again, with
one exception: a workshop attended and practice signed off stay, as long as there is a lesson or a quiz to renew.
A prerequisite outside the track is ignored, so that every track can be completed by itself; one inside is met once it
has been learned in any version, so that a change locks nobody out of what they were about to learn.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

import networkx as nx
from django.utils.translation import gettext as _


class Part(StrEnum):
    """What a module may ask for, in the order in which it is learned."""

    LESSON = "lesson"
    QUIZ = "quiz"
    WORKSHOP = "workshop"
    PRACTICE = "practice"


ALONE = frozenset({Part.LESSON, Part.QUIZ})


class Stage(StrEnum):
    """How far a learner is with one module; `changed` was done, in a version that no longer counts."""

    LOCKED = "locked"
    OPEN = "open"
    BEGUN = "begun"
    DONE = "done"
    CHANGED = "changed"


@dataclass(frozen=True)
class Module:
    """One module: `version` is the oldest one that still counts, `requires` the codes of those that come first."""

    code: str
    version: int
    requires: frozenset[str]
    parts: frozenset[Part]
    name: str = ""

    @property
    def renewed(self) -> frozenset[Part]:
        """The parts that a new version asks for again."""
        return self.parts & ALONE or self.parts


@dataclass(frozen=True)
class Achieved:
    """One part of one module was done, in the version of that day."""

    module: str
    part: Part
    version: int
    on: date


@dataclass(frozen=True)
class State:
    """How far a learner is with one module, which parts are left, and which modules must come first."""

    stage: Stage
    parts_left: tuple[Part, ...] = ()
    missing: tuple[str, ...] = ()


def check_graph(modules: Iterable[Module]) -> list[str]:
    """A sentence for every prerequisite that does not exist, and for every circle of modules that need one another."""
    known = {module.code: module for module in modules}
    graph = nx.DiGraph()
    sentences = []
    for code, module in known.items():
        graph.add_node(code)
        for needed in sorted(module.requires):
            if needed in known:
                graph.add_edge(code, needed)
            else:
                words = {"module": module.name or code, "needed": needed}
                sentences.append(_("%(module)s needs “%(needed)s”, a module that does not exist.") % words)
    names = {code: module.name or code for code, module in known.items()}
    return sentences + [_circle([names[code] for code in circle]) for circle in _circles(graph, list(known))]


def states(modules: Sequence[Module], achieved: Iterable[Achieved]) -> dict[str, State]:
    """The state of every module of a track, in the order of the track."""
    done = _by_module(achieved)
    learned = {module.code for module in modules if not _left(module, done, any_version=True)}
    not_learned = [module.code for module in modules if module.code not in learned]
    return {
        module.code: _state(module, done, tuple(code for code in not_learned if code in module.requires))
        for module in modules
    }


def next_step(modules: Sequence[Module], achieved: Iterable[Achieved]) -> tuple[str, Part] | None:
    """The module and part to go on with, in the order of the track; a workshop or practice when nothing else is left.

    None when the track is complete.
    """
    steps = [
        (code, state.parts_left[0])
        for code, state in states(modules, achieved).items()
        if state.stage not in {Stage.LOCKED, Stage.DONE}
    ]
    return next((step for step in steps if step[1] in ALONE), steps[0] if steps else None)


def fraction_done(modules: Sequence[Module], achieved: Iterable[Achieved]) -> Fraction:
    """The share of the track's parts that are behind the learner; 0 for an empty track."""
    done = _by_module(achieved)
    total = sum(len(module.parts) for module in modules)
    left = sum(len(_left(module, done)) for module in modules)
    return Fraction(total - left, total) if total else Fraction(0)


def is_complete(modules: Sequence[Module], achieved: Iterable[Achieved]) -> bool:
    """Whether every part of every module is behind the learner; an empty track is never complete."""
    return fraction_done(modules, achieved) == 1


def completed_on(modules: Sequence[Module], achieved: Iterable[Achieved]) -> date | None:
    """The day on which the last part that counts was done, or None while something is left."""
    done = _by_module(achieved)
    if not modules or any(_left(module, done) for module in modules):
        return None
    return max(
        min(one.on for one in done[module.code] if one.part == part and _counts(one, module))
        for module in modules
        for part in module.parts
    )


def _by_module(achieved: Iterable[Achieved]) -> dict[str, list[Achieved]]:
    found: dict[str, list[Achieved]] = {}
    for one in achieved:
        found.setdefault(one.module, []).append(one)
    return found


def _state(module: Module, done: Mapping[str, list[Achieved]], missing: tuple[str, ...]) -> State:
    left = _left(module, done)
    if not left:
        return State(Stage.DONE)
    if not _left(module, done, any_version=True):
        return State(Stage.CHANGED, left)
    if missing:
        return State(Stage.LOCKED, left, missing)
    begun = any(one.part in module.parts for one in done.get(module.code, ()))
    return State(Stage.BEGUN if begun else Stage.OPEN, left)


def _left(module: Module, done: Mapping[str, list[Achieved]], *, any_version: bool = False) -> tuple[Part, ...]:
    """The parts still to be done, in the order of learning."""
    found = {one.part for one in done.get(module.code, ()) if any_version or _counts(one, module)}
    return tuple(part for part in Part if part in module.parts - found)


def _counts(one: Achieved, module: Module) -> bool:
    return one.version >= module.version or one.part not in module.renewed


def _circles(graph: "nx.DiGraph[str]", order: list[str]) -> Iterator[list[str]]:
    """One circle of every knot of modules, beginning with the module that comes first."""
    for knot in nx.strongly_connected_components(graph):
        start = min(knot, key=order.index)
        inside = graph.subgraph(knot)
        if inside.number_of_edges():
            before = min(inside.predecessors(start), key=lambda code: nx.shortest_path_length(inside, start, code))
            yield nx.shortest_path(inside, start, before)


def _circle(names: list[str]) -> str:
    """The circle in words, module by module and back to the first."""
    first, *others = [*names[1:], names[0]]
    chain = _("%(module)s needs %(needed)s") % {"module": names[0], "needed": first}
    for needed in others:
        chain = _("%(chain)s, which needs %(needed)s") % {"chain": chain, "needed": needed}
    return f"{chain}."
