"""The page of a proposal: why, what stands against it, turning a key, refusing."""

import pytest
from django.urls import reverse

from kernel.clock import now
from kernel.models import AuditEvent
from matching.services import proposals, runs
from mentorship.models import Mentor, SealedExclusion
from tests import factories

pytestmark = pytest.mark.django_db
QUERIES = 33


def url(name, proposal):
    return reverse(f"matching:{name}", args=[proposal.public_id])


def test_the_page_says_why(client_of, coordinator, proposal, mentee, mentor):
    text = client_of(coordinator).get(url("proposal_detail", proposal)).text
    for words in (
        mentee.chosen_name, mentor.user.full_name, "Why these two", "They both like: listening to music, walking",
        "Romanian", "Free hours of both in one week", "168 hours in common", "Lawful consent holds today.",
        "1 more mentee who is not urgent would wait.", "Turn your key", "Refuse, and keep these two apart",
    ):  # fmt: skip
        assert words in text, words
    assert str(mentee.birth_year) not in text and mentee.identity.family_name not in text
    assert AuditEvent.objects.about(mentee).filter(event="looked_at").count() == 1


def test_two_people_turn_their_keys(client_of, coordinator, specialist, proposal):
    page = client_of(coordinator).post(url("proposal_key", proposal), follow=True)
    assert "Your key is turned." in page.text and "for another person" in page.text
    second = client_of(specialist)
    assert "Turn the last key and open the pairing" in second.get(url("proposal_detail", proposal)).text
    page = second.post(url("proposal_key", proposal), follow=True)
    assert "the pairing is open" in page.text and "See the pairing" in page.text
    page = second.post(url("proposal_key", proposal), follow=True)
    assert "approved already" in page.text


def test_what_stands_against_it_is_told_instead_of_a_button(client_of, coordinator, proposal, mentor):
    Mentor.objects.filter(pk=mentor.pk).update(status="resting")
    page = client_of(coordinator).get(url("proposal_detail", proposal))
    assert "The mentor is resting or has left." in page.text and "Turn your key" not in page.text


def test_a_sealed_pair_is_only_not_possible(client_of, coordinator, proposal, specialist):
    SealedExclusion.objects.create(
        mentee=proposal.mentee, mentor=proposal.mentor, reason="Secret.", sealed_by=specialist, sealed_at=now()
    )
    text = client_of(coordinator).get(url("proposal_detail", proposal)).text
    assert "This pair is not possible." in text and "ecret" not in text and "seal" not in text.lower()


def test_refusing_needs_a_reason(client_of, coordinator, proposal):
    client = client_of(coordinator)
    page = client.post(url("proposal_refuse", proposal), {})
    assert page.status_code == 422 and "Why do you refuse?" in page.text
    page = client.post(url("proposal_refuse", proposal), {"reason": "travel"}, follow=True)
    assert "not proposed to each other again" in page.text and "the way is too far or not safe" in page.text
    page = client.post(url("proposal_refuse", proposal), {"reason": "travel"}, follow=True)
    assert "no longer possible" in page.text


def test_a_dry_run_has_no_buttons(client_of, coordinator, mentor, mentee):
    proposal = runs.run_now(centre=mentee.centre, by=coordinator, is_dry=True).proposals.get()
    text = client_of(coordinator).get(url("proposal_detail", proposal)).text
    assert "dry run" in text and "Turn" not in text and "Refuse" not in text


def test_others_do_not_see_it(client_of, other_coordinator, second_specialist, proposal):
    for stranger in (other_coordinator, second_specialist):
        client = client_of(stranger)
        assert client.get(url("proposal_detail", proposal)).status_code == 404
        for name in ("proposal_key", "proposal_refuse"):
            assert client.post(url(name, proposal), {"reason": "travel"}).status_code == 404


def test_several_at_once(client_of, coordinator, specialist, centre, mentor, mentee):
    factories.MentorFactory(centre=centre, supervisor=specialist, cleared=True, certified=True)
    factories.MenteeFactory(centre=centre, specialist=specialist, ready=True)
    run = runs.run_now(centre=centre, by=coordinator)
    first, second = run.proposals.order_by("pk")
    Mentor.objects.filter(pk=first.mentor_id).update(status="resting")
    client, address = client_of(coordinator), reverse("matching:proposals_approve", args=[run.public_id])
    assert "choose at least one" in client.post(address, {"proposal": ["nonsense"]}, follow=True).text
    page = client.post(address, {"proposal": [first.public_id, second.public_id]})
    assert (
        "1 key is turned" in page.text
        and "1 was not possible" in page.text
        and "resting or has left" in page.text
        and "your key is turned" in page.text
    )
    page = client_of(specialist).post(address, {"proposal": [second.public_id]})
    assert "the pairing is open" in page.text


def test_queries(client_of, coordinator, proposal, specialist, centre, django_assert_num_queries):
    client = client_of(coordinator)
    client.get(url("proposal_detail", proposal))
    with django_assert_num_queries(QUERIES):
        client.get(url("proposal_detail", proposal))
    for _one in range(2):
        factories.MentorFactory(centre=centre, supervisor=specialist, cleared=True, certified=True)
        factories.MenteeFactory(centre=centre, specialist=specialist, ready=True)
    with django_assert_num_queries(QUERIES):
        client.get(url("proposal_detail", proposal))


def test_a_key_turned_elsewhere_is_shown_with_its_person(client_of, coordinator, specialist, proposal):
    proposals.turn_key(proposal=proposal, by=specialist)
    text = client_of(coordinator).get(url("proposal_detail", proposal)).text
    assert specialist.full_name in text and "Turn the last key" in text
