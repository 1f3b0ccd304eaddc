"""The pages of the questions beside the runs: asked by a coordinator, read side by side, taken away as codes."""

import pytest
from django.urls import reverse

from kernel.models import AuditEvent
from matching import jobs
from matching.models import Analysis, MatchingPolicy, Run
from matching.services import analyses, runs
from tests import factories

pytestmark = pytest.mark.django_db


def url(name, one=None):
    return reverse(f"matching:{name}", args=[one.public_id] if one else [])


def typed(client, policy, **changes):
    """What the form of the page would send, with some of it changed."""
    form = client.get(url("what_if", policy)).context["form"]
    given = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    given = {name: value for name, value in given.items() if value is not None and value is not False} | {
        "population": "youth"
    }
    return given | {"language": "ro", "gender": "", "experience": 1} | changes


def answer(analysis):
    jobs.perform_analysis(analysis.pk)


def test_who_is_missing_from_asking_to_the_table(
    client_of, coordinator, lonely_mentee, done_run, django_assert_num_queries
):
    client = client_of(coordinator)
    policy = done_run.policy
    assert "Ask who is missing" in client.get(url("analysis_list")).text
    page = client.post(url("doctor_ask"), {"policy": policy.public_id}, follow=True)
    assert "waits for its turn" in page.text and "Stop the question" in page.text
    analysis = Analysis.objects.get()
    assert client.get(url("analysis_table", analysis)).status_code == 404
    fragment = client.get(url("analysis_progress", analysis))
    assert 'hx-trigger="every 2s"' in fragment.text and "HX-Refresh" not in fragment
    answer(analysis)
    assert client.get(url("analysis_progress", analysis))["HX-Refresh"] == "true"
    page = client.get(url("analysis_detail", analysis))
    assert "1 person who speaks Ukrainian" in page.text and "young people at risk" in page.text
    assert "Whose leaving would hurt most" in page.text and done_run.proposals.get().mentor.user.full_name in page.text
    assert "people or the rules had changed" not in page.text and "h, " in page.text
    table = client.get(url("analysis_table", analysis))
    assert table["Content-Type"].startswith("text/csv")
    lines = table.text.splitlines()
    assert lines[0].startswith("what,count,population") and lines[1].startswith("recruit,1,youth,uk,")
    assert sum(line.startswith("one_mentor_less") for line in lines) == 1
    for person in (lonely_mentee.chosen_name, done_run.proposals.get().mentor.user.family_name):
        assert person not in table.text


def test_what_if_with_a_mentor_more_and_one_less(client_of, coordinator, lonely_mentee, proposal):
    client, policy = client_of(coordinator), proposal.run.policy
    place = lonely_mentee.place
    given = typed(
        client, policy, count=1, language="uk", experience=4, place=place.pk, windows=["mon_16_20", "sat_08_12"],
        without=[proposal.mentor.public_id], weight_distance=0,
    )  # fmt: skip
    page = client.post(url("what_if", policy), given, follow=True)
    assert "Nothing is changed by it." in page.text
    analysis = Analysis.objects.get()
    answer(analysis)
    page = client.get(url("analysis_detail", analysis))
    assert f"without {proposal.mentor.user.full_name}" in page.text
    assert "1 person who speaks Ukrainian" in page.text and "Monday 16–20 h" in page.text
    assert "Distance" in page.text and "would wait" in page.text
    assert "Use these criteria" not in page.text, "other mentors were assumed too"
    assert AuditEvent.objects.filter(event="looked_at").exists()
    lines = client.get(url("analysis_table", analysis)).text.splitlines()
    assert lines[0] == "mentee,tier,change,mentor_before,fit_before,mentor_after,fit_after"
    assert any(",loses," in line for line in lines)
    page = client.post(url("criteria_adopt", analysis), follow=True)
    assert "effect of the criteria alone" in page.text and MatchingPolicy.objects.count() == 1


def test_what_is_missing_about_the_mentors_is_asked_for(client_of, coordinator, done_run):
    client = client_of(coordinator)
    page = client.post(url("what_if", done_run.policy), typed(client, done_run.policy, count=2))
    assert page.status_code == 422 and page.text.count("Please say this about the mentors who would come.") >= 2
    assert not Analysis.objects.exists()


def test_a_recruit_is_tried_with_the_facts_of_its_line(client_of, coordinator, lonely_mentee, done_run):
    client = client_of(coordinator)
    analysis = analyses.ask_who_is_missing(policy=done_run.policy, by=coordinator)
    answer(analysis)
    row = client.get(url("analysis_detail", analysis)).context["page"].recruits[0]
    form = client.get(url("what_if", done_run.policy) + "?" + row.try_url).context["form"]
    assert form.initial["language"] == "uk" and form.initial["windows"] == analysis_windows(analysis)


def analysis_windows(analysis):
    analysis.refresh_from_db()
    return analysis.answer["recruits"][0]["windows"]


def test_nothing_can_be_asked_without_a_centre_or_twice_too_often(client_of, coordinator, done_run):
    client = client_of(coordinator)
    assert "Please choose the centre" in client.post(url("doctor_ask"), follow=True).text
    for _each in range(analyses.MOST_UNDERWAY):
        client.post(url("doctor_ask"), {"policy": done_run.policy.public_id})
    page = client.post(url("doctor_ask"), {"policy": done_run.policy.public_id}, follow=True)
    assert "Several questions of this centre" in page.text


