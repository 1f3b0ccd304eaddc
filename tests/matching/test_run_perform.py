"""A run is computed, proved and stored at once, or nothing of it is there."""

from datetime import timedelta

import pytest
from django_q.models import OrmQ

from kernel.clock import now, today
from kernel.errors import RuleError
from kernel.models import AuditEvent
from matching import jobs
from matching.engine import NotProvedError
from matching.models import GroupCap, PairRule, Proposal, Run, Waiting
from matching.services import runs
from mentorship.models import SealedExclusion
from tests import factories

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db]


def test_a_run_is_requested_and_done_by_the_worker(mentor, mentee, coordinator):
    run = runs.request_run(centre=mentee.centre, by=coordinator)
    assert run.status == "queued" and OrmQ.objects.count() == 1
    jobs.perform_run(run.pk)
    run.refresh_from_db()
    assert (run.status, run.progress, run.failure) == ("done", 100, "")
    proposal = run.proposals.get()
    assert (proposal.mentee, proposal.mentor, proposal.status) == (mentee, mentor, "open")
    assert proposal.fit == proposal.explanation["fit"] > 300
    assert run.objective == [0, 0, 1, proposal.fit]
    assert run.certificate["certified"] and run.certificate["primal"] == run.certificate["dual"]
    assert len(run.input_digest) == len(run.certificate["price_digest"]) == 64
    assert len(run.certificate["maximal_price_digest"]) == 64
    code = str(mentor.public_id)
    assert run.seat_prices == {code: 0}, "nobody waits for one more seat"
    assert 1000 < run.maximal_seat_prices[code] < 2000, "without this seat one who can wait would have nobody"
    assert run.counts == {"matched": [0, 0, 1], "waiting": [0, 0, 0]}
    assert {"engine", "numpy", "scipy"} <= set(run.versions)


def test_one_run_at_a_time(mentee, coordinator):
    runs.request_run(centre=mentee.centre, by=coordinator)
    for start in (runs.request_run, runs.run_now):
        with pytest.raises(RuleError, match="already under way"):
            start(centre=mentee.centre, by=coordinator)
    assert Run.objects.count() == 1


def test_who_waits_is_told_why(lonely_mentee, mentor, coordinator):
    run = runs.run_now(centre=lonely_mentee.centre, by=coordinator)
    waiting = Waiting.objects.get(run=run)
    assert waiting.mentee == lonely_mentee
    assert waiting.reasons[0]["said"] == "waiting.nobody"
    assert "language.counted" in [reason["said"] for reason in waiting.reasons]


def test_a_mentee_without_consent_waits_with_that_reason(centre, specialist, mentor, coordinator):
    factories.MenteeFactory(centre=centre, specialist=specialist)
    run = runs.run_now(centre=centre, by=coordinator)
    said = [reason["said"] for reason in Waiting.objects.get(run=run).reasons]
    assert said == ["decision.failed", "consent.failed", "assent.failed"]


def test_nobody_at_all(centre, coordinator):
    run = runs.run_now(centre=centre, by=coordinator)
    assert run.status == "done" and run.objective == [0, 0, 0, 0]


def test_the_next_run_ends_the_open_proposals_of_the_former(proposal, coordinator):
    second = runs.run_now(centre=proposal.run.centre, by=coordinator)
    proposal.refresh_from_db()
    assert proposal.status == "expired" and proposal.decided_at
    assert second.proposals.get().status == "open"
    assert AuditEvent.objects.about(proposal).filter(event="proposal.expire").count() == 1


def test_a_dry_run_leaves_the_former_proposals_alone(proposal, coordinator):
    dry = runs.run_now(centre=proposal.run.centre, by=coordinator, is_dry=True)
    proposal.refresh_from_db()
    assert proposal.status == "open" and dry.proposals.count() == 1


def test_a_repeated_task_changes_nothing(proposal):
    jobs.perform_run(proposal.run.pk)
    assert Proposal.objects.count() == 1 and AuditEvent.objects.filter(event="run.finish").count() == 1


