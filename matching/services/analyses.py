"""How is a question beside the runs answered in the worker: who is missing, and what if it were otherwise?

Nothing of an answer can be decided. A question is about the pool of the day on which it is asked.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from kernel.audit import record, retried
from kernel.clock import now, today
from kernel.errors import RuleError
from kernel.later import later
from kernel.workflow import advance
from matching.agreements import Agreement
from matching.comparisons import Match, Plan
from matching.engine import (
    Cancelled,
    Diagnosis,
    EngineInputError,
    NotProvedError,
    Problem,
    Solution,
    diagnose,
    solve,
    violations,
    worth_of_mentors,
)
from matching.models import Analysis, MatchingPolicy, Run
from matching.queries.comparing import real_runs, run_in_force
from matching.queries.prices import earlier_prices
from matching.queries.problem import Pairs, Pool, pool_of_centre
from matching.queries.published import digest_with, known_pairs, published_pairs
from matching.services.policies import change_policy
from matching.services.runs import Unsafe
from matching.variants import Profile, with_profiles, without

log = logging.getLogger(__name__)
Kind, Failure, Status = Analysis.Kind, Run.Failure, Analysis.Status
MOST_UNDERWAY = 3  # questions of one centre that wait or are computed at a time
MOST_RECRUITS = 12
Tell = Callable[[int], None]


def ask_who_is_missing(*, policy: MatchingPolicy, by: User | None, run: Run | None = None) -> Analysis:
    """Have the worker look for whom to recruit and which groups are short, in today's pool."""
    return _ask(Kind.DOCTOR, policy, by, run or run_in_force(policy.centre_id), {})


def ask_what_if(*, policy: MatchingPolicy, by: User, assumptions: dict[str, Any]) -> Analysis:
    """Have the worker solve today's pool as it is and as it would be, side by side; nothing is changed.

    `assumptions`: `settings`, `two_keys` and `name` of other criteria, `extra` mentors, `without` mentors.
    """
    try:
        Agreement.from_mapping(assumptions["settings"])
    except EngineInputError as error:
        raise RuleError(_("These criteria cannot be used: %(faults)s") % {"faults": error}) from error
    return _ask(Kind.WHAT_IF, policy, by, run_in_force(policy.centre_id), assumptions)


def ask_what_if_restored(*, older: MatchingPolicy, by: User) -> Analysis:
    """Have the worker show the effect of going back to an older version."""
    if older.is_current:
        raise RuleError(_("This version is in use already."))
    current = MatchingPolicy.objects.select_related("centre").get(centre=older.centre, is_current=True)
    given = {"name": older.name, "two_keys": older.two_keys, "settings": older.settings, "extra": [], "without": []}
    return ask_what_if(policy=current, by=by, assumptions=given)


def ask_after_run(*, run_id: int) -> None:
    """After a real run ask once, for the system, who is missing."""
    run = real_runs().filter(pk=run_id).select_related("policy__centre").first()
    if run and not Analysis.objects.filter(run=run, kind=Kind.DOCTOR).exists():
        ask_who_is_missing(policy=run.policy, by=None, run=run)


def perform_analysis(*, analysis_id: int) -> None:
    """Answer a question and store the answer at once; again after a kill, with the same answer."""
    analysis = Analysis.objects.select_related("centre", "policy", "run__policy").get(pk=analysis_id)
    if not analysis.is_underway:
        return
    advance(analysis, "start", by=None, progress=0)
    try:
        digest, answer = (_missing if analysis.kind == Kind.DOCTOR else _side_by_side)(analysis)
        _finish(analysis, digest, answer)
    except Cancelled:
        return
    except EngineInputError:
        _fail(analysis, Failure.INPUT)
    except NotProvedError:
        _fail(analysis, Failure.NOT_PROVED)
    except Unsafe:
        _fail(analysis, Failure.UNSAFE)
    except Exception:
        _fail(analysis, Failure.ERROR)
        raise


def cancel_analysis(*, analysis: Analysis, by: User) -> None:
    """Stop a question that waits or is being answered."""
    advance(analysis, "cancel", by=by)


def adopt_criteria(*, analysis: Analysis, by: User) -> MatchingPolicy:
    """Use the criteria whose effect was previewed from the next run on: a new version of the policy."""
    given = analysis.assumptions
    if analysis.kind != Kind.WHAT_IF or analysis.status != Status.DONE:
        raise RuleError(_("The effect of these criteria has not been computed, so they cannot be used yet."))
    if given["extra"] or given["without"]:
        raise RuleError(_("Other mentors were assumed too. Please look at the effect of the criteria alone first."))
    if analysis.asked_for != today():
        raise RuleError(_("The effect was computed for an earlier day. Please look at it for today's pool first."))
    return change_policy(
        former=analysis.policy, name=given["name"], settings=given["settings"], two_keys=given["two_keys"], by=by
    )


