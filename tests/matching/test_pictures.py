"""Pictures: geometry that is always the same, small cells that never show, table and picture of one mind."""

import csv
import io
import random
import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import translation

from accounts.permissions import Role
from kernel.clock import today
from kernel.models import AuditEvent
from kernel.small_cells import FEWEST, figure, gathered
from matching.models import Proposal
from matching.pictures.bars import WIDTH, bars, columns
from matching.pictures.grid import level
from matching.queries import pictures
from matching.services import runs
from mentorship import weeks
from mentorship.models import Mentee, Place
from tests import factories

pytestmark = pytest.mark.django_db
SHEETS = ("languages_csv", "places_csv", "hours_csv", "network_csv")
PICTURES_QUERIES = 9


def waiting(count, centre, specialist, weeks_ago=10, **facts):
    since = today() - timedelta(weeks=weeks_ago)
    return [
        factories.MenteeFactory(centre=centre, specialist=specialist, waiting_since=since, **facts)
        for _one in range(count)
    ]  # fmt: skip


def sheet(answer):
    return list(csv.reader(io.StringIO(answer.text)))


@pytest.fixture
def crowd(centre, specialist):
    """Seven who speak Romanian and live in Cluj, five Hungarian in Turda, one Ukrainian."""
    turda = Place.objects.get_or_create(
        geonameid=665024, defaults={"name": "Turda", "county": "13", "latitude": 46.57, "longitude": 23.78}
    )[0]
    waiting(7, centre, specialist, weeks_ago=10)
    waiting(5, centre, specialist, weeks_ago=20, languages=["hu", "ro"], place=turda)
    waiting(5, centre, specialist, weeks_ago=3, languages=["en"])
    waiting(1, centre, specialist, weeks_ago=52, languages=["uk"])


def test_few_are_not_told_apart():
    assert [figure(count) for count in (0, 1, 4, 5, 70)] == ["0", "<5", "<5", "5", "70"]


@pytest.mark.parametrize("seed", range(30))
def test_no_group_is_found_by_subtraction(seed):
    chance = random.Random(seed)
    sizes = {str(key): chance.randrange(1, 12) for key in range(chance.randrange(9))}
    shown, rest = gathered({key: [at] * size for at, (key, size) in enumerate(sizes.items())})
    assert all(len(members) >= FEWEST for members in shown.values())
    assert len(rest) + sum(map(len, shown.values())) == sum(sizes.values())
    assert not rest or len(rest) >= FEWEST or not shown


