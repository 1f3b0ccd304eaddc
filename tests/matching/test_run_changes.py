"""The run page: why people wait, what changes against the run before, filters, and words for pools with nobody."""

from datetime import timedelta

import pytest
from django.db.models import ProtectedError
from django.urls import reverse

from kernel.clock import now
from matching.models import Proposal, Run
from matching.queries import changes as queries
from matching.queries.changes import changes_of
from matching.queries.waiting_groups import GROUPS, group_of, has_reason, waiting_groups
from matching.services import proposals, runs
from matching.services.policies import change_policy
from mentorship.models import Mentee, Mentor
from tests import factories

pytestmark = pytest.mark.django_db


def page_of(run):
    return reverse("matching:run_detail", args=[run.public_id])


def why(group):
    return {line.proposal.mentee: line.sentence for line in group.lines}


@pytest.fixture
def crowd(centre, specialist):
    """Six mentees, each with the one mentor who speaks the language."""
    pairs = []
    for language in ("ro", "hu", "uk", "en", "de", "fr"):
        mentor = factories.MentorFactory(
            centre=centre, supervisor=specialist, cleared=True, certified=True, languages=[language]
        )
        mentee = factories.MenteeFactory(centre=centre, specialist=specialist, ready=True, languages=[language])
        pairs.append((mentee, mentor))
    return pairs


def test_who_newly_gets_somebody_and_who_does_not_any_more(crowd, centre, coordinator, specialist):
    first = runs.run_now(centre=centre, by=coordinator)
    assert changes_of(first, coordinator) is None
    of = {proposal.mentee: proposal for proposal in first.proposals.all()}
    (paired, _m), (refused, _n), (rested, resting), (same, _o), (moved, leaving), (closed, _p) = crowd
    for key in (coordinator, specialist):
        proposals.turn_key(proposal=of[paired], by=key)
    proposals.refuse(proposal=of[refused], reason="travel", by=coordinator)
    Mentor.objects.filter(pk__in=[resting.pk, leaving.pk]).update(status="resting")
    Mentee.objects.filter(pk=closed.pk).update(status="closed")
    factories.MentorFactory(
        centre=centre, supervisor=specialist, cleared=True, certified=True, languages=moved.languages, capacity=2
    )
    new = factories.MenteeFactory(centre=centre, specialist=specialist, ready=True, languages=moved.languages)
    runs.run_now(centre=centre, by=coordinator, is_dry=True)
    second = runs.run_now(centre=centre, by=coordinator)
    changes = changes_of(second, coordinator)
    assert changes.before == first and changes.same == 1
    assert why(changes.newly) == {new: ""}
    assert why(changes.lost) == {
        paired: "Approved meanwhile: the two are paired.",
        refused: "Refused: the way is too far or not safe.",
        rested: "The mentor is resting or has left.",
        closed: "The mentee's file has changed: the bars would no longer let the two pass.",
    }
    assert why(changes.other) == {moved: "The mentor is resting or has left."}
    assert same in {proposal.mentee for proposal in second.proposals.all()}
    assert set(changes.mentees) == {new, paired, refused, rested, closed, moved}


def test_a_better_plan_takes_a_mentor_away(mentor, mentee, centre, specialist, coordinator):
    runs.run_now(centre=centre, by=coordinator)
    urgent = factories.MenteeFactory(centre=centre, specialist=specialist, ready=True, risk=4)
    dry = runs.run_now(centre=centre, by=coordinator, is_dry=True)
    real = runs.run_now(centre=centre, by=coordinator)
    for run in (dry, real):
        changes = changes_of(run, coordinator)
        assert why(changes.lost) == {mentee: "Another plan is better for everybody together."}
        assert why(changes.newly) == {urgent: ""}


def test_nothing_changes(proposal, coordinator, client_of):
    again = runs.run_now(centre=proposal.run.centre, by=coordinator)
    assert changes_of(again, coordinator).is_empty
    text = client_of(coordinator).get(page_of(again)).text
    assert "Nothing changes: everybody keeps the same mentor." in text
    assert "This is the first run of the centre." in client_of(coordinator).get(page_of(proposal.run)).text


def test_what_moved_within_the_run_is_not_of_the_plan(proposal, coordinator):
    again = runs.run_now(centre=proposal.run.centre, by=coordinator)
    again.proposals.update(status="expired", expiry="moved")
    assert why(changes_of(again, coordinator).lost) == {
        proposal.mentee: "Another plan is better for everybody together."
    }


