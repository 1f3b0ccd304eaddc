"""Two keys of two people open a pairing; the rules about who may turn which."""

from datetime import timedelta

import pytest

from accounts.permissions import Role
from kernel.clock import now
from kernel.errors import RuleError
from kernel.models import AuditEvent
from matching.models import PairRule, Proposal, Run
from matching.queries.runs import key_lines
from matching.services import expiries, proposals, runs
from matching.services.policies import change_policy
from tests import factories

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db]


def test_the_second_key_opens_the_pairing(proposal, coordinator, specialist):
    assert proposals.turn_key(proposal=proposal, by=coordinator) is None
    pairing = proposals.turn_key(proposal=proposal, by=specialist)
    proposal.refresh_from_db()
    assert proposal.status == "approved" and proposal.decided_by == specialist and proposal.pairing == pairing
    assert (pairing.mentor, pairing.mentee, pairing.status) == (proposal.mentor, proposal.mentee, "asked")
    proposal.mentor.refresh_from_db()
    proposal.mentee.refresh_from_db()
    assert proposal.mentor.active_pairings == 1 and proposal.mentee.status == "accompanied"
    assert AuditEvent.objects.about(proposal).filter(event="proposal.key").count() == 2
    assert AuditEvent.objects.about(proposal).filter(event="proposal.approve").count() == 1


@pytest.fixture
def one_key_proposal(proposal, coordinator):
    """A computed pair under a policy of one key, which the coordinator wrote."""
    policy = proposal.run.policy
    change_policy(former=policy, name="One key", settings=policy.settings, two_keys=False, by=coordinator)
    return runs.run_now(centre=proposal.run.centre, by=coordinator).proposals.get()


def test_one_key_is_enough_where_the_policy_says_so(one_key_proposal, specialist):
    assert [line.label for line in key_lines(one_key_proposal)] == ["coordinator or specialist"]
    assert proposals.turn_key(proposal=one_key_proposal, by=specialist)
    assert [line.label for line in key_lines(one_key_proposal)] == ["specialist"]


def test_who_wrote_the_policy_of_one_key_needs_a_second_person(one_key_proposal, coordinator, specialist):
    assert proposals.turn_key(proposal=one_key_proposal, by=coordinator) is None
    assert [(line.label, line.turned) for line in key_lines(one_key_proposal)] == [
        ("coordinator", True), ("specialist", False),
    ]  # fmt: skip
    with pytest.raises(RuleError, match="second key is for another person"):
        proposals.turn_key(proposal=one_key_proposal, by=coordinator)
    assert proposals.turn_key(proposal=one_key_proposal, by=specialist)


def test_a_policy_of_one_key_opens_no_earlier_proposal(proposal, one_key_proposal, specialist):
    Proposal.objects.filter(pk=proposal.pk).update(status="open", expiry="")
    assert proposals.turn_key(proposal=proposal, by=specialist) is None


def test_one_person_turns_one_key(proposal, coordinator):
    proposals.turn_key(proposal=proposal, by=coordinator)
    with pytest.raises(RuleError, match="second key is for another person"):
        proposals.turn_key(proposal=proposal, by=coordinator)


def test_a_profession_turns_one_key(proposal, coordinator, second_coordinator):
    proposals.turn_key(proposal=proposal, by=coordinator)
    with pytest.raises(RuleError, match="colleague of your profession"):
        proposals.turn_key(proposal=proposal, by=second_coordinator)


def test_who_holds_both_roles_turns_the_missing_key_once(proposal, coordinator, specialist):
    factories.grant_role(specialist, Role.COORDINATOR, proposal.run.centre)
    proposals.turn_key(proposal=proposal, by=specialist)
    with pytest.raises(RuleError, match="another person"):
        proposals.turn_key(proposal=proposal, by=specialist)
    assert proposal.keys.get().profession == "coordinator"
    with pytest.raises(RuleError, match="colleague of your profession"):
        proposals.turn_key(proposal=proposal, by=coordinator)


