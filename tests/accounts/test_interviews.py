"""The structured interview and what it is worth."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from accounts.clearance import Audience
from accounts.models import Evidence, Interview
from accounts.queries.clearance import clearance_of
from accounts.services.evidence import strike_out_evidence
from accounts.services.interviews import record_interview
from kernel.clock import today
from kernel.errors import RuleError
from kernel.models import AuditEvent
from tests import factories

pytestmark = pytest.mark.django_db
GREENS = {item: {"colour": "green", "reason": ""} for item in Interview.Dimension.values}


def rated(**changed):
    return {**GREENS, **{item: {"colour": colour, "reason": reason} for item, (colour, reason) in changed.items()}}


@pytest.fixture
def record(centre, applicant, coordinator):
    usual = {
        "person": applicant, "centre": centre, "held_on": today(), "ratings": GREENS, "held_by": coordinator,
        "by": coordinator,
    }  # fmt: skip
    return lambda **facts: record_interview(**(usual | facts))


def test_an_interview_without_red_is_clear_evidence(record, applicant):
    interview = record(ratings=rated(motives=("yellow", " to be followed up ")), summary=" Calm. ")
    assert interview.evidence.result == "clear"
    assert (interview.evidence.kind.code, interview.evidence.issued_on) == ("interview", today())
    assert interview.ratings["motives"] == {"colour": "yellow", "reason": "to be followed up"}
    assert interview.summary == "Calm."
    assert AuditEvent.objects.about(interview).get().facts == {"person": str(applicant.public_id)}
    assert "followed" not in str(Interview.objects.values_list("ratings", flat=True).get())


def test_one_red_speaks_against_it_and_the_person_is_never_told(record, applicant, centre):
    factories.make_cleared(applicant, centre)
    interview = record(ratings=rated(rescuing=("red", "Wants to save somebody.")))
    assert interview.evidence.result == "not_clear"
    answer = clearance_of(applicant, "youth", centre=centre, on=today())
    assert answer.sentences(Audience.PERSON) == ["Not ready yet: your coordinator will call you."]
    assert not Interview.objects.visible_to(applicant).exists()


def test_a_later_interview_without_red_clears(record, applicant, centre):
    factories.make_cleared(applicant, centre)
    record(held_on=today() - timedelta(days=30), ratings=rated(refusal=("red", "Was angry.")))
    assert clearance_of(applicant, "youth", centre=centre, on=today()).cleared  # the one of today came later
    record(ratings=rated(refusal=("red", "Was angry again.")))
    assert not clearance_of(applicant, "youth", centre=centre, on=today()).cleared


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({"held_on": today() + timedelta(days=1)}, "a day that is over"),
        ({"held_on": date(1989, 1, 1)}, "a day that is over"),
        ({"ratings": rated(motives=("red", " "))}, "need a reason: motives"),
        ({"ratings": rated(motives=("yellow", ""))}, "need a reason: motives"),
        ({"ratings": rated(motives=("blue", ""))}, "choose a colour for: motives"),
        ({"ratings": {}}, "choose a colour for: motives"),
    ],
)
def test_what_is_not_complete_is_refused(record, facts, told):
    with pytest.raises(RuleError, match=told):
        record(**facts)
    assert not Evidence.objects.exists()


def test_nobody_interviews_themselves_and_only_vetters_do(record, coordinator, applicant, other_coordinator, trainer):
    with pytest.raises(RuleError, match="themselves"):
        record(person=coordinator)
    for facts in ({"by": trainer}, {"by": other_coordinator}, {"held_by": trainer}):
        with pytest.raises(RuleError, match="Only coordinators and specialists"):
            record(**facts)
    with pytest.raises(RuleError, match="themselves"):
        record(held_by=applicant)


# The pages


def sent(**changed):
    ratings = {f"{item}_{part}": value for item, rating in rated(**changed).items() for part, value in rating.items()}
    return {"held_on": today().isoformat(), "summary": "Typed summary", **ratings}


def test_writing_an_interview_down(client_of, coordinator, specialist, applicant):
    client = client_of(coordinator)
    page = reverse("accounts:interview_new", args=[applicant.public_id])
    assert "The wish to rescue" in client.get(page).content.decode()
    facts = {**sent(boundaries=("red", "")), "held_by": str(specialist.public_id)}
    refused = client.post(page, facts)
    assert refused.status_code == 422
    text = refused.content.decode()
    assert "Yellow and red need a reason." in text and "Typed summary" in text
    facts["boundaries_reason"] = "Would lend money."
    assert client.post(page, facts).status_code == 302
    interview = Interview.objects.get()
    assert (interview.held_by, interview.evidence.recorded_by) == (specialist, coordinator)
    assert not client.post(page, {}).context["form"].is_valid()


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({}, "no doubt"),
        ({"motives": ("red", "Because.")}, "One dimension is red"),
        ({"motives": ("red", "Because."), "refusal": ("red", "Because.")}, "More than one dimension is red"),
    ],
)
def test_reading_an_interview_says_what_its_reds_mean(client_of, record, specialist, changed, told):
    interview = record(ratings=rated(**changed), summary="A summary")
    page = reverse("accounts:interview_detail", args=[interview.public_id])
    text = client_of(specialist).get(page).content.decode()
    assert told in text and "A summary" in text
    assert AuditEvent.objects.about(interview).filter(event="looked_at").count() == 1
    strike_out_evidence(evidence=interview.evidence, reason="Another person's.", by=specialist)
    assert "struck out" in client_of(specialist).get(page).content.decode()


def test_an_interview_is_for_those_who_vet(client_of, record, applicant, other_coordinator):
    page = reverse("accounts:interview_detail", args=[record().public_id])
    assert client_of(applicant).get(page).status_code == 403
    assert client_of(other_coordinator).get(page).status_code == 404
