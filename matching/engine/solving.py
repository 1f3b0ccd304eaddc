"""Who should walk beside whom? Encode the people, assign, settle ties, decode into an answer for people."""

import hashlib
import platform
from collections.abc import Callable, Collection, Iterable
from dataclasses import replace

import numpy as np
import scipy

from matching.engine.arrays import Ints, Progress
from matching.engine.assignment import Assignment, assign, proved
from matching.engine.caps import nest
from matching.engine.certificate import prove
from matching.engine.criteria import CRITERIA
from matching.engine.encoding import encode, pairs_at_most, seated
from matching.engine.errors import NotProvedError
from matching.engine.graph import CandidateGraph
from matching.engine.pool import Pool
from matching.engine.problem import Problem, input_digest
from matching.engine.records import Certificate, Ids, Pair, Solution, Waiting
from matching.engine.regret import refusal_costs
from matching.engine.reservations import in_thousandths
from matching.engine.scale import Scale
from matching.engine.tiebreak import settle
from matching.engine.waiting import reasons_of

ENGINE_VERSION = "1"
"""Raised whenever the same input could get another answer."""

PERCENT = 100


def solve(
    problem: Problem,
    *,
    published: Collection[Ids] = frozenset(),
    solver: str = "scipy",
    progress: Progress | None = None,
) -> Solution:
    """Propose the best plan, proved.

    Parameters
    ----------
    problem : Problem
    published : pairs of identifiers, optional
        The plan that people know already: among equally good plans the one that keeps most of it.
    solver : str
        As in ``assign``; the answer is the same.
    progress : callable, optional
        Called with (percent, 100); may raise ``Cancelled``.

    Returns
    -------
    Solution

    Raises
    ------
    EngineInputError
        When a locked pair breaks a bar that no lock may pass over, or seats are reserved under caps that cross.
    NotProvedError
        When the plan is not proved optimal; nothing is shown then.

    Notes
    -----
    1. Put the people into columns, find the candidates, take the locks out (``Pool``).
    2. Assign, urgent first, then total fit, and prove it.
    3. Among equal plans keep what is published, then draw the lot of the seed.
    4. Ask for the exact cost of refusing each pair.
    5. Where seats are reserved, assign and settle once more without: who waits because of it, and what seats are worth.
    6. Give back people, with the locked pairs among them.

    About two assignments for 10,000 mentees. Reservations and caps that cross take longer: refusal costs are found
    pair by pair, by a session or by solving again.
    """
    pool = Pool.of(problem)
    _tell(progress, 20)
    best = assign(pool.graph, solver=solver, progress=_within(progress, 20, 60))
    best = settled(pool, best, published, solver=solver)
    _tell(progress, 75)
    costs = costs_of(pool.graph, best, progress=_within(progress, 75, 90))
    _tell(progress, 90)
    solution = decoded(pool, best, unreserved(pool, best, solver=solver), costs, solver)
    _tell(progress, PERCENT)
    return solution


def _tell(progress: Progress | None, percent: int) -> None:
    if progress:
        progress(percent, PERCENT)


