"""A mentee and the responsible adult are prepared, each for at least an hour."""

from datetime import timedelta

import pytest
from django.urls import reverse

from kernel.clock import today
from kernel.errors import RuleError
from kernel.models import AuditEvent
from mentorship.models import Preparation
from mentorship.queries.preparations import prepared, what_to_prepare
from mentorship.services.preparations import record_preparation
from tests.conftest import signed_in_client

pytestmark = pytest.mark.django_db


def prepare(mentee, by, **facts):
    told = {"audience": "mentee", "held_on": today(), "minutes": 60, "topics": ["rights"], **facts}
    return record_preparation(mentee, by=by, **told)


def test_an_hour_in_sum_for_each(mentee, specialist):
    assert len(what_to_prepare(mentee)) == 2
    prepare(mentee, specialist, minutes=30)
    assert any("30 of 60" in sentence for sentence in what_to_prepare(mentee))
    prepare(mentee, specialist, minutes=30)
    (missing,) = what_to_prepare(mentee)
    assert missing.startswith("The responsible adult")
    prepare(mentee, specialist, audience="guardian")
    assert what_to_prepare(mentee) == []


def test_an_adult_is_asked_alone(mentee, specialist):
    mentee.birth_year = today().year - 30
    mentee.save(update_fields=["birth_year"])
    assert [one.audience for one in prepared([mentee])[mentee.pk]] == ["mentee"]
    with pytest.raises(RuleError, match="no responsible adult"):
        prepare(mentee, specialist, audience="guardian")


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({"held_on": today() + timedelta(days=1)}, "future"),
        ({"minutes": 4}, "between 5 minutes"),
        ({"minutes": 481}, "between 5 minutes"),
    ],
)
def test_what_cannot_be_right(mentee, specialist, facts, told):
    with pytest.raises(RuleError, match=told):
        prepare(mentee, specialist, **facts)
    assert not Preparation.objects.exists()


def test_not_by_others(mentee, other_coordinator):
    with pytest.raises(RuleError, match="may not"):
        prepare(mentee, other_coordinator)


def test_the_page_and_the_trail(mentee, coordinator):
    client = signed_in_client(coordinator)
    page = reverse("mentorship:preparation_new", args=[mentee.public_id])
    assert client.get(page).status_code == 200
    sent = {"audience": "mentee", "held_on": today(), "minutes": 75, "topics": ["rights"], "note": "Went well."}
    assert client.post(page, sent).status_code == 302
    file = client.get(reverse("mentorship:mentee_detail", args=[mentee.public_id])).content.decode()
    assert "75 of 60 minutes" in file
    assert "Went well." in file
    assert "Went well." not in str(AuditEvent.objects.get(event="mentee.prepared").facts)


def test_the_pairing_says_what_is_missing_before_the_first_meeting(pairing, coordinator):
    client = signed_in_client(coordinator)
    page = reverse("mentorship:pairing_detail", args=[pairing.public_id])
    assert "Before the first meeting" not in client.get(page).content.decode()
    type(pairing).objects.update(status="introduced")
    assert "Before the first meeting" in client.get(page).content.decode()