def test_only_the_mentees_own_specialist_turns_the_specialists_key(proposal, second_specialist, olga):
    for stranger in (second_specialist, olga):
        with pytest.raises(RuleError, match="Only a coordinator"):
            proposals.turn_key(proposal=proposal, by=stranger)


def test_nobody_approves_a_proposal_with_oneself(mentee, coordinator, specialist):
    factories.grant_role(coordinator, Role.MENTOR, mentee.centre)
    factories.MentorFactory(centre=mentee.centre, user=coordinator, supervisor=specialist, cleared=True, certified=True)
    run = runs.run_now(centre=mentee.centre, by=coordinator)
    with pytest.raises(RuleError, match="You are the mentor"):
        proposals.turn_key(proposal=run.proposals.get(), by=coordinator)
    with pytest.raises(RuleError, match="You are the mentor"):
        proposals.refuse(proposal=run.proposals.get(), reason="other", by=coordinator)


def test_a_dry_run_is_not_decided_about(mentor, mentee, coordinator):
    proposal = runs.run_now(centre=mentee.centre, by=coordinator, is_dry=True).proposals.get()
    with pytest.raises(RuleError, match="dry run"):
        proposals.turn_key(proposal=proposal, by=coordinator)
    with pytest.raises(RuleError, match="dry run"):
        proposals.refuse(proposal=proposal, reason="travel", by=coordinator)


def test_what_is_decided_stays_decided(proposal, coordinator, specialist):
    proposals.turn_key(proposal=proposal, by=coordinator)
    proposals.turn_key(proposal=proposal, by=specialist)
    with pytest.raises(RuleError, match="approved already"):
        proposals.turn_key(proposal=proposal, by=specialist)
    with pytest.raises(RuleError, match="no longer possible"):
        proposals.refuse(proposal=proposal, reason="travel", by=coordinator)


def test_a_refused_proposal_is_not_approved(proposal, coordinator):
    proposals.refuse(proposal=proposal, reason="travel", by=coordinator)
    with pytest.raises(RuleError, match="the status is now “refused”"):
        proposals.turn_key(proposal=proposal, by=coordinator)


def test_an_expired_proposal_is_not_approved(proposal, coordinator):
    runs.run_now(centre=proposal.run.centre, by=coordinator)
    with pytest.raises(RuleError, match="no longer open"):
        proposals.turn_key(proposal=proposal, by=coordinator)


def test_a_refusal_keeps_the_two_apart_and_touches_nobody_else(proposal, coordinator, specialist):
    PairRule.objects.create(
        centre=proposal.run.centre, mentee=proposal.mentee, mentor=proposal.mentor, kind="lock", made_by=coordinator,
        made_at=now(),
    )  # fmt: skip
    other = factories.MenteeFactory(centre=proposal.run.centre, specialist=specialist, ready=True)
    proposals.refuse(proposal=proposal, reason="known_reason", by=specialist)
    proposal.refresh_from_db()
    assert (proposal.status, proposal.refusal, proposal.decided_by) == ("refused", "known_reason", specialist)
    rule = PairRule.objects.standing().get()
    assert (rule.mentee, rule.mentor, rule.kind, rule.reason) == (
        proposal.mentee, proposal.mentor, "forbid", "known_reason",
    )  # fmt: skip
    again = runs.run_now(centre=proposal.run.centre, by=coordinator)
    assert again.proposals.get().mentee == other
    assert [reason["said"] for reason in again.waiting.get().reasons][0] == "waiting.nobody"


def test_a_refusal_needs_a_reason_of_the_list_and_somebody_who_may(proposal, coordinator, second_specialist):
    with pytest.raises(RuleError, match="choose a reason"):
        proposals.refuse(proposal=proposal, reason="because", by=coordinator)
    with pytest.raises(RuleError, match="Only a coordinator"):
        proposals.refuse(proposal=proposal, reason="travel", by=second_specialist)
    proposal.refresh_from_db()
    assert proposal.status == "open" and not PairRule.objects.exists()


