"""What does a file of the mentorship content say, and what is wrong in it? Every mistake names its file and its field.

The files are TOML and hold their texts in three languages. Pure but for the reading of files.
"""

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from django.utils.translation import get_language
from django.utils.translation import gettext as _

LANGUAGES = ("en", "ro", "hu")
T = TypeVar("T")


class ContentError(Exception):
    """The content cannot be read: one line for every mistake, each with file and field."""


def in_language(texts: Mapping[str, T], language: str | None = None) -> T:
    """The text in this language, or in the one of the page; in English where it is missing."""
    code = (language or get_language() or "en").partition("-")[0]
    return texts.get(code, texts["en"])


@dataclass
class Mistakes:
    """Collects what is wrong over all files and tells it at once."""

    lines: list[str] = field(default_factory=list)

    def add(self, file: str, name: str, sentence: str) -> None:
        self.lines.append(f"{file}: {name}: {sentence}" if name else f"{file}: {sentence}")

    def tell(self) -> None:
        if self.lines:
            raise ContentError("\n".join(self.lines))


class Fields:
    """The fields of one file, or of one table in it; whatever is wrong becomes a mistake and an empty value."""

    def __init__(self, values: Any, file: str, mistakes: Mistakes, within: str = "") -> None:
        self.file, self.mistakes, self.within = file, mistakes, within
        self.values: dict[str, Any] = values if isinstance(values, dict) else {}
        self.asked: set[str] = set()
        if not isinstance(values, dict):
            self.wrong("", _("This should be a table."))

    def wrong(self, name: str, sentence: str) -> None:
        self.mistakes.add(self.file, self._path(name), sentence)

    def _path(self, name: str) -> str:
        return ".".join(part for part in (self.within, name) if part)

    def _take(self, name: str, default: Any = None) -> Any:
        self.asked.add(name)
        if name not in self.values and default is None:
            self.wrong(name, _("This is missing."))
        return self.values.get(name, default)

    def text(self, name: str, most: int) -> str:
        """A text that is not empty and has at most so many letters."""
        found = self._take(name)
        if found is None:
            return ""
        if not isinstance(found, str) or not found.strip():
            self.wrong(name, _("This should be a text."))
            return ""
        if len(found) > most:
            self.wrong(name, _("This has %(length)d letters; %(most)d fit.") % {"length": len(found), "most": most})
        return found

    def texts(self, name: str, least: int, most: int, letters: int) -> tuple[str, ...]:
        """A list of so many texts."""
        found = self._take(name)
        if found is None:
            return ()
        if not isinstance(found, list) or not least <= len(found) <= most:
            told = _("This should be a list of %(least)d to %(most)d texts.")
            self.wrong(name, told % {"least": least, "most": most})
            return ()
        every = Fields({str(n): one for n, one in enumerate(found, 1)}, self.file, self.mistakes, self._path(name))
        return tuple(every.text(number, letters) for number in every.values)

    def code(self, name: str, known: Collection[str]) -> str:
        found = self._take(name)
        return found if found is not None and self._is_known(name, found, known) else ""

    def codes(self, name: str, known: Collection[str]) -> tuple[str, ...]:
        """At least one code of those that are known, each once."""
        found = self._take(name)
        if found is None:
            return ()
        if not isinstance(found, list) or not found:
            self.wrong(name, _("This should be a list of codes."))
            return ()
        right = tuple(code for code in found if self._is_known(name, code, known))
        if len(set(right)) < len(right):
            self.wrong(name, _("A code is there twice."))
        return right

    def _is_known(self, name: str, code: Any, known: Collection[str]) -> bool:
        is_known = isinstance(code, str) and code in known
        if not is_known:
            told = _("“%(code)s” is not known; known are: %(known)s.")
            self.wrong(name, told % {"code": code, "known": ", ".join(known)})
        return is_known

    def number(self, name: str, low: int, high: int, default: int | None = None) -> int:
        found = self._take(name, default)
        if found is None:
            return low
        if type(found) is not int or not low <= found <= high:
            told = _("This should be a whole number from %(low)d to %(high)d.")
            self.wrong(name, told % {"low": low, "high": high})
            return low
        return found

    def span(self, name: str, low: int, high: int) -> tuple[int, int]:
        """Two whole numbers, the smaller one first."""
        found = self._take(name)
        if found is None:
            return low, high
        is_pair = isinstance(found, list) and len(found) == 2 and all(type(one) is int for one in found)
        if not is_pair or not low <= found[0] <= found[1] <= high:
            told = _("This should be two whole numbers from %(low)d to %(high)d, the smaller one first.")
            self.wrong(name, told % {"low": low, "high": high})
            return low, high
        return found[0], found[1]

    def yes_or_no(self, name: str) -> bool:
        found = self._take(name)
        if found is not None and type(found) is not bool:
            self.wrong(name, _("This should be true or false."))
        return found is True

    def part(self, name: str) -> "Fields":
        """A table of its own; where it is missing, that is the only mistake."""
        found = self._take(name)
        if found is None:
            return Fields({}, self.file, Mistakes())
        return Fields(found, self.file, self.mistakes, self._path(name))

    def parts(self, name: str, least: int, most: int) -> list["Fields"]:
        """Several tables of one kind."""
        found = self._take(name)
        if found is None:
            return []
        if not isinstance(found, list) or not least <= len(found) <= most:
            told = _("This should stand here %(least)d to %(most)d times.")
            self.wrong(name, told % {"least": least, "most": most})
            return []
        return [
            Fields(one, self.file, self.mistakes, self._path(f"{name}.{number}")) for number, one in enumerate(found, 1)
        ]

    def words(self, most: int) -> dict[str, str]:
        """One text in all three languages, in fields named by them."""
        return {language: self.text(language, most) for language in LANGUAGES}

    def done(self) -> None:
        """Everything that nobody asked for is a mistake, most often of spelling."""
        for name in self.values.keys() - self.asked:
            self.wrong(name, _("This is not known here."))


def read_fields(path: Path, mistakes: Mistakes) -> Fields | None:
    """The fields of a file, or None and a mistake where it cannot be read."""
    try:
        return Fields(tomllib.loads(path.read_text(encoding="utf-8")), path.name, mistakes)
    except FileNotFoundError:
        mistakes.add(path.name, "", _("This file is missing."))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        mistakes.add(path.name, "", _("This is not readable: %(reason)s.") % {"reason": error})
    return None
