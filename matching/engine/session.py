"""What changes when a coordinator refuses, locks, adds, withdraws, or grants a seat? Answered at once.

A session starts from a proved plan and stays at the optimum through any number of changes, each about a
millisecond at 10,000 mentees. A ``what_if_`` method makes the change, reads the loss and takes it back.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

import numpy as np

from matching.engine.arrays import Ints, within
from matching.engine.assignment import Assignment
from matching.engine.certificate import Proof, certify
from matching.engine.encoding import encode, objective_of, pairs_at_most, weigh
from matching.engine.errors import EngineInputError
from matching.engine.graph import CandidateGraph, Cap
from matching.engine.repair import ABSENT, LivePlan
from matching.engine.scale import Scale

Loss = tuple[int, ...]
"""Mentees lost per tier (negative: gained), then total fit lost."""


class Session:
    """A plan that stays optimal while people decide.

    Parameters
    ----------
    graph : CandidateGraph
        Its caps must nest.
    assignment : Assignment
        From ``assign(graph)`` or ``settle``.
    room : int
        How many mentees, seats and places of caps may be added; after about 500 changes a new solve is
        faster anyway.

    Raises
    ------
    EngineInputError
        From every method: nothing has changed when a change is refused.

    Notes
    -----
    Every change returns its loss, the objective before minus the objective after: a refusal costs something,
    a new seat costs less than nothing. Without reservations equal plans have equal objectives; with them a
    loss belongs to the plan at hand, and the unit stays that of the plan, because a reservation is a part of it.
    Such a plan stays the one of largest weight, but urgent first is certain only up to one pair more than the
    graph allowed at the start: after many additions start a new session.

    Mentees keep their numbers; ``add`` gives the next one. Among equal plans the session takes the first it
    finds; ``settle`` is for the plan that is published.
    """

    def __init__(self, graph: CandidateGraph, assignment: Assignment, *, room: int = 1000) -> None:
        solved = assignment.solved
        if solved is None or solved.encoding.graph is not graph:
            raise EngineInputError("A session needs a plan from assign() of this graph, with caps that nest.")
        if room < 0:
            raise EngineInputError(f"room is {room}, it must be 0 or more.")
        self._graph, self._forest = graph, solved.encoding.forest
        wider = Scale.of(graph.tiers, pairs_at_most(graph) + room)
        self._scale = wider if graph.reservation is None else solved.encoding.scale
        encoding = encode(graph, self._forest, self._scale)
        market = encoding.market
        self._live = LivePlan(market, solved.match, certify(market, solved.match), room)
        self._rows = list(range(graph.mentees))
        self._mentee_of = dict(enumerate(self._rows))
        self._tiers = graph.tier.tolist()
        fits = graph.fit if graph.order is None else graph.fit[graph.order]
        self._fits = np.split(fits, market.bounds[1 : graph.mentees])[: graph.mentees]
        self._locks = [-1] * graph.mentees
        self._room = [room]
        self._limits = [cap.limit for cap in self._forest.caps]
        self._offered = self._forest.offered(graph.capacity).tolist()
        self._blockers: list[tuple[int, ...]] = [() for _ in self._limits]
        for number, group in enumerate(encoding.blocked.tolist()):
            self._blockers[group] += (graph.mentees + number,)
        self._spare: list[tuple[int, ...]] = [() for _ in self._limits]
        self._objective = [objective_of(graph, assignment.edge)]

    # --- what is ----------------------------------------------------------------------------------

    @property
    def objective(self) -> tuple[int, ...]:
        """Mentees matched per tier and total fit of the plan as it stands, locked pairs included."""
        return self._objective[0]

    @property
    def mentees(self) -> int:
        """The number of mentees ever known; the next one gets this number."""
        return len(self._rows)

    def mentor_of(self, mentee: int) -> int:
        """The mentor of a mentee in the plan as it stands, -1 when waiting or withdrawn."""
        row = self._row(mentee)
        return self._locks[mentee] if self._locks[mentee] >= 0 else max(-1, int(self._live.seat[row]))

    def pairs(self) -> Ints:
        """The mentor of every mentee, int64[Y], -1 when waiting or withdrawn."""
        return np.asarray([self.mentor_of(mentee) for mentee in range(self.mentees)], dtype=np.int64)

    def proof(self) -> Proof:
        """Prove the plan as it stands from scratch, locked pairs aside; O(E)."""
        return self._live.proof()

    def graph(self) -> CandidateGraph:
        """The problem as it stands: locked pairs are gone together with their seats and places in caps."""
        live, open_rows = self._live, [r for r in self._rows if self._live.seat[r] != ABSENT]
        mentees, mentors, fits = [], [], []
        for row in open_rows:
            allowed = live.allowed(row)
            mentees.append(np.full(int(allowed.sum()), self._mentee_of[row]))
            mentors.append(live.cols[row][allowed])
            fits.append(self._fits[self._mentee_of[row]][allowed])
        none = [np.zeros(0, dtype=np.int64)]
        caps = zip(self._forest.caps, self._limits, strict=True)
        return CandidateGraph(
            np.concatenate(mentees or none),
            np.concatenate(mentors or none),
            np.concatenate(fits or none),
            np.asarray(self._tiers, dtype=np.int64),
            live.capacity.copy(),
            tuple(Cap(cap.mentors, limit) for cap, limit in caps),
            self._graph.reservation,
            self._graph.tiers,
        )

    # --- what is decided --------------------------------------------------------------------------

    def refuse(self, mentee: int, mentor: int) -> Loss:
        """Rule a pair out for good."""
        row = self._open_row(mentee)
        self._edge(row, mentor)
        with self._change():
            self._live.ban(row, mentor)
        return self._loss

    def lock(self, mentee: int, mentor: int) -> Loss:
        """Make a pair and keep it, with its seat and its places in caps."""
        row = self._open_row(mentee)
        at, live = self._edge(row, mentor), self._live
        with self._change():
            if live.capacity[mentor] < 1:
                raise EngineInputError(f"Mentor {mentor} has no free seat.")
            if live.seat[row] == mentor:
                live.take_out(row)
            else:
                live.remove(row)
                live.drop_seat(mentor)
            self._shift_caps(mentor, -1)
            live.put(self._locks, mentee, mentor)
            self._count(self._tiers[mentee], int(self._fits[mentee][at]), 1)
        return self._loss

    def unlock(self, mentee: int) -> Loss:
        """Take a lock back; the pair stays allowed and the mentee in the plan."""
        row, mentor = self._row(mentee), self._locks[mentee]
        if mentor < 0:
            raise EngineInputError(f"Mentee {mentee} is not locked.")
        with self._change():
            at = int(np.searchsorted(self._live.cols[row], mentor))
            self._count(self._tiers[mentee], int(self._fits[mentee][at]), -1)
            self._live.put(self._locks, mentee, -1)
            self._shift_caps(mentor, 1)
            self._live.add_seat(mentor)
            self._live.insert(row)
        return self._loss

    def withdraw(self, mentee: int) -> Loss:
        """Take a mentee out of the plan."""
        row = self._open_row(mentee)
        with self._change():
            self._live.remove(row)
        return self._loss

    def add(self, tier: int, mentors: Ints, fits: Ints) -> Loss:
        """Bring a new mentee in, with the allowed mentors, int64[k], and their fits, int64[k]."""
        arrived = CandidateGraph(
            np.zeros(len(mentors), dtype=np.int64),
            mentors,
            fits,
            np.asarray([tier]),
            self._live.capacity,
            reservation=self._graph.reservation,
        )
        if tier > self._graph.tiers:
            raise EngineInputError(f"tier is {tier}, this session knows 1 to {self._graph.tiers}.")
        order = np.argsort(arrived.mentor)
        weights = weigh(arrived, self._scale, arrived.mentee, arrived.mentor, arrived.fit)[order]
        with self._change():
            self._use_room()
            row, live = self._live.append(arrived.mentor[order], weights), self._live
            live.undo_with(partial(self._forget_mentee, row))
            self._mentee_of[row] = len(self._rows)
            self._rows.append(row)
            self._tiers.append(tier)
            self._fits.append(arrived.fit[order])
            self._locks.append(-1)
            live.insert(row)
        return self._loss

    def change_capacity(self, mentor: int, change: int) -> Loss:
        """Grant (positive) or take away (negative) free seats of a mentor."""
        within(np.asarray([mentor]), "mentor", 0, self._graph.mentors - 1)
        live, home = self._live, int(self._forest.home[mentor])
        if live.capacity[mentor] + change < 0:
            raise EngineInputError(f"Mentor {mentor} has only {int(live.capacity[mentor])} free seats.")
        with self._change():
            for _ in range(abs(change)):
                if change > 0:
                    self._use_room()
                    live.add_seat(mentor)
                    self._pass_on(home, 1)
                else:
                    self._pass_on(home, -1)
                    live.drop_seat(mentor)
        return self._loss

    def change_limit(self, cap: int, change: int) -> Loss:
        """Raise or lower the limit of ``graph.caps[cap]``."""
        within(np.asarray([cap]), "cap", 0, len(self._graph.caps) - 1)
        group = self._forest.position(self._graph.caps[cap])
        if group < 0 or self._limits[group] + change < 0:
            raise EngineInputError(f"The limit of cap {cap} cannot change by {change}.")
        with self._change():
            for _ in range(abs(change)):
                self._use_room()
                self._move_limit(group, 1 if change > 0 else -1)
        return self._loss

    # --- what would be ----------------------------------------------------------------------------

    def what_if_refuse(self, mentee: int, mentor: int) -> Loss:
        """The loss of ``refuse``, without doing it."""
        return self._tried(partial(self.refuse, mentee, mentor))

    def what_if_lock(self, mentee: int, mentor: int) -> Loss:
        """The loss of ``lock``, without doing it."""
        return self._tried(partial(self.lock, mentee, mentor))

    def what_if_withdraw(self, mentee: int) -> Loss:
        """The loss of ``withdraw``, without doing it."""
        return self._tried(partial(self.withdraw, mentee))

    def what_if_add(self, tier: int, mentors: Ints, fits: Ints) -> Loss:
        """The loss (a gain is negative) of ``add``, without doing it."""
        return self._tried(partial(self.add, tier, mentors, fits))

    def what_if_capacity(self, mentor: int, change: int) -> Loss:
        """The loss of ``change_capacity``, without doing it."""
        return self._tried(partial(self.change_capacity, mentor, change))

    def what_if_limit(self, cap: int, change: int) -> Loss:
        """The loss of ``change_limit``, without doing it."""
        return self._tried(partial(self.change_limit, cap, change))

    def mark(self) -> int:
        """A point in time for ``roll_back``."""
        return self._live.mark()

    def roll_back(self, mark: int) -> None:
        """Take back everything decided since ``mark``."""
        self._live.roll_back(mark)

    def _tried(self, change: Callable[[], Loss]) -> Loss:
        mark = self.mark()
        try:
            return change()
        finally:
            self.roll_back(mark)

    # --- keeping the books ------------------------------------------------------------------------

    @contextmanager
    def _change(self) -> Iterator[None]:
        """Run a change as a whole or not at all, and leave its loss in ``_loss``."""
        mark, before = self.mark(), self.objective
        self._live.moves.clear()
        try:
            yield
            self._follow_moves()
        except BaseException:
            self.roll_back(mark)
            raise
        self._loss = tuple(was - now for was, now in zip(before, self.objective, strict=True))

    def _follow_moves(self) -> None:
        """Bring the objective up to date with the rows that moved; blockers do not count."""
        live = self._live
        for row, before in dict(reversed(live.moves)).items():
            if row not in self._mentee_of:
                continue
            mentee = self._mentee_of[row]
            for seat, sign in ((before, -1), (int(live.seat[row]), 1)):
                if seat >= 0:
                    at = int(np.searchsorted(live.cols[row], seat))
                    self._count(self._tiers[mentee], int(self._fits[mentee][at]), sign)

    def _count(self, tier: int, fit: int, sign: int) -> None:
        objective = list(self.objective)
        objective[tier - 1] += sign
        objective[-1] += sign * fit
        self._live.put(self._objective, 0, tuple(objective))

    def _row(self, mentee: int) -> int:
        within(np.asarray([mentee]), "mentee", 0, self.mentees - 1)
        return self._rows[mentee]

    def _open_row(self, mentee: int) -> int:
        row = self._row(mentee)
        if self._live.seat[row] == ABSENT:
            state = "locked" if self._locks[mentee] >= 0 else "withdrawn"
            raise EngineInputError(f"Mentee {mentee} is {state}.")
        return row

    def _edge(self, row: int, mentor: int) -> int:
        at = self._live.edge_at(row, mentor)
        if at < 0:
            raise EngineInputError(f"The pair with mentor {mentor} is not allowed.")
        return at

    def _forget_mentee(self, row: int) -> None:
        del self._mentee_of[row]
        for book in (self._rows, self._tiers, self._fits, self._locks):
            book.pop()

    def _use_room(self) -> None:
        if not self._room[0]:
            raise EngineInputError("This session has no room for more; start a new one.")
        self._live.put(self._room, 0, self._room[0] - 1)

    def _shift_caps(self, mentor: int, change: int) -> None:
        """A pair takes (-1) or returns (1) one place of every cap around its mentor; blockers stay."""
        for group in self._forest.around(int(self._forest.home[mentor])):
            if self._limits[group] + change < 0:
                raise EngineInputError("The caps leave no place for this.")
            self._live.put(self._limits, group, self._limits[group] + change)
            self._live.put(self._offered, group, self._offered[group] + change)

    def _pass_on(self, group: int, change: int) -> None:
        """One seat more (1) or less (-1) reaches a group: the first full group outwards absorbs it."""
        for around in self._forest.around(group):
            offered, limit = self._offered[around], self._limits[around]
            self._live.put(self._offered, around, offered + change)
            if change > 0 and offered >= limit:
                return self._block(around)
            if change < 0 and offered > limit:
                return self._unblock(around)
        return None

    def _move_limit(self, group: int, change: int) -> None:
        """Raise (1) or lower (-1) a limit; what a full group lets through then reaches its parent."""
        limit, parent = self._limits[group], int(self._forest.parent[group])
        self._live.put(self._limits, group, limit + change)
        if change > 0 and self._offered[group] > limit:
            self._unblock(group)
            self._pass_on(parent, 1)
        if change < 0 and self._offered[group] >= limit:
            self._pass_on(parent, -1)
            self._block(group)

    def _block(self, group: int) -> None:
        live, spare = self._live, self._spare[group]
        if spare:
            row = spare[-1]
            live.put(self._spare, group, spare[:-1])
        else:
            members = self._forest.caps[group].mentors
            row = live.append(members, np.full(len(members), self._scale.marks[0] * self._scale.unit))
        live.put(self._blockers, group, (*self._blockers[group], row))
        live.insert(row)

    def _unblock(self, group: int) -> None:
        live, row = self._live, self._blockers[group][-1]
        live.put(self._blockers, group, self._blockers[group][:-1])
        live.put(self._spare, group, (*self._spare[group], row))
        live.remove(row)
