"""Tables in the ways that people's programs write them; what is dangerous is refused with its place."""

import io
from datetime import date, datetime

import openpyxl
import pytest

from kernel.tables import MAX_CELL, CellError, TableError, neutralise, read_table

LINES = "Name;Places\nȘtefan;Cluj, Dej\nŐri;Gherla\n"


def xlsx(*rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()


def errors_of(content):
    with pytest.raises(TableError) as refused:
        read_table(content)
    assert str(refused.value) == refused.value.errors[0].reason
    return refused.value.errors


def cells(table):
    return [row.cells for row in table.rows]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_encodings(encoding):
    table = read_table(LINES.encode(encoding))
    assert cells(table) == [{"name": "Ștefan", "places": "Cluj, Dej"}, {"name": "Őri", "places": "Gherla"}]


def test_windows_1250():
    assert cells(read_table("name\nşaţîăâőű\n".encode("cp1250"))) == [{"name": "şaţîăâőű"}]


@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_separators(separator):
    lines = f'name{separator}note\r\nAna{separator}"one{separator} two\nthree ""four"""\r\n\r\nIon{separator}\r\n'
    table = read_table(lines.encode())
    assert table.columns == ["name", "note"]
    assert [row.number for row in table.rows] == [2, 5]
    assert cells(table) == [{"name": "Ana", "note": f'one{separator} two\nthree "four"'}, {"name": "Ion", "note": ""}]


def test_headings_become_codes_and_empty_tails_go():
    table = read_table(b"Given Name ;LAST-NAME;;\nAna;Pop;;\n")
    assert table.columns == ["given_name", "last_name"] and cells(table) == [{"given_name": "Ana", "last_name": "Pop"}]


def test_short_rows_are_filled_and_long_rows_refused():
    assert cells(read_table(b"a;b\n1\n")) == [{"a": "1", "b": ""}]
    assert errors_of(b"a;b\n1;2;3\n") == [CellError(2, "", "This row has more cells than the heading.")]


def test_xlsx_values_become_texts():
    table = read_table(
        xlsx(
            ["name", "on", "at", "count", "many", "share", "x"],
            ["Ana", date(2026, 5, 4), datetime(2026, 5, 4, 9), 3, 1e20, 0.5, None],
        )
    )
    assert cells(table) == [
        {
            "name": "Ana",
            "on": "2026-05-04",
            "at": "2026-05-04T09:00:00",
            "count": "3",
            "many": "1" + 20 * "0",
            "share": "0.5",
            "x": "",
        }
    ]


def test_empty_rows_keep_the_numbers():
    assert [row.number for row in read_table(xlsx(["a"], [None], ["1"])).rows] == [3]


def damaged(place, by):
    """A spreadsheet in which one byte is another one."""
    content = bytearray(xlsx(["a"], [1]))
    content[content.find(place) + len(place) + by] ^= 0xFF
    return bytes(content)


@pytest.mark.parametrize(
    "content",
    [b"PK\x03\x04 no zip", b"PK\x03\x04", damaged(b"xl/workbook.xml", 9), damaged(b"[Content_Types].xml", 12)],
)
def test_broken_spreadsheets(content):
    assert errors_of(content) == [CellError(0, "", "The file cannot be read as a spreadsheet.")]


@pytest.mark.parametrize(
    "content, reason",
    [
        (b"", "The file is empty."),
        (b"\n;;\n", "The file is empty."),
        (b"a\0b", "The file is no text."),
        (b"\x81\x83", "The file is no text in UTF-8, UTF-16 or windows-1250."),
        (b"\xff\xfea", "The file is no text in UTF-8, UTF-16 or windows-1250."),
        (";".join(f"c{number}" for number in range(101)).encode(), "The file has more than 100 columns."),
        (b"a\n" + b"1\n" * 20_001, "The file has more than 20000 rows."),
        (b'a\n1\n"2\n', "This row cannot be read: its quotation marks do not match, or a cell is far too long."),
    ],
)
def test_files_that_are_no_table(content, reason):
    assert [error.reason for error in errors_of(content)] == [reason]


def test_bad_headings_are_all_told():
    assert errors_of(b"a;;A\n1;2;3\n") == [
        CellError(1, "", "This column has no name."),
        CellError(1, "a", "This column is there twice."),
    ]


@pytest.mark.parametrize("cell", ["=1+1", "@sum", "+cmd|' /C calc'!A0", "-cmd|x", "-2+3+cmd|' /C'!A", "=HYPERLINK(1)"])
def test_formulas_are_refused(cell):
    assert errors_of(f"a;b\nx;{cell}\n".encode()) == [
        CellError(2, "b", "This cell holds a formula. Please write the value itself.")
    ]
    assert errors_of(xlsx(["a"], [cell]))[0].row == 2


@pytest.mark.parametrize("cell", ["+40740123456", "-5", "-", "- likes music", "+ chess", "a=b"])
def test_harmless_signs_stay(cell):
    assert cells(read_table(f"a\n{cell}\n".encode())) == [{"a": cell}]


def test_huge_cells_are_refused():
    assert errors_of(f"a\n{'x' * (MAX_CELL + 1)}\n".encode()) == [
        CellError(2, "a", "This cell is longer than 2000 characters.")
    ]
    assert len(read_table(f"a\n{'x' * MAX_CELL}\n".encode()).rows) == 1


@pytest.mark.parametrize("cell", ["=1", "+1", "-1", "@x", "\tx", "|x"])
def test_exports_are_neutralised(cell):
    assert neutralise(cell) == f"'{cell}"


def test_exports_leave_the_rest():
    assert [neutralise(cell) for cell in ("Ana", "", -1, None)] == ["Ana", "", -1, None]