@retried
@transaction.atomic
def _ask(kind: str, policy: MatchingPolicy, by: User | None, run: Run | None, assumptions: dict[str, Any]) -> Analysis:
    underway = Analysis.objects.filter(centre=policy.centre, status__in=[Status.QUEUED, Status.RUNNING])
    if underway.count() >= MOST_UNDERWAY and by:
        raise RuleError(_("Several questions of this centre are being answered. Please wait until one is done."))
    analysis = Analysis.objects.create(
        centre=policy.centre, kind=kind, run=run, policy=policy, assumptions=assumptions, asked_for=today(),
        requested_by=by, requested_at=now(),
    )  # fmt: skip
    record("analysis.request", by=by, subject=analysis, kind=kind)
    later("matching.jobs.perform_analysis", analysis.pk, cluster="long")
    return analysis


def _missing(analysis: Analysis) -> tuple[str, dict[str, Any]]:
    """Whom to recruit, which groups are short, and what every mentor is worth."""
    tell = _progress(analysis)
    known = known_pairs(analysis.run)
    pool = _pool(analysis, Agreement.from_mapping(analysis.policy.settings))
    tell(10)
    solution = _solved(pool.problem, known, tell, 10, 50)
    found = diagnose(pool.problem, solution, (), most=MOST_RECRUITS)
    tell(80)
    worth = worth_of_mentors(pool.problem, solution)
    tell(95)
    answer = {
        "as_run": _is_as_run(analysis.run, solution), **_counts(solution), **_told(found),
        "crossing": worth is None, "mentors": [asdict(one) for one in worth or ()],
    }  # fmt: skip
    return digest_with(solution.input_digest, known), answer


def _side_by_side(analysis: Analysis) -> tuple[str, dict[str, Any]]:
    """Today's pool by the criteria in use, and as it is assumed to be."""
    tell, given = _progress(analysis), analysis.assumptions
    known = known_pairs(analysis.run)
    pool = _pool(analysis, Agreement.from_mapping(analysis.policy.settings))
    tell(10)
    now_best = _solved(pool.problem, known, tell, 10, 45)
    gone = set(given["without"])
    other = _pool(analysis, Agreement.from_mapping(given["settings"])).problem
    assumed = with_profiles(without(other, gone), map(Profile.of, given["extra"]))
    tell(50)
    kept = frozenset(pair for pair in known if pair[1] not in gone)
    then_best = _solved(assumed, kept, tell, 50, 95)
    answer = {
        "as_run": _is_as_run(analysis.run, now_best), "now": plan_of_solution(now_best).stored(),
        "then": plan_of_solution(then_best).stored(),
    }  # fmt: skip
    return digest_with(then_best.input_digest, kept), answer


def plan_of_solution(solution: Solution) -> Plan:
    """The plan of a solution, for comparisons."""
    pairs = {pair.mentee: Match(pair.mentor, pair.fit, pair.tier) for pair in solution.pairs}
    return Plan(pairs, solution.matched_by_tier, solution.waiting_by_tier)


def _pool(analysis: Analysis, agreement: Agreement) -> Pool:
    run = analysis.run
    earlier = earlier_prices(run, agreement.policy.tiers) if run and agreement.hold_back else []
    return pool_of_centre(analysis.centre, agreement, analysis.asked_for, run.seed if run else 1, earlier)


def _solved(problem: Problem, known: Pairs, tell: Tell, low: int, high: int) -> Solution:
    solution = solve(
        problem, published=known, progress=lambda done, total: tell(low + (high - low) * done // max(total, 1))
    )
    if violations(problem, solution):
        raise Unsafe
    return solution


def _is_as_run(run: Run | None, solution: Solution) -> bool:
    """Whether the run in force answered the very same question."""
    return run is not None and digest_with(solution.input_digest, published_pairs(run)) == run.input_digest


def _counts(solution: Solution) -> dict[str, Any]:
    return {"matched": list(solution.matched_by_tier), "waiting": list(solution.waiting_by_tier)}


def _told(found: Diagnosis) -> dict[str, Any]:
    """Recruits and shortages as plain facts; the page makes the sentences."""
    return {
        name: [{key: value for key, value in asdict(one).items() if key != "message"} for one in some]
        for name, some in (("recruits", found.recruits), ("shortages", found.shortages))
    }


def _progress(analysis: Analysis) -> Tell:
    """Write progress in a small change of its own; stop when the question is no longer open."""

    def tell(percent: int) -> None:
        if not Analysis.objects.filter(pk=analysis.pk, status=Status.RUNNING).update(progress=percent):
            raise Cancelled

    return tell


def _finish(analysis: Analysis, digest: str, answer: Mapping[str, Any]) -> None:
    try:
        advance(analysis, "finish", by=None, progress=100, input_digest=digest, answer=dict(answer))
    except RuleError as error:  # cancelled in the meantime, or finished by another worker
        raise Cancelled from error


def _fail(analysis: Analysis, failure: str) -> None:
    try:
        advance(analysis, "fail", by=None, failure=failure)
    except RuleError:  # somebody cancelled it, or another worker finished it
        log.info("analysis %s was no longer under way", analysis.public_id)
