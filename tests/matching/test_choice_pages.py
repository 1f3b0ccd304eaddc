"""The pages about other choices: fetched in parts, whole without a script, and only for those who decide here."""

import pytest
from django.urls import reverse

from kernel.models import AuditEvent
from matching.queries import why_not
from matching.services import runs
from mentorship.models import Mentor
from tests import factories

pytestmark = pytest.mark.django_db
CHOICES_QUERIES, HELP_QUERIES, WHY_NOT_QUERIES, SEARCH_QUERIES = 35, 33, 35, 12


def url(name, subject, /, **query):
    return reverse(f"matching:{name}", args=[subject.public_id], query=query)


@pytest.fixture
def other(centre, specialist, mentor):
    """Another mentor who would suit a little less."""
    return factories.MentorFactory(
        centre=centre, supervisor=specialist, cleared=True, certified=True, interests=[], skills=[], place=mentor.place
    )


@pytest.fixture
def waiting(lonely_mentee, mentor, coordinator):
    return runs.run_now(centre=lonely_mentee.centre, by=coordinator).waiting.get()


def test_the_proposal_says_what_would_make_it_better(client_of, coordinator, proposal):
    text = client_of(coordinator).get(url("proposal_detail", proposal)).text
    assert "What would make it better" in text and "points are missing." in text
    assert "Their areas are about" in text and "Why not somebody else?" in text
    assert url("proposal_choices", proposal) in text


def test_other_choices_with_their_price(client_of, coordinator, specialist, other, mentor, mentee):
    proposal = runs.run_now(centre=mentee.centre, by=coordinator).proposals.get()
    for viewer in (coordinator, specialist):
        page = client_of(viewer).get(url("proposal_choices", proposal))
        assert other.user.full_name in page.text and mentor.user.full_name not in page.text
        assert "As many others as now would have a mentor." in page.text and "would fall by" in page.text
    part = client_of(coordinator).get(url("proposal_choices", proposal), headers={"HX-Request": "true"}).text
    assert "<html" not in part and part.strip() in client_of(coordinator).get(url("proposal_choices", proposal)).text
    assert AuditEvent.objects.about(mentee).filter(event="looked_at").exists()


def test_nobody_else_and_nobody_who_waits(client_of, coordinator, proposal, mentee):
    client = client_of(coordinator)
    assert "No other mentor is possible today." in client.get(url("proposal_choices", proposal)).text
    mentee.__class__.objects.filter(pk=mentee.pk).update(status="closed")
    assert "no longer waits" in client.get(url("proposal_choices", proposal)).text
    page = client.get(url("proposal_why_not", proposal, mentor=proposal.mentor.public_id))
    assert "Not possible." in page.text and "no longer waits" in page.text


def test_a_price_names_an_urgency_and_nobody(client_of, specialist, coordinator, centre, mentor, mentee):
    rival = factories.MenteeFactory(centre=centre, specialist=specialist, ready=True, risk=4, place=mentee.place)
    run = runs.run_now(centre=centre, by=coordinator)
    waiting = run.waiting.get()
    assert run.proposals.get().mentee == rival and waiting.mentee == mentee
    for viewer in (specialist, coordinator):
        for page in (
            client_of(viewer).get(url("waiting_help", waiting)),
            client_of(viewer).get(url("waiting_why_not", waiting, mentor=mentor.public_id)),
        ):
            assert "1 more urgent mentee would wait." in page.text and rival.chosen_name not in page.text
    assert "The mentor takes one more mentee." in page.client.get(url("waiting_help", waiting)).text


def test_why_not_asks_by_name(client_of, coordinator, proposal, other, centre):
    client = client_of(coordinator)
    page = client.get(url("proposal_why_not", proposal))
    assert page.status_code == 200 and "Whom do you mean?" not in page.text
    Mentor.objects.get(pk=other.pk).user.__class__.objects.filter(pk=other.user_id).update(
        given_name="Ștefania", family_name="Țăranu"
    )
    page = client.get(url("proposal_why_not", proposal, name="tara stefan"))
    assert "Whom do you mean?" in page.text and "Ștefania Țăranu" in page.text
    assert f"mentor={other.public_id}" in page.text
    for nobody in ("zz", "..."):
        page = client.get(url("proposal_why_not", proposal, name=nobody))
        assert "No mentor of this centre has such a name." in page.text
    page = client.get(url("proposal_why_not", proposal, mentor="nonsense"))
    assert page.status_code == 200 and "Not possible." not in page.text


def test_why_not_tells_the_rules_that_forbid(client_of, coordinator, proposal, other):
    client = client_of(coordinator)
    Mentor.objects.filter(pk=other.pk).update(status="resting")
    text = client.get(url("proposal_why_not", proposal, mentor=other.public_id)).text
    assert "Not possible." in text and "The mentor is resting or has left." in text
    Mentor.objects.filter(pk=other.pk).update(status="left")
    assert (
        "The mentor is resting or has left."
        in client.get(url("proposal_why_not", proposal, mentor=other.public_id)).text
    )
    text = client.get(url("proposal_why_not", proposal, mentor=proposal.mentor.public_id)).text
    assert "These two are proposed to each other." in text


