"""How does one write a week in words? `mon 16-20; sat 10-14`, read and written.

Days are read in English, Romanian and Hungarian, whole or as any beginning that means one day only; `mon-fri` and
`mon, wed` work too. Hours are whole or with minutes; a slot of two hours counts when it lies wholly inside.
"""

import re

from django.utils.translation import gettext as _

from kernel.folding import fold_name
from mentorship.weeks import DAYS, SLOTS, week_of

SHORT = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_NAMES = (
    ("monday", "luni", "hetfo"),
    ("tuesday", "marti", "kedd"),
    ("wednesday", "miercuri", "szerda"),
    ("thursday", "joi", "csutortok"),
    ("friday", "vineri", "pentek"),
    ("saturday", "sambata", "szombat"),
    ("sunday", "duminica", "vasarnap"),
)
_HOURS = re.compile(r"(\d{1,2})(?::(\d\d))?\s*-\s*(\d{1,2})(?::(\d\d))?")
_ENTRY = re.compile(r"(?P<days>[^\d]+?)\s*(?P<hours>\d.*)", re.DOTALL)


class WeekWordsError(ValueError):
    """These words mean no week; the text is a sentence for whoever wrote them."""


def read_week(text: str) -> int:
    """The week that the words mean; an empty text is an empty week."""
    week = 0
    for entry in re.split(r"[;\n]", re.sub("[–—]", "-", text)):
        if entry.strip():
            week |= _read_entry(entry.strip())
    return week


def write_week(week: int) -> str:
    """The shortest usual way of writing the week; `read_week` gives the same week back."""
    entries = []
    for day in range(DAYS):
        free = [slot for slot in range(SLOTS) if week >> (day * SLOTS + slot) & 1]
        starts = [slot for slot in free if slot - 1 not in free]
        ends = [slot + 1 for slot in free if slot + 1 not in free]
        if free:
            hours = ", ".join(f"{2 * start}-{2 * end}" for start, end in zip(starts, ends, strict=True))
            entries.append(f"{SHORT[day]} {hours}")
    return "; ".join(entries)


def _read_entry(entry: str) -> int:
    parts = _ENTRY.fullmatch(entry)
    if not parts:
        raise WeekWordsError(
            _("“%(words)s” is not a time of the week; write it like “mon 16-20; sat 10-14”.") % {"words": entry}
        )
    slots = [slot for hours in parts["hours"].split(",") for slot in _read_hours(hours.strip())]
    return week_of(day * SLOTS + slot for day in _read_days(parts["days"]) for slot in slots)


def _read_days(text: str) -> set[int]:
    days: set[int] = set()
    for word in text.strip(" ,:").split(","):
        ends = [_read_day(name) for name in word.split("-")]
        if len(ends) > 2 or ends[0] > ends[-1]:
            raise WeekWordsError(_("“%(words)s” is not a row of days.") % {"words": word.strip()})
        days.update(range(ends[0], ends[-1] + 1))
    return days


def _read_day(word: str) -> int:
    start = fold_name(word)
    found = {day for day, names in enumerate(_NAMES) if start and any(name.startswith(start) for name in names)}
    if len(found) != 1:
        raise WeekWordsError(_("“%(word)s” is not a day of the week.") % {"word": word.strip()})
    return found.pop()


def _read_hours(text: str) -> range:
    found = _HOURS.fullmatch(text)
    if not found:
        raise WeekWordsError(_("“%(hours)s” are not hours; write them like “16-20”.") % {"hours": text})
    start, end = (60 * int(found[hour]) + int(found[hour + 1] or 0) for hour in (1, 3))
    if not start < end <= 24 * 60:
        raise WeekWordsError(_("In “%(hours)s” the end is not after the start.") % {"hours": text})
    slots = range(-(-start // 120), end // 120)
    if not slots:
        raise WeekWordsError(
            _("“%(hours)s” holds no whole two hours; they start at even hours, like 16-18.") % {"hours": text}
        )
    return slots
