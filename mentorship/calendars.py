"""What does a calendar programme read? The lines of RFC 5545; nothing in them tells who meets whom, or where."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

LONGEST_LINE = 75  # bytes, without the line break


@dataclass(frozen=True)
class Event:
    """Something with a beginning and a length; `made_at` says when it was written down."""

    uid: str
    starts_at: datetime
    minutes: int
    made_at: datetime


def calendar(title: str, events: Iterable[Event]) -> bytes:
    """The calendar as a file: every event under the same title, all moments in UTC."""
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Mentor network//Calendar//EN", "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH", "REFRESH-INTERVAL;VALUE=DURATION:PT6H",
        *(line for event in events for line in _event(title, event)),
        "END:VCALENDAR",
    ]  # fmt: skip
    return b"".join(_folded(line) for line in lines)


def _event(title: str, event: Event) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{_escaped(event.uid)}"
    yield f"DTSTAMP:{_moment(event.made_at)}"
    begins = event.starts_at.astimezone(UTC)  # on the wall an hour more or less would pass where the clocks change
    yield f"DTSTART:{_moment(begins)}"
    yield f"DTEND:{_moment(begins + timedelta(minutes=event.minutes))}"
    yield f"SUMMARY:{_escaped(title)}"
    yield "CLASS:PRIVATE"
    yield "END:VEVENT"


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _escaped(text: str) -> str:
    """Signs that have a meaning of their own are marked, line breaks are written out, other control signs fall out."""
    marked = re.sub(r"([\\;,])", r"\\\1", text)
    return re.sub(r"[\x00-\x1f\x7f]", "", re.sub(r"\r\n|\r|\n", r"\\n", marked))


def _folded(line: str) -> bytes:
    """The line with its break; a long one goes on in lines that begin with a space, and no letter is cut in two."""
    parts: list[bytes] = []
    part = b""
    for letter in line:
        signs = letter.encode()
        if len(part) + len(signs) > LONGEST_LINE - (1 if parts else 0):
            parts.append(part)
            part = b""
        part += signs
    return b"\r\n ".join([*parts, part]) + b"\r\n"
