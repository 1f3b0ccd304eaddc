"""Why does somebody wait, what is the smallest change that would help, and whom should we recruit?

Every promise is verified: the change is made, the best plan is found and proved again, and only what it gains is
told. What is sealed is neither listed nor counted, and no change that it would defeat is offered.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from matching.engine.arrays import Ints
from matching.engine.bars import may_meet
from matching.engine.columns import Columns, distance_m
from matching.engine.criteria import common_minutes, fit_of, reach_m
from matching.engine.errors import EngineInputError
from matching.engine.pool import Pool
from matching.engine.problem import Problem
from matching.engine.records import Solution
from matching.engine.recruiting import Recruit, recruits
from matching.engine.shortage import Shortage, shortages
from matching.engine.solving import objective_tuple, restored, unreserved
from matching.engine.trials import Gain, Trials, is_gain, trials
from matching.engine.waiting import PAIR_BARS, counted, failures, own_obstacles, tally
from matching.engine.wording import Message

CODES = tuple(bar.code for bar in PAIR_BARS)
FIT, ROOM = CODES.index("fit"), CODES.index("room")
FIXED = np.asarray([not bar.may_relax for bar in PAIR_BARS])
"""Bars of protection: no suggestion ever touches them."""

MOST_CHANGES = 3
"""More than this many changes at once are no advice."""

MENTORS_TRIED = 8


@dataclass(frozen=True)
class BarCount:
    """How many mentors one bar rules out for one mentee.

    Parameters
    ----------
    code : str
    failing : int
        Mentors who fail it; for ``fit``, those who pass every other bar.
    alone : int
        Mentors who fail it and no other one.
    may_relax : bool
        Whether a change of it may be suggested; protection never.
    message : Message
    """

    code: str
    failing: int
    alone: int
    may_relax: bool
    message: Message


@dataclass(frozen=True)
class Relaxation:
    """A smallest set of changes that gets the mentee this mentor and serves more, or more urgent, mentees.

    No part of it would be enough. The changes are tried for this pair alone. Some open the mentor to others as well
    (willing again, the first free seat, a training): then the next plan gains at least as much, but perhaps for
    somebody more urgent.

    Parameters
    ----------
    mentor : str
        With whom.
    bars : tuple of str
        What would have to change.
    changes : tuple of Message
        The same in sentences.
    gain : tuple of int, length T + 1
        Mentees gained per tier, then total fit gained, verified.
    """

    mentor: str
    bars: tuple[str, ...]
    changes: tuple[Message, ...]
    gain: Gain


@dataclass(frozen=True)
class Finding:
    """Everything about one waiting mentee.

    Parameters
    ----------
    mentee : str
    tier : int
    obstacles : tuple of Message
        The own papers that are missing; no mentor can help before.
    suitable : int
        Mentors who break no bar and whose seats go to others.
    bars : tuple of BarCount
        The bar that rules out the most mentors first.
    relaxations : tuple of Relaxation
        The fewest changes first.
    """

    mentee: str
    tier: int
    obstacles: tuple[Message, ...]
    suitable: int
    bars: tuple[BarCount, ...]
    relaxations: tuple[Relaxation, ...]


@dataclass(frozen=True)
class Diagnosis:
    """Findings for the waiting mentees, and what would help the whole pool.

    Parameters
    ----------
    findings : tuple of Finding
        In the order of ``Solution.waiting``.
    recruits : tuple of Recruit
        The most helpful one first.
    shortages : tuple of Shortage
        Groups of mentees with too few mentors.
    """

    findings: tuple[Finding, ...]
    recruits: tuple[Recruit, ...]
    shortages: tuple[Shortage, ...]


def diagnose(problem: Problem, solution: Solution, mentees: Iterable[str] | None = None, *, most: int = 3) -> Diagnosis:
    """Look for help for those who wait.

    Parameters
    ----------
    problem : Problem
    solution : Solution
        From ``solve(problem)``.
    mentees : identifiers, optional
        Findings for these only; all who wait when left out. Recruits and shortages always look at all.
    most : int
        How many relaxations per mentee and how many recruits are given.

    Returns
    -------
    Diagnosis

    Raises
    ------
    EngineInputError
        When one of ``mentees`` does not take part.

    Notes
    -----
    1. Count, for every waiting mentee, the mentors that each bar rules out, and those that it alone rules out.
    2. For every mentor note the set of bars that stand between the two. Sets that contain a bar of protection are
       dropped. From the smallest set on: allow all mentors whose set is contained in it, solve again, and keep
       the set when the mentee gets a mentor and more, or more urgent, mentees are served. Supersets of a kept set
       are skipped, so each kept set is minimal. Among its mentors the one with the smallest step (distance, then
       hours) is named. One more seat is tried with up to eight mentors.
    3. Invent recruits from what the waiting mentees have in common and try each of them (``recruiting``).
    4. Find groups that compete for too few seats (``shortage``), in a plan that holds none back.

    O(W * M) for the counts, and one what-if of about a millisecond per set and per recruit.
    """
    pool = Pool.of(problem)
    best = restored(pool, solution)
    row = {code: at for at, code in enumerate(problem.mentee_of)}
    waiting = [row[one.mentee] for one in solution.waiting]
    asked = waiting if mentees is None else _asked(row, mentees, waiting)
    findings = _findings(pool, trials(pool.graph, best), np.asarray(asked, dtype=np.int64), most)
    helpless = [at for at in waiting if not own_obstacles(pool.columns, at)]
    free = unreserved(pool, best)
    short = [at for at in helpless if free.edge[at] < 0]
    return Diagnosis(findings, recruits(pool, helpless, most), shortages(pool, free, short))


def finding_of(problem: Problem, solution: Solution, mentee: str, *, most: int = 3) -> Finding | None:
    """The finding of ``diagnose`` for one mentee alone; None when this mentee does not wait.

    Raises
    ------
    EngineInputError
        When the mentee does not take part.
    """
    row = {code: at for at, code in enumerate(problem.mentee_of)}
    asked = _asked(row, [mentee], [row[one.mentee] for one in solution.waiting])
    if not asked:
        return None
    pool = Pool.of(problem)
    tries = trials(pool.graph, restored(pool, solution))
    return _findings(pool, tries, np.asarray(asked, dtype=np.int64), most)[0]


def _asked(row: Mapping[str, int], mentees: Iterable[str], waiting: Iterable[int]) -> list[int]:
    """The rows of those who wait among some mentees."""
    wanted = set(mentees)
    if strangers := sorted(wanted - row.keys()):
        raise EngineInputError("\n".join(f"The mentee {code!r} does not take part." for code in strangers))
    rows = {row[code] for code in wanted}
    return [at for at in waiting if at in rows]


def _findings(pool: Pool, tries: Trials, mentees: Ints, most: int) -> tuple[Finding, ...]:
    columns = pool.columns
    counts = tally(columns, mentees)
    degree = np.bincount(pool.found.mentee, minlength=len(columns.mentees))
    findings = []
    for at, mentee in enumerate(mentees.tolist()):
        obstacles = own_obstacles(columns, mentee)
        findings.append(
            Finding(
                columns.mentees[mentee].id,
                int(columns.tier[mentee]),
                obstacles,
                int(degree[mentee]),
                _bar_counts(columns, counts.failing[at], counts.alone[at]),
                () if obstacles else _relaxations(pool, tries, mentee, most),
            )
        )
    return tuple(findings)


def _bar_counts(columns: Columns, failing: Ints, alone: Ints) -> tuple[BarCount, ...]:
    return tuple(
        BarCount(
            CODES[at], int(failing[at]), int(alone[at]), PAIR_BARS[at].may_relax, counted(columns, int(at), failing)
        )
        for at in np.argsort(-failing, kind="stable")
        if failing[at]
    )


def _relaxations(pool: Pool, tries: Trials, mentee: int, most: int) -> tuple[Relaxation, ...]:
    """Step 2 for one mentee."""
    ways = _Ways.of(pool, mentee)
    found: list[Relaxation] = []
    for bars in ways.sets():
        if len(found) == most:
            break
        if not any(set(kept.bars) <= bars for kept in found):
            found += ways.verified(tries, bars)
    return tuple(found)


@dataclass(frozen=True, eq=False)
class _Ways:
    """What stands between one mentee and every mentor who could be reached by changes.

    Parameters
    ----------
    mentors : int64[k]
        Rows of the mentors.
    fits : int64[k]
    failed : bool[B, k]
        Which bars stand between; a mentor whom nothing but the plan denies has the bar on free seats.
    """

    pool: Pool
    mentee: int
    mentors: Ints
    fits: Ints
    failed: "np.ndarray[tuple[int, int], np.dtype[np.bool_]]"

    @classmethod
    def of(cls, pool: Pool, mentee: int) -> "_Ways":
        columns = pool.columns
        here, everybody = np.asarray([mentee]), np.arange(len(columns.mentors))
        failed = failures(columns, here, everybody)[:, 0, :]
        open_to = ~failed[FIXED].any(axis=0) & may_meet(columns, here, everybody)
        fits = fit_of(columns, here, everybody)
        failed[FIT] = fits < columns.least_fit[mentee]
        failed[ROOM] |= ~failed.any(axis=0)
        mentors = np.flatnonzero(open_to & (failed.sum(axis=0) <= MOST_CHANGES))
        return cls(pool, mentee, mentors, fits[mentors], failed[:, mentors])

    def sets(self) -> list[frozenset[str]]:
        """Distinct sets of bars: the smallest first, then those that open the most mentors."""
        powers = 1 << np.arange(len(CODES))
        found, opened = np.unique(powers @ self.failed, return_counts=True)
        sets = [frozenset(code for at, code in enumerate(CODES) if bits >> at & 1) for bits in found.tolist()]
        order = sorted(range(len(sets)), key=lambda at: (len(sets[at]), -opened[at], sorted(sets[at])))
        return [sets[at] for at in order]

    def verified(self, tries: Trials, bars: frozenset[str]) -> list[Relaxation]:
        """The relaxation by a set of bars with the smallest step, or nothing when it serves nobody more."""
        outside = np.asarray([code not in bars for code in CODES])
        within = np.flatnonzero(~self.failed[outside].any(axis=0))
        exact = within[self.failed[~outside][:, within].all(axis=0)]
        nearest = exact[np.lexsort(self._steps(exact))][:MENTORS_TRIED]
        found = self._tried(tries, bars, nearest[:1])
        fallback = [] if found or "room" in bars else self._tried(tries, bars, within)
        if found or not (fallback or "room" in bars):
            return found
        others = (self._tried(tries, bars, nearest[at : at + 1]) for at in range(1, len(nearest)))
        return next(filter(None, others), fallback)

    def _steps(self, at: Ints) -> tuple[Ints, Ints, Ints]:
        """How far the mentors are from passing, for sorting: distance before hours before fit."""
        columns, here = self.pool.columns, np.asarray([self.mentee])
        mentors = self.mentors[at]
        missing_m = np.maximum(distance_m(columns, here, mentors) - reach_m(columns, here, mentors), 0)
        missing_minutes = 60 * columns.policy.min_common_hours - common_minutes(columns, here, mentors)
        return -self.fits[at], np.maximum(missing_minutes, 0), missing_m

    def _tried(self, tries: Trials, bars: frozenset[str], within: Ints) -> list[Relaxation]:
        seat = int(self.mentors[within[0]]) if "room" in bars else -1
        gain, mentor = tries.mentee(self.mentee, self.mentors[within], self.fits[within], seat)
        if mentor < 0 or not is_gain(gain):
            return []
        columns = self.pool.columns
        ordered = [bar for bar in PAIR_BARS if bar.code in bars]
        return [
            Relaxation(
                columns.mentors[mentor].id,
                tuple(bar.code for bar in ordered),
                tuple(bar.tell_relaxed(columns, self.mentee, mentor) for bar in ordered),
                objective_tuple(gain, columns.policy.tiers),
            )
        ]
