"""A refusal solves the rest again: exactly, with the fewest changes, and never against a key that is turned."""

import pytest

from accounts.permissions import Role
from kernel.clock import now, today
from kernel.errors import RuleError
from matching.engine import NotProvedError
from matching.models import GroupCap, Proposal, Round, Run
from matching.services import proposals, refusals, runs
from mentorship.models import Mentor
from mentorship.services.askings import answer_as_mentor
from tests import factories

pytestmark = pytest.mark.django_db
LANGUAGES = ["ro", "hu", "uk", "en"]


def opened(run):
    return {(one.mentee, one.mentor) for one in run.proposals.filter(status="open").select_related("mentee", "mentor")}


def check_books(run):
    """The stored figures are those of the rows, and the run is proved."""
    run.refresh_from_db()
    tiers = len(run.counts["matched"])
    rows = run.proposals.filter(status__in=["open", "approved"]).exclude(pairing__status="closed")
    matched = [rows.filter(tier=tier).count() for tier in range(1, tiers + 1)]
    waiting = [run.waiting.filter(tier=tier).count() for tier in range(1, tiers + 1)]
    assert run.counts == {"matched": matched, "waiting": waiting}
    assert run.objective == [*matched, sum(rows.values_list("fit", flat=True))]
    assert run.certificate["certified"] and run.certificate["primal"] == run.certificate["dual"]
    assert not set(run.proposals.filter(status="open").values_list("mentee")) & set(run.waiting.values_list("mentee"))


@pytest.fixture
def people(centre, specialist):
    """Two mentors and two mentees; one of the mentees can only talk with the first mentor."""
    first = factories.MentorFactory(
        centre=centre, supervisor=specialist, cleared=True, certified=True, languages=["ro", "hu"]
    )
    second = factories.MentorFactory(
        centre=centre, supervisor=specialist, cleared=True, certified=True, languages=["ro"]
    )
    easy = factories.MenteeFactory(centre=centre, specialist=specialist, ready=True, languages=["ro"])
    return first, second, easy


@pytest.fixture
def run(people, centre, coordinator):
    return runs.run_now(centre=centre, by=coordinator)


def test_the_mentee_gets_the_next_best_at_once(run, people, coordinator):
    refused = run.proposals.get()
    proposals.refuse(proposal=refused, reason="travel", by=coordinator)
    fresh = run.proposals.get(status="open")
    assert fresh.mentee == refused.mentee and fresh.mentor != refused.mentor and fresh.round == 1
    assert fresh.explanation["fit"] == fresh.fit
    made = run.rounds.get()
    assert (made.number, made.refused, made.made_by) == (1, refused, coordinator)
    assert made.moves == [
        {
            "mentee": str(refused.mentee.public_id), "tier": fresh.tier, "from": str(refused.mentor.public_id),
            "to": str(fresh.mentor.public_id),
        }
    ]  # fmt: skip
    check_books(run)
    assert made.objective == run.objective and made.certificate == run.certificate
    assert made.input_digest == run.input_digest


def test_without_anybody_else_the_mentee_waits_and_is_told_why(run, coordinator):
    for number in (1, 2):
        proposals.refuse(proposal=run.proposals.get(status="open"), reason="travel", by=coordinator)
        assert run.rounds.count() == number
    assert not opened(run) and run.waiting.get().reasons
    assert run.rounds.last().moves[0]["to"] == ""
    check_books(run)


@pytest.fixture
def chain(people, centre, specialist, coordinator):
    """Who speaks Hungarian waits for the first mentor, whom only a refusal sets free."""
    first, _second, easy = people
    Mentor.objects.exclude(pk=first.pk).update(languages=["uk"])
    hungarian = factories.MenteeFactory(
        centre=centre, specialist=specialist, ready=True, languages=["hu"], waiting_since=today()
    )
    return first, easy, hungarian, runs.run_now(centre=centre, by=coordinator)


def test_somebody_who_waited_comes_in(chain, coordinator):
    first, _easy, _hungarian, run = chain
    refused, former = run.proposals.get(), run.waiting.get()
    proposals.refuse(proposal=refused, reason="known_reason", by=coordinator)
    assert opened(run) == {(former.mentee, first)} and run.waiting.get().mentee == refused.mentee
    moves = {move["mentee"]: (move["from"], move["to"]) for move in run.rounds.get().moves}
    assert moves == {
        str(refused.mentee.public_id): (str(first.public_id), ""),
        str(former.mentee.public_id): ("", str(first.public_id)),
    }
    check_books(run)


@pytest.fixture
def moving(people, centre, specialist, coordinator):
    """Refusing the pair of who can only talk with the second mentor would let the other one have that mentor."""
    first, second, easy = people
    other = factories.MenteeFactory(centre=centre, specialist=specialist, ready=True, languages=["ro"])
    third = factories.MentorFactory(
        centre=centre, supervisor=specialist, cleared=True, certified=True, languages=["ro"], capacity=1
    )
    return first, second, third, easy, other, runs.run_now(centre=centre, by=coordinator)


