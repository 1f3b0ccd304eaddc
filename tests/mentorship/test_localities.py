"""A name means one place of the county, or the writer is told which ones there are."""

import csv
import unicodedata
from collections import defaultdict
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorship.localities import UnknownPlaceError, place_book
from mentorship.services.places import LIST


def _counties():
    counties = defaultdict(list)
    with LIST.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            counties[row["county"]].append(
                SimpleNamespace(
                    geonameid=int(row["geonameid"]), name=row["name"], other_name=row["other_name"],
                    latitude=float(row["latitude"]), longitude=float(row["longitude"]),
                    population=int(row["population"]),
                )
            )  # fmt: skip
    return counties


COUNTIES = _counties()
CLUJ = place_book(COUNTIES["13"])


def test_every_place_of_the_country_is_found_under_its_own_label():
    for places in COUNTIES.values():
        book = place_book(places)
        assert len(set(book.labels.values())) == len(places)
        assert all(book.find(book.label_of(place)) is place for place in places)


@given(st.sampled_from(COUNTIES["13"]), st.sampled_from([str.upper, str.lower, str.title]), st.booleans())
def test_case_diacritics_and_the_way_of_coding_them_do_not_matter(place, case, composed):
    label = case(CLUJ.label_of(place))
    plain = "".join(c for c in unicodedata.normalize("NFKD", label) if not unicodedata.combining(c))
    assert CLUJ.find(plain) is place
    assert CLUJ.find(unicodedata.normalize("NFC" if composed else "NFD", label)) is place


def test_a_second_name_and_blanks_are_understood():
    assert CLUJ.find("  cluj  napoca ").name == "Cluj-Napoca"
    assert CLUJ.find("Szépkenyerűszentmárton").name == "Sânmărtin"


def test_an_ambiguous_name_tells_the_choices():
    with pytest.raises(UnknownPlaceError, match=r"Cornești \(Iclod\), Cornești \(Moldovenești\)"):
        CLUJ.find("Cornesti")


def test_an_unknown_name_is_refused():
    with pytest.raises(UnknownPlaceError, match="“Atlantis” is not a place of this county"):
        CLUJ.find(" Atlantis ")


def test_two_places_near_the_same_town_carry_their_number():
    twins = [
        SimpleNamespace(geonameid=n, name="Twin", other_name="", latitude=46.0, longitude=23.0 + n / 100, population=9)
        for n in (1, 2)
    ]
    town = SimpleNamespace(geonameid=3, name="Town", other_name="", latitude=46, longitude=23, population=9000)
    assert place_book([*twins, town]).labels == {1: "Twin (1)", 2: "Twin (2)", 3: "Town"}
    assert place_book(twins).labels == {1: "Twin (1)", 2: "Twin (2)"}


def test_a_place_of_another_county_keeps_its_name():
    stranger = SimpleNamespace(geonameid=-1, name="Elsewhere")
    assert CLUJ.label_of(stranger) == "Elsewhere"
