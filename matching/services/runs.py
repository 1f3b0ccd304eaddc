"""How is the matching of a centre computed, proved and stored, so that a kill at any moment leaves nothing half?"""

import logging
import secrets
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import Centre, User
from kernel.audit import record, retried
from kernel.clock import now, today
from kernel.errors import RuleError
from kernel.later import later
from kernel.workflow import advance
from matching.agreements import Agreement
from matching.engine import Cancelled, EngineInputError, NotProvedError, Pair, Solution, explain_all, solve, violations
from matching.explanations import stored_explanation, stored_message
from matching.models import MatchingPolicy, PairRule, Proposal, Run, Waiting
from matching.queries.prices import earlier_prices
from matching.queries.problem import Pool, pool_of_centre
from matching.queries.published import digest_with, published_pairs
from matching.services.expiries import expire_former
from matching.services.policies import lock_centre, policy_of
from mentorship.models import Pairing

log = logging.getLogger(__name__)
Failure = Run.Failure
BUILT, SOLVED, EXPLAINED = 10, 70, 95  # where the progress stands after each part, in percent
EXPLAINED_AT_ONCE = 500  # proposals


class Unsafe(Exception):  # noqa: N818 - the name says what the answer is
    """The check of the answer found a pair that breaks a rule."""


class Outdated(Exception):  # noqa: N818 - the name says what the plan is
    """People decided about pairs of the centre while the plan was computed."""


def request_run(*, centre: Centre, by: User | None, is_dry: bool = False, policy: MatchingPolicy | None = None) -> Run:
    """Put a run in the queue of the worker; a centre has one run at a time."""
    try:
        with transaction.atomic():
            run = _new_run(centre, by, is_dry, policy)
            record("run.request", by=by, subject=run, is_dry=is_dry)
            later("matching.jobs.perform_run", run.pk, cluster="long")
    except IntegrityError as error:
        raise RuleError(_("A run is already under way for this centre. Please wait until it is done.")) from error
    return run


def run_now(*, centre: Centre, by: User | None, is_dry: bool = False) -> Run:
    """Compute a run at once, here and now, without the worker."""
    try:
        with transaction.atomic():
            run = _new_run(centre, by, is_dry, None)
            record("run.request", by=by, subject=run, is_dry=is_dry)
    except IntegrityError as error:
        raise RuleError(_("A run is already under way for this centre. Please wait until it is done.")) from error
    perform_run(run_id=run.pk)
    run.refresh_from_db()
    return run


def perform_run(*, run_id: int) -> None:
    """Compute a requested run and store its results in one transaction; again after a kill, with the same answer."""
    run = Run.objects.select_related("centre", "policy").get(pk=run_id)
    if run.status not in {Run.Status.QUEUED, Run.Status.RUNNING}:
        return
    advance(run, "start", by=None, progress=0)
    try:
        while not _is_stored(run):
            log.info("people decided while run %s was computed, it is computed again", run.public_id)
    except Cancelled:
        return
    except EngineInputError:
        _fail(run, Failure.INPUT)
    except NotProvedError:
        _fail(run, Failure.NOT_PROVED)
    except Unsafe:
        _fail(run, Failure.UNSAFE)
    except Exception:
        _fail(run, Failure.ERROR)
        raise


def cancel_run(*, run: Run, by: User) -> None:
    """Stop a run that waits or is under way; nothing of it will be shown."""
    advance(run, "cancel", by=by)


def _new_run(centre: Centre, by: User | None, is_dry: bool, policy: MatchingPolicy | None) -> Run:
    return Run.objects.create(
        centre=centre, policy=policy or policy_of(centre), is_dry=is_dry, seed=secrets.randbelow(2**31),
        solved_for=today(), requested_by=by, requested_at=now(),
    )  # fmt: skip


def _is_stored(run: Run) -> bool:
    """Compute and store; not when somebody paired two or kept two apart meanwhile, which the plan does not know."""
    with transaction.atomic():
        lock_centre(run.centre_id)  # whoever decides just now is waited for
        since = now()
    pool, solution = _computed(run)
    try:
        _store(run, pool, solution, since)
    except Outdated:
        return False
    return True


