"""What becomes of the rest of a plan when somebody refuses a pair of it?

The same people are matched again without the pair: exactly, keeping as many of the known pairs as any best plan can,
and never touching a pair for which somebody turned a key. Where that takes longer than a moment the worker does it.

The plan is found before anything is written, so that the end of the audit chain is held for a moment only; whoever
calls holds the centre, and so nobody else changes a proposal meanwhile.
"""

import logging
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any

from django.db import transaction
from django.db.models import Max

from accounts.models import User
from kernel.audit import record, retried
from kernel.clock import now
from kernel.later import later
from matching.engine import EngineInputError, NotProvedError, Pair, Problem, Solution, solve, violations
from matching.models import Proposal, Round, Run, Waiting
from matching.queries.facts import Fallen
from matching.queries.problem import Pool
from matching.queries.published import digest_with
from matching.queries.sessions import Standing, is_in_force, standing_of
from matching.services.expiries import expire
from matching.services.policies import lock_centre
from matching.services.runs import Unsafe, proof_of, proposals_of, waiting_of
from mentorship.models import Mentee, Pairing

log = logging.getLogger(__name__)
Status = Proposal.Status
SOLVED_AT_ONCE = 400  # mentees; up to here about a second
ATTEMPTS = 3
BUILT, SOLVED = 30, 90  # where the progress stands in the worker, in percent


@dataclass(frozen=True)
class Plan:
    """The best plan without the refused pair, and what it was found from."""

    standing: Standing
    pool: Pool
    solution: Solution
    digest: str

    @property
    def pairs(self) -> dict[tuple[str, str], Pair]:
        return {(pair.mentee, pair.mentor): pair for pair in self.solution.pairs}


@dataclass(frozen=True)
class Aftermath:
    """What follows a refusal: a plan that is found already, the worker's turn, or nothing."""

    plan: Plan | None = None
    is_later: bool = False


def aftermath_of(refused: Proposal) -> Aftermath:
    """Find what follows before the refusal is written; the caller holds the centre."""
    run = refused.run
    if not is_in_force(run):
        return Aftermath()
    if Mentee.objects.filter(centre=run.centre_id).waiting().count() > SOLVED_AT_ONCE:
        return Aftermath(is_later=True)
    standing = standing_of(run).without(refused)
    if limits_cross(standing.pool.problem):
        return Aftermath(is_later=True)
    return Aftermath(plan=_planned(standing))


def follow(refused: Proposal, aftermath: Aftermath, by: User) -> None:
    """Write what follows a refusal, in its transaction."""
    if aftermath.is_later:
        Run.objects.filter(pk=refused.run_id).update(unsettled=refused, progress=0)
        later("matching.jobs.perform_round", refused.run_id, cluster="long")
    elif aftermath.plan:
        _store(refused, aftermath.plan, by)


def perform_round(*, run_id: int) -> None:
    """In the worker: solve again what refusals left; after a kill again, and nothing half is ever stored.

    The plan is found while others go on deciding. Where they changed something meanwhile it is found anew, the last
    time while nobody else decides at the centre.
    """
    try:
        if not any(_settled_beside_others(run_id) for _attempt in range(ATTEMPTS - 1)):
            _settle(run_id, None)
    except Exception:
        Run.objects.filter(pk=run_id).update(unsettled=None, progress=100)
        raise


def limits_cross(problem: Problem) -> bool:
    """Whether two groups of mentors share some and neither holds the other: then there is no fast way."""
    groups = [cap.mentors for cap in problem.caps]
    return any(one & other and not (one <= other or other <= one) for one, other in combinations(groups, 2))


def _settled_beside_others(run_id: int) -> bool:
    """Whether it is done; not when somebody changed something while the plan was being found."""
    run = _run(run_id)
    if run.unsettled is None:
        return True
    _tell(run, 1)
    standing = standing_of(run)
    _tell(run, BUILT)
    plan = _planned(standing)
    _tell(run, SOLVED)
    return _settle(run_id, plan, _question(standing))


@retried
@transaction.atomic
def _settle(run_id: int, plan: Plan | None, question: str | None = None) -> bool:
    """Store the plan if its question is still today's one; without a question find it here."""
    lock_centre(_run(run_id).centre_id)
    run = _run(run_id)
    if run.unsettled is None:
        return True
    if is_in_force(run):
        standing = standing_of(run)
        if question is not None and question != _question(standing):
            return False
        plan = plan if question is not None else _planned(standing)
        if plan:
            run.unsettled.run = run
            _store(run.unsettled, plan, run.unsettled.decided_by)
    Run.objects.filter(pk=run_id).update(unsettled=None, progress=100)
    return True


def _run(run_id: int) -> Run:
    return Run.objects.select_related("centre", "policy", "unsettled__decided_by").get(pk=run_id)


def _tell(run: Run, percent: int) -> None:
    Run.objects.filter(pk=run.pk, unsettled__isnull=False).update(progress=percent)


def _question(standing: Standing) -> str:
    return digest_with(standing.digest, frozenset(standing.known))


def _planned(standing: Standing) -> Plan | None:
    """The best plan, proved and checked; None where there is none, and then a new run is needed."""
    try:
        problem = standing.problem()
        solution = solve(problem, published=standing.known)
        if violations(problem, solution):
            raise Unsafe
    except (EngineInputError, NotProvedError, Unsafe):
        log.warning("a corner could not be solved again")
        return None
    digest = digest_with(solution.input_digest, frozenset(standing.known))
    return Plan(standing, replace(standing.pool, problem=problem), solution, digest)