def _within(progress: Progress | None, low: int, high: int) -> Progress | None:
    """A progress callback that fills one part of the whole."""
    if progress is None:
        return None
    return lambda done, total: progress(low + (high - low) * done // max(1, total), PERCENT)


def settled(pool: Pool, best: Assignment, published: Collection[Ids], *, solver: str = "scipy") -> Assignment:
    """The one plan among all best ones that keeps most published pairs and then wins the lot."""
    return _settled(pool, best, edges_of(pool, published) if published else None, solver)


def _settled(pool: Pool, best: Assignment, keep: Ints | None, solver: str) -> Assignment:
    columns, policy = pool.columns, pool.problem.policy
    return settle(
        pool.graph,
        best,
        seed=policy.seed,
        mentee_key=_keys(mentee.id for mentee in columns.mentees),
        mentor_key=_keys(mentor.id for mentor in columns.mentors),
        keep=keep,
        solver=solver,
    )


def _keys(codes: Iterable[str]) -> Ints:
    """63 bits of each identifier's SHA-256, int64."""
    return np.fromiter(
        (int.from_bytes(hashlib.sha256(code.encode()).digest()[:8]) >> 1 for code in codes), dtype=np.int64
    )


def edges_of(pool: Pool, pairs: Collection[Ids]) -> Ints:
    """Edges of known pairs by mentee, int64[Y], -1 where there is none or it is no candidate any more.

    Of several candidates of one mentee the last one counts, so the order of the pairs never matters.
    """
    mentee = {record.id: row for row, record in enumerate(pool.columns.mentees)}
    mentor = {record.id: row for row, record in enumerate(pool.columns.mentors)}
    known = [(mentee[one], mentor[other]) for one, other in pairs if one in mentee and other in mentor]
    rows = np.asarray(known, dtype=np.int64).reshape(len(known), 2)
    edges = np.full(len(mentee), -1, dtype=np.int64)
    np.maximum.at(edges, rows[:, 0], pool.edge_of(rows[:, 0], rows[:, 1]))
    return edges


def costs_of(graph: CandidateGraph, best: Assignment, *, progress: Progress | None = None) -> Ints:
    """The objective now minus the best one without each pair, int64[Y, T + 1]; 0 for mentees who wait."""
    return refusal_costs(graph, best) if best.solved else costs_by_solving_again(graph, best, progress=progress)


def costs_by_solving_again(graph: CandidateGraph, best: Assignment, *, progress: Progress | None = None) -> Ints:
    """The same as ``costs_of``, one solve per pair: for caps that cross, and to check the fast way."""
    costs = np.zeros((graph.mentees, graph.tiers + 1), dtype=np.int64)
    matched = np.flatnonzero(best.edge >= 0)
    for done, mentee in enumerate(matched, start=1):
        kept = np.arange(graph.edges) != best.edge[mentee]
        without = replace(graph, mentee=graph.mentee[kept], mentor=graph.mentor[kept], fit=graph.fit[kept])
        costs[mentee] = np.subtract(best.objective, assign(without).objective)
        if progress:
            progress(done, len(matched))
    return costs


def restored(pool: Pool, solution: Solution) -> Assignment:
    """The plan of a known solution, proved from its pairs alone.

    Parameters
    ----------
    pool : Pool
        Of the problem that the solution answers.
    solution : Solution
        Within all capacities and caps.

    Raises
    ------
    NotProvedError
        When a pair is no candidate, or the plan is not optimal.

    Notes
    -----
    Prices come from the plan by ``certify``, O(E) for each step of the longest chain of moves: no solve. A plan
    under caps that cross has no prices; there, and only there, an optimum is found anew.
    """
    forest = nest(pool.graph.caps, pool.graph.mentors)
    if forest is None:
        return assign(pool.graph)
    pairs = [(pair.mentee, pair.mentor) for pair in solution.pairs]
    edge = edges_of(pool, [pair for pair in pairs if pair not in pool.problem.locked])
    if np.count_nonzero(edge >= 0) + len(pool.locks) < len(pairs):
        raise NotProvedError("The plan has a pair that is no candidate.")
    encoding = encode(pool.graph, forest)
    return proved(encoding, seated(encoding, edge))


def unreserved(pool: Pool, best: Assignment, *, solver: str = "scipy") -> Assignment:
    """The best plan if no seat were held back, and among those the one that keeps most of the given plan.

    Without reservations the plan itself, else one more solve. Who has a mentor there and none here waits because
    of the reservations, and for no other reason.
    """
    if pool.graph.reservation is None:
        return best
    open_pool = replace(pool, graph=replace(pool.graph, reservation=None))
    return _settled(open_pool, assign(open_pool.graph, solver=solver), best.edge, solver)


def held_back(pool: Pool, best: Assignment, free: Assignment) -> tuple[str, ...]:
    """The mentees who wait because seats are held back, in the order of their identifiers."""
    rows = np.flatnonzero((best.edge < 0) & (free.edge >= 0))
    return tuple(pool.columns.mentees[row].id for row in rows)


def objective_tuple(values: Iterable[int], tiers: int) -> tuple[int, ...]:
    """An objective over the tiers that occur, widened to all tiers of the policy."""
    *counts, fit = (int(value) for value in values)
    return (*counts, *[0] * (tiers - len(counts)), fit)


def whole_objective(pool: Pool, objective: tuple[int, ...]) -> tuple[int, ...]:
    """An objective of the pool's graph, with the locked pairs, over all tiers of the policy; length T + 1."""
    tiers = pool.problem.policy.tiers
    locked = np.bincount(pool.columns.tier[pool.locks[:, 0]], minlength=tiers + 1)[1:]
    whole = np.add(objective_tuple(objective, tiers), (*locked, pool.lock_points.sum()))
    return objective_tuple(whole, tiers)


def seat_prices_of(pool: Pool, free: Assignment) -> tuple[dict[str, int], dict[str, int]]:
    """Minimal and maximal prices by mentor, in thousandths, of a plan that holds nothing back; none when caps cross."""
    if free.solved is None:
        return {}, {}
    scale, mentors = free.solved.encoding.scale, pool.problem.mentor_of
    lowest, highest = in_thousandths(free.seat_price, scale), in_thousandths(free.solved.highest_price, scale)
    return dict(zip(mentors, lowest.tolist(), strict=True)), dict(zip(mentors, highest.tolist(), strict=True))


def decoded(pool: Pool, best: Assignment, free: Assignment, costs: Ints, solver: str) -> Solution:
    """The plan in records; locked pairs are part of it. ``free`` is the best plan that holds no seat back."""
    policy = pool.problem.policy
    pairs = sorted([*_solved_pairs(pool, best, costs), *_locked_pairs(pool)], key=_reading_order)
    waiting = _waiting(pool, best)
    matched, left = _by_tier(pairs, policy.tiers), _by_tier(waiting, policy.tiers)
    lowest, highest = seat_prices_of(pool, free)
    return Solution(
        pairs=tuple(pairs),
        waiting=waiting,
        objective=(*matched, sum(pair.fit for pair in pairs)),
        certificate=certificate_of(pool, best),
        input_digest=input_digest(pool.problem),
        seed=policy.seed,
        solver=solver,
        versions={
            "engine": ENGINE_VERSION,
            "python": platform.python_version(),
            "numpy": np.__version__,
            "scipy": scipy.__version__,
        },
        matched_by_tier=matched,
        waiting_by_tier=left,
        objective_unreserved=whole_objective(pool, free.objective),
        seat_prices=lowest,
        maximal_seat_prices=highest,
        held_back=held_back(pool, best, free),
    )


def _reading_order(pair: Pair) -> tuple[int, int, str]:
    return pair.tier, -pair.fit, pair.mentee


def _by_tier(people: Collection[Pair] | Collection[Waiting], tiers: int) -> tuple[int, ...]:
    return tuple(sum(person.tier == tier for person in people) for tier in range(1, tiers + 1))


def _pair_maker(pool: Pool) -> Callable[..., Pair]:
    columns = pool.columns

    def pair(mentee: int, mentor: int, points: Ints, cost: tuple[int, ...] | None) -> Pair:
        one = columns.mentees[mentee]
        near = cost is not None and not any(cost[:-1]) and cost[-1] <= columns.policy.near_tie
        parts = {criterion.code: int(part) for criterion, part in zip(CRITERIA, points, strict=True)}
        return Pair(one.id, columns.mentors[mentor].id, one.tier, sum(parts.values()), parts, cost, near, cost is None)

    return pair


def _solved_pairs(pool: Pool, best: Assignment, costs: Ints) -> list[Pair]:
    pair, found, tiers = _pair_maker(pool), pool.found, pool.problem.policy.tiers
    return [
        pair(mentee, int(found.mentor[edge]), found.points[edge], objective_tuple(costs[mentee], tiers))
        for mentee, edge in enumerate(best.edge.tolist())
        if edge >= 0
    ]


def _locked_pairs(pool: Pool) -> list[Pair]:
    pair = _pair_maker(pool)
    return [
        pair(int(mentee), int(mentor), points, None)
        for (mentee, mentor), points in zip(pool.locks, pool.lock_points, strict=True)
    ]


def _waiting(pool: Pool, best: Assignment) -> tuple[Waiting, ...]:
    alone = best.edge < 0
    alone[pool.locks[:, 0]] = False
    rows = np.flatnonzero(alone)
    people = [pool.columns.mentees[row] for row in rows]
    taken = np.bincount(pool.found.mentor[best.edge[best.edge >= 0]], minlength=len(pool.columns.mentors))
    reasons = reasons_of(pool, rows, pool.graph.capacity - taken)
    left = [Waiting(mentee.id, mentee.tier, told) for mentee, told in zip(people, reasons, strict=True)]
    return tuple(sorted(left, key=lambda waiting: (waiting.tier, waiting.mentee)))


def certificate_of(pool: Pool, best: Assignment) -> Certificate:
    """The proof in plain numbers: plan and bound are compared at both ends of the prices."""
    unit = Scale.of(pool.graph.tiers, pairs_at_most(pool.graph)).unit
    if best.solved is None:
        return Certificate(best.certified, best.primal, best.dual, unit, "", "", best.optimality)
    top = prove(best.solved.encoding.market, best.solved.match, best.solved.highest_price)
    return Certificate(
        certified=best.certified and top.holds,
        primal=best.primal,
        dual=best.dual,
        unit=unit,
        price_digest=_digest(best.mentee_price, best.seat_price),
        maximal_price_digest=_digest(top.gain[: pool.graph.mentees], top.price),
        optimality=best.optimality,
    )


def _digest(*prices: Ints) -> str:
    """SHA-256 over 64-bit integers, lowest byte first."""
    return hashlib.sha256(b"".join(values.astype("<i8").tobytes() for values in prices)).hexdigest()