def test_bars_and_columns_stay_in_the_picture():
    drawn = bars([("a", 10, "10"), ("b", 5, "5"), ("c", 0, "")])
    assert [bar.length for bar in drawn.bars] == [WIDTH, WIDTH // 2, 0] and drawn.height == 3 * 44
    assert [bar.length for bar in bars([("a", 0, "0")]).bars] == [0] and bars([]).height == 0
    assert bars([("over", 3, "3/2")], 2).bars[0].length == WIDTH
    tall = columns([("0", 4), ("10", 2)], 4).columns
    assert [(column.height, column.y) for column in tall] == [(100, 28), (50, 78)]
    assert columns([], 0).columns == []


def test_the_level_of_hours_says_no_more_than_the_figures():
    cases = {(0, 0): "idle", (9, 0): "idle", (9, 3): "enough", (0, 3): "short", (9, 9): "enough", (8, 9): "short"}
    assert {case: level(*case) for case in cases} == cases
    assert {level(mentors, mentees) for mentors in range(1, 5) for mentees in range(1, 5)} == {"few"}
    assert {level(mentors, 7) for mentors in range(5)} == {"short"}


def test_waiting_by_language(crowd, centre, coordinator):
    rows = pictures.waiting_by_language(centre, coordinator).rows
    assert [(row.code, row.mentees, row.weeks) for row in rows] == [("ro", "7", 10), ("en", "5", 3), ("other", "6", 20)]
    assert rows[2].label == "Other languages" and rows[0].weeks_text == "10 weeks"


def test_a_handful_is_not_told(centre, specialist, coordinator):
    waiting(4, centre, specialist)
    shown = pictures.waiting_by_place(centre, coordinator)
    assert [(row.code, row.mentees, row.weeks_text) for row in shown.rows] == [("other", "<5", "not shown")]
    assert shown.bars.bars[0].length == 0 and shown.rows[0].sheet_row == ["other", "<5", ""]


def test_a_specialist_sees_figures_of_the_own_caseload(crowd, centre, specialist, second_specialist):
    assert pictures.waiting_by_language(centre, second_specialist).rows == []
    assert len(pictures.waiting_by_language(centre, specialist).rows) == 3


def test_nobody_sees_another_centre(crowd, client_of, other_coordinator, centre, other_centre):
    page = client_of(other_coordinator).get(reverse("matching:pictures"), {"centre": centre.public_id})
    assert page.context["centre"] == other_centre and page.text.count("Nobody waits.") == 2


def test_picture_and_table_carry_the_same_figures(crowd, client_of, coordinator, centre):
    page = client_of(coordinator).get(reverse("matching:pictures"))
    for waits in (page.context["languages"], page.context["places"]):
        for row, bar in zip(waits.rows, waits.bars.bars, strict=True):
            assert f">{bar.label}</text>" in page.text and f">{bar.text}</text>" in page.text
            assert bar.label == f"{row.label} ({row.mentees})" and bar.text == row.weeks_text
            assert f'<th scope="row">{row.label}</th>' in page.text
            assert re.search(rf'<td class="number" data-label="[^"]+">{re.escape(row.weeks_text)}</td>', page.text)
    drawn = re.findall(r'<text class="axis middle"[^>]*>([^<]+/[^<]+)</text>', page.text)
    told = re.findall(r'<td class="number" data-label="[A-Z][a-z]+day">([^<]+)</td>', page.text)
    assert len(drawn) == weeks.BITS and drawn == told


def test_the_hours_count_free_seats_and_who_waits(centre, specialist, coordinator):
    monday = weeks.to_text(weeks.week_of([8]))
    waiting(6, centre, specialist, week=monday)
    for seats, taken in ((1, 0), (2, 1), (1, 0), (1, 0), (1, 0), (1, 1)):
        factories.MentorFactory(
            centre=centre, supervisor=specialist, week=monday, capacity=seats, active_pairings=taken
        )
    hours = pictures.hours_of_week(centre, coordinator)
    cell = next(cell for cell in hours.cells if (cell.day, cell.slot) == (0, 8))
    assert (cell.mentors, cell.mentees, cell.level, cell.day_name) == ("5", "6", "short", "Monday")
    assert ["1", "16", "5", "6"] in hours.sheet_rows and len(hours.sheet_rows) == weeks.BITS
    assert all(cell.level == "idle" for cell in hours.cells if (cell.day, cell.slot) != (0, 8))


def test_the_fit_of_a_run(client_of, coordinator, done_run, proposal):
    Proposal.objects.filter(pk=proposal.pk).update(fit=1000)
    page = client_of(coordinator).get(reverse("matching:run_fit", args=[done_run.public_id]))
    fits = page.context["fits"]
    assert [tier.total for tier in fits.tiers].count(1) == 1 and fits.steps[9][0] == "90 to 100 %"
    assert sum(fits.steps[9][1]) == 1 and sum(sum(counts) for _span, counts in fits.steps) == 1
    drawn = {column.value for tier in fits.tiers for column in tier.columns.columns}
    assert drawn == {0, 1} and page.text.count('role="img"') == 1
    answer = client_of(coordinator).get(reverse("matching:run_fit_csv", args=[done_run.public_id]))
    assert [str(proposal.tier), "900", "<5"] in sheet(answer) and len(sheet(answer)) == 31


def test_a_specialist_sees_the_fit_of_the_own_caseload(client_of, second_specialist, done_run, proposal):
    page = client_of(second_specialist).get(reverse("matching:run_fit", args=[done_run.public_id]))
    assert 'role="img"' not in page.text and "No pair of this urgency was proposed." in page.text


@pytest.mark.parametrize("name", SHEETS)
def test_sheets_hold_codes_and_counts_only(name, crowd, pairing, client_of, coordinator, centre):
    answer = client_of(coordinator).get(reverse(f"matching:{name}"), {"centre": centre.public_id})
    rows = sheet(answer)
    assert answer["Content-Type"].startswith("text/csv") and answer["Content-Disposition"].startswith("attachment")
    counts = [cell for row in rows[1:] for cell in row[-2:]]
    assert len(rows) > 1 and not {"1", "2", "3", "4"} & set(counts if name != "languages_csv" else [])
    names = [mentee.chosen_name for mentee in Mentee.objects.all()]
    names += [pairing.mentor.user.family_name, pairing.supervisor.family_name]
    assert not [one for one in names if one and one in answer.text]
    assert AuditEvent.objects.filter(event="looked_at", facts__why=name).count() == 1


@pytest.mark.parametrize("language", ["en", "ro", "hu"])
@pytest.mark.parametrize("name", ["pictures", "network"])
def test_no_picture_needs_a_style_attribute(language, name, crowd, pairing, proposal, client_of, coordinator):
    client = client_of(coordinator)
    client.cookies["django_language"] = language
    with translation.override(language):
        text = client.get(reverse(f"matching:{name}")).text
    drawn = "".join(re.findall(r"<svg class=\"picture\".*?</svg>", text, re.S))
    assert "<title" in drawn and not re.search(r"\s(style|fill|stroke|on\w+)=", drawn)
    places = re.findall(r'\s(?:x|y|x1|x2|y1|y2|width|height|rx)="([^"]*)"', drawn)
    assert places and all(re.fullmatch(r"\d+", place) for place in places)
    ids = re.findall(r'\bid="([^"]+)"', drawn)
    assert len(ids) == len(set(ids))
    assert all(one in ids for many in re.findall(r'aria-labelledby="([^"]+)"', drawn) for one in many.split())


@pytest.mark.parametrize("count", [3, 300])
def test_as_many_queries_for_three_as_for_many(
    count, centre, specialist, place, coordinator, client_of, django_assert_num_queries
):
    client = client_of(coordinator)
    client.get(reverse("matching:pictures"))
    people = {"centre": centre, "specialist": specialist, "place": place}
    Mentee.objects.bulk_create(factories.MenteeFactory.build_batch(count, **people))
    with django_assert_num_queries(PICTURES_QUERIES):
        page = client.get(reverse("matching:pictures"))
    assert [row.mentees for row in page.context["places"].rows] == [figure(count)]


def test_whoever_works_at_two_centres_chooses(client_of, coordinator, centre, other_centre):
    factories.grant_role(coordinator, Role.COORDINATOR, other_centre)
    page = client_of(coordinator).get(reverse("matching:pictures"), {"centre": other_centre.public_id})
    assert page.context["centre"] == other_centre and f"?centre={centre.public_id}" in page.text


def test_the_newest_run_is_linked(client_of, coordinator, centre, done_run):
    runs.run_now(centre=centre, by=coordinator, is_dry=True)
    page = client_of(coordinator).get(reverse("matching:pictures"))
    assert reverse("matching:run_fit", args=[done_run.public_id]) in page.text
