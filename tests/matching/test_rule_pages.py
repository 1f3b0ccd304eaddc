"""The pages of standing rules: the list with its filters, making one from a proposal or a mentee, ending one."""

from datetime import timedelta

import pytest
from django.urls import reverse

from kernel.clock import today
from kernel.models import AuditEvent
from matching.models import PairRule
from matching.services import proposals
from matching.services.pair_rules import end_rule, make_rule
from tests import factories

pytestmark = pytest.mark.django_db
LIST = "matching:rule_list"


def test_a_rule_is_made_on_the_page_of_a_proposal(client_of, coordinator, proposal):
    client, address = client_of(coordinator), reverse("matching:proposal_rule", args=[proposal.public_id])
    assert "Keep together: every run pairs these two." in client.get(address).text
    assert client.post(address, {"kind": "lock", "reason": "other"}).status_code == 422
    page = client.post(address, {"kind": "lock", "reason": "other", "note": "They ask for it."}, follow=True)
    assert "The rule holds from now on." in page.text
    assert "This rule holds" in client.get(address).text
    rule = PairRule.objects.get()
    text = client.get(reverse("matching:rule_detail", args=[rule.public_id])).text
    assert "They ask for it." in text and "another reason" in text and "End this rule" in text
    assert AuditEvent.objects.about(proposal.mentee).filter(facts__why="pair_rules").exists()


def test_not_now_shows_its_day(client_of, coordinator, proposal):
    until = today() + timedelta(days=20)
    client, address = client_of(coordinator), reverse("matching:proposal_rule", args=[proposal.public_id])
    client.post(address, {"kind": "hold", "reason": "away", "until": until.isoformat()})
    assert "through" in client.get(address).text and "one of them is away for a while" in client.get(reverse(LIST)).text
    page = client.get(reverse("matching:proposal_detail", args=[proposal.public_id]))
    assert "These two cannot be paired." in page.text


def test_a_rule_is_made_on_the_card_of_a_mentee(client_of, specialist, mentee, mentor):
    client, address = client_of(specialist), reverse("matching:mentee_rule", args=[mentee.public_id])
    card = client.get(reverse("matching:mentee_card", args=[mentee.public_id])).text
    assert address in card and "Make this rule" not in client.get(address).text
    assert "No mentor of the centre has such a name." in client.get(address, {"name": "Nobodycalledlikethat"}).text
    found = f"{address}?name={mentor.user.family_name.lower()}"
    assert mentor.user.full_name in client.get(found).text
    answer = client.post(found, {"kind": "forbid", "reason": "known_reason"})
    assert answer.status_code == 422 and "choose a mentor" in answer.text
    facts = {"kind": "forbid", "reason": "known_reason", "mentor": mentor.public_id}
    assert client.post(found, facts).url == reverse(LIST)
    assert client.post(found, facts).status_code == 422 and PairRule.objects.count() == 1


def test_a_refused_proposal_is_in_the_list_and_a_coordinator_ends_it(client_of, coordinator, proposal, specialist):
    proposals.refuse(proposal=proposal, reason="travel", by=specialist)
    rule, client = PairRule.objects.get(), client_of(coordinator)
    text = client.get(reverse(LIST)).text
    assert "the way is too far or not safe" in text and specialist.full_name in text and "keep apart" in text
    address = reverse("matching:rule_detail", args=[rule.public_id])
    assert client.post(address, {}).status_code == 422
    page = client.post(address, {"reason": "changed"}, follow=True)
    assert "The rule has ended." in page.text and "what stood behind it has changed" in page.text
    assert "End this rule" not in page.text and "No rule is like this" in client.get(reverse(LIST)).text
    assert proposal.mentee.chosen_name in client.get(reverse(LIST), {"state": "ended", "kind": "forbid"}).text
    assert "No rule is like this" in client.get(reverse(LIST), {"state": "all", "kind": "lock"}).text
    assert client.get(reverse(LIST), {"kind": "nonsense"}).status_code == 200


def test_a_specialist_ends_only_own_rules_and_sees_only_the_own_caseload(
    client_of, coordinator, specialist, second_specialist, other_coordinator, mentee, mentor
):
    rule = make_rule(mentee=mentee, mentor=mentor, kind="forbid", reason="away", by=coordinator)
    address = reverse("matching:rule_detail", args=[rule.public_id])
    text = client_of(specialist).get(address).text
    assert "A coordinator of the centre, or whoever made the rule, ends it." in text
    for stranger in (second_specialist, other_coordinator):
        assert client_of(stranger).get(address).status_code == 404
        assert "No rule is like this" in client_of(stranger).get(reverse(LIST)).text


def test_a_hold_that_ended_by_the_clock_has_no_person(client_of, coordinator, mentee, mentor):
    rule = make_rule(mentee=mentee, mentor=mentor, kind="forbid", reason="away", by=coordinator)
    end_rule(rule=rule, reason="changed", by=coordinator)
    PairRule.objects.update(ended_by=None, end_reason="over")
    text = client_of(coordinator).get(reverse("matching:rule_detail", args=[rule.public_id])).text
    assert "its day is over" in text


@pytest.mark.parametrize("count", [3, 60])
def test_queries_of_the_list(client_of, coordinator, centre, specialist, count, django_assert_num_queries):
    mentor = factories.MentorFactory(centre=centre, supervisor=specialist)
    for _one in range(count):
        mentee = factories.MenteeFactory(centre=centre, specialist=specialist)
        PairRule.objects.create(
            centre=centre, mentee=mentee, mentor=mentor, kind="forbid", reason="away", made_by=coordinator,
            made_at=mentee.registered_at,
        )  # fmt: skip
    client = client_of(coordinator)
    client.get(reverse(LIST))
    with django_assert_num_queries(10):
        page = client.get(reverse(LIST))
    assert bool(page.context["next_url"]) == (count == 60)
