"""The network of a centre: who is drawn where, under whom, and for whose eyes."""

import random
import re

import pytest
from django.urls import reverse

from kernel.clock import now
from kernel.models import AuditEvent
from matching.models import GroupCap
from matching.pictures.webs import ROW, Edge, web
from matching.queries import network as queries
from matching.queries.network import Load, Spot, network_of
from mentorship.models import Mentor, Pairing
from tests import factories

pytestmark = pytest.mark.django_db
NETWORK_QUERIES = 9


def pair(count, centre, specialist, coordinator):
    return [
        factories.PairingFactory(
            centre=centre, opened_by=coordinator,
            mentor=factories.MentorFactory(centre=centre, supervisor=specialist, active_pairings=1),
            mentee=factories.MenteeFactory(centre=centre, specialist=specialist, status="accompanied"),
        )
        for _one in range(count)
    ]  # fmt: skip


@pytest.mark.parametrize("seed", range(30))
def test_everybody_has_a_place_of_their_own(seed):
    chance = random.Random(seed)
    edges = [
        Edge(chance.randrange(6), chance.randrange(10, 20), chance.random() < 0.5)
        for _one in range(chance.randrange(20))
    ]  # fmt: skip
    drawn = web(range(6), edges)
    assert drawn == web(range(6), edges)
    assert set(drawn.mentors) == set(range(6)) and set(drawn.mentees) == {edge.mentee for edge in edges}
    for side in (drawn.mentors, drawn.mentees):
        heights = sorted(side.values())
        assert all(later - earlier >= ROW // 2 for earlier, later in zip(heights, heights[1:], strict=False))
        assert all(0 < height < drawn.height for height in heights)
    assert [(line.start, line.end) for line in drawn.lines] == [
        (drawn.mentors[edge.mentor], drawn.mentees[edge.mentee]) for edge in edges
    ]


def test_who_shares_a_mentee_stands_together():
    drawn = web([1, 2, 3], [Edge(1, 10, False), Edge(2, 20, False), Edge(3, 10, True)])
    assert sorted(drawn.mentors, key=drawn.mentors.get) == [1, 3, 2] and drawn.height == 3 * ROW
    assert drawn.lines[0].path == f"M164 {ROW // 2}C190 {ROW // 2} 190 {ROW // 2} 216 {ROW // 2}"


def test_a_load_has_a_level_and_a_figure():
    assert [Load(taken, 2).level for taken in (1, 2, 3)] == ["free", "full", "over"] and Load(3, 2).text == "3/2"


def test_long_names_are_cut_in_the_picture_only():
    spot = Spot(None, "Anastasia-Maria Popescu", 17)
    assert spot.short_name == "Anastasia-Mari…" and Spot(None, "Ana", 17).short_name == "Ana"


def test_the_network_of_a_centre(client_of, coordinator, specialist, pairing, proposal):
    loner = factories.MentorFactory(centre=pairing.centre, supervisor=None)
    page = client_of(coordinator).get(reverse("matching:network"))
    network = page.context["network"]
    assert [group.supervisor for group in network.groups] == [specialist, None] and network.is_drawn
    first, last = network.groups
    assert (first.pairings, first.proposals, len(first.mentors)) == (1, 1, 2) and first.load.taken == 1
    assert (last.mentors, last.ties, last.load) == ([loner], [], None) and last.name == ""
    for kind, one in (("mentor", pairing.mentor), ("mentee", pairing.mentee), ("mentee", proposal.mentee)):
        assert reverse(f"mentorship:{kind}_detail", args=[one.public_id]) in page.text
    assert page.text.count("tie-proposal") == 2 and page.text.count('class="tie"') == 2  # with the legend
    assert pairing.mentee.chosen_name in page.text and "follows 1 of 15 pairings" in page.text
    assert AuditEvent.objects.filter(event="looked_at", facts__why="network").count() == 2


def test_picture_and_table_show_the_same_people(client_of, coordinator, pairing, proposal):
    text = client_of(coordinator).get(reverse("matching:network")).text
    drawn = re.findall(r'<a class="mentee"[^>]*aria-label="([^"]+)"', text)
    told = re.findall(r'<td data-label="Mentee">([^<]+)</td>', text)
    assert sorted(drawn) == sorted(told) and len(told) == 2
    lines = len(re.findall(r'<path class="tie(?: tie-proposal)?" d="M164', text))
    assert lines == len(told)


def test_a_specialist_sees_names_of_the_own_caseload(client_of, second_specialist, pairing, proposal):
    page = client_of(second_specialist).get(reverse("matching:network"))
    assert pairing.mentee.chosen_name not in page.text and proposal.mentee.chosen_name not in page.text
    assert page.context["network"].groups[0].load.taken == 1 and not AuditEvent.objects.filter(facts__why="network")


def test_nothing_of_a_dry_run_is_drawn(coordinator, centre, proposal):
    assert network_of(centre, coordinator).groups[0].proposals == 1
    proposal.run.is_dry = True
    proposal.run.save()
    assert network_of(centre, coordinator).groups[0].proposals == 0


def test_whoever_follows_a_pairing_has_it(coordinator, centre, pairing, second_specialist):
    Pairing.objects.filter(pk=pairing.pk).update(supervisor=second_specialist)
    GroupCap.objects.create(centre=centre, supervisor=second_specialist, limit=1, made_at=now())
    groups = {group.supervisor: group for group in network_of(centre, coordinator).groups}
    assert groups[second_specialist].pairings == 1 and groups[second_specialist].load.text == "1/1"
    assert groups[pairing.mentor.supervisor].ties == [] and groups[pairing.mentor.supervisor].mentors


def test_a_mentor_who_left_stands_nowhere(coordinator, centre, mentor):
    Mentor.objects.filter(pk=mentor.pk).update(status=Mentor.Status.LEFT)
    assert network_of(centre, coordinator).groups == []


def test_too_many_are_one_bar_for_each_supervisor(client_of, coordinator, centre, specialist, monkeypatch):
    monkeypatch.setattr(queries, "MOST_DRAWN", 2)
    pair(3, centre, specialist, coordinator)
    other = pair(1, centre, factories.UserFactory(family_name="Another"), coordinator)[0]
    client = client_of(coordinator)
    page = client.get(reverse("matching:network"))
    assert other.mentee.chosen_name not in page.text and page.text.count('role="img"') == 1
    for group, bar in zip(page.context["network"].groups, page.context["network"].bars.bars, strict=True):
        assert bar.text == group.load.text and f">{bar.text}</text>" in page.text and f">{bar.text}</td>" in page.text
    page = client.get(reverse("matching:network"), {"supervisor": other.supervisor.public_id})
    assert other.mentee.chosen_name in page.text and len(page.context["network"].groups) == 1


def test_a_centre_with_nobody(client_of, coordinator):
    assert "Nobody yet" in client_of(coordinator).get(reverse("matching:network")).text


@pytest.mark.parametrize("count", [3, 150])
def test_as_many_queries_for_three_as_for_many(
    count, client_of, coordinator, centre, specialist, django_assert_num_queries
):
    pair(count, centre, specialist, coordinator)
    assert coordinator.active_grants
    with django_assert_num_queries(NETWORK_QUERIES):
        network = network_of(centre, coordinator)
    assert network.is_drawn and len(network.mentees) == count
    page = client_of(coordinator).get(reverse("matching:network"))
    assert page.text.count('class="mentee"') == count