def test_a_run_that_was_killed_starts_again_and_answers_the_same(
    mentor, mentee, lonely_mentee, coordinator, monkeypatch
):
    first = runs.run_now(centre=mentee.centre, by=coordinator, is_dry=True)
    second = runs.request_run(centre=mentee.centre, by=coordinator, is_dry=True)
    Run.objects.filter(pk=second.pk).update(seed=first.seed)

    def killed(*args, **kwargs):
        raise SystemExit  # nothing of ours catches it, as nothing catches a kill

    with monkeypatch.context() as patched:
        patched.setattr(runs, "_finish", killed)
        with pytest.raises(SystemExit):
            runs.perform_run(run_id=second.pk)
    second.refresh_from_db()
    assert second.status == "running" and not second.proposals.exists() and not second.waiting.exists()
    runs.perform_run(run_id=second.pk)
    second.refresh_from_db()
    assert second.status == "done"
    assert [getattr(second, name) for name in ("input_digest", "objective", "certificate", "counts")] == [
        getattr(first, name) for name in ("input_digest", "objective", "certificate", "counts")
    ]
    columns = ("mentee", "mentor", "tier", "fit", "cost_if_refused", "near_tie")
    assert list(first.proposals.values_list(*columns)) == list(second.proposals.values_list(*columns))


def test_a_run_that_is_cancelled_shows_nothing(mentor, mentee, coordinator, monkeypatch):
    run = runs.request_run(centre=mentee.centre, by=coordinator)
    solve = runs.solve

    def cancel_while_solving(*args, **kwargs):
        runs.cancel_run(run=Run.objects.get(pk=run.pk), by=coordinator)
        return solve(*args, **kwargs)

    monkeypatch.setattr(runs, "solve", cancel_while_solving)
    runs.perform_run(run_id=run.pk)
    run.refresh_from_db()
    assert run.status == "cancelled" and run.finished_by == coordinator and not Proposal.objects.exists()


def test_a_run_that_is_cancelled_at_the_very_end_shows_nothing(mentor, mentee, coordinator, monkeypatch):
    run = runs.request_run(centre=mentee.centre, by=coordinator)
    finish = runs._finish

    def cancel_first(*args):
        runs.cancel_run(run=Run.objects.get(pk=run.pk), by=coordinator)
        finish(*args)

    monkeypatch.setattr(runs, "_finish", cancel_first)
    runs.perform_run(run_id=run.pk)
    run.refresh_from_db()
    assert run.status == "cancelled" and not Proposal.objects.exists()


def test_a_done_run_cannot_be_cancelled(proposal, coordinator):
    with pytest.raises(RuleError):
        runs.cancel_run(run=proposal.run, by=coordinator)


@pytest.mark.parametrize(
    ("broken", "failure"),
    [
        ({"solve": NotProvedError("not optimal")}, "not_proved"),
        ({"violations": ("a pair breaks a bar",)}, "unsafe"),
    ],
)
def test_what_is_not_proved_is_not_shown(mentor, mentee, coordinator, monkeypatch, broken, failure):
    ((name, outcome),) = broken.items()

    def instead(*args, **kwargs):
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    monkeypatch.setattr(runs, name, instead)
    run = runs.run_now(centre=mentee.centre, by=coordinator)
    assert (run.status, run.failure) == ("failed", failure) and run.get_failure_display().endswith(".")
    assert not Proposal.objects.exists() and not Waiting.objects.exists()


def test_pairs_held_together_against_a_rule_fail_the_run(mentor, lonely_mentee, coordinator):
    PairRule.objects.create(
        centre=mentor.centre, mentee=lonely_mentee, mentor=mentor, kind="lock", made_by=coordinator, made_at=now()
    )
    run = runs.run_now(centre=mentor.centre, by=coordinator)
    assert (run.status, run.failure) == ("failed", "input")


