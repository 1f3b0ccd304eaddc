"""Clearance as arithmetic: no database, and properties over invented histories."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.clearance import FOREVER, Audience, Check, Paper, clearance, cleared_until, months_after

DAY = date(2026, 3, 1)
YOUTH, SURVIVOR = frozenset({"youth"}), frozenset({"survivor"})
RECORD = Check("criminal_record", "Criminal record certificate", YOUTH)
GATE = Check("integrity", "Behavioural integrity certificate", YOUTH, months=1)
REFERENCE = Check("reference", "Reference", YOUTH, count=2)


def paper(check=RECORD, result="clear", issued=0, lasts=180, **facts):
    issued_on = None if result == "awaited" else DAY + timedelta(days=issued)
    expires_on = issued_on + timedelta(days=lasts) if issued_on and lasts is not None else None
    return Paper(check.code, result, DAY + timedelta(days=issued), issued_on, expires_on, **facts)


@pytest.mark.parametrize(
    ("papers", "code", "audience"),
    [
        ([], "missing", Audience.PERSON),
        ([paper(result="awaited")], "awaited", Audience.PERSON),
        ([paper(issued=-200)], "lapsed", Audience.PERSON),
        ([paper(issued=1)], "missing", Audience.PERSON),
        ([paper(result="not_clear")], "not_clear", Audience.STAFF),
        ([paper(issued=-1), paper(result="not_clear")], "not_clear", Audience.STAFF),
        ([paper(), paper(result="not_clear")], "not_clear", Audience.STAFF),
        ([paper(result="not_clear", issued=-300), paper(issued=-200)], "lapsed", Audience.PERSON),
    ],
)
def test_each_reason_has_its_code_and_its_reader(papers, code, audience):
    (reason,) = clearance(papers, [RECORD], "youth", DAY).reasons
    assert (reason.code, reason.check, reason.audience) == (code, "criminal_record", audience)
    assert reason.sentence.startswith("Criminal record certificate: ")


def test_a_clear_paper_clears():
    answer = clearance([paper()], [RECORD], "youth", DAY)
    assert answer.cleared
    assert answer.sentences(Audience.PERSON) == []


def test_a_paper_that_lapses_before_the_planned_end_is_told_with_its_day():
    answer = clearance([paper()], [RECORD], "youth", DAY, DAY + timedelta(days=181))
    assert [reason.code for reason in answer.reasons] == ["lapses_before_end"]
    assert clearance([paper()], [RECORD], "youth", DAY, DAY + timedelta(days=180)).cleared


def test_two_references_are_two():
    one, two = paper(REFERENCE, lasts=None), paper(REFERENCE, lasts=None)
    assert [reason.code for reason in clearance([one], [REFERENCE], "youth", DAY).reasons] == ["too_few"]
    assert clearance([one, two], [REFERENCE], "youth", DAY).cleared
    assert cleared_until([one, two], [REFERENCE], "youth", DAY) == FOREVER


def test_what_is_left_after_a_refusal_is_for_the_staff():
    papers = [paper(REFERENCE, "not_clear", -5), paper(REFERENCE, issued=-1)]
    answer = clearance(papers, [REFERENCE], "youth", DAY)
    assert [(reason.code, reason.audience) for reason in answer.reasons] == [("too_few", Audience.STAFF)]
    assert answer.sentences(Audience.PERSON) == ["Not ready yet: your coordinator will call you."]


def test_no_paper_holds_longer_than_its_check_allows():
    paper_without_end = Paper("integrity", "clear", DAY, DAY, None)
    assert cleared_until([paper_without_end], [GATE], "youth", DAY) == date(2026, 4, 1)


def test_checks_of_another_population_do_not_matter():
    other = Check("x", "Another", SURVIVOR)
    assert clearance([paper()], [RECORD, other], "youth", DAY).cleared


def test_a_population_without_checks_clears_nobody():
    answer = clearance([paper()], [RECORD], "survivor", DAY)
    assert [reason.code for reason in answer.reasons] == ["no_checks"]
    assert cleared_until([paper()], [RECORD], "survivor", DAY) is None


def test_the_person_hears_of_papers_and_the_university_yes_or_no():
    answer = clearance([paper(result="not_clear")], [RECORD, REFERENCE], "youth", DAY)
    assert answer.sentences(Audience.STAFF) == [
        "Criminal record certificate: the result is not clear.", "Reference: is missing.",
    ]  # fmt: skip
    assert answer.sentences(Audience.PERSON) == [
        "Reference: is missing.", "Not ready yet: your coordinator will call you.",
    ]  # fmt: skip
    assert answer.sentences(Audience.UNIVERSITY) == ["Not cleared yet."]
    assert clearance([paper()], [RECORD, REFERENCE], "youth", DAY).sentences(Audience.PERSON) == [
        "Reference: is missing."
    ]


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2026, 1, 15), 6, date(2026, 7, 15)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2026, 12, 1), 24, date(2028, 12, 1)),
    ],
)
def test_months_are_counted_by_the_calendar(day, months, then):
    assert months_after(day, months) == then


papers_of_the_past = st.lists(
    st.builds(
        lambda check, result, issued, lasts: paper(check, result, -issued, lasts),
        st.sampled_from([RECORD, REFERENCE]), st.sampled_from(["clear", "clear", "not_clear", "awaited"]),
        st.integers(0, 40), st.one_of(st.none(), st.integers(0, 60)),
    ),
    max_size=7,
)  # fmt: skip


papers_anywhere = st.builds(
    lambda check, result, issued, lasts: paper(check, result, -issued, lasts),
    st.sampled_from([GATE, RECORD, REFERENCE]), st.sampled_from(["clear", "clear", "clear", "not_clear", "awaited"]),
    st.integers(0, 45), st.one_of(st.none(), st.integers(0, 90)),
)  # fmt: skip


def holds_naively(check, papers, day):
    """Count the papers that hold on one day, straight from the words of the rule."""
    count = 0
    for one in papers:
        if one.check != check.code or one.result != "clear" or one.issued_on > day:
            continue
        lapsed = one.expires_on and one.expires_on < day
        too_old = check.months and months_after(one.issued_on, check.months) < day
        refused = any(
            other.check == check.code and other.result == "not_clear" and one.issued_on <= other.dated <= day
            for other in papers
        )
        count += not (lapsed or too_old or refused)
    return count >= check.count


@given(papers_of_the_past, st.integers(0, 30))
def test_cleared_through_a_day_means_cleared_on_every_day_until_then(papers, days):
    checks = [RECORD, REFERENCE]
    every_day = all(clearance(papers, checks, "youth", DAY + timedelta(days=day)).cleared for day in range(days + 1))
    through = clearance(papers, checks, "youth", DAY, DAY + timedelta(days=days)).cleared
    end = cleared_until(papers, checks, "youth", DAY)
    assert through == every_day == (end is not None and end >= DAY + timedelta(days=days))


@given(st.lists(papers_anywhere, max_size=9), st.integers(0, 45))
def test_clearance_agrees_with_looking_at_every_day_and_every_paper(papers, days):
    checks = [GATE, RECORD, REFERENCE, Check("other", "Another", SURVIVOR)]
    needed = [check for check in checks if "youth" in check.populations]
    each = [all(holds_naively(check, papers, DAY + timedelta(day)) for check in needed) for day in range(days + 1)]
    until = DAY + timedelta(days=days)
    answer = clearance(papers, checks, "youth", DAY, until)
    end = cleared_until(papers, checks, "youth", DAY)
    assert answer.cleared == all(each) == (end is not None and end >= until)
    refused = {check.code for check in needed if not all(
        holds_naively(check, papers, DAY + timedelta(day)) for day in range(days + 1)
    )}  # fmt: skip
    assert {reason.check for reason in answer.reasons} == refused


@given(st.lists(papers_anywhere, max_size=9))
def test_the_person_is_never_told_of_a_result_that_was_not_clear(papers):
    """Somebody who knows their own papers would read a missing one as a refusal: then only the call is promised."""
    for check in (RECORD, REFERENCE):
        answer = clearance(papers, [check], "youth", DAY)
        said = answer.sentences(Audience.PERSON)
        assert not any("not clear" in sentence for sentence in said)
        if {reason.audience for reason in answer.reasons} == {Audience.STAFF}:
            assert said == ["Not ready yet: your coordinator will call you."]


@given(papers_of_the_past, st.sampled_from([RECORD, REFERENCE]))
def test_one_more_clear_paper_never_takes_clearance_away_and_a_refusal_never_gives_it(papers, check):
    checks = [RECORD, REFERENCE]
    cleared = clearance(papers, checks, "youth", DAY).cleared
    assert not cleared or clearance([*papers, paper(check)], checks, "youth", DAY).cleared
    assert not clearance([*papers, paper(check, "not_clear")], checks, "youth", DAY).cleared


@given(st.permutations([paper(), paper(REFERENCE), paper(REFERENCE, "not_clear", -1), paper(issued=-400)]))
def test_the_order_of_the_papers_does_not_matter(papers):
    assert clearance(papers, [RECORD, REFERENCE], "youth", DAY) == clearance(
        sorted(papers, key=str), [RECORD, REFERENCE], "youth", DAY
    )