def test_a_pair_with_a_key_is_never_moved(moving, coordinator, specialist):
    *_people, run = moving
    keyed, refused = run.proposals.order_by("pk")
    proposals.turn_key(proposal=keyed, by=coordinator)
    proposals.refuse(proposal=refused, reason="travel", by=specialist)
    keyed.refresh_from_db()
    assert keyed.status == "open" and keyed.keys.count() == 1
    assert len(opened(run)) == 2
    check_books(run)
    proposals.turn_key(proposal=keyed, by=specialist)
    proposals.refuse(proposal=run.proposals.get(status="open"), reason="travel", by=specialist)
    assert [made.number for made in run.rounds.all()] == [1, 2]
    check_books(run)


def test_a_moved_proposal_ends_with_its_reason(centre, specialist, coordinator):
    """One mentor for two: the first choice is refused for one of them, and the other has to make room."""
    both = {"centre": centre, "supervisor": specialist, "cleared": True, "certified": True}
    far = factories.MentorFactory(**both, languages=["ro", "hu"])
    near = factories.MentorFactory(**both, languages=["ro"])
    narrow = factories.MenteeFactory(centre=centre, specialist=specialist, ready=True, languages=["ro"], risk=1)
    wide = factories.MenteeFactory(centre=centre, specialist=specialist, ready=True, languages=["ro"], risk=1)
    run = runs.run_now(centre=centre, by=coordinator)
    keep = {one.mentee: one for one in run.proposals.select_related("mentee", "mentor")}
    other = {narrow: wide, wide: narrow}
    refused = keep[narrow]
    proposals.refuse(proposal=refused, reason="travel", by=coordinator)
    moved = keep[other[narrow]]
    moved.refresh_from_db()
    assert (moved.status, moved.expiry) == ("expired", "moved")
    assert opened(run) == {(narrow, moved.mentor), (wide, refused.mentor)}
    assert {far, near} == {moved.mentor, refused.mentor}
    check_books(run)
    with pytest.raises(RuleError, match="no longer possible"):
        proposals.refuse(proposal=moved, reason="travel", by=coordinator)


def test_whose_facts_changed_ends_with_that_reason(moving, coordinator):
    *_people, run = moving
    stale, refused = run.proposals.order_by("pk")
    Mentor.objects.filter(pk=stale.mentor_id).update(status="resting")
    proposals.refuse(proposal=refused, reason="travel", by=coordinator)
    stale.refresh_from_db()
    assert (stale.status, stale.expiry) == ("expired", "mentor")
    check_books(run)


def test_what_costs_something_else_now_is_renewed(moving, coordinator, centre, specialist):
    *_people, run = moving
    first, second = run.proposals.order_by("pk")
    Proposal.objects.filter(pk=first.pk).update(fit=1, cost_if_refused=[9, 9, 9, 9], near_tie=not first.near_tie)
    proposals.turn_key(proposal=first, by=coordinator)
    proposals.refuse(proposal=second, reason="travel", by=coordinator)
    first.refresh_from_db()
    assert first.fit == first.explanation["fit"] != 1 and first.cost_if_refused == [9, 9, 9, 9]
    check_books(run)


def test_only_the_run_in_force_is_solved_again(proposal, coordinator, mentor, mentee):
    by_hand = runs.run_now(centre=proposal.run.centre, by=coordinator)
    Proposal.objects.filter(pk=proposal.pk).update(status="open")
    Proposal.objects.filter(run=by_hand).update(status="expired", expiry="too_old")
    proposals.refuse(proposal=proposal, reason="travel", by=coordinator)
    assert not Round.objects.exists()


def test_a_refusal_holds_where_no_plan_is_proved(run, coordinator, monkeypatch):
    def unproved(*args, **kwargs):
        raise NotProvedError

    monkeypatch.setattr(refusals, "solve", unproved)
    proposals.refuse(proposal=run.proposals.get(), reason="travel", by=coordinator)
    assert not Round.objects.exists() and run.proposals.get().status == "refused"


def test_an_unsafe_plan_is_not_stored(run, coordinator, monkeypatch):
    monkeypatch.setattr(refusals, "violations", lambda problem, solution: ("a pair breaks a bar",))
    proposals.refuse(proposal=run.proposals.get(), reason="travel", by=coordinator)
    assert not Round.objects.exists() and run.proposals.get().status == "refused"


def test_a_reserved_run_keeps_the_figures_of_its_effect(run, coordinator, monkeypatch):
    monkeypatch.setattr(refusals, "proof_of", lambda pool, solution: _with_effect(pool, solution))
    proposals.refuse(proposal=run.proposals.get(), reason="travel", by=coordinator)
    run.refresh_from_db()
    assert run.effect["objective"] == run.objective