def _computed(run: Run) -> tuple[Pool, Solution]:
    agreement = Agreement.from_mapping(run.policy.settings)
    earlier = earlier_prices(run, agreement.policy.tiers) if agreement.hold_back else []
    pool = pool_of_centre(run.centre, agreement, run.solved_for, run.seed, earlier)
    tell = _progress(run)
    tell(BUILT)
    published = published_pairs(run)
    solution = solve(
        pool.problem, published=published,
        progress=lambda done, total: tell(BUILT + (SOLVED - BUILT) * done // max(total, 1)),
    )  # fmt: skip
    tell(SOLVED)
    if violations(pool.problem, solution):
        raise Unsafe
    return pool, replace(solution, input_digest=digest_with(solution.input_digest, published))


def _progress(run: Run) -> Callable[[int], None]:
    """Write progress in a small change of its own; stop when the run is no longer under way."""
    told = -1

    def tell(percent: int) -> None:
        nonlocal told
        if percent == told:
            return
        told = percent
        if not Run.objects.filter(pk=run.pk, status=Run.Status.RUNNING).update(progress=percent):
            raise Cancelled

    return tell


def _store(run: Run, pool: Pool, solution: Solution, since: datetime) -> None:
    tell, proposals = _progress(run), []
    for start in range(0, len(solution.pairs), EXPLAINED_AT_ONCE):
        tell(SOLVED + (EXPLAINED - SOLVED) * start // len(solution.pairs))
        proposals += proposals_of(run, pool, solution.pairs[start : start + EXPLAINED_AT_ONCE])
    try:
        _finish(run, pool, proposals, waiting_of(run, pool, solution), solution, since)
    except RuleError as error:  # cancelled in the meantime, or finished by another worker
        raise Cancelled from error


def _effect(pool: Pool, solution: Solution) -> dict[str, Any]:
    """What holding seats back did; nothing where none is held."""
    if not pool.priced_by:
        return {}
    return {
        "runs": pool.priced_by, "objective": list(solution.objective_unreserved), "held_back": len(solution.held_back),
    }  # fmt: skip


def proposals_of(run: Run, pool: Pool, pairs: Sequence[Pair]) -> list[Proposal]:
    """Pairs of a plan as proposals of a run, explained, not yet saved."""
    explanations = explain_all(pool.problem, [(pair.mentee, pair.mentor) for pair in pairs])
    return [
        Proposal(
            run=run, mentee_id=pool.mentee_pk[pair.mentee], mentor_id=pool.mentor_pk[pair.mentor], tier=pair.tier,
            fit=pair.fit, cost_if_refused=list(pair.cost_if_refused or ()), near_tie=pair.near_tie,
            explanation=stored_explanation(explanation),
        )
        for pair, explanation in zip(pairs, explanations, strict=True)
    ]  # fmt: skip


def waiting_of(run: Run, pool: Pool, solution: Solution) -> list[Waiting]:
    """Those for whom a plan has nobody, with the reasons, not yet saved."""
    held_back = set(solution.held_back)
    return [
        Waiting(
            run=run, mentee_id=pool.mentee_pk[one.mentee], tier=one.tier,
            reasons=[stored_message(reason) for reason in one.reasons], is_held_back=one.mentee in held_back,
        )
        for one in solution.waiting
    ]  # fmt: skip


def proof_of(pool: Pool, solution: Solution) -> dict[str, Any]:
    """What a run keeps of a plan so that it can be checked and repeated."""
    return {
        "seat_prices": dict(solution.seat_prices), "maximal_seat_prices": dict(solution.maximal_seat_prices),
        "effect": _effect(pool, solution), "versions": dict(solution.versions), "objective": list(solution.objective),
        "certificate": {**asdict(solution.certificate), "solver": solution.solver},
        "counts": {"matched": list(solution.matched_by_tier), "waiting": list(solution.waiting_by_tier)},
    }  # fmt: skip


@retried
@transaction.atomic
def _finish(
    run: Run, pool: Pool, proposals: list[Proposal], waiting: list[Waiting], solution: Solution, since: datetime
) -> None:
    lock_centre(run.centre_id)  # whoever decides about a proposal of the former run comes before or after
    if not run.is_dry and _was_decided(run.centre_id, since):
        raise Outdated
    Proposal.objects.bulk_create(proposals, batch_size=1000)
    Waiting.objects.bulk_create(waiting, batch_size=1000)
    Run.objects.filter(pk=run.pk).update(**proof_of(pool, solution))
    if not run.is_dry:
        expire_former(run.pk, run.centre_id, pool)
    advance(run, "finish", by=None, progress=100, input_digest=solution.input_digest)


def _was_decided(centre_id: int, since: datetime) -> bool:
    """Whether two were kept apart or together, or paired, at the centre since a moment."""
    rules = PairRule.objects.filter(centre=centre_id, made_at__gt=since)
    return rules.exists() or Pairing.objects.filter(centre=centre_id, opened_at__gt=since).exists()


def _fail(run: Run, failure: str) -> None:
    try:
        advance(run, "fail", by=None, failure=failure)
    except RuleError:  # somebody cancelled it, or another worker finished it
        log.info("run %s was no longer under way", run.public_id)
