"""The staff's pages about pairings: who sees what, in how many questions to the database, and what changes."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kernel.errors import RuleError
from kernel.models import AuditEvent
from mentorship.models import Pairing
from mentorship.queries.pairings import pairing_page
from mentorship.services.pairings import close_before_meeting
from tests import factories

LIST = "/pairings/"


def page_of(pairing, name="pairing_detail"):
    return reverse(f"mentorship:{name}", args=[pairing.public_id])


def more_pairings(centre, count, **facts):
    return [factories.PairingFactory(centre=centre, **facts) for _ in range(count)]


def test_list_shows_who_walks_beside_whom(client_of, coordinator, pairing):
    html = client_of(coordinator).get(LIST).content.decode()
    assert pairing.mentee.chosen_name in html
    assert pairing.mentor.user.full_name in html
    assert pairing.mentee.identity.family_name not in html


@pytest.mark.parametrize(("path", "count"), [("list", 10), ("detail", 22)])
def test_as_many_queries_for_one_row_as_for_three(client_of, coordinator, pairing, centre, path, count):
    client = client_of(coordinator)
    url = LIST if path == "list" else page_of(pairing)
    factories.MeetingFactory(pairing=pairing)
    client.get(url)
    with CaptureQueriesContext(
        connection,
    ) as one:
        client.get(url)
    more_pairings(centre, 2)
    for _ in range(2):
        factories.MeetingFactory(pairing=pairing)
    with CaptureQueriesContext(connection) as three:
        client.get(url)
    assert len(one) == len(three) == count


def test_every_look_is_on_record(client_of, coordinator, pairing, centre):
    more_pairings(centre, 2)
    client_of(coordinator).get(LIST)
    looks = AuditEvent.objects.filter(event="looked_at", facts__why="pairing_list")
    assert looks.count() == len(set(looks.values_list("subject_id", flat=True))) == 3
    factories.MeetingFactory(pairing=pairing)
    client_of(coordinator).get(page_of(pairing))
    looks = AuditEvent.objects.filter(event="looked_at", facts__why="pairing_detail")
    assert sorted(looks.values_list("subject_label", flat=True)) == [
        "mentorship.meeting", "mentorship.mentee", "mentorship.pairing"
    ]  # fmt: skip


def test_page_by_page(coordinator, pairing, centre):
    made = {pairing, *more_pairings(centre, 52)}
    first = pairing_page(coordinator, "", "")
    second = pairing_page(coordinator, "", str(first.next_after))
    assert (len(first.rows), len(second.rows), second.next_after) == (50, 3, None)
    assert {*first.rows, *second.rows} == made
    assert pairing_page(coordinator, "", "nonsense").rows == first.rows


def test_links_to_the_next_page(client_of, coordinator, centre):
    more_pairings(centre, 51)
    client = client_of(coordinator)
    first = client.get(LIST, {"wanted": "active"})
    assert first.context["next_url"].startswith("?wanted=active&after=")
    second = client.get(LIST + first.context["next_url"])
    assert second.context["first_url"] == "?wanted=active"
    assert len(second.context["pairings"]) == 1


def test_filters(client_of, coordinator, pairing, centre):
    worrying = more_pairings(centre, 1)[0]
    factories.MeetingFactory(pairing=worrying, is_worrying=True)
    closed = more_pairings(centre, 1, status="closed", closing_reason="safety")[0]
    shown = {
        wanted: set(client_of(coordinator).get(LIST, {"wanted": wanted}).context["pairings"])
        for wanted in ("", "worry", "quiet", "closed", "nonsense")
    }
    assert shown == {
        "": {pairing, worrying}, "worry": {worrying}, "quiet": {pairing}, "closed": {closed},
        "nonsense": {pairing, worrying},
    }  # fmt: skip


def test_an_empty_list_says_so(client_of, coordinator):
    assert "No pairing is like this" in client_of(coordinator).get(LIST).content.decode()


def test_who_sees_which_pairing(client_of, pairing, coordinator, other_coordinator, specialist, second_specialist):
    seen = {
        person: client_of(person).get(page_of(pairing)).status_code
        for person in (coordinator, specialist, second_specialist, other_coordinator, pairing.mentor.user)
    }
    assert list(seen.values()) == [200, 200, 404, 404, 403]
    assert not client_of(second_specialist).get(LIST).context["pairings"]


def test_the_specialist_reads_and_does_not_close(client_of, pairing, specialist):
    html = client_of(specialist).get(page_of(pairing)).content.decode()
    assert "End the pairing" not in html
    assert client_of(specialist).post(page_of(pairing, "pairing_close"), {"reason": "safety"}).status_code == 403


def test_before_they_met_one_step_is_enough(client_of, coordinator, pairing):
    Pairing.objects.filter(pk=pairing.pk).update(status="asked")
    client = client_of(coordinator)
    assert client.get(page_of(pairing, "pairing_close")).status_code == 200
    refused = client.post(page_of(pairing, "pairing_close"), {"reason": "other", "note": ""})
    assert "needs a few words" in refused.content.decode()
    answer = client.post(page_of(pairing, "pairing_close"), {"reason": "safety", "note": "Moved."}, follow=True)
    assert answer.redirect_chain[-1][0] == page_of(pairing)
    html = answer.content.decode()
    assert "Moved." in html
    assert "for safety" in html


def test_who_know_each_other_end_in_steps(client_of, coordinator, pairing):
    answer = client_of(coordinator).post(page_of(pairing, "pairing_close"), {"reason": "safety", "note": "Moved."})
    assert answer.url == page_of(pairing, "closure_new")
    with pytest.raises(RuleError, match="ends in steps"):
        close_before_meeting(pairing=pairing, reason="safety", note="", by=coordinator)


def test_another_centre_changes_nothing(client_of, other_coordinator, pairing):
    for name in ("pairing_close", "pairing_pause", "pairing_resume"):
        assert client_of(other_coordinator).post(page_of(pairing, name)).status_code == 404


def test_pause_and_resume(client_of, coordinator, pairing):
    client = client_of(coordinator)
    client.post(page_of(pairing, "pairing_pause"))
    html = client.get(page_of(pairing)).content.decode()
    assert "Let the pairing go on" in html
    again = client.post(page_of(pairing, "pairing_pause"), follow=True)
    assert "no longer possible" in again.content.decode()
    client.post(page_of(pairing, "pairing_resume"))
    pairing.refresh_from_db()
    assert pairing.status == Pairing.Status.ACTIVE
