"""Who is missing and what if: asked, answered in the worker at once or not at all, and nothing is changed by it."""

from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from django.db.models import ProtectedError
from django_q.models import OrmQ

from kernel.clock import now
from kernel.errors import RuleError
from kernel.models import AuditEvent
from matching import engine, jobs
from matching.agreements import Agreement
from matching.comparisons import plan_of
from matching.engine import NotProvedError
from matching.models import Analysis, MatchingPolicy, PairRule, Proposal
from matching.queries.problem import pool_of_centre
from matching.services import analyses, runs
from matching.services.policies import policy_of
from tests import factories

pytestmark = pytest.mark.django_db


def assumed(policy, **changes):
    given = {"name": policy.name, "two_keys": True, "settings": policy.settings, "extra": [], "without": []}
    return given | changes


def profile(place, **changes):
    facts = {"count": 1, "population": "youth", "language": "uk", "gender": "", "experience": 4,
             "windows": ["mon_16_20", "sat_08_12"], "place": str(place.pk), "latitude": place.latitude,
             "longitude": place.longitude}  # fmt: skip
    return facts | changes


def answered(analysis):
    jobs.perform_analysis(analysis.pk)
    analysis.refresh_from_db()
    return analysis


@pytest.fixture
def policy(done_run):
    return done_run.policy


def test_who_is_missing_is_answered_by_the_worker(lonely_mentee, done_run, coordinator):
    before = OrmQ.objects.count()
    analysis = analyses.ask_who_is_missing(policy=done_run.policy, by=coordinator)
    assert (analysis.status, analysis.run, OrmQ.objects.count()) == ("queued", done_run, before + 1)
    answered(analysis)
    assert (analysis.status, analysis.progress, len(analysis.input_digest)) == ("done", 100, 64)
    answer = analysis.answer
    assert answer["as_run"] and not answer["crossing"] and answer["waiting"] == done_run.counts["waiting"]
    best = answer["recruits"][0]
    assert (best["count"], best["language"], sum(best["gain"][:-1])) == (1, "uk", 1)
    (mentor,) = answer["mentors"]
    assert mentor["gone"][:-1] == [0, 0, 1] and mentor["more"] == [0, 0, 0, 0]


def test_a_recruit_gains_what_is_promised(lonely_mentee, done_run, coordinator):
    """The same profile, assumed in a question of its own, serves as many more."""
    best = answered(analyses.ask_who_is_missing(policy=done_run.policy, by=coordinator)).answer["recruits"][0]
    names = ("count", "population", "language", "gender", "experience", "windows", "place")
    here = {"latitude": lonely_mentee.place.latitude, "longitude": lonely_mentee.place.longitude}
    extra = [{name: best[name] for name in names} | here]
    asked = analyses.ask_what_if(
        policy=done_run.policy, by=coordinator, assumptions=assumed(done_run.policy, extra=extra)
    )
    answer = answered(asked).answer
    gained = sum(answer["then"]["matched"]) - sum(answer["now"]["matched"])
    assert gained == sum(best["gain"][:-1]) == 1
    assert {mentor for _mentee, mentor, _fit, _tier in answer["then"]["pairs"]} > {"~assumed-001"}


def test_a_run_of_the_worker_asks_once_who_is_missing(mentor, mentee, coordinator):
    run = runs.request_run(centre=mentee.centre, by=coordinator)
    jobs.perform_run(run.pk)
    jobs.perform_run(run.pk)
    analysis = Analysis.objects.get()
    assert (analysis.run, analysis.kind, analysis.requested_by) == (run, "doctor", None)
    dry = runs.request_run(centre=mentee.centre, by=coordinator, is_dry=True)
    jobs.perform_run(dry.pk)
    assert Analysis.objects.count() == 1


def test_without_a_mentor_nobody_is_left_and_nothing_changes(proposal, coordinator):
    policy = proposal.run.policy
    before = list(Proposal.objects.values())
    code = str(proposal.mentor.public_id)
    asked = answered(analyses.ask_what_if(policy=policy, by=coordinator, assumptions=assumed(policy, without=[code])))
    answer = asked.answer
    assert answer["as_run"] and plan_of(answer["now"]).pairs[str(proposal.mentee.public_id)].mentor == code
    assert answer["then"] == {"pairs": [], "matched": [0, 0, 0], "waiting": [0, 0, 1]}
    assert list(Proposal.objects.values()) == before


