"""Why somebody waits, the card on the mentee's page, and proposing somebody by hand."""

import pytest
from django.urls import reverse

from kernel.clock import now
from kernel.models import AuditEvent
from matching.models import Proposal
from matching.services import proposals, runs
from mentorship.models import SealedExclusion
from tests import factories

pytestmark = pytest.mark.django_db
BY_HAND_QUERIES, CARD_QUERIES, WAITING_QUERIES = 32, 13, 10


def url(name, subject):
    return reverse(f"matching:{name}", args=[subject.public_id])


@pytest.fixture
def waiting(lonely_mentee, mentor, coordinator):
    return runs.run_now(centre=lonely_mentee.centre, by=coordinator).waiting.get()


def test_why_somebody_waits(client_of, coordinator, specialist, second_specialist, waiting, django_assert_num_queries):
    client = client_of(coordinator)
    text = client.get(url("waiting_detail", waiting)).text
    assert "No mentor is possible for this mentee." in text and "Propose somebody by hand" in text
    assert AuditEvent.objects.about(waiting.mentee).filter(event="looked_at").count() == 1
    assert "Propose somebody by hand" not in client_of(specialist).get(url("waiting_detail", waiting)).text
    assert client_of(second_specialist).get(url("waiting_detail", waiting)).status_code == 404
    with django_assert_num_queries(WAITING_QUERIES):
        client.get(url("waiting_detail", waiting))


def test_the_card_of_a_mentee(client_of, coordinator, mentor, mentee, django_assert_num_queries):
    client = client_of(coordinator)
    assert "No run has looked at this mentee yet." in client.get(url("mentee_card", mentee)).text
    runs.run_now(centre=mentee.centre, by=coordinator)
    text = client.get(url("mentee_card", mentee)).text
    assert mentor.user.full_name in text and "Open the proposal" in text
    fragment = client.get(url("mentee_card", mentee), headers={"HX-Request": "true"}).text
    assert "<html" not in fragment and fragment.strip() in text
    mentee.consents.filter(kind="assent").delete()
    runs.run_now(centre=mentee.centre, by=coordinator)
    with django_assert_num_queries(CARD_QUERIES):
        text = client.get(url("mentee_card", mentee)).text
    assert "The last run found nobody:" in text and "own yes is missing" in text


def test_the_card_is_for_staff(client_of, mentee, other_coordinator, second_specialist, mentor):
    for stranger in (other_coordinator, second_specialist):
        assert client_of(stranger).get(url("mentee_card", mentee)).status_code == 404
    assert client_of(mentor.user).get(url("mentee_card", mentee)).status_code == 403


def test_by_hand(client_of, coordinator, specialist, centre, mentor, mentee, django_assert_num_queries):
    other = factories.MentorFactory(
        centre=centre, supervisor=specialist, cleared=True, certified=True, interests=[], skills=[]
    )
    kept_away = factories.MentorFactory(centre=centre, supervisor=specialist, cleared=True, certified=True)
    SealedExclusion.objects.create(
        mentee=mentee, mentor=kept_away, reason="Secret.", sealed_by=specialist, sealed_at=now()
    )
    client = client_of(coordinator)
    page = client.get(url("pair_by_hand", mentee))
    assert [candidate.mentor for candidate in page.context["candidates"]] == [mentor, other]
    assert kept_away.user.full_name not in page.text
    with django_assert_num_queries(BY_HAND_QUERIES):
        client.get(url("pair_by_hand", mentee))
    page = client.post(url("pair_by_hand", mentee), {})
    assert page.status_code == 422 and "Please choose a mentor." in page.text
    page = client.post(url("pair_by_hand", mentee), {"mentor": kept_away.public_id})
    assert page.status_code == 422 and "This pair is not possible." in page.text
    page = client.post(url("pair_by_hand", mentee), {"mentor": other.public_id}, follow=True)
    assert "The pair is proposed, and your key is turned." in page.text
    assert Proposal.objects.get().mentor == other


def test_by_hand_with_nobody(client_of, coordinator, specialist, lonely_mentee, mentor):
    assert "No mentor keeps every rule today" in client_of(coordinator).get(url("pair_by_hand", lonely_mentee)).text
    assert client_of(specialist).get(url("pair_by_hand", lonely_mentee)).status_code == 403


def test_the_page_of_a_pair_by_hand(client_of, coordinator, mentor, mentee):
    proposal = proposals.pair_by_hand(mentee=mentee, mentor=mentor, by=coordinator)
    text = client_of(coordinator).get(reverse("matching:run_detail", args=[proposal.run.public_id])).text
    assert "Proposed by hand" in text and mentor.user.full_name in text and "How this result is proved" not in text
