"""A mentor learns a band of years, never the year."""

from datetime import date

import pytest

from mentorship.ages import age_band


@pytest.mark.parametrize(
    ("birth_year", "band"),
    [
        (2015, "younger than 12"), (2014, "12 to 14 years"), (2012, "12 to 14 years"), (2011, "15 to 17 years"),
        (2008, "18 to 20 years"), (1991, "26 to 35 years"), (1990, "older than 35"),
    ],
)  # fmt: skip
def test_band(birth_year, band):
    assert age_band(birth_year, date(2026, 11, 24)) == band