def test_a_question_is_stopped_or_fails_in_words(client_of, coordinator, done_run):
    client = client_of(coordinator)
    analysis = analyses.ask_who_is_missing(policy=done_run.policy, by=coordinator)
    page = client.post(url("analysis_cancel", analysis), follow=True)
    assert "Somebody stopped this question." in page.text
    failed = analyses.ask_who_is_missing(policy=done_run.policy, by=coordinator)
    Analysis.objects.filter(pk=failed.pk).update(status="failed", failure="not_proved")
    assert "could not be proved" in client.get(url("analysis_detail", failed)).text


def test_only_coordinators_of_the_centre_ask(client_of, specialist, other_coordinator, coordinator, done_run):
    analysis = analyses.ask_who_is_missing(policy=done_run.policy, by=coordinator)
    assert client_of(specialist).get(url("analysis_detail", analysis)).status_code == 403
    assert client_of(other_coordinator).get(url("analysis_detail", analysis)).status_code == 404
    assert client_of(other_coordinator).get(url("what_if", done_run.policy)).status_code == 404


def test_a_pool_where_nobody_is_missing(client_of, coordinator, done_run):
    client = client_of(coordinator)
    analysis = analyses.ask_who_is_missing(policy=done_run.policy, by=coordinator)
    answer(analysis)
    text = client.get(url("analysis_detail", analysis)).text
    assert "Nobody is missing." in text and "No group of mentees competes" in text
    assert "would bring nobody somebody" in text


def test_limits_that_cross_are_said(client_of, coordinator, done_run):
    analysis = analyses.ask_who_is_missing(policy=done_run.policy, by=coordinator)
    answer(analysis)
    analysis.refresh_from_db()
    analysis.answer = analysis.answer | {"crossing": True, "mentors": [], "as_run": False}
    analysis.save(update_fields=["answer"])
    text = client_of(coordinator).get(url("analysis_detail", analysis)).text
    assert "The limits of groups cross" in text and "had changed since the run in force" in text


def test_two_who_compete_for_one_seat_are_a_shortage(client_of, coordinator, specialist, proposal):
    centre = proposal.run.centre
    factories.MenteeFactory(centre=centre, specialist=specialist, ready=True, place=proposal.mentee.place)
    analysis = analyses.ask_who_is_missing(policy=proposal.run.policy, by=coordinator)
    answer(analysis)
    text = client_of(coordinator).get(url("analysis_detail", analysis)).text
    assert "Mentees too many" in text and "all speak" in text and "live in" in text
    assert "Whom to ask whether they could take one more mentee" in text
    assert "shortage,," in client_of(coordinator).get(url("analysis_table", analysis)).text


def test_two_runs_are_compared(client_of, coordinator, lonely_mentee, proposal, other_coordinator):
    client = client_of(coordinator)
    before = proposal.run
    lonely_mentee.languages = ["ro"]
    lonely_mentee.save()
    after = runs.run_now(centre=before.centre, by=coordinator, is_dry=True)
    assert "Choose two runs" in client.get(url("run_compare")).text
    address = url("run_compare") + f"?before={before.public_id}&after={after.public_id}"
    page = client.get(address)
    assert "dry run" in page.text and page.context["beside"].served[1] >= page.context["beside"].served[0]
    assert client.get(address + "&as=csv").text.startswith("mentee,tier,change")
    same = client.get(url("run_compare") + f"?before={before.public_id}&after={before.public_id}")
    assert "For nobody: every mentee has the same mentor" in same.text
    other = runs.run_now(centre=factories.CentreFactory(), by=None)
    foreign = client.get(url("run_compare") + f"?before={before.public_id}&after={other.public_id}")
    assert "beside" not in foreign.context
    assert "beside" not in client_of(other_coordinator).get(address).context


def test_runs_of_two_centres_are_not_compared(client_of, coordinator, done_run, other_centre):
    from accounts.permissions import Role

    factories.grant_role(coordinator, Role.COORDINATOR, other_centre)
    other = runs.run_now(centre=other_centre, by=None)
    page = client_of(coordinator).get(url("run_compare") + f"?before={done_run.public_id}&after={other.public_id}")
    assert "two runs of the same centre" in page.text
    assert Run.objects.count() == 2


@pytest.mark.parametrize("count", [1, 12])
def test_the_pages_ask_the_database_equally_often(
    client_of, coordinator, specialist, done_run, count, django_assert_num_queries
):
    centre, policy = done_run.centre, done_run.policy
    for _each in range(count):
        factories.MenteeFactory(centre=centre, specialist=specialist, ready=True, languages=["uk"])
        factories.MentorFactory(centre=centre, supervisor=specialist, cleared=True, certified=True)
    extra = {"name": "x", "two_keys": True, "settings": policy.settings | {"weights": {"hours": 1}}, "extra": []}
    asked = [
        analyses.ask_who_is_missing(policy=policy, by=coordinator),
        analyses.ask_what_if(policy=policy, by=coordinator, assumptions=extra | {"without": [
            str(done_run.proposals.get().mentor.public_id)]}),
    ]  # fmt: skip
    client = client_of(coordinator)
    client.get(url("analysis_list"))
    for analysis, queries in zip(asked, (6, 13), strict=True):
        answer(analysis)
        with django_assert_num_queries(queries):
            client.get(url("analysis_detail", analysis))
    with django_assert_num_queries(6):
        client.get(url("analysis_list"))
