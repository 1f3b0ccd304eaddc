"""Every proposal that ends by itself says why; a sealed pair says nothing that a changed wish would not say."""

from datetime import timedelta

import pytest
from django.urls import reverse

from kernel.clock import now, today
from kernel.errors import RuleError
from kernel.models import AuditEvent
from matching import jobs
from matching.models import GroupCap, Run
from matching.queries.changes import expiry_sentence
from matching.queries.facts import fallen_today
from matching.services import expiries, proposals, runs
from matching.services.pair_rules import make_rule
from mentorship.models import Mentee, Mentor
from tests import factories
from tests.matching import test_proposal_stale as stale

pytestmark = pytest.mark.django_db


def hours_moved(proposal, by):
    Mentor.objects.filter(pk=proposal.mentor_id).update(week="0" * 21)


def gender_wished(proposal, by):
    Mentee.objects.filter(pk=proposal.mentee_id).update(accepted_genders=["man"])


def seat_taken(proposal, by):
    Mentor.objects.filter(pk=proposal.mentor_id).update(active_pairings=1)


def accompanied(proposal, by):
    Mentee.objects.filter(pk=proposal.mentee_id).update(status="accompanied")


def university_full(proposal, by):
    university = factories.UniversityFactory()
    Mentor.objects.filter(pk=proposal.mentor_id).update(university=university)
    GroupCap.objects.create(centre=proposal.run.centre, university=university, limit=0, made_by=by, made_at=now())


APART = "These two cannot be paired."
CAUSES = [
    (stale.mentor_withdrew, "mentor", "The mentor is resting or has left."),
    (stale.role_ended, "mentor", "The mentor is resting or has left."),
    (stale.paper_lapsed, "mentor", "The mentor's clearance does not cover the whole horizon of 90 days."),
    (stale.certificate_lapsed, "mentor", "The mentor has not completed the training for this group."),
    (stale.capacity_lowered, "mentor", "The mentor has no free seat."),
    (stale.supervisor_gone, "mentor", "The mentor has no supervisor."),
    (stale.consent_withdrawn, "mentee", "Lawful consent is missing or no longer holds."),
    (
        stale.decision_changed,
        "mentee",
        "A specialist's decision that mentoring is right is missing or no longer holds.",
    ),
    (stale.mentee_closed, "mentee", "The mentee's file has changed: the bars would no longer let the two pass."),
    (seat_taken, "taken", "The mentee or the seat was given in another pairing."),
    (accompanied, "taken", "The mentee or the seat was given in another pairing."),
    (university_full, "taken", "The mentee or the seat was given in another pairing."),
    (stale.moved_away, "apart", APART),
    (hours_moved, "apart", APART),
    (gender_wished, "apart", APART),
    (stale.kept_apart, "apart", APART),
    (stale.exclusion_sealed, "apart", APART),
    (stale.named_on_the_list, "apart", APART),
]


@pytest.mark.parametrize(("change", "expiry", "sentence"), CAUSES, ids=[cause[0].__name__ for cause in CAUSES])
def test_the_daily_job_ends_what_the_facts_forbid(
    proposal, coordinator, specialist, client_of, change, expiry, sentence
):
    assert expiries.expire_changed() == 0
    change(proposal, specialist)
    page = client_of(coordinator).get(reverse("matching:run_detail", args=[proposal.run.public_id]))
    assert "a fact has changed" in page.text and not page.context["page"].may_turn_any
    jobs.expire_old_proposals()
    proposal.refresh_from_db()
    assert (proposal.status, proposal.expiry, expiry_sentence(proposal)) == ("expired", expiry, sentence)
    assert AuditEvent.objects.about(proposal).get(event="proposal.expire").facts["because"] == "facts"
    text = client_of(coordinator).get(reverse("matching:proposal_detail", args=[proposal.public_id])).text
    assert sentence.replace("'", "&#x27;") in text
    with pytest.raises(RuleError, match="no longer open"):
        proposals.turn_key(proposal=proposal, by=coordinator)


