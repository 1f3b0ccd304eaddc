"""Which columns do the sheets of mentees and mentors have, and what does a row mean to the engine?

`docs/match_csv.md` describes every column; a test compares the two.
"""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _

from matching import engine
from matching.agreements import Agreement
from matching.engine.policy import POPULATIONS
from matching.engine.records import GENDERS, MODES
from matching.sheets.cells import CodeCell, CodesCell, UntilCell, WeekCell, WordCell, WordsCell, YesCell
from mentorship.localities import PlaceBook, UnknownPlaceError


class PersonRow(forms.Form):
    """The columns that both sheets have."""

    book: ClassVar[PlaceBook | None] = None

    code = CodeCell()
    gender = WordCell(choices=GENDERS)
    age = forms.IntegerField(min_value=5, max_value=110)
    languages = WordsCell()
    ways = WordsCell(choices=MODES)
    place = forms.CharField(required=False)
    latitude = forms.FloatField(required=False, min_value=-90, max_value=90)
    longitude = forms.FloatField(required=False, min_value=-180, max_value=180)
    radius_km = forms.IntegerField(min_value=0, max_value=300)
    week = WeekCell()
    likes = WordsCell(required=False)
    dislikes = WordsCell(required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if place := cleaned.get("place"):
            self._locate(place, cleaned)
        elif cleaned.get("latitude") is None or cleaned.get("longitude") is None:
            self.add_error("place", _("Please give the place, or the latitude and longitude of its centre."))
        return cleaned

    def _locate(self, place: str, cleaned: dict[str, Any]) -> None:
        if self.book is None:
            self.add_error("place", _("The policy names no county, so a place cannot be looked up."))
            return
        try:
            found = self.book.find(place)
        except UnknownPlaceError as error:
            self.add_error("place", str(error))
        else:
            cleaned.update(place=str(found.geonameid), latitude=found.latitude, longitude=found.longitude)


class MenteeRow(PersonRow):
    group = WordCell(choices=POPULATIONS)
    strain = forms.IntegerField(min_value=1, max_value=4)
    waiting_days = forms.IntegerField(required=False, min_value=0, max_value=10_000)
    accepts = WordsCell(choices=GENDERS, required=False)
    wishes = WordCell(choices=GENDERS, required=False)
    needs = WordsCell(required=False)
    decision_until = UntilCell()
    consent_until = UntilCell()
    assent_until = UntilCell()


class MentorRow(PersonRow):
    groups = WordsCell(choices=POPULATIONS)
    experience = forms.IntegerField(min_value=1, max_value=4)
    skills = WordsCell(required=False)
    seats = forms.IntegerField(min_value=0, max_value=20)
    cleared_youth_until = UntilCell()
    cleared_survivor_until = UntilCell()
    trained_for = WordsCell(choices=POPULATIONS, required=False)
    committed_until = UntilCell()
    willing = YesCell(empty=True)
    supervisor = CodeCell(required=False)
    not_with = CodesCell(required=False)
    earlier_with = CodesCell(required=False)


def form_of(row: type[PersonRow], book: PlaceBook | None) -> type[forms.Form]:
    """The form of one sheet, with the places of its county."""
    return type(row.__name__, (row,), {"book": book})


def mentee_of(row: dict[str, Any], agreement: Agreement) -> engine.Mentee:
    return engine.Mentee(
        id=row["code"], population=row["group"], risk=row["strain"], needs=frozenset(row["needs"]),
        tier=agreement.tier_of(row["strain"], row["waiting_days"] or 0),
        accepted_genders=frozenset(row["accepts"] or GENDERS), wished_genders=frozenset({row["wishes"]} - {""}),
        decision_until=row["decision_until"], consent_until=row["consent_until"], assent_until=row["assent_until"],
        **_both(row),
    )  # fmt: skip


def mentor_of(row: dict[str, Any]) -> engine.Mentor:
    cleared = {group: row[f"cleared_{group}_until"] for group in POPULATIONS}
    return engine.Mentor(
        id=row["code"], capacity=row["seats"], experience=row["experience"], skills=frozenset(row["skills"]),
        populations=frozenset(row["groups"]), certified=frozenset(row["trained_for"]),
        cleared_until={group: until for group, until in cleared.items() if until},
        committed_until=row["committed_until"], available=row["willing"], supervised=bool(row["supervisor"]),
        **_both(row),
    )  # fmt: skip


def _both(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "gender": row["gender"], "age": row["age"], "languages": row["languages"], "week": row["week"],
        "modes": frozenset(row["ways"]), "place": row["place"], "latitude": row["latitude"],
        "longitude": row["longitude"], "radius_km": row["radius_km"], "interests": frozenset(row["likes"]),
        "dislikes": frozenset(row["dislikes"]),
    }  # fmt: skip
