"""Standing rules about pairs: who makes and ends them, what a run makes of them, and when they end by themselves."""

from datetime import timedelta

import pytest

from accounts.permissions import Role
from kernel.clock import now, today
from kernel.errors import RuleError
from kernel.models import AuditEvent
from matching import jobs
from matching.models import GroupCap, PairRule
from matching.services import pair_rules, proposals, runs
from matching.services.conflicts import declare_conflict
from mentorship.models import Mentor, SealedExclusion
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def other_mentor(centre, specialist):
    return factories.MentorFactory(centre=centre, supervisor=specialist, cleared=True, certified=True)


def make(mentee, mentor, by, **facts):
    return pair_rules.make_rule(mentee=mentee, mentor=mentor, by=by, **{"kind": "forbid", "reason": "away", **facts})


def proposed(mentee, by):
    """Whom a new run proposes to the mentee."""
    found = runs.run_now(centre=mentee.centre, by=by).proposals.filter(mentee=mentee).first()
    return found.mentor if found else None


def test_a_lock_binds_the_next_run(mentee, mentor, other_mentor, coordinator):
    for one in (mentor, other_mentor):
        rule = make(mentee, one, coordinator, kind="lock", reason="trust")
        assert proposed(mentee, coordinator) == one
        pair_rules.end_rule(rule=rule, reason="changed", by=coordinator)


def test_kept_apart_for_good(mentee, mentor, specialist, coordinator):
    rule = make(mentee, mentor, specialist, reason="other", note=" They quarrelled. ")
    assert rule.note == "They quarrelled." and proposed(mentee, coordinator) is None
    told = AuditEvent.objects.about(rule).get(event="pair_rule.make")
    assert told.facts["kind"] == "forbid" and "quarrelled" not in str(told.facts)
    pair_rules.end_rule(rule=rule, reason="mistake", by=coordinator)
    rule.refresh_from_db()
    assert (rule.end_reason, rule.ended_by) == ("mistake", coordinator) and proposed(mentee, coordinator) == mentor


def test_not_now_holds_through_its_last_day(mentee, mentor, coordinator, time_machine):
    until = today() + timedelta(days=3)
    rule = make(mentee, mentor, coordinator, kind="hold", until=until)
    assert proposed(mentee, coordinator) is None
    time_machine.move_to(now() + timedelta(days=3))
    jobs.expire_old_proposals()
    rule.refresh_from_db()
    assert rule.ended_at is None and proposed(mentee, coordinator) is None
    time_machine.move_to(now() + timedelta(days=1))
    assert proposed(mentee, coordinator) == mentor
    jobs.expire_old_proposals()
    rule.refresh_from_db()
    assert rule.ended_at and rule.end_reason == "over" and rule.ended_by is None


def test_whoever_is_kept_apart_is_no_longer_proposed(proposal, mentee, mentor, coordinator):
    make(mentee, mentor, coordinator, kind="hold", until=today() + timedelta(days=9))
    proposal.refresh_from_db()
    assert (proposal.status, proposal.expiry, proposal.fallen) == ("expired", "apart", [])


def test_a_lock_ends_when_the_two_are_paired(proposal, coordinator, specialist):
    rule = make(proposal.mentee, proposal.mentor, coordinator, kind="lock", reason="trust")
    proposals.turn_key(proposal=proposal, by=coordinator)
    proposals.turn_key(proposal=proposal, by=specialist)
    rule.refresh_from_db()
    assert rule.end_reason == "paired"


def test_a_refusal_takes_the_place_of_another_rule(proposal, coordinator):
    rule = make(proposal.mentee, proposal.mentor, coordinator, kind="lock", reason="trust")
    proposals.refuse(proposal=proposal, reason="travel", by=coordinator)
    rule.refresh_from_db()
    assert rule.end_reason == "replaced"
    standing = PairRule.objects.standing().get()
    pair_rules.end_rule(rule=standing, reason="changed", by=coordinator)
    assert not PairRule.objects.standing().exists()


def test_a_lock_passes_no_bar_but_those_a_hand_may_waive(mentee, mentor, coordinator, lonely_mentee):
    with pytest.raises(RuleError, match="share no language"):
        make(lonely_mentee, mentor, coordinator, kind="lock")
    Mentor.objects.filter(pk=mentor.pk).update(committed_until=today() + timedelta(days=30))
    assert make(mentee, mentor, coordinator, kind="lock").kind == "lock"