def test_a_sealed_pair_looks_like_a_changed_wish(centre, coordinator, specialist):
    """The same sentence, the same stored facts, the same trail."""
    seen = []
    for change in (stale.exclusion_sealed, gender_wished, stale.named_on_the_list):
        factories.MentorFactory(centre=centre, supervisor=specialist, cleared=True, certified=True)
        factories.MenteeFactory(centre=centre, specialist=specialist, ready=True)
        proposal = runs.run_now(centre=centre, by=coordinator).proposals.order_by("pk").last()
        change(proposal, specialist)
        jobs.expire_old_proposals()
        proposal.refresh_from_db()
        trail = AuditEvent.objects.about(proposal).values_list("event", "facts")
        assert proposal.expiry == "apart"
        shown = expiry_sentence(proposal), proposal.fallen, proposal.status, list(trail)
        seen.append(shown)
        Mentee.objects.filter(pk=proposal.mentee_id).update(status="closed")
        Mentor.objects.filter(pk=proposal.mentor_id).update(status="left")
    assert seen[0] == seen[1] == seen[2]


def test_a_pair_held_together_passes_what_a_hand_may_waive(proposal, coordinator):
    stale.moved_away(proposal, coordinator)
    assert list(fallen_today(proposal.run.centre, proposal.run.policy, [proposal], today())) == [proposal.pk]
    make_rule(mentee=proposal.mentee, mentor=proposal.mentor, kind="lock", reason="trust", by=coordinator)
    assert fallen_today(proposal.run.centre, proposal.run.policy, [proposal], today()) == {}


def test_a_full_caseload_of_survivors_does_not_concern_a_young_person(proposal, coordinator):
    policy = proposal.run.policy
    policy.settings = policy.settings | {"caseload": {"all": 15, "survivors": 0}}
    policy.save(update_fields=["settings"])
    assert expiries.expire_changed() == 0


def test_a_newer_run_says_which_facts_changed(proposal, mentor, coordinator, specialist, centre):
    stale.mentor_withdrew(proposal, specialist)
    second = factories.MentorFactory(centre=centre, supervisor=specialist, cleared=True, certified=True)
    newer = runs.run_now(centre=centre, by=coordinator).proposals.get()
    proposal.refresh_from_db()
    assert proposal.expiry == "mentor" and newer.mentor == second
    runs.run_now(centre=centre, by=coordinator)
    newer.refresh_from_db()
    assert newer.expiry == "newer_run"
    Mentor.objects.filter(pk=second.pk).update(status="left")
    last = Run.objects.order_by("-pk").first().proposals.get()
    runs.run_now(centre=centre, by=coordinator)
    last.refresh_from_db()
    assert (last.expiry, last.fallen) == ("mentor", [])


def test_too_old_is_told_as_such(proposal):
    stale.too_old(proposal, None)
    jobs.expire_old_proposals()
    proposal.refresh_from_db()
    assert proposal.expiry == "too_old" and expiry_sentence(proposal) == "Nobody decided about it for 14 days."
    assert AuditEvent.objects.about(proposal).get(event="proposal.expire").facts["because"] == "too_old"


def test_a_mentee_who_left_before_a_newer_run(proposal, coordinator):
    Mentee.objects.filter(pk=proposal.mentee_id).update(status="closed", waiting_since=today() - timedelta(days=1))
    runs.run_now(centre=proposal.run.centre, by=coordinator)
    proposal.refresh_from_db()
    assert proposal.expiry == "mentee"


@pytest.mark.parametrize("count", [1, 3])
def test_queries_of_the_daily_job(count, centre, specialist, coordinator, django_assert_num_queries):
    for _one in range(count):
        factories.MentorFactory(centre=centre, supervisor=specialist, cleared=True, certified=True)
        factories.MenteeFactory(centre=centre, specialist=specialist, ready=True)
    runs.run_now(centre=centre, by=coordinator)
    Mentor.objects.update(status="resting")
    with django_assert_num_queries(30):
        assert expiries.expire_changed() == count