def test_without_a_mentor_who_is_held_together_with_somebody(proposal, coordinator):
    policy = proposal.run.policy
    PairRule.objects.create(
        centre=policy.centre, mentee=proposal.mentee, mentor=proposal.mentor, kind="lock", reason="trust",
        made_by=coordinator, made_at=now(),
    )  # fmt: skip
    gone = assumed(policy, without=[str(proposal.mentor.public_id)])
    answer = answered(analyses.ask_what_if(policy=policy, by=coordinator, assumptions=gone)).answer
    assert not answer["as_run"] and len(answer["now"]["pairs"]) == 1 and not answer["then"]["pairs"]


def test_both_plans_are_those_of_two_independent_solves(done_run, coordinator, specialist):
    policy, centre = done_run.policy, done_run.centre
    for _each in range(6):
        factories.MentorFactory(centre=centre, supervisor=specialist, cleared=True, certified=True)
        factories.MenteeFactory(centre=centre, specialist=specialist, ready=True)
    settings = policy.settings | {"weights": {"hours": 1}, "least_fit": [0]}
    asked = analyses.ask_what_if(policy=policy, by=coordinator, assumptions=assumed(policy, settings=settings))
    answer = answered(asked).answer
    for name, mapping in (("now", policy.settings), ("then", settings)):
        problem = pool_of_centre(centre, Agreement.from_mapping(mapping), asked.asked_for, done_run.seed).problem
        best = engine.solve(problem)
        assert answer[name]["matched"] == list(best.matched_by_tier)
        assert sum(fit for _mentee, _mentor, fit, _tier in answer[name]["pairs"]) == best.objective[-1]


def test_a_centre_without_a_run_can_be_asked_about(centre, coordinator):
    policy = policy_of(centre)
    analysis = answered(analyses.ask_who_is_missing(policy=policy, by=coordinator))
    assert analysis.run is None and analysis.answer["recruits"] == [] and not analysis.answer["as_run"]


def test_seats_held_back_are_priced_by_earlier_runs(done_run, coordinator):
    policy = done_run.policy
    MatchingPolicy.objects.filter(pk=policy.pk).update(settings=policy.settings | {"hold_back": True})
    policy.refresh_from_db()
    assert answered(analyses.ask_who_is_missing(policy=policy, by=coordinator)).status == "done"


def test_criteria_that_cannot_be_used_are_refused(policy, coordinator):
    with pytest.raises(RuleError, match="does not know 'weather'"):
        analyses.ask_what_if(policy=policy, by=coordinator, assumptions=assumed(policy, settings={"weather": 1}))


def test_a_few_questions_at_a_time(policy, coordinator):
    for _each in range(analyses.MOST_UNDERWAY):
        analyses.ask_who_is_missing(policy=policy, by=coordinator)
    with pytest.raises(RuleError, match="Several questions"):
        analyses.ask_who_is_missing(policy=policy, by=coordinator)
    assert analyses.ask_who_is_missing(policy=policy, by=None)


def test_a_question_is_stopped(policy, coordinator, monkeypatch):
    analysis = analyses.ask_who_is_missing(policy=policy, by=coordinator)
    analyses.cancel_analysis(analysis=analysis, by=coordinator)
    assert answered(analysis).status == "cancelled" and analysis.finished_by == coordinator
    second = analyses.ask_who_is_missing(policy=policy, by=coordinator)

    def stopped(*given, **more):
        analyses.cancel_analysis(analysis=Analysis.objects.get(pk=second.pk), by=coordinator)
        return engine.solve(*given, **more)

    monkeypatch.setattr(analyses, "solve", stopped)
    assert answered(second).status == "cancelled" and second.answer == {}


def test_a_question_stopped_at_the_last_moment_has_no_answer(policy, coordinator, monkeypatch):
    analysis = analyses.ask_who_is_missing(policy=policy, by=coordinator)

    def stopped(digest, known):
        analyses.cancel_analysis(analysis=Analysis.objects.get(pk=analysis.pk), by=coordinator)
        return digest

    monkeypatch.setattr(analyses, "_is_as_run", lambda *given: False)
    monkeypatch.setattr(analyses, "digest_with", stopped)
    assert answered(analysis).status == "cancelled" and analysis.answer == {}


@pytest.mark.parametrize(
    ("error", "failure"), [(NotProvedError("?"), "not_proved"), (engine.EngineInputError("?"), "input")]
)
def test_a_question_that_fails_says_why(policy, coordinator, monkeypatch, error, failure):
    analysis = analyses.ask_who_is_missing(policy=policy, by=coordinator)

    def failing(*given, **more):
        raise error

    monkeypatch.setattr(analyses, "solve", failing)
    assert answered(analysis).failure == failure and analysis.answer == {}


def test_an_answer_that_breaks_a_rule_is_not_shown(policy, coordinator, monkeypatch):
    analysis = analyses.ask_who_is_missing(policy=policy, by=coordinator)
    monkeypatch.setattr(analyses, "violations", lambda *given: ["a rule"])
    assert answered(analysis).failure == "unsafe"


