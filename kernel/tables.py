"""What stands in this CSV or XLSX file, cell by cell? Reads only; nothing here knows a database.

Accepts semicolon, comma or tab, and UTF-8 (with or without mark), UTF-16 or windows-1250. Formulas and huge cells are
refused with their place.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, NamedTuple

import openpyxl
from django.utils.translation import gettext as _

MAX_ROWS = 20_000
MAX_COLUMNS = 100
MAX_CELL = 2_000
_LEADS = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")


class CellError(NamedTuple):
    """What is wrong, where: row and column as the person sees them (row 1 is the heading; 0 is the whole file)."""

    row: int
    column: str
    reason: str


class TableError(Exception):
    """The file cannot be read as a table; `errors` says why and where."""

    def __init__(self, errors: Sequence[CellError]) -> None:
        super().__init__(errors[0].reason)
        self.errors = list(errors)


class Row(NamedTuple):
    """One line of the table with its number in the file."""

    number: int
    cells: dict[str, str]


@dataclass(frozen=True)
class Table:
    columns: list[str]
    rows: list[Row]


def read_table(content: bytes) -> Table:
    """Read a table with its first line as heading; `TableError` lists every refused cell."""
    lines = _xlsx_lines(content) if content.startswith(b"PK\x03\x04") else _csv_lines(content)
    heading, *body = _limited(lines) or [(1, [])]
    columns = [_column_code(cell) for cell in heading[1]]
    while columns and not columns[-1]:
        columns.pop()
    _refuse_bad_heading(columns)
    errors: list[CellError] = []
    rows = [row for number, cells in body if (row := _row(number, cells, columns, errors))]
    if errors:
        raise TableError(errors)
    return Table(columns, rows)


def neutralise(cell: Any) -> Any:
    """A cell for export that no spreadsheet takes for a formula; numbers and dates stay what they are."""
    if isinstance(cell, str) and cell.startswith(_LEADS):
        return f"'{cell}"
    return cell


def decode(content: bytes) -> str:
    """The text of a file in UTF-8 (with or without mark), UTF-16 or windows-1250."""
    encodings = ["utf-16"] if content.startswith((b"\xff\xfe", b"\xfe\xff")) else ["utf-8-sig", "cp1250"]
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise TableError([CellError(0, "", _("The file is no text in UTF-8, UTF-16 or windows-1250."))])


def _csv_lines(content: bytes) -> Iterator[tuple[int, list[str]]]:
    text = decode(content)
    if "\0" in text:
        raise TableError([CellError(0, "", _("The file is no text."))])
    first = text.partition("\n")[0]
    separator = max(";,\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    number = 1
    try:
        for cells in reader:
            yield number, cells
            number = reader.line_num + 1
    except csv.Error as error:
        reason = _("This row cannot be read: its quotation marks do not match, or a cell is far too long.")
        raise TableError([CellError(number, "", reason)]) from error


def _xlsx_lines(content: bytes) -> Iterator[tuple[int, list[str]]]:
    try:
        sheet = openpyxl.load_workbook(io.BytesIO(content), read_only=True).worksheets[0]
        sheet.reset_dimensions()  # a file may claim a million columns
        for number, cells in enumerate(sheet.iter_rows(max_col=MAX_COLUMNS + 1, values_only=True), start=1):
            yield number, [_as_text(cell) for cell in cells]
    except Exception as error:  # a damaged file breaks the library in any of its hundred places
        raise TableError([CellError(0, "", _("The file cannot be read as a spreadsheet."))]) from error


def _as_text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime) and cell.time() == time():
        cell = cell.date()
    if isinstance(cell, date | datetime):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def _limited(lines: Iterable[tuple[int, list[str]]]) -> list[tuple[int, list[str]]]:
    found: list[tuple[int, list[str]]] = []
    for number, cells in lines:
        if len(found) > MAX_ROWS:
            reason = _("The file has more than %(limit)d rows.") % {"limit": MAX_ROWS}
            raise TableError([CellError(0, "", reason)])
        if any(cell.strip() for cell in cells):
            found.append((number, cells))
    return found


def _refuse_bad_heading(columns: list[str]) -> None:
    if not columns:
        raise TableError([CellError(0, "", _("The file is empty."))])
    if len(columns) > MAX_COLUMNS:
        raise TableError([CellError(1, "", _("The file has more than %(limit)d columns.") % {"limit": MAX_COLUMNS})])
    errors = [
        CellError(1, name, _("This column has no name.") if not name else _("This column is there twice."))
        for position, name in enumerate(columns)
        if not name or name in columns[:position]
    ]
    if errors:
        raise TableError(errors)


def _column_code(cell: str) -> str:
    """The heading as a code: `Given name ` and `given_name` are the same."""
    return re.sub(r"[\s-]+", "_", cell.strip().casefold())


def _row(number: int, cells: list[str], columns: list[str], errors: list[CellError]) -> Row:
    if any(cell.strip() for cell in cells[len(columns) :]):
        errors.append(CellError(number, "", _("This row has more cells than the heading.")))
    row = Row(number, dict(zip(columns, [*cells, *[""] * len(columns)], strict=False)))
    for column, cell in row.cells.items():
        row.cells[column] = cell.strip()
        if len(cell) > MAX_CELL:
            reason = _("This cell is longer than %(limit)d characters.") % {"limit": MAX_CELL}
            errors.append(CellError(number, column, reason))
        elif _is_formula(row.cells[column]):
            errors.append(CellError(number, column, _("This cell holds a formula. Please write the value itself.")))
    return row


def _is_formula(cell: str) -> bool:
    """Could a spreadsheet compute this? Phone numbers with a plus, negative numbers and dashed lists are fine."""
    return bool(re.match(r"[=@]|[+-][^\W\d]|[+-]\S*[(!|]", cell))
