"""What do the two sheets and the policy ask of the engine? Everything that is wrong is told at once."""

import csv
import tomllib
from collections import Counter
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from kernel.imports import validate
from kernel.tables import CellError, Table, TableError, read_table
from matching import engine
from matching.agreements import Agreement
from matching.engine import EngineInputError
from matching.sheets.identities import identity_errors
from matching.sheets.rows import MenteeRow, MentorRow, PersonRow, form_of, mentee_of, mentor_of
from mentorship.localities import PlaceBook, place_book

PLACES = Path(__file__).resolve().parents[2] / "mentorship" / "places" / "places_ro.csv"


class SheetError(Exception):
    """The files cannot be used; `faults` has one line for each reason."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


@dataclass
class ListedPlace:
    """A locality of the list that comes with the product."""

    geonameid: int
    name: str
    other_name: str
    latitude: float
    longitude: float
    population: int


def read_problem(mentors: Path, mentees: Path, policy: Path, today: date) -> engine.Problem:
    """Read the three files into one question for the engine, or raise `SheetError` with every fault."""
    agreement, county = _agreement(policy)
    book = _book(county) if county else None
    mentor_rows, mentor_faults = _rows(mentors, MentorRow, book)
    mentee_rows, mentee_faults = _rows(mentees, MenteeRow, book)
    faults = mentor_faults + mentee_faults
    if not faults:
        faults = _links(mentors, mentor_rows, mentee_rows)
    if faults:
        raise SheetError(faults)
    try:
        return _problem([row for _, row in mentor_rows], [row for _, row in mentee_rows], agreement, today)
    except EngineInputError as error:
        raise SheetError(str(error).splitlines()) from error


def _agreement(path: Path) -> tuple[Agreement, str]:
    try:
        mapping = tomllib.loads(path.read_text(encoding="utf-8-sig"))
        county = mapping.pop("county", "")
        agreement = Agreement.from_mapping(mapping)
    except OSError as error:
        raise SheetError([_unreadable(path)]) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SheetError([f"{path.name}: {error}"]) from error
    except EngineInputError as error:
        raise SheetError([f"{path.name}: {fault}" for fault in str(error).splitlines()]) from error
    if agreement.hold_back:
        raise SheetError([f"{path.name}: hold_back needs the prices of earlier runs, and sheets keep none."])
    return agreement, str(county)


def _book(county: str) -> PlaceBook:
    with PLACES.open(newline="", encoding="utf-8") as lines:
        places = [
            ListedPlace(
                int(row["geonameid"]), row["name"], row["other_name"], float(row["latitude"]), float(row["longitude"]),
                int(row["population"]),
            )
            for row in csv.DictReader(lines)
            if row["county"] == county
        ]  # fmt: skip
    return place_book(places)


Rows = list[tuple[int, dict[str, Any]]]


def _rows(path: Path, row: type[PersonRow], book: PlaceBook | None) -> tuple[Rows, list[str]]:
    """The rows of a sheet with their numbers, or every fault."""
    try:
        table = read_table(path.read_bytes())
    except OSError:
        return [], [_unreadable(path)]
    except TableError as error:
        return [], _told(path, error.errors)
    if faults := identity_errors(table.columns, row.base_fields):
        return [], _told(path, faults)
    result = validate(table, form_of(row, book))
    errors = [*result.errors, *_twice(table)]
    numbered = [(line.number, cells) for line, cells in zip(table.rows, result.rows, strict=bool(result.rows))]
    return numbered, _told(path, sorted(errors))


def _twice(table: Table) -> list[CellError]:
    counts = Counter(line.cells.get("code", "") for line in table.rows)
    return [
        CellError(line.number, "code", _("This code is there more than once."))
        for line in table.rows
        if line.cells.get("code") and counts[line.cells["code"]] > 1
    ]


def _links(path: Path, mentors: Rows, mentees: Rows) -> list[str]:
    """Codes of mentees in the sheet of mentors that the sheet of mentees does not have."""
    known = {row["code"] for _, row in mentees}
    return _told(
        path,
        [
            CellError(number, column, _("The mentee “%(code)s” is not in the other file.") % {"code": code})
            for number, row in mentors
            for column in ("not_with", "earlier_with")
            for code in row[column]
            if code not in known
        ],
    )


def _told(path: Path, errors: list[CellError]) -> list[str]:
    lines = []
    for error in errors:
        facts = {"file": path.name, "row": error.row, "column": error.column, "reason": error.reason}
        if error.row and error.column:
            lines.append(_("%(file)s, row %(row)d, column %(column)s: %(reason)s") % facts)
        elif error.row:
            lines.append(_("%(file)s, row %(row)d: %(reason)s") % facts)
        else:
            lines.append(_("%(file)s: %(reason)s") % facts)
    return lines


def _unreadable(path: Path) -> str:
    return _("%(file)s: This file cannot be opened.") % {"file": path.name}


def _problem(
    mentors: list[dict[str, Any]], mentees: list[dict[str, Any]], agreement: Agreement, today: date
) -> engine.Problem:
    groups: dict[str, set[str]] = {}
    for row in mentors:
        if row["supervisor"]:
            groups.setdefault(row["supervisor"], set()).add(row["code"])
    return engine.Problem(
        mentees=tuple(mentee_of(row, agreement) for row in mentees),
        mentors=tuple(mentor_of(row) for row in mentors),
        policy=agreement.policy,
        today=today,
        forbidden=frozenset((code, row["code"]) for row in mentors for code in row["not_with"]),
        ended=frozenset((code, row["code"]) for row in mentors for code in row["earlier_with"]),
        caps=tuple(
            engine.GroupCap(code=supervisor, mentors=frozenset(members), limit=agreement.caseload.all)
            for supervisor, members in sorted(groups.items())
        ),
    )
