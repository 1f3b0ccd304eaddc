"""What do proof, explanations, repairs and caps cost next to one solve? Ratios within one process.

Every function gives named numbers; ``targets`` says which bar each of them should reach.
"""

import statistics
from collections.abc import Callable, Iterator
from functools import partial

import numpy as np

from benchmarks.instances import people, regions, supervised
from benchmarks.measuring import timed
from benchmarks.rivals import CONTENDERS, engine, market_of
from matching.engine.assignment import Assignment, CandidateGraph, assign
from matching.engine.candidates import _blocks, candidate_blocks, candidates
from matching.engine.certificate import certify, maximal_prices
from matching.engine.colgen import Block, assign_streamed
from matching.engine.columns import Columns
from matching.engine.components import solve_pieces
from matching.engine.plans import Solved
from matching.engine.regret import alternatives, refusal_costs
from matching.engine.session import Session
from matching.engine.solvers import solve_scipy
from matching.engine.tiebreak import settle

Numbers = dict[str, float]
Tell = Callable[[str], None]

ADAPTERS = {"OR-Tools min cost flow": "ortools", "pylmcf network simplex": "pylmcf"}


def around_a_solve(graph: CandidateGraph, tell: Tell) -> Numbers:
    """Proof, refusal costs, alternatives, what-ifs, ties and caps, each divided by one solve."""
    tell("the engine against its own solve")
    solve, _ = timed(lambda: engine(graph), 3)
    plan = assign(graph)
    market, match = solved_of(plan).encoding.market, solved_of(plan).match
    proof, _ = timed(lambda: maximal_prices(market, match, certify(market, match).price), 3)
    costs, _ = timed(lambda: refusal_costs(graph, forgetful(plan)), 2)
    others, _ = timed(lambda: alternatives(graph, forgetful(plan)), 1)
    settled, _ = timed(lambda: settle(graph, plan, seed=1), 2)
    return {
        "solve seconds": solve,
        "certified": float(plan.certified),
        "proof by solve": proof / solve,
        "costs by solve": costs / solve,
        "alternatives by solve": others / solve,
        "settle by solve": settled / solve,
        "solve by what-if": solve / _what_if(graph, plan),
        "caps by none": _caps(graph),
    }


def solved_of(plan: Assignment) -> Solved:
    """The market behind a plan whose caps nest."""
    assert plan.solved is not None
    return plan.solved


def forgetful(plan: Assignment) -> Assignment:
    """The same plan without what it remembers, so that maximal prices are paid for."""
    vars(solved_of(plan)).pop("highest_price", None)
    return plan


def _what_if(graph: CandidateGraph, plan: Assignment) -> float:
    """Median seconds of refusing one pair and taking it back, over pairs spread through the plan."""
    session = Session(graph, plan)
    served = np.flatnonzero(plan.edge >= 0)
    served = served[:: max(1, len(served) // 400)]
    pairs = list(zip(served.tolist(), graph.mentor[plan.edge[served]].tolist(), strict=True))
    return statistics.median(timed(partial(session.what_if_refuse, *pair))[0] for pair in pairs)


def _caps(graph: CandidateGraph) -> float:
    capped = supervised(graph)
    with_caps, without = [], []
    for _ in range(3):
        without.append(timed(lambda: assign(graph))[0])
        with_caps.append(timed(lambda: assign(capped))[0])
    return min(with_caps) / min(without)


def ties(graph: CandidateGraph, tell: Tell) -> Numbers:
    """Pairs that differ between solvers, before and after ties are settled; fits in steps of 50, so that many tie."""
    tell("ties between solvers")
    coarse = CandidateGraph(graph.mentee, graph.mentor, graph.fit // 50 * 50, graph.tier, graph.capacity)
    solvers = ["scipy", *(solver for name, solver in ADAPTERS.items() if CONTENDERS[name].is_installed)]
    before = [assign(coarse, solver=solver) for solver in solvers]
    after = [settle(coarse, plan, seed=1, solver=solver) for plan, solver in zip(before, solvers, strict=True)]
    return {
        "solvers compared": float(len(solvers)),
        "differ before": float(max(np.count_nonzero(plan.edge != before[0].edge) for plan in before)),
        "differ after": float(max(np.count_nonzero(plan.edge != after[0].edge) for plan in after)),
    }


def apart(count: int, mentees: int, tell: Tell) -> Numbers:
    """Regions solved as a whole and in pieces."""
    tell(f"{count} regions of {mentees:,}")
    market = market_of(regions(count, mentees))
    pieces, one = timed(lambda: solve_pieces(market), 2)
    whole, other = timed(lambda: solve_scipy(market))
    same = market.weight[one[one >= 0]].sum() == market.weight[other[other >= 0]].sum()
    return {"whole by pieces": whole / pieces if same else 0.0, "regions": count, "per region": mentees}


def scoring(mentees: int, tell: Tell) -> Numbers:
    """Pairs looked at, and pairs covered without being looked at, in millions a second."""
    tell(f"candidates of {mentees:,} mentees")
    columns = Columns.of(people(mentees))
    tested = sum(len(ours) * len(theirs) for ours, theirs in _blocks(columns))
    seconds, found = timed(lambda: candidates(columns), 2)
    covered = len(columns.mentees) * len(columns.mentors)
    return {
        "scored": mentees,
        "tested a second": tested / seconds / 1e6,
        "covered a second": covered / seconds / 1e6,
        "kept a second": len(found.fit) / seconds / 1e6,
    }


def streamed(mentees: int, mentors: int, tell: Tell) -> Numbers:
    """The optimum over pairs that are never stored."""
    columns = Columns.of(people(mentees, mentors))

    def source() -> Iterator[Block]:
        for block in candidate_blocks(columns):
            yield block.mentee, block.mentor, block.fit

    seconds, answer = timed(
        lambda: assign_streamed(
            source,
            columns.tier,
            columns.capacity,
            progress=lambda rounds, left: tell(
                f"streamed {mentees:,}: round {rounds}, {left:,} pairs still priced out"
            ),
        )
    )
    return {
        "streamed pairs": float(mentees * mentors),
        "streamed seconds": seconds,
        "streamed share kept": answer.graph.edges / answer.pairs,
        "streamed rounds": len(answer.violations),
        "streamed proved": float(answer.assignment.certified),
    }