def test_many_of_one_name(client_of, coordinator, proposal, monkeypatch, centre, specialist):
    for _one in range(3):
        person = factories.UserFactory(given_name="Maria", family_name="Invented")
        factories.MentorFactory(centre=centre, supervisor=specialist, user=person)
    monkeypatch.setattr(why_not, "MOST_FOUND", 2)
    page = client_of(coordinator).get(url("proposal_why_not", proposal, name="maria"))
    assert page.text.count("?mentor=") == 2 and "Please type more of it." in page.text


def test_strangers_and_mentors_elsewhere(client_of, coordinator, other_coordinator, second_specialist, proposal):
    elsewhere = factories.MentorFactory()
    page = client_of(coordinator).get(url("proposal_why_not", proposal, mentor=elsewhere.public_id))
    assert page.status_code == 404
    for stranger in (other_coordinator, second_specialist):
        for name in ("proposal_choices", "proposal_why_not"):
            assert client_of(stranger).get(url(name, proposal)).status_code == 404


def test_what_would_help_somebody_who_waits(client_of, coordinator, specialist, second_specialist, waiting, mentor):
    client = client_of(coordinator)
    assert url("waiting_help", waiting) in client.get(url("waiting_detail", waiting)).text
    text = client.get(url("waiting_help", waiting)).text
    for words in (
        "The smallest changes that would help", mentor.user.full_name, "Somebody helps with the language",
        "Mentors who share no language with the mentee: 1 of 1.", "may be talked about",
        "1 mentee less who is not urgent would wait.",
    ):  # fmt: skip
        assert words in text, words
    for name in ("waiting_help", "waiting_why_not"):
        assert client_of(specialist).get(url(name, waiting)).status_code == 200
        assert client_of(second_specialist).get(url(name, waiting)).status_code == 404
    Mentor.objects.filter(pk=mentor.pk).update(gender="man")
    waiting.mentee.__class__.objects.filter(pk=waiting.mentee_id).update(accepted_genders=["woman"])
    text = client.get(url("waiting_help", waiting)).text
    assert "never: it protects" in text and "No small change" in text


def test_own_papers_come_first(client_of, coordinator, waiting):
    waiting.mentee.consents.filter(kind="assent").delete()
    text = client_of(coordinator).get(url("waiting_help", waiting)).text
    assert "First of all" in text and "own yes is missing" in text and "No mentor can be found before that." in text


def test_whoever_waits_no_longer(client_of, coordinator, waiting, mentor):
    client = client_of(coordinator)
    Mentor.objects.filter(pk=mentor.pk).update(languages=["uk"])
    assert "Please start a new run." in client.get(url("waiting_help", waiting)).text
    waiting.mentee.__class__.objects.filter(pk=waiting.mentee_id).update(status="closed")
    assert "no longer waits" in client.get(url("waiting_help", waiting)).text


def test_full_groups_and_fixed_seats(client_of, coordinator, centre, specialist, proposal, mentee, other):
    client = client_of(coordinator)
    rival = factories.MenteeFactory(centre=centre, specialist=specialist, ready=True)
    university = factories.UniversityFactory()
    Mentor.objects.filter(pk=other.pk).update(university=university)
    cap = centre.group_caps.create(university=university, limit=0, made_at=proposal.run.requested_at)
    text = client.get(url("proposal_why_not", proposal, mentor=other.public_id)).text
    assert "Not possible." in text and "has no seat left" in text
    cap.delete()
    centre.pair_rules.create(
        mentee=rival, mentor=other, kind="lock", reason="other", made_by=coordinator, made_at=proposal.run.requested_at
    )
    text = client.get(url("proposal_why_not", proposal, mentor=other.public_id)).text
    assert "Not possible." in text and "held together" in text


def grow(centre, specialist, count):
    for _one in range(count):
        factories.MentorFactory(centre=centre, supervisor=specialist, cleared=True, certified=True)
        factories.MenteeFactory(centre=centre, specialist=specialist, ready=True)


@pytest.mark.parametrize("count", [1, 5])
def test_queries(
    count, client_of, coordinator, centre, specialist, mentor, mentee, lonely_mentee, django_assert_num_queries
):
    grow(centre, specialist, count)
    run = runs.run_now(centre=centre, by=coordinator)
    proposal, waiting = run.proposals.first(), run.waiting.get()
    client = client_of(coordinator)
    client.get(url("proposal_why_not", proposal))
    for queries, address in (
        (CHOICES_QUERIES, url("proposal_choices", proposal)),
        (HELP_QUERIES, url("waiting_help", waiting)),
        (WHY_NOT_QUERIES, url("proposal_why_not", proposal, mentor=mentor.public_id)),
        (SEARCH_QUERIES, url("proposal_why_not", proposal, name="a")),
    ):
        with django_assert_num_queries(queries):
            client.get(address)