def _store(refused: Proposal, plan: Plan, by: User | None) -> Round:
    run, standing, pairs = refused.run, plan.standing, plan.pairs
    number = (Round.objects.filter(run=run).aggregate(last=Max("number"))["last"] or 0) + 1
    expire([proposal for proposal, _why in standing.fallen], None, {one.pk: why for one, why in standing.fallen})
    expire([one for pair, one in standing.known.items() if pair not in pairs], Fallen(Proposal.Expiry.MOVED))
    fresh = proposals_of(run, plan.pool, [pair for ids, pair in pairs.items() if ids not in standing.known])
    for proposal in fresh:
        proposal.round = number
    Proposal.objects.bulk_create(fresh, batch_size=1000)
    _renew([(one, pairs[ids]) for ids, one in standing.known.items() if ids in pairs], run, plan.pool)
    _store_waiting(run, plan)
    proof = _whole_proof(run, plan)
    Run.objects.filter(pk=run.pk).update(input_digest=plan.digest, solved_for=plan.pool.problem.today, **proof)
    made = Round.objects.create(
        run=run, number=number, refused=refused, moves=_moves(refused, plan), objective=proof["objective"],
        certificate=proof["certificate"], input_digest=plan.digest, made_by=by, made_at=now(),
    )  # fmt: skip
    record("run.round", by=by, subject=run, number=number, moved=len(made.moves), input_digest=plan.digest)
    return made


def _renew(kept: list[tuple[Proposal, Pair]], run: Run, pool: Pool) -> None:
    """What is kept is worth something else now; a pair that is held keeps what it would cost to refuse it."""
    priced = []
    for proposal, pair in kept:
        if pair.cost_if_refused is not None:
            worth = list(pair.cost_if_refused), pair.near_tie
            if worth != (proposal.cost_if_refused, proposal.near_tie):
                proposal.cost_if_refused, proposal.near_tie = worth
                priced.append(proposal)
    Proposal.objects.bulk_update(priced, ["cost_if_refused", "near_tie"], batch_size=500)
    changed = [(one, pair) for one, pair in kept if (one.tier, one.fit) != (pair.tier, pair.fit)]
    told = proposals_of(run, pool, [pair for _one, pair in changed])
    for (proposal, _pair), fresh in zip(changed, told, strict=True):
        proposal.tier, proposal.fit, proposal.explanation = fresh.tier, fresh.fit, fresh.explanation
        proposal.save(update_fields=["tier", "fit", "explanation"])


def _store_waiting(run: Run, plan: Plan) -> None:
    """Who waits now is listed with today's reasons; a page that is known keeps its address."""
    wanted = {one.mentee_id: one for one in waiting_of(run, plan.pool, plan.solution)}
    known = {one.mentee_id: one for one in Waiting.objects.filter(run=run)}
    Waiting.objects.filter(pk__in=[one.pk for mentee, one in known.items() if mentee not in wanted]).delete()
    Waiting.objects.bulk_create([one for mentee, one in wanted.items() if mentee not in known], batch_size=1000)
    kept = [(one, wanted[mentee]) for mentee, one in known.items() if mentee in wanted]
    for one, told in kept:
        one.tier, one.reasons, one.is_held_back = told.tier, told.reasons, told.is_held_back
    Waiting.objects.bulk_update([one for one, _told in kept], ["tier", "reasons", "is_held_back"], batch_size=500)


def _whole_proof(run: Run, plan: Plan) -> dict[str, Any]:
    """The proof of the plan, with the pairs of the run that are approved counted like pairs that are held.

    Whoever is back because the pairing ended is one of those the plan is about.
    """
    proof = proof_of(plan.pool, plan.solution)
    approved = [0] * len(proof["objective"])
    paired = Proposal.objects.filter(run=run, status=Status.APPROVED, pairing__in=Pairing.objects.open().values("pk"))
    for tier, fit in paired.values_list("tier", "fit"):
        approved[tier - 1] += 1
        approved[-1] += fit
    proof["objective"] = _sum(proof["objective"], approved)
    proof["counts"]["matched"] = _sum(proof["counts"]["matched"], approved)
    if proof["effect"]:
        proof["effect"]["objective"] = _sum(proof["effect"]["objective"], approved)
    return proof


def _sum(one: list[int], other: list[int]) -> list[int]:
    return [a + b for a, b in zip(one, other, strict=False)]


def _moves(refused: Proposal, plan: Plan) -> list[dict[str, Any]]:
    """For whom something else is proposed now: mentee, urgency, from whom, to whom; who is gone is not among them."""
    standing, people = plan.standing, plan.pool.problem.mentee_of
    pair = str(refused.mentee.public_id), str(refused.mentor.public_id)
    fallen = [(str(one.mentee.public_id), str(one.mentor.public_id)) for one, _why in standing.fallen]
    before: dict[str, str] = dict([*fallen, *standing.known, pair])
    after: dict[str, str] = dict(plan.pairs.keys())
    return [
        {"mentee": mentee, "tier": people[mentee].tier, "from": before.get(mentee, ""), "to": after.get(mentee, "")}
        for mentee in sorted((before.keys() | after.keys()) & people.keys())
        if before.get(mentee) != after.get(mentee)
    ]
