"""Which columns has a table of mentees or mentors, and what does each cell mean?

The headings are English in every language of the pages, so that a file can travel. There is no column for papers and
checks: nobody becomes cleared by an import.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mentorship import cells, profiles
from mentorship.localities import PlaceBook, UnknownPlaceError
from mentorship.vocabulary import Gender, Interest, Language, Mode, Population, Risk, Skill

Row = dict[str, Any]


@dataclass(frozen=True)
class Known:
    """What the cells may refer to at this centre on this day."""

    today: date
    places: PlaceBook
    people: Mapping[str, Any]  # specialists, or supervisors, by e-mail
    universities: Mapping[str, Any] = field(default_factory=dict)
    taken: frozenset[str] = frozenset()  # e-mails of people who cannot be registered as mentors


@dataclass(frozen=True)
class Column:
    """One column: its heading, how a cell is read, what an empty cell means, and an example."""

    name: str
    read: Callable[[str, Known], Any]
    example: str
    required: bool = False
    default: Any = ""
    about: Any = ""


def _plain(reader: cells.Reader) -> Callable[[str, Known], Any]:
    return lambda cell, known: reader(cell)


def _place(cell: str, known: Known) -> Any:
    try:
        return known.places.find(cell)
    except UnknownPlaceError as error:
        raise ValidationError(str(error)) from error


def _person(cell: str, known: Known) -> Any:
    if cell.lower() not in known.people:
        raise ValidationError(_("Nobody with this e-mail holds the role for it at this centre."))
    return known.people[cell.lower()]


def _university(cell: str, known: Known) -> Any:
    if cell.lower() not in known.universities:
        raise ValidationError(_("There is no university with this code."))
    return known.universities[cell.lower()]


def _profile(radius: int, birth_year: str) -> list[Column]:
    """What mentees and mentors have in common."""
    return [
        Column("gender", _plain(cells.code(Gender)), "woman", required=True),
        Column("birth_year", _plain(cells.number(1900, 2100)), birth_year, required=True),
        Column("languages", _plain(cells.codes(Language)), "ro, hu", required=True,
               about=gettext_lazy("The best one first.")),
        Column("modes", _plain(cells.codes(Mode)), "in_person, site", required=True),
        Column("place", _place, "Cluj-Napoca", required=True, about=gettext_lazy("A place of the centre's county.")),
        Column("radius_km", _plain(cells.number(0, 300)), str(radius), default=radius),
        Column("week", _plain(cells.week), "mon 16-20; sat 10-14", required=True,
               about=gettext_lazy("Free hours; whole two hours count.")),
        Column("interests", _plain(cells.codes(Interest)), "music, walking", default=[]),
        Column("dislikes", _plain(cells.codes(Interest)), "crowds", default=[]),
    ]  # fmt: skip


MENTEE_PROFILE = [
    Column("chosen_name", _plain(cells.text(40)), "Luna", required=True,
           about=gettext_lazy("A name the mentee picked; never the legal name.")),
    Column("specialist", _person, "specialist@example.org", required=True,
           about=gettext_lazy("The e-mail of a specialist of the centre.")),
    Column("population", _plain(cells.code(Population)), "youth", required=True),
    Column("risk", _plain(cells.code(Risk)), "2", required=True),
    *_profile(radius=10, birth_year="2011"),
    Column("needs", _plain(cells.codes(Skill)), "school, friendship", default=[]),
    Column("accepted_genders", _plain(cells.codes(Gender)), "woman, man", default=list(Gender.values),
           about=gettext_lazy("Empty means everybody.")),
    Column("wished_gender", _plain(cells.code(Gender)), "woman"),
    Column("goals", _plain(cells.text(2000)), ""),
    Column("safety_instructions", _plain(cells.text(2000)), ""),
    Column("risk_note", _plain(cells.text(2000)), ""),
    Column("waiting_since", _plain(cells.day), "2026-09-01", default=None,
           about=gettext_lazy("Empty means that the mentee does not wait for a mentor yet.")),
]  # fmt: skip
MENTEE_CONSENTS = [
    Column("consent_on", _plain(cells.day), "2026-09-01", default=None,
           about=gettext_lazy("The day of the lawful consent to mentoring, where there is one.")),
    Column("consent_by", _plain(cells.text(10)), "guardian", about="self, guardian, court"),
    Column("assent_on", _plain(cells.day), "2026-09-01", default=None,
           about=gettext_lazy("The day on which the mentee said yes.")),
]  # fmt: skip
MENTEE_IDENTITY = [
    Column("given_name", _plain(cells.text(80)), "Ana", required=True),
    Column("family_name", _plain(cells.text(80)), "Exemplu", required=True),
    Column("born_on", _plain(cells.day), "31.12.2011", default=None),
    Column("address", _plain(cells.text(300)), ""),
    Column("phone", _plain(cells.text(40)), ""),
    Column("identity_email", _plain(cells.email), ""),
    Column("school_or_shelter", _plain(cells.text(200)), ""),
    Column("family", _plain(cells.text(500)), ""),
    Column("safe_contact", _plain(cells.text(500)), ""),
]
MENTEE_COLUMNS = [*MENTEE_PROFILE, *MENTEE_CONSENTS, *MENTEE_IDENTITY]

MENTOR_PERSON = [
    Column("email", _plain(cells.email), "mentor@example.org", required=True),
    Column("given_name", _plain(cells.text(80)), "Maria", required=True),
    Column("family_name", _plain(cells.text(80)), "Exemplu", required=True),
    Column("phone", _plain(cells.text(24)), "0740 000 000"),
]
MENTOR_PROFILE = [
    *_profile(radius=15, birth_year="1990"),
    Column("populations", _plain(cells.codes(Population)), "youth", required=True),
    Column("experience", _plain(cells.code(Risk)), "2", default=Risk.RAISED.value,
           about=gettext_lazy("The greatest strain the mentor is experienced with.")),
    Column("skills", _plain(cells.codes(Skill)), "school, friendship", default=[]),
    Column("capacity", _plain(cells.number(0, 5)), "1", default=1),
    Column("committed_until", _plain(cells.day), "2027-12-31", required=True),
    Column("university", _university, "", default=None,
           about=gettext_lazy("The university's code, for student mentors.")),
    Column("supervisor", _person, "", default=None,
           about=gettext_lazy("The e-mail of a coordinator or specialist of the centre.")),
]  # fmt: skip
MENTOR_COLUMNS = [*MENTOR_PERSON, *MENTOR_PROFILE]


def read_mentee(row: Mapping[str, str], known: Known) -> Row:
    """One row as values by column; `ValidationError` names every column that makes no sense."""
    return _read(row, known, MENTEE_COLUMNS, _mentee_faults)


def read_mentor(row: Mapping[str, str], known: Known) -> Row:
    """One row as values by column; `ValidationError` names every column that makes no sense."""
    return _read(row, known, MENTOR_COLUMNS, _mentor_faults)


def _read(
    row: Mapping[str, str], known: Known, columns: list[Column], check: Callable[[Row, Known], profiles.Faults]
) -> Row:
    values: Row = {}
    faults: dict[str, Any] = {}
    for column in columns:
        cell = row.get(column.name, "")
        try:
            values[column.name] = _cell(column, cell, known)
        except ValidationError as error:
            faults[column.name] = error
    faults = {**check(values, known), **faults}
    if faults:
        raise ValidationError(faults)
    return values


def _cell(column: Column, cell: str, known: Known) -> Any:
    if cell:
        return column.read(cell, known)
    if column.required:
        raise ValidationError(_("This cell must not be empty."))
    return column.default


def _mentee_faults(values: Row, known: Known) -> profiles.Faults:
    """What the profile says, and what the consents of the row say."""
    faults, today = profiles.mentee_faults(values, known.today), known.today
    for name in ("consent_on", "assent_on"):
        given_on = values.get(name)
        if given_on and given_on > today:
            faults[name] = _("A consent cannot be given on a day that is still to come.")
    if values.get("consent_on"):
        is_minor = today.year - values.get("birth_year", 0) < profiles.OF_AGE
        if values.get("consent_by") not in {"self", "guardian", "court"}:
            faults["consent_by"] = _("Please say who gave the consent: self, guardian or court.")
        elif values["consent_by"] == "self" and is_minor:
            faults["consent_by"] = _(
                "A mentee under 18 cannot give lawful consent; a guardian, court or authority does."
            )
    return faults


def _mentor_faults(values: Row, known: Known) -> profiles.Faults:
    """What the profile says, and whether the person can be registered at all."""
    faults = profiles.mentor_faults(values, known.today)
    if values.get("email") in known.taken:
        faults["email"] = _("This person cannot be registered as a mentor here, perhaps because they are one already.")
    return faults
