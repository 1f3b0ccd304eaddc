"""When is somebody free: does a week survive the form, the database and the page?"""

import re

import pytest
from django import forms
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st

from mentorship import weeks
from mentorship.forms.weeks import WeekField
from mentorship.templatetags.weeks import week_table


def flat(html):
    return re.sub(r"\s+", " ", html)


class Free(forms.Form):
    week = WeekField(label="Free hours")


slots = st.sets(st.integers(0, weeks.BITS - 1))


@given(slots)
def test_a_week_survives_every_way_it_travels(bits):
    week = weeks.week_of(bits)
    assert weeks.bits_of(week) == sorted(bits)
    assert weeks.from_text(weeks.to_text(week)) == week
    assert len(weeks.to_text(week)) == 21
    form = WeekField(required=False)
    assert form.clean([str(bit) for bit in bits]) == week
    assert form.prepare_value([str(bit) for bit in bits]) == form.prepare_value(weeks.to_text(week)) == week


def test_bit_zero_is_the_night_to_monday():
    first, last = weeks.lines(1)[0], weeks.lines(1 << 83)[-1]
    assert (first.hours, first.cells[0].first, first.cells[0].name) == ("00–02", True, "Monday, 0:00 to 2:00")
    assert (last.hours, last.cells[6].first, last.cells[6].name) == ("22–24", True, "Sunday, 22:00 to 24:00")
    with pytest.raises(ValueError, match="84"):
        weeks.week_of([84])


@pytest.mark.parametrize("value", [["84"], ["x"], ["-1"], "word", 5.5])
def test_a_week_takes_times_of_the_grid_only(value):
    with pytest.raises(forms.ValidationError, match="times of the grid only"):
        WeekField().clean(value)


def test_a_week_asks_for_one_time_at_least():
    form = Free({})
    assert not form.is_valid()
    html = flat(str(form))
    assert "Please choose at least one time of the week." in html
    assert 'field-full" id="id_week_field" aria-describedby="id_week_error"' in html
    assert WeekField(required=False).clean([]) == 0
    assert WeekField().clean(7) == 7


def test_the_week_grid_keeps_what_was_ticked():
    html = flat(str(Free({"week": ["0", "83", "99", "x"]})))
    assert html.count(" checked") == 2
    assert html.count('type="checkbox"') == 84 and html.count('aria-label="') == 84
    assert 'value="83" aria-label="Sunday, 22:00 to 24:00" checked' in html
    assert flat(str(Free(initial={"week": weeks.to_text(3)}))).count(" checked") == 2
    assert " checked" not in str(Free())


def test_a_week_knows_when_it_changed():
    assert Free({"week": ["0"]}, initial={"week": 2}).has_changed()
    assert not Free({"week": ["0"]}, initial={"week": weeks.to_text(1)}).has_changed()
    assert Free({}, initial={"week": 2}).has_changed()


def test_two_weeks_show_the_hours_they_share():
    html = flat(render_to_string("components/week.html", week_table("Both", weeks.to_text(7), 5, "Mentee", "Mentor")))
    assert "4 hours in common" in html
    assert html.count('class="both"') == 3 and html.count('<td><span class="first">') == 1
    alone = flat(render_to_string("components/week.html", week_table("Free", 1)))
    assert "in common" not in alone and "free" in alone
