"""Limits of groups: made, changed and ended by a coordinator, followed by the next run, on record."""

import pytest
from django.urls import reverse

from kernel.errors import RuleError
from kernel.models import AuditEvent
from matching.models import GroupCap
from matching.queries.group_caps import groups_of_run
from matching.services import caps, runs
from tests import factories

pytestmark = pytest.mark.django_db


def url(name, one=None):
    return reverse(f"matching:{name}", args=[one.public_id] if one else [])


def test_a_limit_is_followed_by_the_next_run(done_run, mentor, specialist, coordinator):
    cap = caps.make_cap(centre=done_run.centre, supervisor=specialist, limit=0, by=coordinator)
    assert AuditEvent.objects.about(cap).filter(event="cap.make").count() == 1
    assert runs.run_now(centre=done_run.centre, by=coordinator).matched == 0
    wider = caps.change_cap(cap=cap, limit=1, by=coordinator)
    cap.refresh_from_db()
    assert (wider.limit, wider.supervisor, cap.limit, cap.ended_by) == (1, specialist, 0, coordinator)
    assert runs.run_now(centre=done_run.centre, by=coordinator).matched == 1
    caps.end_cap(cap=wider, by=coordinator)
    assert not GroupCap.objects.standing().exists() and GroupCap.objects.count() == 2
    assert AuditEvent.objects.filter(event="cap.end").count() == 2


def test_one_limit_of_one_group_at_a_time(centre, specialist, university, coordinator):
    caps.make_cap(centre=centre, university=university, limit=3, by=coordinator)
    cap = caps.make_cap(centre=centre, supervisor=specialist, limit=3, by=coordinator)
    with pytest.raises(RuleError, match="has a limit already"):
        caps.make_cap(centre=centre, supervisor=specialist, limit=4, by=coordinator)
    with pytest.raises(RuleError, match="the limit already"):
        caps.change_cap(cap=cap, limit=3, by=coordinator)
    caps.end_cap(cap=cap, by=coordinator)
    for late in (
        lambda: caps.end_cap(cap=cap, by=coordinator),
        lambda: caps.change_cap(cap=cap, limit=9, by=coordinator),
    ):
        with pytest.raises(RuleError, match="in the meantime"):
            late()
    assert GroupCap.objects.standing().get().university == university


def test_a_limit_is_about_one_group_of_the_centre(centre, specialist, university, coordinator, other_coordinator):
    for groups in ({}, {"supervisor": specialist, "university": university}):
        with pytest.raises(RuleError, match="either a supervisor or a university"):
            caps.make_cap(centre=centre, limit=1, by=coordinator, **groups)
    with pytest.raises(RuleError, match="does not supervise"):
        caps.make_cap(centre=centre, supervisor=other_coordinator, limit=1, by=coordinator)


def test_the_pages(client_of, coordinator, specialist, other_coordinator, centre, pairing):
    client = client_of(coordinator)
    assert "No group has a limit of its own" in client.get(url("cap_list")).text
    given = {"centre": centre.public_id, "supervisor": specialist.public_id, "limit": 4}
    assert "Seats altogether" in client.get(url("cap_new")).text
    page = client.post(url("cap_new"), given, follow=True)
    assert "holds from the next run on" in page.text and specialist.full_name in page.text
    assert client.post(url("cap_new"), given).status_code == 422
    cap = GroupCap.objects.get()
    taken = page.context["rows"][0].taken
    assert f"{taken} of 4" in page.text and page.context["rows"][0].left == 4 - taken
    assert f"{taken} of 4 seats are taken" in client.get(url("cap_change", cap)).text
    assert client.post(url("cap_change", cap), {"limit": 4}).status_code == 422
    page = client.post(url("cap_change", cap), {"limit": 0}, follow=True)
    cap = GroupCap.objects.standing().get()
    assert page.context["rows"][0].percent == 100 and cap.limit == 0
    text = client_of(specialist).get(url("cap_list")).text
    assert specialist.full_name in text and url("cap_change", cap) not in text
    assert client_of(specialist).get(url("cap_new")).status_code == 403
    assert client_of(other_coordinator).get(url("cap_change", cap)).status_code == 404
    assert "The limit has ended." in client.post(url("cap_end", cap), follow=True).text


@pytest.mark.parametrize("count", [2, 20])
def test_the_list_asks_the_database_equally_often(client_of, coordinator, centre, count, django_assert_num_queries):
    for _each in range(count):
        caps.make_cap(centre=centre, university=factories.UniversityFactory(), limit=3, by=coordinator)
    client = client_of(coordinator)
    client.get(url("cap_list"))
    with django_assert_num_queries(8):
        client.get(url("cap_list"))


def test_what_is_proposed_counts_beside_the_limit(proposal, specialist, university, coordinator):
    centre = proposal.run.centre
    caps.make_cap(centre=centre, supervisor=specialist, limit=5, by=coordinator)
    caps.make_cap(centre=centre, university=university, limit=5, by=coordinator)
    first, second = groups_of_run(centre, coordinator)
    assert (first.name, first.proposed, second.name, second.proposed) == (
        specialist.full_name, 1, university.name, 0,
    )  # fmt: skip