def test_a_sealed_pair_is_only_not_possible(mentee, mentor, coordinator, specialist):
    SealedExclusion.objects.create(
        mentee=mentee, mentor=mentor, reason="Secret.", sealed_by=specialist, sealed_at=now()
    )
    with pytest.raises(RuleError) as refused:
        make(mentee, mentor, coordinator, kind="lock")
    assert str(refused.value) == "This pair is not possible."
    assert make(mentee, mentor, coordinator).kind == "forbid"


def test_locks_must_not_contradict_each_other(centre, specialist, mentee, mentor, other_mentor, coordinator):
    make(mentee, mentor, coordinator, kind="lock")
    with pytest.raises(RuleError, match="together with another mentor"):
        make(mentee, other_mentor, coordinator, kind="lock")
    second = factories.MenteeFactory(centre=centre, specialist=specialist, ready=True)
    with pytest.raises(RuleError, match="free seats of this mentor are kept for others"):
        make(second, mentor, coordinator, kind="lock")
    GroupCap.objects.create(centre=centre, supervisor=specialist, limit=1, made_by=coordinator, made_at=now())
    with pytest.raises(RuleError, match="more places than there are"):
        make(second, other_mentor, coordinator, kind="lock")
    assert PairRule.objects.count() == 1


def test_a_lock_that_no_longer_fits_is_told_and_breaks_no_page(mentee, mentor, coordinator, proposal):
    make(mentee, mentor, coordinator, kind="lock")
    Mentor.objects.filter(pk=mentor.pk).update(capacity=0)
    with pytest.raises(RuleError, match="no free seat"):
        proposals.turn_key(proposal=proposal, by=coordinator)
    assert runs.run_now(centre=mentee.centre, by=coordinator).failure == "input"


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"kind": "maybe"}, "choose a reason"),
        ({"reason": "because"}, "choose a reason"),
        ({"reason": "other"}, "few words"),
        ({"kind": "hold"}, "needs a day"),
        ({"kind": "lock", "until": today()}, "needs a day"),
        ({"kind": "hold", "until": today()}, "coming year"),
        ({"kind": "hold", "until": today() + timedelta(days=366)}, "coming year"),
    ],
)
def test_what_a_rule_needs(mentee, mentor, coordinator, facts, sentence):
    with pytest.raises(RuleError, match=sentence):
        make(mentee, mentor, coordinator, **facts)


def test_two_have_one_rule(mentee, mentor, coordinator):
    make(mentee, mentor, coordinator)
    with pytest.raises(RuleError, match="already a rule"):
        make(mentee, mentor, coordinator, kind="lock")


def test_who_makes_rules(mentee, mentor, other_centre, coordinator, specialist, second_specialist, other_coordinator):
    for stranger in (second_specialist, other_coordinator):
        with pytest.raises(RuleError, match="Only a coordinator of the centre and the specialist"):
            make(mentee, mentor, stranger)
    elsewhere = factories.MentorFactory(centre=other_centre)
    with pytest.raises(RuleError, match="different centres"):
        make(mentee, elsewhere, coordinator)
    factories.grant_role(mentor.user, Role.COORDINATOR, mentee.centre)
    with pytest.raises(RuleError, match="You are this mentor"):
        make(mentee, mentor, mentor.user)
    rule = make(mentee, mentor, specialist)
    with pytest.raises(RuleError, match="You are this mentor"):
        pair_rules.end_rule(rule=rule, reason="mistake", by=mentor.user)
    declare_conflict(about=mentor, by=coordinator)
    with pytest.raises(RuleError, match="conflict of interest"):
        make(mentee, mentor, coordinator)


def test_who_ends_rules(mentee, mentor, coordinator, second_coordinator, specialist, second_specialist):
    rule = make(mentee, mentor, specialist)
    with pytest.raises(RuleError, match="Only a coordinator of the centre, or whoever made"):
        pair_rules.end_rule(rule=rule, reason="changed", by=second_specialist)
    declare_conflict(about=mentee, by=coordinator)
    with pytest.raises(RuleError, match="conflict of interest"):
        pair_rules.end_rule(rule=rule, reason="changed", by=coordinator)
    with pytest.raises(RuleError, match="choose a reason"):
        pair_rules.end_rule(rule=rule, reason="over", by=specialist)
    pair_rules.end_rule(rule=rule, reason="other", by=specialist)
    with pytest.raises(RuleError, match="ended already"):
        pair_rules.end_rule(rule=rule, reason="other", by=second_coordinator)