def test_a_specialist_sees_changes_of_the_own_caseload(crowd, centre, coordinator, second_specialist):
    runs.run_now(centre=centre, by=coordinator)
    Mentor.objects.update(status="resting")
    assert changes_of(runs.run_now(centre=centre, by=coordinator), second_specialist).is_empty


def test_many_changes_are_cut(crowd, centre, coordinator, client_of, monkeypatch):
    monkeypatch.setattr(queries, "SHOWN", 2)
    runs.run_now(centre=centre, by=coordinator)
    Mentor.objects.update(status="resting")
    run = runs.run_now(centre=centre, by=coordinator)
    lost = changes_of(run, coordinator).lost
    assert (lost.count, len(lost.lines), lost.more) == (6, 2, 4)
    assert "4 more mentees who are not named here." in client_of(coordinator).get(page_of(run)).text


def test_reasons_are_counted_over_the_whole_run(crowd, centre, coordinator, specialist, client_of, second_specialist):
    Mentor.objects.filter(pk=crowd[0][1].pk).update(status="resting")
    factories.MenteeFactory(centre=centre, specialist=specialist, ready=False)
    factories.MenteeFactory(centre=centre, specialist=specialist, ready=True, languages=["hu"], risk=1)
    run = runs.run_now(centre=centre, by=coordinator)
    groups = {group.code: group.count for group in waiting_groups(run, coordinator)}
    assert groups == {"decision": 1, "language": 1, "seats": 1}
    assert waiting_groups(run, second_specialist) == []
    for code in groups:
        (found,) = run.waiting.filter(has_reason(code))
        assert group_of(found.reasons) == code
        page = client_of(coordinator).get(page_of(run), {"why": code})
        assert [row.waiting for row in page.context["page"].waiting] == [found]
        assert str(GROUPS[code]).replace("'", "&#x27;") in page.text and "1 mentee with this reason" in page.text


def test_a_pool_without_mentors_has_a_reason_too(mentee, centre, coordinator, client_of):
    run = runs.run_now(centre=centre, by=coordinator)
    assert [group.code for group in waiting_groups(run, coordinator)] == ["nobody"]
    assert run.waiting.filter(has_reason("nobody")).count() == 1
    text = client_of(coordinator).get(page_of(run)).text
    assert "The one mentee who waits gets nobody" in text and "No mentor is possible." in text
    assert "Filter the proposals" not in text


def test_a_pool_with_nobody(centre, coordinator, client_of):
    text = client_of(coordinator).get(page_of(runs.run_now(centre=centre, by=coordinator))).text
    assert "Nobody waits for a mentor" in text and "there is nothing to propose" in text
    assert "Who has nobody" not in text


def test_a_pool_with_nobody_eligible(mentor, centre, coordinator, specialist, client_of):
    for _two in range(2):
        factories.MenteeFactory(centre=centre, specialist=specialist, ready=False)
    text = client_of(coordinator).get(page_of(runs.run_now(centre=centre, by=coordinator))).text
    assert "None of the 2 mentees who wait gets anybody" in text and "No mentor keeps every rule" in text
    assert "decision that mentoring is right is missing" in text


def test_a_pool_with_one(proposal, coordinator, client_of):
    text = client_of(coordinator).get(page_of(proposal.run)).text
    assert "1 of 1 mentee gets somebody" in text and "nobody waits" in text
    assert "Of the urgent ones 0 of 0, of those who should have a mentor soon 0 of 0" in text


def test_filters(crowd, centre, coordinator, specialist, client_of):
    far = factories.PlaceFactory(geonameid=2, name="Turda", latitude=46.57, longitude=23.79)
    Mentee.objects.filter(pk=crowd[0][0].pk).update(place=far, radius_km=100)
    Mentor.objects.filter(pk=crowd[0][1].pk).update(place=far)
    run = runs.run_now(centre=centre, by=coordinator)
    of = {proposal.mentee: proposal for proposal in run.proposals.all()}
    proposals.turn_key(proposal=of[crowd[1][0]], by=coordinator)
    proposals.refuse(proposal=of[crowd[2][0]], reason="travel", by=coordinator)
    Proposal.objects.filter(pk=of[crowd[3][0]].pk).update(near_tie=True, tier=1)
    client = client_of(coordinator)

    def shown(**wanted):
        rows = client.get(page_of(run), wanted).context["page"].proposals
        return {row.proposal.mentee for row in rows}

    everybody = {mentee for mentee, _mentor in crowd}
    assert shown() == shown(tier="nonsense") == shown(rows="200") == everybody
    assert shown(place="2") == {crowd[0][0]}
    assert shown(key="mine") == shown(key="coordinator") == everybody - {crowd[1][0], crowd[2][0]}
    assert shown(key="specialist") == everybody - {crowd[2][0]}
    assert shown(status="refused") == {crowd[2][0]}
    assert shown(tier="1") == shown(near_tie="on") == {crowd[3][0]}
    assert "No proposal is like this" in client.get(page_of(run), {"status": "approved"}).text


