"""The register of volunteers: numbers without gaps, contracts as a check, papers in Romanian."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from accounts.models import Centre, Evidence, User
from kernel.clock import now, today
from kernel.errors import RuleError
from kernel.models import AuditEvent
from mentorship.models import RegisterEntry
from mentorship.queries.pairings import may_meet
from mentorship.services.lapses import pause_lapsed
from mentorship.services.register import end_contract, sign_contract
from tests import factories
from tests.conftest import signed_in_client
from tests.racing import racers

pytestmark = pytest.mark.django_db


def signed(user, centre, by, **days):
    facts = {"signed_on": today(), "starts_on": today(), "ends_on": today() + timedelta(days=365), **days}
    return sign_contract(user=user, centre=centre, by=by, **facts)


@pytest.fixture
def people(centre):
    return [factories.UserFactory(role="mentor", role__centre=centre) for _ in range(3)]


def test_numbers_follow_one_another_at_each_centre(people, centre, coordinator, other_centre, other_coordinator):
    assert [signed(person, centre, coordinator).number for person in people] == [1, 2, 3]
    stranger = factories.UserFactory(role="mentor", role__centre=other_centre)
    assert signed(stranger, other_centre, other_coordinator).number == 1


def test_the_contract_is_a_check(people, centre, coordinator):
    entry = signed(people[0], centre, coordinator)
    paper = Evidence.objects.get(person=people[0], kind__code="contract")
    assert (paper.result, paper.number, paper.issued_on) == ("clear", str(entry.number), today())
    assert paper.expires_on == entry.ends_on


def test_a_contract_that_ends_early_clears_nobody_any_longer(pairing, coordinator):
    Evidence.objects.filter(person=pairing.mentor.user, kind__code="contract").delete()
    with time_machine.travel(now() - timedelta(days=20), tick=False):
        entry = signed(pairing.mentor.user, pairing.centre, coordinator)
    end_contract(entry=entry, ended_on=today(), by=coordinator)
    pairing.refresh_from_db()
    assert pairing.status == "active"  # through the last day
    with time_machine.travel(now() + timedelta(days=1), tick=False):
        assert not may_meet(pairing.mentor, "youth", today())
        assert pause_lapsed() == 1


def test_a_contract_that_ended_last_week_lets_the_pairing_rest_at_once(pairing, coordinator):
    Evidence.objects.filter(person=pairing.mentor.user, kind__code="contract").delete()
    with time_machine.travel(now() - timedelta(days=20), tick=False):
        entry = signed(pairing.mentor.user, pairing.centre, coordinator)
    end_contract(entry=entry, ended_on=today() - timedelta(days=7), by=coordinator)
    pairing.refresh_from_db()
    assert (pairing.status, pairing.pause_reason) == ("paused", "clearance")


def test_a_contract_does_not_end_after_its_end(people, centre, coordinator):
    with time_machine.travel(now() - timedelta(days=20), tick=False):
        entry = signed(people[0], centre, coordinator, ends_on=today() + timedelta(days=10))
    with pytest.raises(RuleError, match="between"):
        end_contract(entry=entry, ended_on=today(), by=coordinator)


@pytest.mark.parametrize(
    ("days", "told"),
    [
        ({"signed_on": today() + timedelta(days=1)}, "future"),
        ({"starts_on": today() - timedelta(days=1)}, "or later"),
        ({"ends_on": today()}, "before it starts"),
    ],
)
def test_days_that_cannot_be_right(people, centre, coordinator, days, told):
    with pytest.raises(RuleError, match=told):
        signed(people[0], centre, coordinator, **days)
    assert not RegisterEntry.objects.exists()


def test_one_contract_for_the_same_days(people, centre, coordinator):
    entry = signed(people[0], centre, coordinator)
    with pytest.raises(RuleError, match="already"):
        signed(people[0], centre, coordinator)
    end_contract(entry=entry, ended_on=today(), by=coordinator)
    assert signed(people[0], centre, coordinator).number == 2
    with pytest.raises(RuleError, match="ended already"):
        end_contract(entry=entry, ended_on=today(), by=coordinator)
    with pytest.raises(RuleError, match="between"):
        end_contract(entry=entry, ended_on=today() - timedelta(days=1), by=coordinator)


def test_only_coordinators_of_the_centre(people, centre, specialist, other_coordinator):
    for by in (specialist, other_coordinator):
        with pytest.raises(RuleError, match="Only coordinators"):
            signed(people[0], centre, by)


def test_a_refused_check_takes_no_number(centre, coordinator):
    stranger = factories.UserFactory()
    with pytest.raises(RuleError, match="does not belong"):
        signed(stranger, centre, coordinator)
    assert not RegisterEntry.objects.exists()


def test_the_pages(mentor, coordinator, django_assert_num_queries):
    client = signed_in_client(coordinator)
    page = reverse("mentorship:register")
    assert "No contract yet" in client.get(page).content.decode()
    form = reverse("mentorship:contract_new", args=[mentor.public_id])
    assert client.get(form).status_code == 200
    days = {"signed_on": today(), "starts_on": today(), "ends_on": today() + timedelta(days=365)}
    assert client.post(form, days).status_code == 302
    assert "already" in client.post(form, days).content.decode()
    with django_assert_num_queries(10):
        assert mentor.user.full_name in client.get(page).content.decode()
    for _ in range(2):
        other = factories.MentorFactory(centre=mentor.centre, supervisor=mentor.supervisor)
        signed(other.user, mentor.centre, coordinator)
    with django_assert_num_queries(10):
        client.get(page, {"year": today().year})
    entry = RegisterEntry.objects.get(user=mentor.user)
    for name in ("contract_paper", "sheet_paper", "protection_paper"):
        answer = client.get(reverse(f"mentorship:{name}", args=[entry.public_id]))
        assert answer.content.startswith(b"%PDF"), name
        assert answer["Content-Disposition"].startswith("attachment")
    assert client.get(reverse("mentorship:register_paper", args=[today().year])).content.startswith(b"%PDF")
    assert client.get(reverse("mentorship:register_paper", args=[today().year + 1])).status_code == 404
    assert AuditEvent.objects.filter(subject_label="mentorship.registerentry", event="looked_at").count() >= 4
    ending = reverse("mentorship:contract_end", args=[entry.public_id])
    assert client.get(ending).status_code == 200
    assert client.post(ending, {"ended_on": today()}).status_code == 302
    assert "ended early on" in client.get(page).content.decode()
    assert client.get(reverse("mentorship:register_paper", args=[today().year])).status_code == 200


def test_the_own_contract(mentor, coordinator):
    client, page = signed_in_client(mentor.user), reverse("mentorship:my_contract")
    assert client.get(page).status_code == 302
    signed(mentor.user, mentor.centre, coordinator)
    assert client.get(page).content.startswith(b"%PDF")


def sign_one(person, centre, by):
    person, by = User.objects.get(pk=person), User.objects.get(pk=by)
    return signed(person, Centre.objects.get(pk=centre), by).number


@pytest.mark.untraced
@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_many_sign_at_once_and_no_number_is_left_out_or_given_twice(centre, coordinator):
    with racers(4) as race:
        for turn in range(3):
            people = [factories.UserFactory(role="mentor", role__centre=centre) for _ in range(4)]
            answers = race([(sign_one, (person.pk, centre.pk, coordinator.pk)) for person in people])
            assert sorted(number for _done, number in answers) == [turn * 4 + place for place in (1, 2, 3, 4)]
