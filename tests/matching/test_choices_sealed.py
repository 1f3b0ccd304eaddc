"""What is sealed leaves no hint: pages, JSON and numbers of queries are those of a centre without that mentor."""

import json
import random
import re
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kernel.clock import now
from kernel.encryption import blind_index
from matching.models import Proposal
from matching.services import runs
from mentorship.models import Mentor, NoContact, SealedExclusion
from tests import factories

pytestmark = pytest.mark.django_db
CHANGING = re.compile(r'[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}|"X-CSRFToken": "\w+"|value="\w{64}"|nonce="[^"]+"')
SECRETS = ("seal", "exclu", "contact list", "no-contact", "no contact", "canary")


def seal(mentee, mentor, specialist, *, openly=True):
    """One of the two ways in which two people must never meet."""
    if openly:
        SealedExclusion.objects.create(
            mentee=mentee, mentor=mentor, reason="CANARY", sealed_by=specialist, sealed_at=now()
        )
    else:
        NoContact.objects.create(
            mentee=mentee, name_index=blind_index(mentor.user.full_name, "name"), note="CANARY",
            recorded_by=specialist, recorded_at=now(),
        )  # fmt: skip


def text_of(client, name, subject, /, **query):
    page = client.get(reverse(f"matching:{name}", args=[subject.public_id]), query)
    assert page.status_code == 200
    text = CHANGING.sub("", page.text)
    assert [word for word in SECRETS if word in text.lower()] == []
    return text


def a_mentor(centre, specialist, place, **more):
    return factories.MentorFactory(
        centre=centre, supervisor=specialist, cleared=True, certified=True, place=place, **more
    )


def answer_of_the_command(centre):
    out = StringIO()
    call_command("match", "--centre", centre.code, "--json", stdout=out)
    told = json.loads(out.getvalue())
    pairs = [{**pair, "proposal": ""} for pair in told["pairs"]]
    return {name: told[name] for name in ("objective", "matched_by_tier", "waiting")} | {"pairs": pairs}


def everything_told(client, centre, mentee, mentors):
    """Every word about the choices of one mentee who is proposed somebody, and the answer of the command."""
    told = [answer_of_the_command(centre)]
    proposal = Proposal.objects.filter(mentee=mentee).latest("pk")
    told += [text_of(client, name, proposal) for name in ("proposal_detail", "proposal_choices")]
    told += [text_of(client, "proposal_why_not", proposal, mentor=mentor.public_id) for mentor in mentors]
    return told


@pytest.mark.parametrize("seed", range(4))
def test_a_sealed_mentor_might_as_well_not_be_there(seed, client_of, coordinator, specialist, centre):
    chance, place = random.Random(seed), factories.PlaceFactory()
    mentors = [
        a_mentor(centre, specialist, place, interests=chance.sample(["music", "walking", "sport"], 1))
        for _one in range(5)
    ]
    mentee = factories.MenteeFactory(centre=centre, specialist=specialist, ready=True, place=place)
    hidden = chance.sample(mentors, 2)
    others = [mentor for mentor in mentors if mentor not in hidden]
    for mentor in hidden:
        seal(mentee, mentor, specialist, openly=chance.random() < 0.5)
    client = client_of(coordinator)
    sealed = everything_told(client, centre, mentee, others)
    SealedExclusion.objects.all().delete()
    NoContact.objects.all().delete()
    Mentor.objects.filter(pk__in=[mentor.pk for mentor in hidden]).update(status="left")
    assert everything_told(client, centre, mentee, others) == sealed


@pytest.mark.parametrize("openly", [True, False])
def test_a_seal_on_a_pair_that_is_openly_impossible_changes_not_one_letter(
    openly, client_of, coordinator, specialist, centre, lonely_mentee
):
    mentor = a_mentor(centre, specialist, factories.PlaceFactory())
    waiting = runs.run_now(centre=centre, by=coordinator).waiting.get()
    client = client_of(coordinator)

    def told():
        pages = [text_of(client, name, waiting) for name in ("waiting_detail", "waiting_help")]
        return [*pages, text_of(client, "waiting_why_not", waiting, mentor=mentor.public_id)]

    usual = told()
    assert "They share no language" in usual[-1] and mentor.user.full_name in usual[1]
    seal(lonely_mentee, mentor, specialist, openly=openly)
    sealed = told()
    assert (sealed[0], sealed[2]) == (usual[0], usual[2])
    assert mentor.user.full_name not in sealed[1] and "share no language" in sealed[1]


@pytest.mark.parametrize("openly", [True, False])
def test_why_not_says_nothing_else_and_asks_the_database_nothing_else(
    openly, client_of, coordinator, specialist, centre
):
    place = factories.PlaceFactory()
    hidden, resting, usual = (
        a_mentor(centre, specialist, place, status=status) for status in ("willing", "resting", "willing")
    )
    mentee = factories.MenteeFactory(centre=centre, specialist=specialist, ready=True, place=place)
    seal(mentee, hidden, specialist, openly=openly)
    proposal = runs.run_now(centre=centre, by=coordinator).proposals.get()
    assert proposal.mentor == usual
    client, texts, queries = client_of(coordinator), {}, {}
    text_of(client, "proposal_why_not", proposal)
    for mentor in (hidden, resting, usual):
        with CaptureQueriesContext(connection) as caught:
            texts[mentor] = text_of(client, "proposal_why_not", proposal, mentor=mentor.public_id)
        queries[mentor] = len(caught)
    assert len(set(queries.values())) == 1
    assert "Not possible." in texts[hidden] and "Not possible." in texts[resting]
    panel = texts[hidden].split("Not possible.")[1].split("</section>")[0]
    assert "<li>" not in panel and "points" not in panel


@pytest.mark.parametrize("seed", range(3))
def test_random_lists_show_nowhere(seed, client_of, coordinator, specialist, centre):
    chance, place = random.Random(seed), factories.PlaceFactory()
    mentors = [a_mentor(centre, specialist, place) for _one in range(4)]
    mentees = [factories.MenteeFactory(centre=centre, specialist=specialist, ready=True, place=place) for _ in range(5)]
    apart = [(mentee, mentor) for mentee in mentees for mentor in mentors if chance.random() < 0.5]
    for mentee, mentor in apart:
        seal(mentee, mentor, specialist, openly=chance.random() < 0.5)
    run = runs.run_now(centre=centre, by=coordinator)
    client = client_of(coordinator)
    for name, part, rows in (
        ("proposal", "choices", run.proposals.all()), ("waiting", "help", run.waiting.all()),
    ):  # fmt: skip
        for row in rows.select_related("mentee"):
            hidden = [mentor for mentee, mentor in apart if mentee == row.mentee]
            texts = [text_of(client, f"{name}_{page}", row) for page in ("detail", part)]
            assert not any(mentor.user.full_name in text for mentor in hidden for text in texts)
            for mentor in hidden:
                answer = text_of(client, f"{name}_why_not", row, mentor=mentor.public_id)
                assert (
                    "Not possible." in answer and "<li>" not in answer.split("Not possible.")[1].split("</section>")[0]
                )