def test_filters_stay_from_page_to_page(crowd, centre, coordinator, client_of, monkeypatch):
    from matching.queries import runs as lists

    run = runs.run_now(centre=centre, by=coordinator)
    page_after = lists.page_after
    monkeypatch.setattr(lists, "page_after", lambda rows, order, after, size=2: page_after(rows, order, after, 2))
    client = client_of(coordinator)
    first = client.get(page_of(run), {"key": "mine", "why": "language"}).context["page"]
    assert "key=mine" in first.next_url and "why=language" in first.next_url and first.next_url.endswith("#proposals")
    second = client.get(page_of(run) + first.next_url).context["page"]
    assert len(second.proposals) == 2 and "after" not in second.first_url and "key=mine" in second.first_url


def test_the_run_in_force_is_marked(proposal, coordinator, client_of):
    client = client_of(coordinator)
    listing = reverse("matching:run_list")
    assert client.get(listing).text.count("in force") == 1 and "in force" in client.get(page_of(proposal.run)).text
    dry = runs.run_now(centre=proposal.run.centre, by=coordinator, is_dry=True)
    newer = runs.run_now(centre=proposal.run.centre, by=coordinator)
    runs._fail(runs.request_run(centre=proposal.run.centre, by=coordinator), Run.Failure.ERROR)
    in_force = [run.pk for run in client.get(listing).context["page"].rows if run.is_in_force]
    assert in_force == [newer.pk]
    for run in (dry, proposal.run):
        assert "in force" not in client.get(page_of(run)).text


def test_a_failed_run_leads_to_the_rules_that_contradict_each_other(centre, coordinator, client_of):
    run = runs.request_run(centre=centre, by=coordinator)
    runs._fail(run, Run.Failure.INPUT)
    text = client_of(coordinator).get(page_of(run)).text
    assert "contradict each other" in text and reverse("matching:rule_list") in text


def test_a_policy_that_a_run_used_cannot_be_deleted_and_stays_with_it(proposal, coordinator, specialist):
    former = proposal.run.policy
    with pytest.raises(ProtectedError):
        former.delete()
    change_policy(former=former, name="Next", settings=former.settings, two_keys=True, by=coordinator)
    proposals.turn_key(proposal=proposal, by=coordinator)
    assert proposals.turn_key(proposal=proposal, by=specialist)
    proposal.run.refresh_from_db()
    assert proposal.run.policy == former


def test_a_policy_that_is_replaced_while_a_run_waits_is_still_the_one_of_the_run(mentor, mentee, coordinator, centre):
    run = runs.request_run(centre=centre, by=coordinator)
    former = run.policy
    change_policy(
        former=former, name="Next", settings=former.settings | {"least_fit": 1000}, two_keys=True, by=coordinator
    )
    runs.perform_run(run_id=run.pk)
    run.refresh_from_db()
    assert run.policy == former and run.proposals.count() == 1


@pytest.mark.parametrize("count", [3, 300])
def test_queries_at_three_and_three_hundred_rows(count, proposal, coordinator, client_of, django_assert_num_queries):
    template, run = proposal, proposal.run
    mentees = Mentee.objects.bulk_create([
        Mentee(**{
            field.attname: getattr(template.mentee, field.attname)
            for field in Mentee._meta.concrete_fields if field.attname not in {"id", "public_id", "chosen_name"}
        }, chosen_name=f"Row{number}")
        for number in range(count)
    ])  # fmt: skip
    Proposal.objects.bulk_create([
        Proposal(run=run, mentee=mentee, mentor=template.mentor, tier=2, fit=500, explanation=template.explanation)
        for mentee in mentees
    ])  # fmt: skip
    Run.objects.filter(pk=run.pk).update(finished_at=now() - timedelta(days=1))
    client = client_of(coordinator)
    client.get(page_of(run))
    with django_assert_num_queries(38):
        client.get(page_of(run), {"key": "mine"})
