"""A declared conflict of interest: no key, no refusal, and another person of the profession is needed."""

import pytest
from django.urls import reverse

from accounts.permissions import Role
from kernel.errors import RuleError
from kernel.models import AuditEvent
from matching.models import ConflictDeclaration
from matching.queries.worklists import lines
from matching.services import conflicts, proposals
from mentorship.models import Mentee
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["mentee", "mentor"])
def about(request, proposal):
    return getattr(proposal, request.param)


def test_whoever_declared_it_decides_nothing_there(proposal, about, coordinator, second_coordinator, specialist):
    declaration = conflicts.declare_conflict(about=about, by=coordinator)
    for decide in (
        lambda: proposals.turn_key(proposal=proposal, by=coordinator),
        lambda: proposals.refuse(proposal=proposal, reason="travel", by=coordinator),
    ):
        with pytest.raises(RuleError, match="another person of your profession"):
            decide()
    (answer,) = proposals.turn_keys(proposals=[proposal], by=coordinator)
    assert "another person of your profession" in answer.refusal and not proposal.keys.exists()
    proposals.turn_key(proposal=proposal, by=second_coordinator)
    assert proposals.turn_key(proposal=proposal, by=specialist)
    assert AuditEvent.objects.about(declaration).filter(event="conflict.declare").count() == 1


def test_by_hand_is_a_key_too(mentor, mentee, coordinator):
    conflicts.declare_conflict(about=mentor, by=coordinator)
    with pytest.raises(RuleError, match="another person of your profession"):
        proposals.pair_by_hand(mentee=mentee, mentor=mentor, by=coordinator)


def test_keys_that_were_turned_before_are_taken_back(proposal, about, coordinator, specialist):
    proposals.turn_key(proposal=proposal, by=coordinator)
    conflicts.declare_conflict(about=about, by=coordinator)
    assert not proposal.keys.exists() and proposals.turn_key(proposal=proposal, by=specialist) is None
    assert AuditEvent.objects.about(proposal).filter(event="proposal.key_back").count() == 1


def test_declared_once_and_taken_back_by_oneself(proposal, about, coordinator, second_coordinator):
    declaration = conflicts.declare_conflict(about=about, by=coordinator)
    with pytest.raises(RuleError, match="declared this conflict of interest already"):
        conflicts.declare_conflict(about=about, by=coordinator)
    with pytest.raises(RuleError, match="Only whoever declared"):
        conflicts.end_conflict(declaration=declaration, by=second_coordinator)
    conflicts.end_conflict(declaration=declaration, by=coordinator)
    with pytest.raises(RuleError, match="ended already"):
        conflicts.end_conflict(declaration=declaration, by=coordinator)
    assert proposals.turn_key(proposal=proposal, by=coordinator) is None


def test_only_who_decides_declares(mentee, olga, other_coordinator):
    for stranger in (olga, other_coordinator):
        with pytest.raises(RuleError, match="Only whoever decides"):
            conflicts.declare_conflict(about=mentee, by=stranger)


def sentences(person):
    return " ".join(line.sentence for line in lines(person))


def test_the_worklist_asks_somebody_else(proposal, coordinator, second_coordinator, specialist, second_specialist):
    conflicts.declare_conflict(about=proposal.mentor, by=coordinator)
    assert "needs the key of a colleague of your profession" in sentences(coordinator)
    assert "waits for your key" not in sentences(coordinator)
    assert "1 proposal waits for your key." in sentences(second_coordinator)
    conflicts.declare_conflict(about=proposal.mentor, by=specialist)
    assert "1 mentee needs another specialist" in sentences(second_coordinator)
    assert "another specialist" not in sentences(specialist)
    Mentee.objects.filter(pk=proposal.mentee_id).update(specialist=second_specialist)
    assert "another specialist" not in sentences(second_coordinator)
    assert "1 proposal waits for your key." in sentences(second_specialist)


def test_the_pages(client_of, proposal, coordinator, second_coordinator):
    client = client_of(coordinator)
    address = reverse("matching:proposal_rule", args=[proposal.public_id])
    assert (
        "I know one of them privately"
        in client.get(reverse("matching:proposal_detail", args=[proposal.public_id])).text
    )
    declare = reverse("matching:conflict_declare", args=[proposal.public_id])
    for person in ("mentee", "mentor"):
        page = client.post(declare, {"about": person}, follow=True)
        assert page.redirect_chain[-1][0] == address and "Your conflict of interest is declared" in page.text
    assert page.text.count("You declared a conflict of interest with") == 2
    assert "declared this conflict of interest already" in client.post(declare, {"about": "mentor"}, follow=True).text
    listing = reverse("matching:conflict_list")
    text = client.get(listing).text
    assert proposal.mentee.chosen_name in text and proposal.mentor.user.full_name in text
    assert "Nothing declared" in client_of(second_coordinator).get(listing).text
    for declaration in ConflictDeclaration.objects.all():
        end = reverse("matching:conflict_end", args=[declaration.public_id])
        assert client_of(second_coordinator).post(end).status_code == 404
        assert "ended on" in client.post(end, follow=True).text


def test_who_is_in_conflict_has_no_button(client_of, proposal, coordinator):
    conflicts.declare_conflict(about=proposal.mentee, by=coordinator)
    page = client_of(coordinator).get(reverse("matching:run_detail", args=[proposal.run.public_id]))
    assert not page.context["page"].may_turn_any
    text = client_of(coordinator).get(reverse("matching:proposal_detail", args=[proposal.public_id])).text
    assert "Turn your key" not in text


@pytest.mark.parametrize("count", [1, 3])
def test_queries_of_the_list(client_of, coordinator, centre, specialist, count, django_assert_num_queries):
    for _one in range(count):
        conflicts.declare_conflict(about=factories.MenteeFactory(centre=centre, specialist=specialist), by=coordinator)
        conflicts.declare_conflict(about=factories.MentorFactory(centre=centre), by=coordinator)
    client, address = client_of(coordinator), reverse("matching:conflict_list")
    client.get(address)
    with django_assert_num_queries(10):
        client.get(address)


def test_roles_without_keys_see_no_list(client_of, olga, mentor):
    factories.grant_role(olga, Role.AUDITOR, mentor.centre)
    assert client_of(olga).get(reverse("matching:conflict_list")).status_code == 403
