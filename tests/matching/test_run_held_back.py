"""Seats held back for those who will come: off by default, by the prices of earlier runs, and the effect is shown."""

from datetime import timedelta

import pytest
from django.urls import reverse

from kernel.clock import now, today
from kernel.models import AuditEvent
from matching import jobs
from matching.models import Analysis, GroupCap, MatchingPolicy, Run, Waiting
from matching.papers import proof_of
from matching.queries import held as queries
from matching.queries.prices import earlier_prices
from matching.services import runs
from matching.services.policies import change_policy, policy_of
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def switched_on(centre, coordinator):
    policy = policy_of(centre)
    settings = policy.settings | {"hold_back": True}
    return change_policy(former=policy, name="Held", settings=settings, two_keys=True, by=coordinator)


def earlier_run(centre, price, *, days=1, seats=None, **changes):
    """A run that was done some days ago, with the same price for every seat."""
    prices = dict.fromkeys([str(mentor) for mentor in seats or ["nobody"]], price)
    given = {
        "centre": centre, "policy": policy_of(centre), "status": "done", "seed": 1, "objective": [0, 0, 0, 0],
        "solved_for": today() - timedelta(days=days), "requested_at": now(), "seat_prices": prices,
    }  # fmt: skip
    return Run.objects.create(**given | changes)


def three_runs(centre, price, *seats):
    for days in (1, 2, 3):
        earlier_run(centre, price + days, days=days, seats=seats)


def page_of(run):
    return reverse("matching:run_detail", args=[run.public_id])


def test_every_run_stores_what_a_seat_is_worth(centre, mentor, specialist, coordinator):
    for _one in range(2):
        factories.MenteeFactory(centre=centre, specialist=specialist, ready=True)
    run = runs.run_now(centre=centre, by=coordinator)
    ((code, price),) = run.seat_prices.items()
    assert code == str(mentor.public_id) and 1000 < price < 2000, "one seat more would serve one more who can wait"
    assert run.maximal_seat_prices.keys() == {code} and run.maximal_seat_prices[code] >= price
    assert run.effect == {} and not run.waiting.get().is_held_back


def test_off_means_that_earlier_prices_change_nothing(centre, mentor, mentee, coordinator, client_of):
    three_runs(centre, 5000, mentor.public_id)
    run = runs.run_now(centre=centre, by=coordinator)
    assert run.proposals.count() == 1 and run.effect == {}
    assert "Seats held back" not in client_of(coordinator).get(page_of(run)).text


def test_a_scarce_mentor_waits_for_those_who_will_come(
    centre, mentor, mentee, coordinator, specialist, second_specialist, client_of, switched_on
):
    three_runs(centre, 4000, mentor.public_id)
    run = runs.run_now(centre=centre, by=coordinator)
    waiting = run.waiting.get()
    assert waiting.is_held_back and [reason["said"] for reason in waiting.reasons] == ["waiting.held"]
    assert run.effect["runs"] == 3 and run.effect["held_back"] == run.effect["objective"][2] == 1
    assert run.objective == [0, 0, 0, 0]
    text = client_of(coordinator).get(page_of(run)).text
    assert "Seats held back for those who will come" in text and "Who waits because of it" in text
    assert text.count(mentee.chosen_name) == 2 and "in the last 3 runs" in text
    assert AuditEvent.objects.about(mentee).filter(event="looked_at").count() == 1
    text = client_of(second_specialist).get(page_of(run)).text
    assert mentee.chosen_name not in text and "1 more mentee who is not named here." in text
    assert proof_of(run).startswith(b"%PDF")


def test_the_most_urgent_never_wait_because_of_it(centre, mentor, mentee, coordinator, client_of, switched_on):
    three_runs(centre, 9000, mentor.public_id)
    mentee.waiting_since = today() - timedelta(days=400)
    mentee.save(update_fields=["waiting_since"])
    run = runs.run_now(centre=centre, by=coordinator)
    assert run.counts["matched"] == [1, 0, 0]
    assert "Nobody waits because of it today." in client_of(coordinator).get(page_of(run)).text