def test_several_at_once_get_one_answer_each(mentor, mentee, coordinator, specialist, centre):
    factories.MentorFactory(centre=centre, supervisor=specialist, cleared=True, certified=True)
    factories.MenteeFactory(centre=centre, specialist=specialist, ready=True)
    run = runs.run_now(centre=centre, by=coordinator)
    first, second = run.proposals.order_by("pk")
    first.mentee.consents.filter(kind="assent").delete()
    answers = proposals.turn_keys(proposals=[first, second], by=coordinator)
    assert "own yes" in answers[0].refusal and not answers[1].refusal
    assert list(first.keys.all()) == [] and second.keys.count() == 1


def test_old_proposals_end_by_the_clock(proposal):
    assert expiries.expire_old() == 0
    Run.objects.filter(pk=proposal.run.pk).update(finished_at=now() - timedelta(days=15))
    assert expiries.expire_old() == 1
    proposal.refresh_from_db()
    assert proposal.status == "expired"


def test_other_proposals_of_the_mentee_end_with_the_approval(proposal, coordinator, specialist, centre):
    other = factories.MentorFactory(centre=centre, supervisor=specialist, cleared=True, certified=True)
    by_hand = proposals.pair_by_hand(mentee=proposal.mentee, mentor=other, by=coordinator)
    proposals.turn_key(proposal=proposal, by=coordinator)
    proposals.turn_key(proposal=proposal, by=specialist)
    by_hand.refresh_from_db()
    assert by_hand.status == "expired"


def test_by_hand_under_the_same_rules(mentor, mentee, coordinator, specialist):
    proposal = proposals.pair_by_hand(mentee=mentee, mentor=mentor, by=coordinator)
    assert proposal.run.kind == "by_hand" and proposal.keys.get().turned_by == coordinator
    assert proposal.fit == proposal.explanation["fit"] and proposal.status == "open"
    with pytest.raises(RuleError, match="already"):
        proposals.pair_by_hand(mentee=mentee, mentor=mentor, by=coordinator)
    assert proposals.turn_key(proposal=proposal, by=specialist).mentee == mentee


def test_by_hand_needs_two_keys_whatever_the_policy_says(one_key_proposal, coordinator, second_coordinator, specialist):
    proposals.refuse(proposal=one_key_proposal, reason="other_mentor", by=specialist)
    other = factories.MentorFactory(
        centre=one_key_proposal.run.centre, supervisor=specialist, cleared=True, certified=True
    )
    by_hand = proposals.pair_by_hand(mentee=one_key_proposal.mentee, mentor=other, by=second_coordinator)
    assert not by_hand.run.policy.two_keys and by_hand.status == "open"
    assert [line.turned for line in key_lines(by_hand)] == [True, False]
    assert proposals.turn_key(proposal=by_hand, by=specialist)


def test_by_hand_passes_no_bar(mentor, lonely_mentee, coordinator):
    with pytest.raises(RuleError, match="share no language"):
        proposals.pair_by_hand(mentee=lonely_mentee, mentor=mentor, by=coordinator)
    assert not Proposal.objects.exists() and not Run.objects.exists()


def test_by_hand_stays_inside_one_centre(mentee, other_centre, coordinator):
    stranger = factories.MentorFactory(centre=other_centre, cleared=True, certified=True)
    with pytest.raises(RuleError, match="different centres"):
        proposals.pair_by_hand(mentee=mentee, mentor=stranger, by=coordinator)


def test_what_was_proposed_by_hand_outlives_a_run(mentor, mentee, coordinator):
    proposal = proposals.pair_by_hand(mentee=mentee, mentor=mentor, by=coordinator)
    runs.run_now(centre=mentee.centre, by=coordinator)
    proposal.refresh_from_db()
    assert proposal.status == "open"
