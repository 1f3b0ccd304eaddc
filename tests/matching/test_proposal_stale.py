"""R4: facts changed between run and approval; each change is told in its sentence and nothing is half done."""

from datetime import timedelta

import pytest

from accounts.models import Evidence, RoleGrant
from accounts.permissions import Role
from kernel.clock import now, today
from kernel.encryption import blind_index
from kernel.errors import RuleError
from matching.models import GroupCap, PairRule, Run
from matching.services import proposals
from matching.services.policies import change_policy
from mentorship.models import Mentee, Mentor, MentoringDecision, NoContact, Pairing, SealedExclusion
from mentorship.services.consents import withdraw_consent
from tests import factories
from training.models import Certificate

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db]


def mentor_withdrew(proposal, by):
    Mentor.objects.filter(pk=proposal.mentor_id).update(status="resting")


def mentor_left(proposal, by):
    Mentor.objects.filter(pk=proposal.mentor_id).update(status="left")


def role_ended(proposal, by):
    RoleGrant.objects.filter(user=proposal.mentor.user).update(ends_on=today() - timedelta(days=1))


def capacity_lowered(proposal, by):
    Mentor.objects.filter(pk=proposal.mentor_id).update(capacity=0)


def paper_lapsed(proposal, by):
    Evidence.objects.filter(person=proposal.mentor.user, expires_on__isnull=False).update(
        issued_on=today() - timedelta(days=200), expires_on=today() - timedelta(days=1)
    )


def certificate_lapsed(proposal, by):
    Certificate.objects.filter(person=proposal.mentor.user).update(
        issued_on=today() - timedelta(days=800), expires_on=today() - timedelta(days=1)
    )


def supervisor_gone(proposal, by):
    Mentor.objects.filter(pk=proposal.mentor_id).update(supervisor=None)


def supervisor_elsewhere(proposal, by):
    other = factories.UserFactory(role=Role.SPECIALIST, role__centre=factories.CentreFactory())
    Mentor.objects.filter(pk=proposal.mentor_id).update(supervisor=other)


def mentee_closed(proposal, by):
    Mentee.objects.filter(pk=proposal.mentee_id).update(status="closed")


def consent_withdrawn(proposal, by):
    withdraw_consent(proposal.mentee.consents.get(kind="lawful_consent"), by=by)


def assent_withdrawn(proposal, by):
    withdraw_consent(proposal.mentee.consents.get(kind="assent"), by=by)


def decision_changed(proposal, by):
    MentoringDecision.objects.create(
        mentee=proposal.mentee, is_right_now=False, reason="Not now.", decided_by=by, decided_at=now(),
        review_on=today() + timedelta(days=90),
    )  # fmt: skip


def exclusion_sealed(proposal, by):
    SealedExclusion.objects.create(
        mentee=proposal.mentee, mentor=proposal.mentor, reason="Secret.", sealed_by=by, sealed_at=now()
    )


def named_on_the_list(proposal, by):
    person = proposal.mentor.user
    NoContact.objects.create(
        mentee=proposal.mentee, name_index=blind_index(f"{person.family_name.upper()} {person.given_name}", "name"),
        recorded_by=by, recorded_at=now(),
    )  # fmt: skip


def kept_apart(proposal, by):
    PairRule.objects.create(
        centre=proposal.run.centre, mentee=proposal.mentee, mentor=proposal.mentor, kind="forbid", made_by=by,
        made_at=now(),
    )  # fmt: skip


def parted_before(proposal, by):
    factories.PairingFactory(
        centre=proposal.run.centre, mentor=proposal.mentor, mentee=proposal.mentee, status="closed",
        closing_reason="mentor_unable", closed_at=now(), opened_by=by,
    )  # fmt: skip


def supervisor_full(proposal, by):
    GroupCap.objects.create(
        centre=proposal.run.centre, supervisor=proposal.mentor.supervisor, limit=0, made_by=by, made_at=now()
    )


def moved_away(proposal, by):
    place = factories.PlaceFactory(geonameid=1, name="Far", latitude=44.4, longitude=26.1)
    Mentor.objects.filter(pk=proposal.mentor_id).update(place=place, modes=["in_person"])


