"""What would an uploaded table bring, and what is wrong with it?"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import RoleGrant, University, User
from accounts.permissions import Role
from kernel.clock import today
from kernel.imports import validate
from kernel.models import StoredFile
from kernel.tables import CellError, TableError, read_table
from mentorship.columns import (
    MENTEE_COLUMNS,
    MENTEE_IDENTITY,
    MENTOR_COLUMNS,
    Column,
    Known,
    Row,
    read_mentee,
    read_mentor,
)
from mentorship.models import Application, Import, Mentor
from mentorship.queries.people import staff_of
from mentorship.queries.places import places_of

SAMPLE = 5
MOST_ERRORS = 200
COLUMNS: dict[str, list[Column]] = {Import.Kind.MENTEES: MENTEE_COLUMNS, Import.Kind.MENTORS: MENTOR_COLUMNS}
READERS: dict[str, Callable[[Mapping[str, str], Known], Row]] = {
    Import.Kind.MENTEES: read_mentee,
    Import.Kind.MENTORS: read_mentor,
}
MASKED = frozenset(column.name for column in MENTEE_IDENTITY)


@dataclass(frozen=True)
class Reading:
    """The rows of a table as values, or every error with row, column and reason; never both."""

    rows: list[Row]
    errors: list[CellError]
    columns: list[str]
    sample: list[list[str]]

    @property
    def errors_shown(self) -> list[CellError]:
        return self.errors[:MOST_ERRORS]


def read_import(import_: Import) -> Reading:
    """Read the whole file and check every row; nothing is created. Identities of mentees are not in the sample."""
    stored = StoredFile.objects.filter(public_id=import_.file_id).first()
    if stored is None:
        return Reading([], [CellError(0, "", _("The file was kept for a week only. Please upload it again."))], [], [])
    try:
        table = read_table(stored.content)
    except TableError as refused:
        return Reading([], refused.errors, [], [])
    columns = COLUMNS[import_.kind]
    read, known = READERS[import_.kind], _known(import_)
    result = validate(
        table,
        lambda cells: read(cells, known),
        required=[column.name for column in columns if column.required],
        optional=[column.name for column in columns if not column.required],
    )
    doubles = _doubles(table.rows) if import_.kind == Import.Kind.MENTORS else []
    errors = sorted([*result.errors, *doubles])
    hidden = MASKED if import_.kind == Import.Kind.MENTEES else frozenset()
    known_names = {column.name for column in columns} - hidden  # a misspelt heading may hide a name
    shown = [name for name in table.columns if name in known_names]
    sample = [[row.cells[name] for name in shown] for row in table.rows[:SAMPLE]]
    return Reading([] if errors else result.rows, errors, shown, sample)


def people_by_email(emails: list[str]) -> dict[str, User]:
    """Who is known already, by e-mail."""
    found: dict[str, User] = {}
    for start in range(0, len(emails), 1000):
        found |= {person.email: person for person in User.objects.filter(email__in=emails[start : start + 1000])}
    return found


def _known(import_: Import) -> Known:
    """What the cells may refer to: places, staff, universities; and whom nobody may register as a mentor."""
    is_mentors = import_.kind == Import.Kind.MENTORS
    roles = [Role.SPECIALIST, Role.COORDINATOR] if is_mentors else [Role.SPECIALIST]
    return Known(
        today=today(),
        places=places_of(import_.centre),
        people={person.email.lower(): person for person in staff_of(import_.centre, *roles)},
        universities={university.code: university for university in University.objects.all()},
        taken=frozenset(_taken(import_)) if is_mentors else frozenset(),
    )


def _taken(import_: Import) -> set[str]:
    """Who is a mentor already, who is known elsewhere only, about whom two people decide, and who brings the table."""
    bringing = {person.email for person in (import_.uploaded_by, import_.confirmed_by) if person}
    here = RoleGrant.objects.filter(centre=import_.centre)
    elsewhere = User.objects.get_queryset().exclude(pk__in=here.values("user")).values_list("email", flat=True)
    applied = Application.objects.filter(centre=import_.centre).asked_of_two()
    decided_by_two = set(applied.values_list("user__email", flat=True))
    return bringing | set(elsewhere) | decided_by_two | set(Mentor.objects.values_list("user__email", flat=True))


def _doubles(rows: list[Any]) -> list[CellError]:
    """The same e-mail twice in one file."""
    seen: set[str] = set()
    errors = []
    for row in rows:
        email = row.cells.get("email", "").lower()
        if email in seen:
            errors.append(CellError(row.number, "email", _("This e-mail is in the file twice.")))
        seen.add(email)
    return errors
