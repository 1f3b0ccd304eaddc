"""Whoever refuses is told what moved: own mentees by name, others as urgencies."""

from uuid import uuid4

import pytest
from django.urls import reverse

from kernel.clock import today
from kernel.models import AuditEvent
from matching.models import Round
from matching.queries.rounds import aftermath_for, rounds_of
from matching.sentences import TIER_NAMES
from matching.services import proposals, refusals, runs
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(mentor, mentee, centre, second_specialist, coordinator):
    """One seat: the mentee of the specialist has it, the other specialist's mentee waits for it."""
    factories.MenteeFactory(
        centre=centre, specialist=second_specialist, ready=True, waiting_since=today(), chosen_name="Waitername"
    )
    return runs.run_now(centre=centre, by=coordinator)


@pytest.fixture
def refused(run, coordinator):
    proposal = run.proposals.get()
    proposals.refuse(proposal=proposal, reason="travel", by=coordinator)
    proposal.refresh_from_db()
    return proposal


def told(proposal, viewer):
    story = aftermath_for(proposal, viewer).story
    return [line.sentence for line in story.lines], story.others


def test_a_coordinator_reads_names(refused, run, coordinator):
    lines, others = told(refused, coordinator)
    served = run.proposals.get(status="open")
    assert sorted(lines) == sorted(
        [
            f"{served.mentee.chosen_name}, who waited, is now proposed with {refused.mentor.user.full_name}.",
            f"{refused.mentee.chosen_name} now waits. Urgency: {TIER_NAMES[run.waiting.get().tier]}.",
        ]
    )
    assert others == [] and rounds_of(run, coordinator)[0].verdict.startswith("As many mentees as before")


def test_a_specialist_reads_names_of_the_own_caseload_only(refused, run, client_of):
    own = refused.mentee.specialist
    lines, others = told(refused, own)
    assert len(lines) == 1 and lines[0].startswith(f"{refused.mentee.chosen_name} now waits")
    assert len(others) == 1 and others[0].startswith("1 ") and "waited" in others[0]
    page = client_of(own).get(reverse("matching:proposal_detail", args=[refused.public_id])).content.decode()
    assert others[0] in page and run.proposals.get(status="open").mentee.chosen_name not in page


def test_who_waits_and_who_moves_is_counted_for_others(refused, run, second_specialist, olga):
    made = run.rounds.get()
    made.moves = [
        {"mentee": str(uuid4()), "tier": 1, "from": "a", "to": ""},
        {"mentee": str(uuid4()), "tier": 7, "from": "", "to": "a"},
        {"mentee": str(uuid4()), "tier": 2, "from": "a", "to": "b"},
        {"mentee": str(uuid4()), "tier": 2, "from": "b", "to": ""},
    ]
    made.save()
    (story,) = rounds_of(run, olga)
    assert story.lines == [] and story.others == [
        "1 urgent mentee now waits.",
        "1 mentee who should have a mentor soon now waits.",
        "1 mentee who waited and is not urgent now has a proposal.",
        "1 other mentee is now proposed with another mentor.",
    ]
    assert story.verdict == "1 mentee more than before now waits."


def test_a_move_names_both_mentors(mentor, mentee, centre, specialist, coordinator):
    factories.MentorFactory(centre=centre, supervisor=specialist, cleared=True, certified=True)
    run = runs.run_now(centre=centre, by=coordinator)
    refused = run.proposals.get()
    proposals.refuse(proposal=refused, reason="travel", by=coordinator)
    refused.refresh_from_db()
    fresh = run.proposals.get(status="open")
    (sentence,), _others = told(refused, coordinator)
    assert sentence == (
        f"{mentee.chosen_name} is now proposed with {fresh.mentor.user.full_name} "
        f"instead of {refused.mentor.user.full_name}."
    )


def test_the_pages_tell_what_moved_and_put_the_look_on_record(refused, run, coordinator, client_of):
    browser = client_of(coordinator)
    page = browser.get(reverse("matching:proposal_detail", args=[refused.public_id])).content.decode()
    assert "What this changed" in page and "now waits" in page
    assert AuditEvent.objects.filter(event="looked_at", facts__why="round").count() == 2
    page = browser.get(reverse("matching:run_detail", args=[run.public_id])).content.decode()
    assert "After refusals" in page and "Round 1" in page


def test_refusing_on_the_page_leads_to_what_moved(run, coordinator, client_of):
    proposal = run.proposals.get()
    browser = client_of(coordinator)
    answer = browser.post(
        reverse("matching:proposal_refuse", args=[proposal.public_id]), {"reason": "travel"}, follow=True
    )
    page = answer.content.decode()
    assert "The proposal is refused." in page and "What this changed" in page


def test_while_the_worker_solves_again_the_pages_say_so(run, coordinator, client_of, monkeypatch):
    monkeypatch.setattr(refusals, "SOLVED_AT_ONCE", 0)
    proposal, browser = run.proposals.get(), client_of(coordinator)
    proposals.refuse(proposal=proposal, reason="travel", by=coordinator)
    page = browser.get(reverse("matching:proposal_detail", args=[proposal.public_id])).content.decode()
    assert "is being solved again" in page
    page = browser.get(reverse("matching:run_detail", args=[run.public_id])).content.decode()
    assert "After a refusal the rest is being solved again" in page
    answer = browser.get(reverse("matching:run_progress", args=[run.public_id]))
    assert "HX-Refresh" not in answer.headers and "every 2s" in answer.content.decode()
    refusals.perform_round(run_id=run.pk)
    assert "HX-Refresh" in browser.get(reverse("matching:run_progress", args=[run.public_id])).headers


def test_without_a_new_plan_a_new_run_is_asked_for(run, coordinator, client_of):
    proposal = run.proposals.get()
    proposals.refuse(proposal=proposal, reason="travel", by=coordinator)
    Round.objects.all().delete()
    page = client_of(coordinator).get(reverse("matching:proposal_detail", args=[proposal.public_id])).content.decode()
    assert "Please start a new run" in page


def test_what_was_not_refused_has_no_aftermath(run, coordinator, mentee):
    assert aftermath_for(run.proposals.get(), coordinator) is None
    assert rounds_of(run, coordinator) == []


def test_the_queries_do_not_grow_with_the_moves(refused, run, coordinator, django_assert_num_queries):
    made = run.rounds.get()
    with django_assert_num_queries(3):
        few = rounds_of(run, coordinator)
    made.moves = made.moves * 30
    made.save()
    with django_assert_num_queries(3):
        many = rounds_of(run, coordinator)
    assert len(few[0].lines) == 2 and len(many[0].lines) == 20