def too_old(proposal, by):
    Run.objects.filter(pk=proposal.run_id).update(finished_at=now() - timedelta(days=14, minutes=1))


CAUSES = [
    (mentor_withdrew, "The mentor is resting or has left."),
    (mentor_left, "The mentor is resting or has left."),
    (role_ended, "The mentor is resting or has left."),
    (capacity_lowered, "The mentor has no free seat."),
    (paper_lapsed, "The mentor's clearance does not cover the whole horizon of 90 days."),
    (certificate_lapsed, "The mentor has not completed the training for this group."),
    (supervisor_gone, "The mentor has no supervisor."),
    (supervisor_elsewhere, "The mentor has no supervisor."),
    (mentee_closed, "This mentee no longer waits for a mentor."),
    (consent_withdrawn, "Lawful consent is missing or no longer holds."),
    (assent_withdrawn, "The mentee's own yes is missing or no longer holds."),
    (decision_changed, "A specialist's decision that mentoring is right is missing or no longer holds."),
    (exclusion_sealed, "This pair is not possible."),
    (named_on_the_list, "This pair is not possible."),
    (kept_apart, "A standing rule keeps these two apart."),
    (parted_before, "They were paired before and parted."),
    (supervisor_full, "The mentor has no supervisor."),
    (moved_away, "only 15 km."),
    (too_old, "older than 14 days"),
]


@pytest.mark.parametrize(("change", "sentence"), CAUSES, ids=[change.__name__ for change, _ in CAUSES])
def test_the_last_key_is_refused_with_the_reason(proposal, coordinator, specialist, change, sentence):
    proposals.turn_key(proposal=proposal, by=coordinator)
    before = Pairing.objects.count()
    change(proposal, specialist)
    extra = Pairing.objects.count() - before
    with pytest.raises(RuleError) as refused:
        proposals.turn_key(proposal=proposal, by=specialist)
    assert sentence in str(refused.value)
    assert "seal" not in str(refused.value) and "contact" not in str(refused.value)
    proposal.refresh_from_db()
    assert proposal.status == "open" and proposal.keys.count() == 1
    assert Pairing.objects.count() - before == extra
    assert Mentor.objects.get(pk=proposal.mentor_id).active_pairings == 0


def test_a_full_university_and_a_full_caseload_of_survivors_are_told(
    student_mentor, centre, specialist, coordinator, university
):
    mentee = factories.MenteeFactory(
        centre=centre, specialist=specialist, ready=True, population="survivor", birth_year=today().year - 25
    )
    proposal = proposals.pair_by_hand(mentee=mentee, mentor=student_mentor, by=coordinator)
    GroupCap.objects.create(centre=centre, university=university, limit=0, made_by=coordinator, made_at=now())
    policy = proposal.run.policy
    proposal.run.policy = change_policy(
        former=policy, name="Few", settings=policy.settings | {"caseload": {"all": 15, "survivors": 0}}, two_keys=True,
        by=coordinator,
    )  # fmt: skip
    proposal.run.save(update_fields=["policy"])
    with pytest.raises(RuleError) as refused:
        proposals.turn_key(proposal=proposal, by=specialist)
    assert "as many survivors as the policy allows" in str(refused.value)
    assert "university of this mentor has no seat left" in str(refused.value)


def test_a_full_caseload_of_survivors_does_not_stop_a_young_person(proposal, coordinator):
    policy = proposal.run.policy
    policy.settings = policy.settings | {"caseload": {"all": 15, "survivors": 0}}
    policy.save(update_fields=["settings"])
    assert proposals.turn_key(proposal=proposal, by=coordinator) is None


def test_a_pair_held_together_may_pass_the_bars_that_a_hand_may_waive(proposal, coordinator, specialist):
    Mentor.objects.filter(pk=proposal.mentor_id).update(committed_until=today() + timedelta(days=30))
    with pytest.raises(RuleError, match="promised to stay"):
        proposals.turn_key(proposal=proposal, by=coordinator)
    PairRule.objects.create(
        centre=proposal.run.centre, mentee=proposal.mentee, mentor=proposal.mentor, kind="lock", made_by=coordinator,
        made_at=now(),
    )  # fmt: skip
    proposals.turn_key(proposal=proposal, by=coordinator)
    assert proposals.turn_key(proposal=proposal, by=specialist)
