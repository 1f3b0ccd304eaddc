"""Contacts that are due: periods, how contacts are dealt to them, pauses, ends, fidelity, and 18 simulated months."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentorship.cadence import (
    SETTLED,
    Contact,
    Fidelity,
    History,
    Pause,
    Standing,
    dues,
    fidelity,
    next_due,
    resting,
    together,
)
from mentorship.contact_standard import USUAL, Depth, Party, Stage, Standard, periods_until, question_set

START = date(2026, 1, 31)
MENTOR_ONLY = replace(USUAL, parties=(Party.MENTOR,))
DAY = timedelta(days=1)


def mentor(*days, depth=Depth.IN_DEPTH):
    return tuple(Contact(day, Party.MENTOR, depth) for day in days)


def standings(on, contacts=(), **facts):
    found = dues(History(START, contacts=contacts, **facts), on, MENTOR_ONLY)
    return [(due.due_on, due.standing) for due in found]


# periods


def test_the_usual_standard_is_two_in_month_one_monthly_in_year_one_then_quarterly():
    periods = periods_until(START, date(2027, 6, 1))
    assert [period.due_on for period in periods] == [
        date(2026, 2, 14), date(2026, 2, 28), date(2026, 3, 31), date(2026, 4, 30), date(2026, 5, 31),
        date(2026, 6, 30), date(2026, 7, 31), date(2026, 8, 31), date(2026, 9, 30), date(2026, 10, 31),
        date(2026, 11, 30), date(2026, 12, 31), date(2027, 1, 31), date(2027, 4, 30), date(2027, 7, 31),
        date(2027, 10, 31),
    ]  # fmt: skip
    deep = [number for number, period in enumerate(periods) if period.depth is Depth.IN_DEPTH]
    assert deep == [1, 2, 3, 6, 9, 12, 13, 14, 15]
    assert [period.stage for period in periods[:5]] == [
        Stage.FIRST_MONTH, Stage.IN_DEPTH, Stage.IN_DEPTH, Stage.IN_DEPTH, Stage.REGULAR,
    ]  # fmt: skip


standard_numbers = st.fixed_dictionaries(
    {name: st.integers(low, min(high, 24)) for name, (low, high) in Standard.RANGES.items()}
)


@given(standard_numbers, st.dates(date(2024, 1, 1), date(2027, 12, 31)), st.integers(0, 900))
def test_periods_follow_one_another_without_gap_whatever_the_standard(numbers, started_on, days):
    on = started_on + timedelta(days=days)
    periods = periods_until(started_on, on, Standard(**numbers))
    assert periods[0].earliest == started_on
    assert periods[-1].earliest > on >= periods[-2].earliest
    for period, following in zip(periods, periods[1:], strict=False):
        assert following.earliest == period.due_on + DAY
        assert period.earliest <= period.due_on <= period.escalates_on <= period.closes_on < following.due_on


@pytest.mark.parametrize("name", Standard.RANGES)
def test_a_standard_out_of_range_is_refused(name):
    low, high = Standard.RANGES[name]
    for number in (low - 1, high + 1):
        with pytest.raises(ValueError, match=name):
            Standard(**{name: number})


@pytest.mark.parametrize("parties", [(), (Party.MENTOR, Party.MENTOR)])
def test_a_standard_names_each_party_once(parties):
    with pytest.raises(ValueError, match="parties"):
        Standard(parties=parties)


def test_without_talks_in_depth_the_first_month_keeps_its_questions():
    periods = periods_until(START, START, replace(USUAL, in_depth_monthly_until=0))
    assert [period.stage for period in periods] == [Stage.FIRST_MONTH, Stage.FIRST_MONTH]


def test_the_question_set_has_the_party_and_the_stage():
    first, second = dues(History(START), START, MENTOR_ONLY)
    assert (first.questions, second.questions) == ("mentor.first_month", "mentor.in_depth")
    assert question_set(Party.ADULT, Stage.CLOSING) == "adult.closing"


# one contact, one due


def test_a_contact_in_its_period_is_kept_and_the_next_is_told():
    found = dues(History(START, contacts=mentor(date(2026, 2, 3))), date(2026, 2, 3), MENTOR_ONLY)
    assert [due.standing for due in found] == [Standing.KEPT, Standing.AHEAD]
    assert next_due(found).due_on == date(2026, 2, 28)
    assert found[0].depth is Depth.SHORT


@pytest.mark.parametrize(
    ("held", "standing"),
    [(14, Standing.KEPT), (15, Standing.LATE), (21, Standing.LATE), (22, Standing.MISSED)],
)
def test_soon_after_is_late_and_later_is_missed(held, standing):
    contacts = mentor(date(2026, 2, held), depth=Depth.SHORT)
    assert standings(date(2026, 2, 25), contacts)[0] == (date(2026, 2, 14), standing)


@pytest.mark.parametrize(
    ("on", "standing", "escalates"),
    [
        (14, Standing.OPEN, False), (15, Standing.OVERDUE, False), (16, Standing.OVERDUE, False),
        (17, Standing.OVERDUE, True), (21, Standing.OVERDUE, True), (22, Standing.MISSED, True),
    ],
)  # fmt: skip
def test_an_overdue_contact_escalates_on_its_day_and_stays_so(on, standing, escalates):
    standard = replace(MENTOR_ONLY, escalates_after=3)
    due = dues(History(START), date(2026, 2, on), standard)[0]
    assert (due.standing, due.escalates(date(2026, 2, on))) == (standing, escalates)


def test_a_late_contact_pays_for_one_due_only():
    found = standings(date(2026, 2, 28), mentor(date(2026, 2, 16)))
    assert found[:2] == [(date(2026, 2, 14), Standing.LATE), (date(2026, 2, 28), Standing.OPEN)]


def test_a_short_talk_is_not_one_in_depth():
    contacts = mentor(date(2026, 2, 10), depth=Depth.SHORT) + mentor(date(2026, 2, 20), depth=Depth.SHORT)
    assert standings(date(2026, 2, 28), contacts)[1] == (date(2026, 2, 28), Standing.OPEN)


def test_a_short_talk_goes_past_the_overdue_one_in_depth_to_the_next_short_one():
    found = dict(standings(date(2026, 5, 10), mentor(date(2026, 5, 5), depth=Depth.SHORT)))
    assert found[date(2026, 4, 30)] is Standing.OVERDUE
    assert found[date(2026, 5, 31)] is Standing.KEPT


def test_two_contacts_of_one_day_are_one_and_the_deeper_counts():
    day = date(2026, 2, 16)
    once = standings(date(2026, 2, 28), mentor(day, day) + mentor(day, depth=Depth.SHORT))
    assert once[:2] == [(date(2026, 2, 14), Standing.LATE), (date(2026, 2, 28), Standing.OPEN)]


# pauses, ends, the mentee of age


def test_what_falls_into_a_pause_is_set_aside_and_told_and_nothing_moves():
    pause = Pause(date(2026, 2, 20), date(2026, 3, 10))
    found = standings(date(2026, 3, 12), pauses=(pause,))
    assert found == [
        (date(2026, 2, 14), Standing.MISSED),
        (date(2026, 2, 28), Standing.SET_ASIDE),
        (date(2026, 3, 31), Standing.OPEN),
        (date(2026, 4, 30), Standing.AHEAD),
    ]


def test_the_day_a_pause_ends_is_a_day_of_the_pairing():
    pause = Pause(date(2026, 2, 20), date(2026, 2, 28))
    assert standings(date(2026, 2, 28), pauses=(pause,))[1] == (date(2026, 2, 28), Standing.OPEN)


def test_what_was_kept_before_the_pause_stays_kept_and_a_talk_in_the_pause_goes_to_the_next():
    pause = Pause(date(2026, 2, 20), date(2026, 3, 10))
    kept = standings(date(2026, 3, 12), mentor(date(2026, 2, 10), date(2026, 2, 18)), pauses=(pause,))
    assert kept[1] == (date(2026, 2, 28), Standing.KEPT)
    inside = standings(date(2026, 3, 12), mentor(date(2026, 3, 5)), pauses=(pause,))
    assert inside[1:3] == [(date(2026, 2, 28), Standing.SET_ASIDE), (date(2026, 3, 31), Standing.KEPT)]


def test_a_pairing_that_rests_without_end_has_no_next_contact():
    found = dues(History(START, pauses=(Pause(date(2026, 2, 10)),)), date(2026, 2, 12), MENTOR_ONLY)
    assert {due.standing for due in found} == {Standing.SET_ASIDE}
    assert next_due(found) is None


def test_of_pauses_that_overlap_the_first_counts():
    late, early = Pause(date(2026, 2, 5), date(2026, 3, 1)), Pause(date(2026, 2, 1), date(2026, 2, 20))
    assert resting([late, early], date(2026, 2, 10)) is early


def test_nothing_is_due_after_the_end_and_what_was_overdue_is_missed():
    found = standings(date(2026, 6, 1), mentor(date(2026, 3, 5)), ended_on=date(2026, 3, 2))
    assert found == [(date(2026, 2, 14), Standing.MISSED), (date(2026, 2, 28), Standing.MISSED)]


def test_nobody_calls_a_responsible_adult_once_the_mentee_is_of_age():
    found = dues(History(START, adult_until=date(2026, 3, 1)), date(2026, 6, 1))
    adult = [due.due_on for due in found if due.party is Party.ADULT]
    assert adult == [date(2026, 2, 14), date(2026, 2, 28)]
    assert next_due(found, Party.ADULT) is None
    assert next_due(found, Party.MENTEE).due_on == date(2026, 5, 31)
    survivor = dues(History(START, adult_until=START), START)
    assert {due.party for due in survivor} == {Party.MENTOR, Party.MENTEE}


# fidelity


def test_fidelity_counts_what_was_due_by_the_day():
    contacts = mentor(date(2026, 2, 10), date(2026, 3, 2))
    found = dues(History(START, contacts=contacts), date(2026, 3, 31), MENTOR_ONLY)
    told = fidelity(found, date(2026, 3, 31))
    assert told == Fidelity(due=2, kept=1, late=1)
    assert (told.share, told.lacking) == (0.5, 0)
    programme = together([told, Fidelity(due=2)])
    assert (programme.share, programme.lacking) == (0.25, 2)
    assert together([]).share is None


# properties


@st.composite
def histories(draw):
    started_on = draw(st.dates(date(2025, 1, 1), date(2026, 12, 31)))
    days = st.integers(0, 540).map(lambda days: started_on + timedelta(days=days))
    contacts = draw(st.lists(st.builds(Contact, days, st.sampled_from(Party), st.sampled_from(Depth)), max_size=30))
    marks = sorted(draw(st.sets(days, max_size=4)))
    pauses = [Pause(*pair) for pair in zip(marks[::2], [*marks[1::2], None], strict=False)]
    return History(started_on, draw(st.none() | days), tuple(pauses), tuple(contacts), draw(st.none() | days))


@given(histories(), st.randoms(use_true_random=False), st.integers(0, 540))
def test_the_order_in_which_a_history_is_told_does_not_matter(history, random, days):
    on = history.started_on + timedelta(days=days)
    contacts, pauses = list(history.contacts), list(history.pauses)
    random.shuffle(contacts)
    random.shuffle(pauses)
    assert dues(replace(history, contacts=tuple(contacts), pauses=tuple(pauses)), on) == dues(history, on)


def as_known(history, on):
    """What the database held on that day."""
    pauses = [pause for pause in history.pauses if pause.began_on <= on]
    return replace(
        history,
        ended_on=history.ended_on if history.ended_on and history.ended_on <= on else None,
        contacts=tuple(contact for contact in history.contacts if contact.on <= on),
        pauses=tuple(
            pause if pause.ended_on and pause.ended_on <= on else Pause(pause.began_on) for pause in pauses
        ),
    )  # fmt: skip


def follow(history, last):
    """Ask every day with what was known, and check that nothing settled changes; returns the number of escalations."""
    settled, escalated = {}, set()
    for day in range((last - history.started_on).days + 1):
        on = history.started_on + timedelta(days=day)
        found = dues(as_known(history, on), on)
        seen = {(due.party, due.due_on): due for due in found}
        assert len(seen) == len(found)  # none doubled
        for key, due in settled.items():
            assert seen[key] == due  # none lost, none rewritten
        for key, due in seen.items():
            early = due.held_on and due.due_on <= last_day(history, due.party, last)
            if due.standing in SETTLED and (due.due_on <= on or early):
                settled.setdefault(key, due)
            if due.escalates(on) and key not in escalated:
                assert on == due.period.escalates_on  # on its day, not a day later
                escalated.add(key)
    check_whole(history, last, settled, escalated)
    return len(escalated)


def last_day(history, party, last):
    """The last day on which a contact with this party is due."""
    ends = min(history.ended_on or last, last)
    return min(ends, history.adult_until - DAY) if party is Party.ADULT and history.adult_until else ends


def check_whole(history, last, settled, escalated):
    """At the end: every period of every party is there, and no contact was counted twice."""
    found = dues(history, last)
    for party in Party:
        until = last_day(history, party, last)
        wanted = [p.due_on for p in periods_until(history.started_on, last) if p.due_on <= until]
        mine = [due for due in found if due.party is party and due.due_on <= until]
        assert [due.due_on for due in mine] == wanted
        held = Counter(due.held_on for due in found if due.party is party and due.held_on)
        assert set(held.values()) <= {1}
        assert set(held) <= {contact.on for contact in history.contacts if contact.party is party}
    for key, due in settled.items():
        assert due in found, key
    for due in found:
        unheld = due.held_on is None or due.held_on > due.period.escalates_on
        alive = due.period.escalates_on <= last and due.standing is not Standing.SET_ASIDE
        if unheld and alive and due.due_on < last:
            assert (due.party, due.due_on) in escalated


@settings(max_examples=15, deadline=None)
@given(histories())
def test_day_by_day_gives_what_the_end_gives(history):
    follow(history, history.started_on + timedelta(days=400))


def invented(random):
    """A pairing of a real programme: most contacts in time, some late, some forgotten, holidays, early ends."""
    started_on = date(2026, 1, 1) + timedelta(days=random.randrange(365))
    contacts, diligence = [], random.uniform(0.4, 1)
    for period in periods_until(started_on, date(2027, 6, 30)):
        for party in Party:
            if random.random() < diligence:
                span = (period.closes_on - period.earliest).days
                on = period.earliest + timedelta(days=random.randint(0, span))
                contacts.append(Contact(on, party, random.choice([period.depth, Depth.SHORT])))
    pauses = ()
    if random.random() < 0.3:
        began_on = started_on + timedelta(days=random.randrange(400))
        pauses = (Pause(began_on, random.choice([None, began_on + timedelta(days=random.randrange(1, 90))])),)
    ended_on = started_on + timedelta(days=random.randrange(30, 540)) if random.random() < 0.4 else None
    adult_until = started_on + timedelta(days=random.randrange(540)) if random.random() < 0.2 else None
    return History(started_on, ended_on, pauses, tuple(contacts), adult_until)


def simulate(pairings):
    random = Random(6)
    return sum(follow(invented(random), date(2027, 6, 30)) for _pairing in range(pairings))


def test_eighteen_months_of_some_pairings_asked_every_day():
    assert simulate(12) > 0


@pytest.mark.prove
def test_eighteen_months_of_two_hundred_pairings_asked_every_day():
    assert simulate(200) > 0