def test_an_error_of_the_programme_is_told_and_raised(policy, coordinator, monkeypatch):
    analysis = analyses.ask_who_is_missing(policy=policy, by=coordinator)

    def broken(*given, **more):
        raise ZeroDivisionError

    monkeypatch.setattr(analyses, "diagnose", broken)
    with pytest.raises(ZeroDivisionError):
        jobs.perform_analysis(analysis.pk)
    analysis.refresh_from_db()
    assert analysis.failure == "error"


def test_a_failure_after_a_stop_changes_nothing(policy, coordinator, monkeypatch):
    analysis = analyses.ask_who_is_missing(policy=policy, by=coordinator)

    def stopped(*given, **more):
        analyses.cancel_analysis(analysis=Analysis.objects.get(pk=analysis.pk), by=coordinator)
        raise NotProvedError

    monkeypatch.setattr(analyses, "solve", stopped)
    assert answered(analysis).status == "cancelled" and analysis.failure == ""


def test_previewed_criteria_are_used_as_a_new_version(policy, coordinator):
    asked = analyses.ask_what_if(
        policy=policy, by=coordinator, assumptions=assumed(policy, name="Near", two_keys=False)
    )
    with pytest.raises(RuleError, match="has not been computed"):
        analyses.adopt_criteria(analysis=asked, by=coordinator)
    following = analyses.adopt_criteria(analysis=answered(asked), by=coordinator)
    assert (following.version, following.name, following.two_keys, following.made_by) == (2, "Near", False, coordinator)
    assert AuditEvent.objects.about(following).filter(event="policy.change").count() == 1
    with pytest.raises(RuleError, match="in the meantime"):
        analyses.adopt_criteria(analysis=asked, by=coordinator)


def test_criteria_are_used_only_when_their_own_effect_of_today_was_seen(policy, coordinator, place):
    wide = assumed(policy, extra=[profile(place)])
    with pytest.raises(RuleError, match="effect of the criteria alone"):
        analyses.adopt_criteria(
            analysis=answered(analyses.ask_what_if(policy=policy, by=coordinator, assumptions=wide)), by=coordinator
        )
    asked = answered(analyses.ask_what_if(policy=policy, by=coordinator, assumptions=assumed(policy)))
    with (
        time_machine.travel(now() + timedelta(days=2), tick=False),
        pytest.raises(RuleError, match="for an earlier day"),
    ):
        analyses.adopt_criteria(analysis=asked, by=coordinator)


def test_back_to_an_older_version_as_a_new_one(policy, coordinator):
    with pytest.raises(RuleError, match="in use already"):
        analyses.ask_what_if_restored(older=policy, by=coordinator)
    changed = assumed(policy, name="Other", settings=policy.settings | {"least_fit": [500]})
    asked = answered(analyses.ask_what_if(policy=policy, by=coordinator, assumptions=changed))
    second = analyses.adopt_criteria(analysis=asked, by=coordinator)
    policy.refresh_from_db()
    back = answered(analyses.ask_what_if_restored(older=policy, by=coordinator))
    third = analyses.adopt_criteria(analysis=back, by=coordinator)
    assert back.policy == second
    assert (third.version, third.name, third.settings) == (3, policy.name, policy.settings)


def test_a_policy_that_a_run_or_a_question_used_is_never_deleted(policy, done_run, coordinator):
    with pytest.raises(ProtectedError):
        policy.delete()
    other = policy_of(factories.CentreFactory())
    analyses.ask_who_is_missing(policy=other, by=coordinator)
    with pytest.raises(ProtectedError):
        other.delete()


def test_limits_that_cross_leave_mentors_without_a_worth(policy, coordinator, monkeypatch):
    monkeypatch.setattr(analyses, "worth_of_mentors", lambda problem, solution: None)
    answer = answered(analyses.ask_who_is_missing(policy=policy, by=coordinator)).answer
    assert answer["crossing"] and answer["mentors"] == []


def test_sealed_pairs_leave_no_hint(lonely_mentee, done_run, coordinator):
    """The answer about a pool with a sealed pair is that about the same pool with the pair merely kept apart."""
    policy = done_run.policy
    problem = pool_of_centre(policy.centre, Agreement.from_mapping(policy.settings), now().date(), 1).problem
    pair = frozenset({(str(lonely_mentee.public_id), next(iter(problem.mentor_of)))})
    told = []
    for kind in ("sealed", "no_contact"):
        other = replace(problem, **{kind: pair})
        told.append(engine.diagnose(other, engine.solve(other), ()))
    plain = engine.diagnose(problem, engine.solve(problem), ())
    assert told[0] == told[1] == plain, "the pair had no language in common anyway"
