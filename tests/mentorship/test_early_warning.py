"""The early-warning rules: each at its threshold and just below, tuned, at rest, and laid out for a board."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from mentorship.contact_standard import Party
from mentorship.early_warning import NEED_WORDS, Facts, Need, by_need, signals
from mentorship.warning_rules import RULES

ON = date(2026, 6, 1)


def ago(days):
    return ON - timedelta(days=days)


CALM = Facts(
    on=ON,
    active_since=ago(100),
    planned_until=ago(-200),
    held=((ago(3), 90), (ago(10), 90), (ago(17), 60)),
    moods=((ago(3), 4), (ago(10), 4)),
    next_planned_on=ago(-4),
    pulses=((ago(60), 20), (ago(10), 20)),
    strain=20,
    paper_lapses_on=ago(-150),
)  # fmt: skip
BY_CODE = {rule.code: rule for rule in RULES}


def codes(facts, tuning=None):
    return {signal.code for signal in signals(facts, RULES, tuning)}


def test_a_calm_pairing_is_left_in_peace():
    assert codes(CALM) == set()


def test_what_is_not_known_breaks_no_rule():
    assert codes(Facts(on=ON, active_since=ON)) == set()


@pytest.mark.parametrize(
    ("code", "broken", "well", "sentence"),
    [
        ("no_meeting", {"held": ((ago(21), 90),)}, {"held": ((ago(20), 90),)}, "No meeting for 21 days."),
        ("no_meeting", {"held": (), "active_since": ago(21)}, {"held": (), "active_since": ago(20)},
         "No meeting for 21 days."),
        ("no_meeting", {"held": ((ago(99), 60),), "active_since": ago(30)},
         {"held": ((ago(99), 60),), "active_since": ago(5)}, "No meeting for 30 days."),
        ("fell_through", {"fell_through": (ago(2), ago(1))}, {"fell_through": (ago(5), ago(1))},
         "2 meetings in a row were cancelled or missed."),
        ("not_logged", {"next_planned_on": ago(3)}, {"next_planned_on": ago(2)},
         "A planned meeting is over for 3 days and nothing was logged."),
        ("nothing_planned", {"next_planned_on": None, "held": ((ago(10), 60),)}, {"next_planned_on": None},
         "No next meeting is planned, 10 days after the last."),
        ("short_meetings", {"held": ((ago(3), 29), (ago(9), 20), (ago(12), 15), (ago(20), 90))},
         {"held": ((ago(3), 29), (ago(9), 30), (ago(12), 15))},
         "The last 3 meetings were shorter than 30 minutes; the longest took 29."),
        ("short_meetings", {"held": ((ago(3), 9), (ago(9), 9), (ago(12), 9))}, {"held": ((ago(3), 9), (ago(9), 9))},
         "The last 3 meetings were shorter than 30 minutes; the longest took 9."),
        ("low_moods", {"moods": ((ago(9), 1), (ago(3), 1), (ago(20), 4))}, {"moods": ((ago(9), 1), (ago(3), 2))},
         "The mentor wrote of the last 2 meetings that they were hard."),
        ("low_moods", {"moods": ((ago(9), 1), (ago(3), 1))}, {"moods": ((ago(9), 1),)},
         "The mentor wrote of the last 2 meetings that they were hard."),
        ("pulse_low", {"pulses": ((ago(3), 13),)}, {"pulses": ((ago(3), 14),)},
         "The mentee's last pulse has 13 of 25 points."),
        ("pulse_low", {"pulses": ((ago(3), 5), (ago(9), 6))}, {"pulses": ()},
         "The mentee's last pulse has 5 of 25 points."),
        ("pulse_fell", {"pulses": ((ago(3), 19), (ago(9), 24))}, {"pulses": ((ago(9), 24), (ago(3), 20))},
         "The mentee's pulse fell from 24 to 19 of 25 points."),
        ("pulse_fell", {"pulses": ((ago(90), 15), (ago(9), 25), (ago(3), 20))}, {"pulses": ((ago(9), 24),)},
         "The mentee's pulse fell from 25 to 20 of 25 points."),
        ("mentor_strain", {"strain": 60}, {"strain": 59}, "The mentor's strain is at 60 percent."),
        ("mentor_overdue", {"overdue": ((Party.MENTOR, ago(1)), (Party.MENTEE, ON))},
         {"overdue": ((Party.MENTOR, ON),)}, "The support contact with the mentor is overdue for 1 days."),
        ("mentee_overdue", {"overdue": ((Party.MENTEE, ago(2)), (Party.MENTEE, ago(9)))},
         {"overdue": ((Party.MENTOR, ago(9)),)}, "The support contact with the mentee is overdue for 9 days."),
        ("adult_overdue", {"overdue": ((Party.ADULT, ago(4)),)}, {"overdue": ()},
         "The support contact with the responsible adult is overdue for 4 days."),
        ("worry_waits", {"worries_since": (ago(1), ago(2))}, {"worries_since": ()},
         "Worries that nobody has acknowledged: 2, the oldest for 2 days."),
        ("worry_waits", {"worries_since": (ON,)}, {"worries_since": ()},
         "Worries that nobody has acknowledged: 1, the oldest for 0 days."),
        ("paper_lapses", {"paper_lapses_on": ago(-30)}, {"paper_lapses_on": ago(-31)},
         "A paper or certificate of the mentor lapses on 2026-07-01."),
        ("end_near", {"planned_until": ago(-30)}, {"planned_until": ago(-31)}, "The planned end is on 2026-07-01."),
        ("end_near", {"planned_until": ago(9)}, {"planned_until": None}, "The planned end is on 2026-05-23."),
        ("sessions_missed", {"sessions_missed": 2}, {"sessions_missed": 1},
         "The mentor missed 2 supervision groups in a row."),
        ("supervisor_away", {"supervisor_away_until": ON}, {"supervisor_away_until": ago(1)},
         "The supervisor is away without cover for 1 more days."),
        ("rests_long", {"rests_since": ago(30)}, {"rests_since": ago(29)}, "The pairing has rested for 30 days."),
    ],
)  # fmt: skip
def test_each_rule_at_its_threshold_and_just_below(code, broken, well, sentence):
    found = {signal.code: signal for signal in signals(replace(CALM, **broken), RULES)}
    assert found[code].sentence == sentence
    assert found[code].need is BY_CODE[code].need
    assert found[code].suggestion == str(BY_CODE[code].suggestion)
    assert code not in codes(replace(CALM, **well))


def test_every_rule_is_tested_at_its_threshold():
    parameters = test_each_rule_at_its_threshold_and_just_below.pytestmark[0].args[1]
    assert {row[0] for row in parameters} == set(BY_CODE)


def test_the_nearer_an_end_the_worse():
    (near,), (nearer,) = (signals(replace(CALM, planned_until=ago(-days)), RULES) for days in (20, 2))
    assert nearer.degree > near.degree


def test_a_centre_tunes_the_numbers():
    facts = replace(CALM, held=((ago(30), 90),), next_planned_on=ago(-1))
    assert codes(facts) == {"no_meeting"}
    assert codes(facts, {"no_meeting": {"days": 31}}) == set()
    assert BY_CODE["no_meeting"].text() == "No meeting for 21 days."
    assert BY_CODE["no_meeting"].text({"days": 31}) == "No meeting for 31 days."


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_numbers_out_of_range_are_refused(rule):
    for name, threshold in rule.thresholds.items():
        assert threshold.low <= threshold.usual <= threshold.high
        for number in (threshold.low - 1, threshold.high + 1, True, "7", None):
            with pytest.raises(ValueError, match=name):
                rule.numbers({name: number})
    with pytest.raises(ValueError, match="has no colour"):
        rule.numbers({"colour": 1})


def test_a_pairing_that_rests_is_asked_only_what_does_not_rest():
    facts = replace(
        CALM, held=(), next_planned_on=None, sessions_missed=3, rests_since=ago(2), worries_since=(ON,),
        supervisor_away_until=ago(-2), overdue=((Party.MENTEE, ago(2)),),
    )  # fmt: skip
    assert codes(facts) == {"worry_waits", "supervisor_away", "mentee_overdue"}


def test_a_board_is_laid_out_by_what_is_needed():
    facts = replace(CALM, strain=90, supervisor_away_until=ON, planned_until=ON, pulses=((ON, 5),))
    board = by_need(signals(facts, RULES))
    assert list(board) == [Need.DECIDE, Need.COVER, Need.MENTEE, Need.MENTOR]
    assert [signal.code for signal in board[Need.MENTOR]] == ["mentor_strain"]
    assert set(NEED_WORDS) == set(Need)


@pytest.mark.parametrize("language", ["en", "ro", "hu"])
def test_every_text_can_be_read(language):
    with override(language):
        assert all(rule.text() and str(rule.suggestion) for rule in RULES)
        assert all("%" not in rule.text() for rule in RULES)


days = st.dates(ago(400), ON)


@given(
    st.lists(st.tuples(days, st.integers(5, 700)), max_size=8),
    st.lists(days, max_size=5),
    st.lists(st.tuples(days, st.integers(5, 25)), max_size=4),
    st.randoms(use_true_random=False),
)
def test_the_order_of_the_facts_does_not_matter(held, fell_through, pulses, random):
    facts = replace(CALM, held=tuple(held), fell_through=tuple(fell_through), pulses=tuple(pulses))
    for rows in (held, fell_through, pulses):
        random.shuffle(rows)
    shuffled = replace(CALM, held=tuple(held), fell_through=tuple(fell_through), pulses=tuple(pulses))
    assert signals(facts, RULES) == signals(shuffled, RULES)