def test_with_too_few_earlier_runs_nothing_is_held_back_and_the_page_says_so(
    centre, mentor, mentee, coordinator, client_of, switched_on
):
    for days in (1, 2):
        earlier_run(centre, 9000, days=days, seats=[mentor.public_id])
    run = runs.run_now(centre=centre, by=coordinator)
    assert run.proposals.count() == 1 and run.effect == {}
    assert "No seat was held back" in client_of(coordinator).get(page_of(run)).text


def test_nothing_is_held_back_where_limits_of_groups_cross(
    centre, mentee, specialist, second_specialist, coordinator, client_of, switched_on
):
    university, other = factories.UniversityFactory(), factories.UniversityFactory()
    for supervisor, school in ((specialist, university), (specialist, other), (second_specialist, university)):
        factories.MentorFactory(centre=centre, supervisor=supervisor, university=school, cleared=True, certified=True)
    for group in ({"supervisor": specialist}, {"university": university}):
        GroupCap.objects.create(centre=centre, limit=1, made_by=coordinator, made_at=now(), **group)
    first = runs.run_now(centre=centre, by=coordinator, is_dry=True)
    assert first.seat_prices == first.maximal_seat_prices == {}
    page = client_of(coordinator).get(page_of(first)).text
    assert "The limits of groups cross, so seats have no prices." in page
    assert "Digest of the highest prices" not in page and proof_of(first).startswith(b"%PDF")
    three_runs(centre, 9000, *(row.public_id for row in centre.mentors.all()))
    assert runs.run_now(centre=centre, by=coordinator).proposals.count() == 1


def test_the_last_real_run_of_each_of_three_days_counts(centre, other_centre, coordinator):
    for price, days in ((1, 9), (2, 5), (3, 4), (4, 3), (5, 3), (6, 2)):
        earlier_run(centre, price, days=days)
    for ignored in ({"is_dry": True}, {"status": "failed", "failure": "error"}, {"objective": [0, 0]}):
        earlier_run(centre, 100, days=1, **ignored)
    earlier_run(centre, 100, kind=Run.Kind.BY_HAND)
    earlier_run(centre, 100, seat_prices={})
    earlier_run(other_centre, 100)
    run = earlier_run(centre, 100, days=0)
    earlier_run(centre, 100, days=0)
    assert [prices["nobody"] for prices in earlier_prices(run, 3)] == [3, 5, 6]


def test_a_long_list_is_cut(centre, mentor, mentee, coordinator, specialist, switched_on, monkeypatch):
    factories.MenteeFactory(centre=centre, specialist=specialist, ready=True)
    mentor.capacity = 2
    mentor.save(update_fields=["capacity"])
    three_runs(centre, 4000, mentor.public_id)
    run = runs.run_now(centre=centre, by=coordinator)
    monkeypatch.setattr(queries, "HELD_SHOWN", 1)
    held = queries.held_back(run, coordinator)
    assert (held.count, len(held.waiting), held.more) == (2, 1, 1)
    assert Waiting.objects.filter(is_held_back=True).count() == 2


def test_the_switch_is_a_part_of_the_policy(client_of, coordinator, centre):
    policy = policy_of(centre)
    client = client_of(coordinator)
    address = reverse("matching:policy_edit", args=[policy.public_id])
    form = client.get(address).context["form"]
    assert not form.initial["hold_back"]
    given = {name: value for name, value in form.initial.items() if value is not False}
    client.post(address, given | {"hold_back": "on"})
    analysis = Analysis.objects.get()
    jobs.perform_analysis(analysis.pk)
    page = client.post(reverse("matching:criteria_adopt", args=[analysis.public_id]), follow=True)
    assert "Scarce mentors are held back" in page.text
    assert MatchingPolicy.objects.get(is_current=True).settings["hold_back"] is True
