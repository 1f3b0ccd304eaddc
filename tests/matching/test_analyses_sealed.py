"""Questions beside the runs leave no hint: answers are those of a centre whose sealed pairs an ordinary rule bars."""

import json
import random
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kernel.clock import now
from kernel.encryption import blind_index
from matching import jobs
from matching.models import Analysis, PairRule
from matching.services import analyses
from matching.services.policies import policy_of
from mentorship.models import NoContact, SealedExclusion
from tests import factories

pytestmark = pytest.mark.django_db
# The digest tells one question from another; the rule and the seal are two questions.
CHANGING = re.compile(
    r'>[0-9a-f]{64}<|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}|"X-CSRFToken": "\w+"|value="\w{64}"|nonce="[^"]+"'
)
SECRETS = ("seal", "exclu", "contact list", "no_contact", "no-contact", "no contact", "canary", "forbid", "never")
LANGUAGES = ("ro", "hu", "uk")


def seal(chance, mentee, mentor, specialist):
    """One of the two ways in which two people must never meet."""
    if chance.random() < 0.5:
        SealedExclusion.objects.create(
            mentee=mentee, mentor=mentor, reason="CANARY", sealed_by=specialist, sealed_at=now()
        )
    else:
        NoContact.objects.create(
            mentee=mentee, name_index=blind_index(mentor.user.full_name, "name"), note="CANARY",
            recorded_by=specialist, recorded_at=now(),
        )  # fmt: skip


def bar_openly(apart, coordinator):
    """In place of everything sealed an ordinary rule for the same pairs."""
    SealedExclusion.objects.all().delete()
    NoContact.objects.all().delete()
    for mentee, mentor in apart:
        PairRule.objects.create(
            centre=mentee.centre, mentee=mentee, mentor=mentor, kind="forbid", reason="travel", made_by=coordinator,
            made_at=now(),
        )  # fmt: skip


def told(client, analysis):
    """The stored answer, the page, the table, and how many queries page and table took; nothing names a secret."""
    jobs.perform_analysis(analysis.pk)
    analysis.refresh_from_db()
    assert analysis.status == "done"
    texts, queries = [json.dumps(analysis.answer)], []
    for name in ("analysis_detail", "analysis_table"):
        with CaptureQueriesContext(connection) as caught:
            answer = client.get(reverse(f"matching:{name}", args=[analysis.public_id]))
        assert answer.status_code == 200
        texts.append(answer.text if name == "analysis_table" else CHANGING.sub("", answer.text.split("<main")[1]))
        queries.append(len(caught))
    Analysis.objects.filter(pk=analysis.pk).delete()
    return texts, queries


def everything_told(client, policy, coordinator, assumptions):
    asked = analyses.ask_who_is_missing(policy=policy, by=coordinator)
    return [told(client, asked)] + [
        told(client, analyses.ask_what_if(policy=policy, by=coordinator, assumptions=one)) for one in assumptions
    ]


def random_centre(chance, centre, specialist, place):
    """Several mentors and mentees with few common languages and interests, and who of them must never meet."""
    mentors = [
        factories.MentorFactory(
            centre=centre, supervisor=specialist, cleared=True, certified=True, place=place,
            capacity=chance.choice((1, 2)), languages=chance.sample(LANGUAGES, 2),
            interests=chance.sample(["music", "walking", "sport"], 1),
        )
        for _one in range(4)
    ]  # fmt: skip
    mentees = [
        factories.MenteeFactory(
            centre=centre, specialist=specialist, ready=True, place=place, languages=chance.sample(LANGUAGES, 1)
        )
        for _one in range(6)
    ]
    return mentors, [(mentee, mentor) for mentee in mentees for mentor in mentors if chance.random() < 0.4]


@pytest.mark.parametrize("seed", range(5))
def test_answers_are_those_of_an_ordinary_bar(seed, client_of, coordinator, specialist, centre, place):
    chance, policy = random.Random(seed), policy_of(centre)
    mentors, apart = random_centre(chance, centre, specialist, place)
    as_it_is = {
        "name": policy.name, "two_keys": True, "settings": policy.settings, "extra": [], "without": [],
    }  # fmt: skip
    extra = {
        "count": 2, "population": "youth", "language": chance.choice(LANGUAGES), "gender": "", "experience": 4,
        "windows": ["mon_16_20", "sat_08_12"], "place": str(place.pk), "latitude": place.latitude,
        "longitude": place.longitude,
    }  # fmt: skip
    assumptions = [
        as_it_is | {"settings": policy.settings | {"weights": {"hours": 1}, "least_fit": [0]}},
        as_it_is | {"extra": [extra]}, as_it_is | {"without": [str(chance.choice(mentors).public_id)]},
    ]  # fmt: skip
    for mentee, mentor in apart:
        seal(chance, mentee, mentor, specialist)
    client = client_of(coordinator)
    client.get(reverse("matching:analysis_list"))
    sealed = everything_told(client, policy, coordinator, assumptions)
    for texts, _queries in sealed:
        for text in texts:
            assert [word for word in SECRETS if word in text.lower()] == []
    bar_openly(apart, coordinator)
    usual = everything_told(client, policy, coordinator, assumptions)
    for (texts, queries), (usual_texts, usual_queries) in zip(sealed, usual, strict=True):
        assert texts == usual_texts
        assert queries == usual_queries
