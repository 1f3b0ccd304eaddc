"""Does every row of a table make sense, before any of them is taken over? All rows or none."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.translation import gettext as _

from kernel.tables import CellError, Row, Table, TableError, neutralise, read_table

__all__ = ["CellError", "ImportResult", "Row", "Table", "TableError", "neutralise", "read_table", "validate"]

RowCheck = Callable[[dict[str, str]], Any]


@dataclass
class ImportResult:
    """Either every row as the check returned it, or every error with row, column and reason."""

    rows: list[Any] = field(default_factory=list)
    errors: list[CellError] = field(default_factory=list)

    @property
    def is_valid(self) -> bool:
        return not self.errors


def validate(
    table: Table, check: type[forms.Form] | RowCheck, *, required: Sequence[str] = (), optional: Sequence[str] = ()
) -> ImportResult:
    """Check the columns, then each row.

    `check` is a form, whose fields are the columns and whose cleaned data are the rows; or a function from cells to a
    value that raises `ValidationError`, by column or as a whole, with `required` and `optional` naming the columns.
    """
    if isinstance(check, type):
        inputs = check.base_fields  # type: ignore[attr-defined]  # a form class, the only class that is a check
        required = [name for name, input_ in inputs.items() if input_.required]
        optional = [name for name, input_ in inputs.items() if not input_.required]
        check = _form_check(check)
    result = ImportResult(errors=_column_errors(table, required, optional))
    if result.errors:
        return result
    for row in table.rows:
        try:
            result.rows.append(check(row.cells))
        except ValidationError as error:
            result.errors.extend(_row_errors(row, error))
    if result.errors:
        result.rows.clear()
    return result


def _form_check(form_class: Any) -> RowCheck:
    def check(cells: dict[str, str]) -> dict[str, Any]:
        form = form_class(cells)
        if not form.is_valid():
            raise ValidationError({name: found.as_data() for name, found in form.errors.items()})
        return dict(form.cleaned_data)

    return check


def _column_errors(table: Table, required: Sequence[str], optional: Sequence[str]) -> list[CellError]:
    missing = [CellError(1, name, _("This column is missing.")) for name in required if name not in table.columns]
    unknown = [
        CellError(1, name, _("This column is not known."))
        for name in table.columns
        if name not in required and name not in optional
    ]
    return missing + unknown


def _row_errors(row: Row, error: ValidationError) -> list[CellError]:
    if not hasattr(error, "error_dict"):
        return [CellError(row.number, "", reason) for reason in error.messages]
    return [
        CellError(row.number, "" if column == NON_FIELD_ERRORS else column, reason)
        for column, found in error.error_dict.items()
        for reason in ValidationError(found).messages
    ]
