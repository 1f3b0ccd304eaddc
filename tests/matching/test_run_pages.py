"""The pages of runs: start, watch, stop, read; who sees which, in how many queries."""

import pytest
from django.urls import reverse

from accounts.permissions import Role
from kernel.models import AuditEvent
from matching.models import Run
from matching.services import runs
from tests import factories

pytestmark = pytest.mark.django_db
RUN_PAGE_QUERIES, RUN_LIST_QUERIES = 38, 6


def add_people(count, centre, specialist):
    for _one in range(count):
        factories.MentorFactory(centre=centre, supervisor=specialist, cleared=True, certified=True)
        factories.MenteeFactory(centre=centre, specialist=specialist, ready=True)
        factories.MenteeFactory(centre=centre, specialist=specialist, ready=True, languages=["uk"])


def page_of(run):
    return reverse("matching:run_detail", args=[run.public_id])


def test_a_coordinator_starts_a_run_and_watches_it(client_of, coordinator, mentor, mentee):
    client = client_of(coordinator)
    listing = client.get(reverse("matching:run_list"))
    assert "No run yet" in listing.text and "Start a run" in listing.text
    centre = coordinator.centres("run.start")[0]
    answer = client.post(reverse("matching:run_start"), {"centre": centre.public_id})
    run = Run.objects.get()
    assert answer.url == page_of(run) and not run.is_dry
    page = client.get(page_of(run))
    assert "The run is under way" in page.text and "every 2s" in page.text
    fragment = client.get(reverse("matching:run_progress", args=[run.public_id]))
    assert "<html" not in fragment.text and fragment.text.strip().splitlines()[0] in page.text
    assert "HX-Refresh" not in fragment.headers
    runs.perform_run(run_id=run.pk)
    assert client.get(reverse("matching:run_progress", args=[run.public_id])).headers["HX-Refresh"] == "true"


def test_one_run_at_a_time_is_told(client_of, coordinator, centre):
    client = client_of(coordinator)
    for _twice in range(2):
        answer = client.post(reverse("matching:run_start"), {"centre": centre.public_id, "is_dry": "on"}, follow=True)
    assert "already under way" in answer.text and Run.objects.get().is_dry


def test_a_run_starts_only_where_one_is_coordinator(client_of, coordinator, other_centre):
    answer = client_of(coordinator).post(reverse("matching:run_start"), {"centre": other_centre.public_id}, follow=True)
    assert "choose the centre" in answer.text and not Run.objects.exists()


def test_a_run_is_stopped(client_of, coordinator, centre):
    run = runs.request_run(centre=centre, by=coordinator)
    client = client_of(coordinator)
    page = client.post(reverse("matching:run_cancel", args=[run.public_id]), follow=True)
    assert "Somebody stopped this run" in page.text
    page = client.post(reverse("matching:run_cancel", args=[run.public_id]), follow=True)
    assert "no longer possible" in page.text


def test_a_failed_run_says_why(client_of, coordinator, centre):
    run = runs.request_run(centre=centre, by=coordinator)
    runs._fail(run, Run.Failure.NOT_PROVED)
    assert "could not be proved" in client_of(coordinator).get(page_of(run)).text


def test_the_page_answers_in_order(client_of, coordinator, done_run, proposal, lonely_mentee):
    run = runs.run_now(centre=done_run.centre, by=coordinator)
    text = client_of(coordinator).get(page_of(run)).text
    parts = ["1 of 2 mentees get somebody", "Who has nobody, and why", "Proposals", "How this result is proved"]
    assert sorted(parts, key=text.index) == parts
    assert "No mentor is possible for this mentee." in text and run.input_digest in text
    assert lonely_mentee.chosen_name in text and proposal.mentee.chosen_name in text
    assert "1 more mentee who is not urgent would wait." in text


def test_looking_is_on_record_once_per_mentee(client_of, coordinator, done_run, mentee):
    client_of(coordinator).get(page_of(done_run))
    assert AuditEvent.objects.about(mentee).filter(event="looked_at").count() == 1


def test_a_specialist_sees_the_own_caseload(client_of, second_specialist, done_run, mentee):
    text = client_of(second_specialist).get(page_of(done_run)).text
    assert mentee.chosen_name not in text and "1 of 1 mentee gets somebody" in text


def test_other_centres_do_not_exist(client_of, other_coordinator, done_run, coordinator):
    client = client_of(other_coordinator)
    for name in ("run_detail", "run_progress"):
        assert client.get(reverse(f"matching:{name}", args=[done_run.public_id])).status_code == 404
    for name in ("run_cancel", "proposals_approve"):
        assert client.post(reverse(f"matching:{name}", args=[done_run.public_id])).status_code == 404
    assert "No run yet" in client.get(reverse("matching:run_list")).text


def test_who_may_not_see_runs(client_of, olga, mentor):
    for person in (olga, mentor.user):
        assert client_of(person).get(reverse("matching:run_list")).status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_queries_of_the_run_page(client_of, coordinator, specialist, centre, count, django_assert_num_queries):
    add_people(count, centre, specialist)
    run = runs.run_now(centre=centre, by=coordinator)
    client = client_of(coordinator)
    client.get(page_of(run))
    with django_assert_num_queries(RUN_PAGE_QUERIES):
        client.get(page_of(run))


@pytest.mark.parametrize("count", [1, 3])
def test_queries_of_the_list(client_of, coordinator, centre, count, django_assert_num_queries):
    for _one in range(count):
        runs.run_now(centre=centre, by=coordinator)
    client = client_of(coordinator)
    client.get(reverse("matching:run_list"))
    with django_assert_num_queries(RUN_LIST_QUERIES):
        client.get(reverse("matching:run_list"))


def test_long_lists_come_in_pages(client_of, coordinator, specialist, centre, monkeypatch):
    from matching.queries import runs as queries

    add_people(3, centre, specialist)
    run = runs.run_now(centre=centre, by=coordinator)
    page_after = queries.page_after
    monkeypatch.setattr(queries, "page_after", lambda rows, order, after, size=2: page_after(rows, order, after, 2))
    client = client_of(coordinator)
    first = client.get(page_of(run))
    page = first.context["page"]
    assert len(page.proposals) == len(page.waiting) == 2 and page.next_url in first.text
    second = client.get(page_of(run) + page.next_url).context["page"]
    third = client.get(page_of(run) + page.waiting_next_url).context["page"]
    assert len(second.proposals) == 1 and second.first_url == "?#proposals" and len(third.waiting) == 1
    shown = {row.proposal.pk for row in page.proposals} | {row.proposal.pk for row in second.proposals}
    assert len(shown) == 3


def test_a_person_of_two_centres_chooses(client_of, coordinator, other_centre, centre):
    factories.grant_role(coordinator, Role.COORDINATOR, other_centre)
    assert "<select" in client_of(coordinator).get(reverse("matching:run_list")).text


def test_the_proof_of_a_run_comes_as_a_paper_without_names(done_run, coordinator, client_of):
    answer = client_of(coordinator).get(reverse("matching:run_paper", args=[done_run.public_id]))
    assert answer.status_code == 200 and answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF") and "attachment" in answer["Content-Disposition"]


def test_a_run_that_failed_has_no_paper(done_run, coordinator, client_of):
    type(done_run).objects.filter(pk=done_run.pk).update(status="failed", failure="error")
    assert client_of(coordinator).get(reverse("matching:run_paper", args=[done_run.public_id])).status_code == 404
