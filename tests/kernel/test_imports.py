"""All rows or none, and every mistake with row, column and reason."""

import pytest
from django import forms
from django.core.exceptions import ValidationError

from kernel.imports import CellError, read_table, validate


class RowForm(forms.Form):
    name = forms.CharField(max_length=5)
    age = forms.IntegerField(required=False)

    def clean(self):
        if self.cleaned_data.get("name") == "Ana" and self.cleaned_data.get("age") == 9:
            raise ValidationError("This person is known.")


def table(*lines):
    return read_table("\n".join(lines).encode())


def test_rows_come_out_clean():
    result = validate(table("name;age", "Ana;15", "Ion;"), RowForm)
    assert result.is_valid and result.rows == [{"name": "Ana", "age": 15}, {"name": "Ion", "age": None}]


def test_every_mistake_is_told_and_nothing_taken():
    result = validate(table("name;age", "Ana;15", ";x", "Ilinca;1", "Ana;9"), RowForm)
    assert not result.is_valid and result.rows == []
    assert result.errors == [
        CellError(3, "name", "This field is required."),
        CellError(3, "age", "Enter a whole number."),
        CellError(4, "name", "Ensure this value has at most 5 characters (it has 6)."),
        CellError(5, "", "This person is known."),
    ]


def test_columns_are_checked_first():
    result = validate(table("age;hobby", "x;y"), RowForm)
    assert result.errors == [
        CellError(1, "name", "This column is missing."),
        CellError(1, "hobby", "This column is not known."),
    ]


def test_a_function_can_check():
    def check(cells):
        if cells["code"] == "bad":
            raise ValidationError("This code is bad.")
        if cells["code"] == "worse":
            raise ValidationError({"code": ["This code is worse."]})
        return cells["code"]

    assert validate(table("code;note", "a;x"), check, required=["code"], optional=["note"]).rows == ["a"]
    assert validate(table("code", "bad", "worse"), check, required=["code"]).errors == [
        CellError(2, "", "This code is bad."),
        CellError(3, "code", "This code is worse."),
    ]


@pytest.mark.parametrize("bad_row", [9_998])
def test_one_mistake_in_ten_thousand_rows(bad_row):
    lines = ["name;age", *(f"N{number % 1000};{number}" for number in range(10_000))]
    lines[bad_row] = "Ana;old"
    assert validate(table(*lines), RowForm).errors == [CellError(bad_row + 1, "age", "Enter a whole number.")]