def _with_effect(pool, solution):
    return runs.proof_of(pool, solution) | {
        "effect": {"runs": 3, "objective": list(solution.objective_unreserved), "held_back": 0}
    }


# --- in the worker -------------------------------------------------------------------------------


@pytest.fixture
def large(run, monkeypatch):
    """A centre that is too large for a page."""
    monkeypatch.setattr(refusals, "SOLVED_AT_ONCE", 0)
    return run


def test_a_large_corner_is_solved_in_the_worker(large, coordinator):
    refused = large.proposals.get()
    proposals.refuse(proposal=refused, reason="travel", by=coordinator)
    large.refresh_from_db()
    assert (large.unsettled, large.progress) == (refused, 0) and not opened(large)
    refusals.perform_round(run_id=large.pk)
    large.refresh_from_db()
    assert large.unsettled is None and large.progress == 100 and len(opened(large)) == 1
    assert large.rounds.get().made_by == coordinator
    check_books(large)
    refusals.perform_round(run_id=large.pk)
    assert large.rounds.count() == 1


def test_limits_that_cross_go_to_the_worker(run, centre, specialist, university, coordinator):
    other = factories.UserFactory(role=Role.SPECIALIST, role__centre=centre)
    Mentor.objects.filter(pk=run.proposals.get().mentor_id).update(university=university)
    factories.MentorFactory(centre=centre, supervisor=other, university=university, cleared=True, certified=True)
    GroupCap.objects.create(centre=centre, university=university, limit=2, made_at=now())
    proposals.refuse(proposal=run.proposals.get(), reason="travel", by=coordinator)
    run.refresh_from_db()
    assert run.unsettled
    refusals.perform_round(run_id=run.pk)
    check_books(run)


@pytest.mark.parametrize("times", [1, 9])
def test_whoever_changes_something_meanwhile_is_heard(large, centre, specialist, coordinator, monkeypatch, times):
    proposals.refuse(proposal=large.proposals.get(), reason="travel", by=coordinator)
    solved, count = refusals.solve, []

    def beside(*args, **kwargs):
        if len(count) < times:
            count.append(factories.MenteeFactory(centre=centre, specialist=specialist, ready=True, languages=["uk"]))
        return solved(*args, **kwargs)

    monkeypatch.setattr(refusals, "solve", beside)
    refusals.perform_round(run_id=large.pk)
    assert large.rounds.count() == 1 and len(count) == min(times, refusals.ATTEMPTS)
    if times == 1:
        assert large.waiting.count() == 1
        check_books(large)


def test_a_newer_run_makes_the_round_needless(large, centre, coordinator):
    proposals.refuse(proposal=large.proposals.get(), reason="travel", by=coordinator)
    runs.run_now(centre=centre, by=coordinator)
    refusals.perform_round(run_id=large.pk)
    large.refresh_from_db()
    assert large.unsettled is None and not large.rounds.exists()


def test_a_settled_run_is_left_alone_at_the_last_moment(large, coordinator):
    proposals.refuse(proposal=large.proposals.get(), reason="travel", by=coordinator)
    Run.objects.filter(pk=large.pk).update(unsettled=None)
    assert refusals._settle(large.pk, None) and not large.rounds.exists()


def test_an_unproved_round_ends_the_waiting(large, coordinator, monkeypatch):
    proposals.refuse(proposal=large.proposals.get(), reason="travel", by=coordinator)

    def unproved(*args, **kwargs):
        raise NotProvedError

    monkeypatch.setattr(refusals, "solve", unproved)
    refusals.perform_round(run_id=large.pk)
    large.refresh_from_db()
    assert large.unsettled is None and not large.rounds.exists()


def test_an_error_of_the_programme_ends_the_waiting_and_is_not_hidden(large, coordinator, monkeypatch):
    proposals.refuse(proposal=large.proposals.get(), reason="travel", by=coordinator)

    def broken(*args, **kwargs):
        raise ZeroDivisionError

    monkeypatch.setattr(refusals, "solve", broken)
    with pytest.raises(ZeroDivisionError):
        refusals.perform_round(run_id=large.pk)
    large.refresh_from_db()
    assert large.unsettled is None and large.progress == 100


def test_who_is_back_after_a_mentors_no_counts_once_and_gets_somebody_else(moving, coordinator, specialist):
    """The two keys were turned, the mentor then said no: the mentee is one of those who are planned for again."""
    *_people, run = moving
    first, other = run.proposals.filter(status="open").order_by("pk")[:2]
    proposals.turn_key(proposal=first, by=coordinator)
    pairing = proposals.turn_key(proposal=first, by=specialist)
    answer_as_mentor(pairing=pairing, answer="no", by=pairing.mentor.user)
    proposals.refuse(proposal=other, reason="travel", by=coordinator)
    assert run.rounds.count() == 1
    waits = run.waiting.filter(mentee=first.mentee).exists()
    assert waits != run.proposals.filter(mentee=first.mentee, status="open").exists()
    check_books(run)