def test_an_error_of_the_programme_fails_the_run_and_is_not_hidden(mentor, mentee, coordinator, monkeypatch):
    run = runs.request_run(centre=mentee.centre, by=coordinator)

    def broken(*args, **kwargs):
        raise ZeroDivisionError

    monkeypatch.setattr(runs, "explain_all", broken)
    with pytest.raises(ZeroDivisionError):
        runs.perform_run(run_id=run.pk)
    run.refresh_from_db()
    assert (run.status, run.failure) == ("failed", "error")


def test_a_failure_after_a_cancellation_changes_nothing(mentor, mentee, coordinator, monkeypatch):
    run = runs.request_run(centre=mentee.centre, by=coordinator)

    def cancelled_then_unproved(*args, **kwargs):
        runs.cancel_run(run=Run.objects.get(pk=run.pk), by=coordinator)
        raise NotProvedError

    monkeypatch.setattr(runs, "solve", cancelled_then_unproved)
    runs.perform_run(run_id=run.pk)
    run.refresh_from_db()
    assert run.status == "cancelled"


def test_a_sealed_pair_is_never_proposed_and_never_named(mentor, mentee, specialist, coordinator):
    SealedExclusion.objects.create(
        mentee=mentee, mentor=mentor, reason="Secret.", sealed_by=specialist, sealed_at=now()
    )
    run = runs.run_now(centre=mentee.centre, by=coordinator)
    reasons = Waiting.objects.get(run=run).reasons
    assert not run.proposals.exists() and "seal" not in str(reasons)


def test_a_long_wait_is_urgent(mentor, mentee, coordinator):
    mentee.waiting_since = today() - timedelta(days=400)
    mentee.save(update_fields=["waiting_since"])
    assert runs.run_now(centre=mentee.centre, by=coordinator).counts["matched"] == [1, 0, 0]


def test_a_full_supervisor_is_the_reason_where_seats_stay_free(centre, specialist, coordinator):
    for _one in range(2):
        factories.MentorFactory(centre=centre, supervisor=specialist, cleared=True, certified=True)
        factories.MenteeFactory(centre=centre, specialist=specialist, ready=True)
    GroupCap.objects.create(centre=centre, supervisor=specialist, limit=1, made_by=coordinator, made_at=now())
    run = runs.run_now(centre=centre, by=coordinator)
    assert run.proposals.count() == 1
    assert run.waiting.get().reasons == [{"said": "waiting.caps", "facts": {"mentors": 1}}]


def test_nobody_is_proposed_under_a_supervisor_who_left(mentee, mentor, second_specialist, coordinator):
    mentor.supervisor = second_specialist
    mentor.save(update_fields=["supervisor"])
    second_specialist.grants.update(ends_on=today() - timedelta(days=1))
    run = runs.run_now(centre=mentee.centre, by=coordinator)
    assert not run.proposals.exists()
    assert "supervised.counted" in [reason["said"] for reason in run.waiting.get().reasons]


def test_too_few_seats_are_the_reason_otherwise(centre, mentor, specialist, coordinator):
    for _one in range(2):
        factories.MenteeFactory(centre=centre, specialist=specialist, ready=True)
    run = runs.run_now(centre=centre, by=coordinator)
    assert run.waiting.get().reasons == [{"said": "waiting.seats", "facts": {"mentors": 1}}]


def test_a_run_beside_which_somebody_decided_is_computed_again(mentor, mentee, coordinator, monkeypatch):
    run = runs.request_run(centre=mentee.centre, by=coordinator)
    solve = runs.solve

    def refused_meanwhile(*args, **kwargs):
        if not PairRule.objects.exists():
            PairRule.objects.create(
                centre=mentee.centre, mentee=mentee, mentor=mentor, kind="forbid", made_by=coordinator, made_at=now()
            )
        return solve(*args, **kwargs)

    monkeypatch.setattr(runs, "solve", refused_meanwhile)
    runs.perform_run(run_id=run.pk)
    run.refresh_from_db()
    assert run.status == "done" and not run.proposals.exists() and run.waiting.get().mentee == mentee
