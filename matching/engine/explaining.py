"""Why these two, why not these two, and what would it cost the others?

Explanations are made by the very functions that the solve used. Other mentees appear only as a tier and a loss.
What is sealed is never listed: such a pair is "not possible", without a reason.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from matching.engine.arrays import Ints
from matching.engine.assignment import assign
from matching.engine.bars import BARS, may_meet
from matching.engine.columns import Columns
from matching.engine.criteria import CRITERIA, points_of
from matching.engine.errors import EngineInputError
from matching.engine.pool import Pool
from matching.engine.problem import Problem
from matching.engine.records import Ids, Solution
from matching.engine.solving import settled
from matching.engine.wording import Message, gettext_noop

SENTENCES = {
    "possible": gettext_noop("This pair breaks no bar."),
    "barred": gettext_noop("This pair breaks a bar."),
    "not_possible": gettext_noop("This pair is not possible."),
    "proposed": gettext_noop("This pair is part of the plan."),
    "fixed": gettext_noop("The seats of this mentor are fixed for others by hand."),
    "cost.nothing": gettext_noop("A plan with this pair is just as good."),
    "cost.fit": gettext_noop("With this pair the plan would lose {points} points of fit."),
    "cost.people": gettext_noop("With this pair, mentees of tier {tier} who would be served: {change}."),
}


def message(code: str, **facts: Any) -> Message:
    """One of the sentences of this module."""
    return Message(code, SENTENCES[code], facts)


class _Told:
    """What is told in one sentence."""

    message: Message

    @property
    def sentence(self) -> str:
        """The English template."""
        return self.message.sentence

    @property
    def facts(self) -> Mapping[str, Any]:
        """What fills the template."""
        return self.message.facts


@dataclass(frozen=True)
class BarVerdict(_Told):
    """How one bar judges one pair.

    Parameters
    ----------
    code : str
    passed : bool
    close : bool
        By a narrow margin.
    message : Message
    """

    code: str
    passed: bool
    close: bool
    message: Message


@dataclass(frozen=True)
class CriterionPoints(_Told):
    """What one criterion gives one pair.

    Parameters
    ----------
    code : str
    points, of : int
        Points, and the most that the policy gives for this criterion.
    message : Message
    """

    code: str
    points: int
    of: int
    message: Message


@dataclass(frozen=True)
class Explanation:
    """One pair, bar by bar and criterion by criterion.

    Parameters
    ----------
    mentee, mentor : str
    possible : bool
        Whether the pair may be made.
    verdict : Message
        ``possible``, ``barred`` or ``not_possible``; after the last one nothing else is said.
    bars : tuple of BarVerdict
    criteria : tuple of CriterionPoints
        Their points add up to the fit.
    fit : int, optional
        Points of 1000; None after ``not_possible``.
    """

    mentee: str
    mentor: str
    possible: bool
    verdict: Message
    bars: tuple[BarVerdict, ...] = ()
    criteria: tuple[CriterionPoints, ...] = ()
    fit: int | None = None

    def to_mapping(self) -> dict[str, Any]:
        """Plain values that JSON can hold; tuples of codes become lists."""
        return {
            "possible": self.possible,
            "verdict": _plain(self.verdict),
            "bars": [
                {"code": bar.code, "passed": bar.passed, "close": bar.close, **_plain(bar.message)} for bar in self.bars
            ],
            "criteria": [
                {"code": part.code, "points": part.points, "of": part.of, **_plain(part.message)}
                for part in self.criteria
            ],
            "fit": self.fit,
        }


def _plain(told: Message) -> dict[str, Any]:
    facts = {name: list(value) if isinstance(value, tuple) else value for name, value in told.facts.items()}
    return {"sentence_code": told.code, "sentence": told.sentence, "facts": facts}


def explain(problem: Problem, mentee_id: str, mentor_id: str) -> Explanation:
    """Judge and score one pair, whether it was proposed or not.

    Raises
    ------
    EngineInputError
        When one of the two does not take part.

    Notes
    -----
    The functions of the solve are asked, so a verdict or points can never differ from it. A sealed pair that breaks
    an open bar too is answered exactly like any barred pair; otherwise it is "not possible".
    """
    return explain_all(problem, [(mentee_id, mentor_id)])[0]


def explain_all(problem: Problem, pairs: Sequence[Ids]) -> tuple[Explanation, ...]:
    """The same for many pairs at once, in their order; O(pairs), and reading the sets of pairs once.

    Raises
    ------
    EngineInputError
        When somebody does not take part.
    """
    columns, mentee, mentor = _columns_of(problem, pairs)
    passed = np.column_stack([bar.verdict(columns, mentee, mentor) for bar in BARS])
    points = points_of(columns, mentee, mentor)
    free = may_meet(columns, mentee, mentor)
    return tuple(
        _explanation(columns, (int(one), int(other)), verdicts, bool(meet), parts)
        for one, other, verdicts, meet, parts in zip(
            mentee, mentor, passed.tolist(), free, points.tolist(), strict=True
        )
    )


def _explanation(
    columns: Columns, rows: tuple[int, int], passed: list[bool], meet: bool, points: list[int]
) -> Explanation:
    ids = columns.mentees[rows[0]].id, columns.mentors[rows[1]].id
    if all(passed) and not meet:
        return Explanation(*ids, False, message("not_possible"))
    most = columns.policy.points
    return Explanation(
        *ids,
        all(passed),
        message("possible" if all(passed) else "barred"),
        tuple(
            BarVerdict(bar.code, good, bar.close(columns, *rows), bar.tell(columns, *rows, good))
            for bar, good in zip(BARS, passed, strict=True)
        ),
        tuple(
            CriterionPoints(part.code, got, most[part.code], part.tell(columns, *rows))
            for part, got in zip(CRITERIA, points, strict=True)
        ),
        sum(points),
    )


def _columns_of(problem: Problem, pairs: Sequence[Ids]) -> tuple[Columns, Ints, Ints]:
    """Columns of the people in some pairs, and the rows of the pairs."""
    for mentee, mentor in pairs:
        if mentee not in problem.mentee_of:
            raise EngineInputError(f"The mentee {mentee!r} does not take part.")
        if mentor not in problem.mentor_of:
            raise EngineInputError(f"The mentor {mentor!r} does not take part.")
    left = {code: at for at, code in enumerate(dict.fromkeys(mentee for mentee, _ in pairs))}
    right = {code: at for at, code in enumerate(dict.fromkeys(mentor for _, mentor in pairs))}
    columns = Columns.of(
        problem, [problem.mentee_of[code] for code in left], [problem.mentor_of[code] for code in right]
    )
    rows = np.asarray([(left[mentee], right[mentor]) for mentee, mentor in pairs], dtype=np.int64)
    rows = rows.reshape(len(pairs), 2)
    return columns, rows[:, 0], rows[:, 1]


@dataclass(frozen=True)
class Loss:
    """What one other mentee would lose or gain; who it is stays untold.

    Parameters
    ----------
    tier : int
    kind : str
        ``waits`` (would lose the mentor), ``served`` (would get one) or ``other_mentor``.
    points : int
        Fit before minus fit after.
    """

    tier: int
    kind: str
    points: int


@dataclass(frozen=True)
class WhyNot:
    """Why a pair is not part of the plan.

    Parameters
    ----------
    mentee, mentor : str
    verdict : Message
        ``proposed``, ``barred``, ``not_possible``, ``fixed`` or one of ``cost``.
    bars : tuple of BarVerdict
        The bars that forbid it.
    cost : tuple of int, length T + 1, optional
        Mentees lost per tier, then total fit lost, if the pair is made and everything else is solved again.
    prices : tuple of Message
        The cost in sentences.
    losses : tuple of Loss
        Who else would be better or worse off, in the plan closest to the present one.
    """

    mentee: str
    mentor: str
    verdict: Message
    bars: tuple[BarVerdict, ...] = ()
    cost: tuple[int, ...] | None = None
    prices: tuple[Message, ...] = ()
    losses: tuple[Loss, ...] = ()


def why_not(problem: Problem, solution: Solution, mentee_id: str, mentor_id: str) -> WhyNot:
    """The bars that forbid a pair, or its exact price.

    Parameters
    ----------
    problem : Problem
    solution : Solution
        From ``solve(problem)``.
    mentee_id, mentor_id : str

    Raises
    ------
    EngineInputError
        When one of the two does not take part.

    Notes
    -----
    1. A pair of the plan needs no reason; a pair that breaks bars has them for reasons.
    2. Otherwise fix the pair and solve everything else again, keeping as much of the plan as possible; the price
       is the difference of the two objectives. One solve.
    """
    if any((pair.mentee, pair.mentor) == (mentee_id, mentor_id) for pair in solution.pairs):
        return WhyNot(mentee_id, mentor_id, message("proposed"), cost=(0,) * len(solution.objective))
    told = explain(problem, mentee_id, mentor_id)
    if not told.possible:
        broken = tuple(bar for bar in told.bars if not bar.passed)
        return WhyNot(mentee_id, mentor_id, told.verdict, broken)
    others = frozenset(lock for lock in problem.locked if lock[0] != mentee_id)
    try:
        forced = replace(problem, locked=others | {(mentee_id, mentor_id)})
    except EngineInputError:
        return WhyNot(mentee_id, mentor_id, message("fixed"))
    plan = _plan_of(forced, solution)
    cost, losses = _compare(problem, solution, plan, mentee_id)
    return WhyNot(mentee_id, mentor_id, _price_of(cost)[0], (), cost, _price_of(cost), losses)


def _plan_of(problem: Problem, solution: Solution) -> dict[Ids, int]:
    """The best plan of a problem, closest to a known one, as pairs with their fit."""
    pool = Pool.of(problem)
    known = [(pair.mentee, pair.mentor) for pair in solution.pairs]
    best = settled(pool, assign(pool.graph), known)
    people = pool.columns
    plan = {
        (people.mentees[pool.found.mentee[edge]].id, people.mentors[pool.found.mentor[edge]].id): int(
            pool.found.fit[edge]
        )
        for edge in best.edge[best.edge >= 0]
    }
    locked = {
        (people.mentees[mentee].id, people.mentors[mentor].id): int(points.sum())
        for (mentee, mentor), points in zip(pool.locks, pool.lock_points, strict=True)
    }
    return plan | locked


def _compare(
    problem: Problem, solution: Solution, plan: dict[Ids, int], mentee_id: str
) -> tuple[tuple[int, ...], tuple[Loss, ...]]:
    """The objective now minus the objective of the plan, and what changes for everybody but one mentee."""
    before = {pair.mentee: (pair.mentor, pair.fit) for pair in solution.pairs}
    after = {mentee: (mentor, fit) for (mentee, mentor), fit in plan.items()}
    cost = np.zeros(problem.policy.tiers + 1, dtype=np.int64)
    losses = []
    for mentee in sorted(before.keys() | after.keys()):
        tier = problem.mentee_of[mentee].tier
        old, new = before.get(mentee), after.get(mentee)
        points = (old[1] if old else 0) - (new[1] if new else 0)
        cost[tier - 1] += (old is not None) - (new is not None)
        cost[-1] += points
        if old != new and mentee != mentee_id:
            kind = "other_mentor" if old and new else "waits" if old else "served"
            losses.append(Loss(tier, kind, points))
    return tuple(cost.tolist()), tuple(sorted(losses, key=lambda loss: (loss.tier, loss.kind, -loss.points)))


def _price_of(cost: tuple[int, ...]) -> tuple[Message, ...]:
    people = [message("cost.people", tier=tier, change=-lost) for tier, lost in enumerate(cost[:-1], start=1) if lost]
    if cost[-1] > 0:
        people.append(message("cost.fit", points=cost[-1]))
    return tuple(people) or (message("cost.nothing"),)
