"""Which two-hour slots of a week are meant? A week is a whole number of 84 bits: bit = day * 12 + slot.

Day 0 is Monday, slot 0 is midnight to two o'clock. In the database a week is that number in 21 hexadecimal
digits.
"""

from collections.abc import Iterable
from typing import NamedTuple

from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR
from django.utils.translation import gettext as _

DAYS, SLOTS = 7, 12
BITS = DAYS * SLOTS


class Cell(NamedTuple):
    """One two-hour slot: its bit, its name for people, and whose it is."""

    bit: int
    name: str
    first: bool
    second: bool


class Line(NamedTuple):
    """The same two hours on all seven days."""

    hours: str
    cells: list[Cell]


class Day(NamedTuple):
    name: str
    short: str


def week_of(bits: Iterable[int]) -> int:
    """Set the given bits; a number outside the week is a ValueError."""
    week = 0
    for bit in bits:
        if not 0 <= bit < BITS:
            raise ValueError(f"{bit} is not a slot of the week")
        week |= 1 << bit
    return week


def bits_of(week: int) -> list[int]:
    return [bit for bit in range(BITS) if week >> bit & 1]


def to_text(week: int) -> str:
    """Write a week as the database keeps it: 21 hexadecimal digits."""
    return f"{week:021x}"


def from_text(text: str) -> int:
    return int(text, 16)


def days() -> list[Day]:
    return [Day(str(WEEKDAYS[day]), str(WEEKDAYS_ABBR[day])) for day in range(DAYS)]


def lines(first: int = 0, second: int = 0) -> list[Line]:
    """Lay one or two weeks out as the rows of a table, hours down and days across."""
    names = [day.name for day in days()]
    return [
        Line(
            hours=f"{2 * slot:02}–{2 * slot + 2:02}",
            cells=[
                Cell(
                    bit=(bit := day * SLOTS + slot),
                    name=_("%(day)s, %(start)s to %(end)s")
                    % {"day": names[day], "start": f"{2 * slot}:00", "end": f"{2 * slot + 2}:00"},
                    first=bool(first >> bit & 1),
                    second=bool(second >> bit & 1),
                )
                for day in range(DAYS)
            ],
        )
        for slot in range(SLOTS)
    ]
