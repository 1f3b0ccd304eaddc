"""The page of the audit trail, for the data protection officer and the auditor."""

import pytest
from django.db import transaction
from django.urls import reverse

from accounts.queries import trail
from accounts.queries.trail import trail_page
from kernel.audit import record
from kernel.models import AuditEvent

pytestmark = pytest.mark.django_db


@pytest.fixture
def events(coordinator):
    def write(count):
        with transaction.atomic():
            for number in range(count):
                record("thing.done", by=None if number == 0 else coordinator, subject=coordinator, number=number)

    return write


def test_the_newest_rows_come_first_page_by_page(events, auditor, monkeypatch):
    monkeypatch.setattr(trail, "ROWS", 3)
    events(7)
    seen, before = [], None
    while True:
        page = trail_page(auditor, before=before)
        assert page.holds
        seen += [entry.event.sequence for entry in page.entries]
        before = page.next_before
        if before is None:
            break
    assert seen == [7, 6, 5, 4, 3, 2, 1]


def test_an_empty_trail_says_so(client_of, auditor):
    assert trail_page(auditor).entries == []
    assert "Nothing is on record" in client_of(auditor).get(reverse("accounts:trail")).content.decode()


def test_a_changed_row_shows_on_the_page(events, auditor, monkeypatch):
    events(4)
    rows = list(AuditEvent.objects.order_by("-sequence"))
    rows[1].facts = {"number": 99}
    monkeypatch.setattr(trail.AuditEvent.objects.__class__, "order_by", lambda self, *names: rows)
    assert [entry.holds for entry in trail_page(auditor).entries] == [True, False, True, True]


def test_a_missing_row_shows_on_the_page(events, auditor, monkeypatch):
    events(4)
    rows = [row for row in AuditEvent.objects.order_by("-sequence") if row.sequence != 2]
    monkeypatch.setattr(trail.AuditEvent.objects.__class__, "order_by", lambda self, *names: rows)
    assert [entry.holds for entry in trail_page(auditor).entries] == [True, False, True]


def test_the_officer_reads_names_of_colleagues_and_the_auditor_ids_only(
    events, client_of, auditor, protection_officer, coordinator
):
    events(2)
    url = reverse("accounts:trail")
    officers, auditors = (client_of(who).get(url).content.decode() for who in (protection_officer, auditor))
    assert coordinator.full_name in officers
    assert coordinator.full_name not in auditors and str(coordinator.public_id)[:8] in auditors
    assert "Every row on this page holds" in auditors and "the system" in auditors


def test_the_fragment_is_a_part_of_the_page(events, client_of, auditor):
    events(3)
    client, url = client_of(auditor), reverse("accounts:trail")
    fragment = client.get(url, headers={"HX-Request": "true"}).content.decode()
    assert fragment.strip() in client.get(url).content.decode()
    assert client.get(url, {"before": "junk"}).status_code == 200
    assert client.get(url, {"before": "1"}).status_code == 200


def test_the_whole_trail_is_verified_at_a_press(events, client_of, auditor, monkeypatch, settings, tmp_path):
    settings.AUDIT_ANCHOR = tmp_path / "anchor"
    events(3)
    client, url = client_of(auditor), reverse("accounts:trail_verify")
    assert "The trail holds. Rows verified: 3." in client.post(url, follow=True).content.decode()
    settings.AUDIT_ANCHOR.write_text('{"sequence": 9, "hash": "x", "at": "then"}\n')
    assert "does not hold: row 9" in client.post(url, follow=True).content.decode()


@pytest.mark.parametrize("who", ["administrator", "coordinator", "specialist", "applicant"])
def test_the_trail_is_for_those_who_may(who, client_of, request):
    client = client_of(request.getfixturevalue(who))
    assert client.get(reverse("accounts:trail")).status_code == 403
    assert client.post(reverse("accounts:trail_verify")).status_code == 403


def test_the_trail_costs_the_same_for_three_and_for_forty_rows(events, protection_officer, django_assert_num_queries):
    events(3)
    protection_officer.active_grants  # noqa: B018  read once per request
    with django_assert_num_queries(2):
        trail_page(protection_officer)
    events(37)
    with django_assert_num_queries(2):
        trail_page(protection_officer)


@pytest.mark.parametrize("before", ["9" * 5000, "9" * 18, "-1", "²", "a\x00"])
def test_an_impossible_row_is_no_error(before, client_of, auditor):
    assert client_of(auditor).get(reverse("accounts:trail"), {"before": before}).status_code == 200
