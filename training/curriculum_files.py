"""What is written in the folder of the shipped curriculum? Every mistake is told with its file and line. Pure but for
the reading of files.

    <folder>/<module code>/module.toml        version, minutes, requires, workshop, practice, and [en] [ro] [hu] texts
    <folder>/<module code>/lesson.en.md       Markdown; in English and Romanian, where the module has a lesson
    <folder>/<module code>/questions.en.gift  Moodle's GIFT; the same questions in every language
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from training.gift import GiftQuestion, parse_gift
from training.progress import Module as Node
from training.progress import Part, check_graph
from training.questions import faults, to_json

FOLDER = Path(__file__).parent / "curriculum"
LANGUAGES, NEEDED = ("en", "ro", "hu"), ("en", "ro")
FACTS = {"version": int, "minutes": int, "requires": list, "workshop": bool, "practice": bool}
TEXTS = {"title": 120, "summary": 400}
_LINE = re.compile(r"at line (\d+)")


class CurriculumError(Exception):
    """The curriculum cannot be read: one line for every mistake, each with file and line."""


@dataclass(frozen=True)
class ShippedText:
    """Title, summary and lesson in one language; the lesson may be missing where another language has it."""

    title: str
    summary: str
    body: str


@dataclass(frozen=True)
class ShippedModule:
    """One module as its folder tells it; `questions` gives kind and texts by language for each code."""

    code: str
    version: int
    minutes: int
    requires: tuple[str, ...]
    parts: frozenset[Part]
    texts: dict[str, ShippedText]
    questions: dict[str, tuple[str, dict[str, Any]]] = field(default_factory=dict)


def read_curriculum(folder: Path = FOLDER) -> list[ShippedModule]:
    """Every module of the folder, or a `CurriculumError` with everything that is wrong."""
    mistakes: list[str] = []
    modules = [
        module
        for path in sorted(folder.iterdir())
        if path.is_dir() and (module := _Reader(path, mistakes).module()) is not None
    ]
    if not mistakes:
        nodes = [
            Node(one.code, one.version, frozenset(one.requires), one.parts, one.texts["en"].title) for one in modules
        ]
        mistakes += [f"{folder.name}: {sentence}" for sentence in check_graph(nodes)]
    if mistakes:
        raise CurriculumError("\n".join(mistakes))
    return modules


class _Reader:
    """Reads one folder and collects its mistakes."""

    def __init__(self, folder: Path, mistakes: list[str]) -> None:
        self.folder, self.mistakes = folder, mistakes

    def module(self) -> ShippedModule | None:
        facts = self._facts()
        if facts is None:
            return None
        lessons = {language: self._lesson(language) for language in LANGUAGES}
        files = {language: self._questions(language) for language in LANGUAGES}
        self._same_in_every_language({language: found for language, found in files.items() if found is not None})
        self._needed("lesson", "md", {language for language, body in lessons.items() if body})
        self._needed("questions", "gift", {language for language, found in files.items() if found})
        texts = {
            language: ShippedText(facts[language]["title"], facts[language].get("summary", ""), lessons[language])
            for language in LANGUAGES
            if language in facts
        }
        asks = {
            Part.LESSON: any(lessons.values()), Part.QUIZ: any(files.values()), Part.WORKSHOP: facts.get("workshop"),
            Part.PRACTICE: facts.get("practice"),
        }  # fmt: skip
        return ShippedModule(
            self.folder.name, facts["version"], facts["minutes"], tuple(facts["requires"]),
            frozenset(part for part, is_asked in asks.items() if is_asked), texts, _by_code(files),
        )  # fmt: skip

    def _facts(self) -> dict[str, Any] | None:
        """What module.toml says, where everything in it is as it should be."""
        text = self._text("module.toml")
        before = len(self.mistakes)
        try:
            facts = tomllib.loads(text or "")
        except tomllib.TOMLDecodeError as error:
            found = _LINE.search(str(error))
            line = int(found[1]) if found else len(text.splitlines())
            self._mistake("module.toml", line, _("This is not readable: %(reason)s.") % {"reason": error})
            return None
        for name, value in facts.items():
            if name not in FACTS and name not in LANGUAGES:
                self._mistake("module.toml", _line_of(text, name), _("“%(name)s” is not known here.") % {"name": name})
            elif name in FACTS and type(value) is not FACTS[name]:
                self._mistake(
                    "module.toml", _line_of(text, name), _("“%(name)s” has a value of the wrong kind.") % {"name": name}
                )
        for name in ("version", "minutes", "requires", *NEEDED):
            if name not in facts:
                self._mistake("module.toml", 1, _("“%(name)s” is missing.") % {"name": name})
        for language in LANGUAGES:
            self._check_texts(text, language, facts.get(language, {"title": "-"}))
        return facts if len(self.mistakes) == before else None

    def _check_texts(self, text: str, language: str, words: Any) -> None:
        line = _line_of(text, rf"\[{language}\]")
        if not isinstance(words, dict) or not words.get("title"):
            self._mistake("module.toml", line, _("The title is missing."))
            return
        for name, most in TEXTS.items():
            if len(str(words.get(name, ""))) > most:
                told = _("“%(name)s” is longer than %(most)d characters.") % {"name": name, "most": most}
                self._mistake("module.toml", line, told)

    def _lesson(self, language: str) -> str:
        name = f"lesson.{language}.md"
        text = self._text(name, is_needed=False).strip()
        for number, line in enumerate(text.splitlines(), 1):
            if line.startswith("# "):
                self._mistake(name, number, _("The title is in module.toml: headings begin with ##."))
        return text

    def _questions(self, language: str) -> tuple[GiftQuestion, ...] | None:
        name = f"questions.{language}.gift"
        if not (self.folder / name).exists():
            return None
        found = parse_gift(self._text(name))
        for error in found.errors:
            self._mistake(name, error.line, error.sentence)
        for question in found.questions:
            for sentence in faults(question) + ([] if question.code else [_("The question has no code.")]):
                self._mistake(name, question.line, sentence)
        return found.questions

    def _same_in_every_language(self, files: dict[str, tuple[GiftQuestion, ...]]) -> None:
        """The same codes with the same kinds; the file of the first language says which."""
        first, *others = files.items() or [("", ())]
        for language, questions in others:
            kinds = {question.code: (question.kind, question.line) for question in questions}
            wanted = {question.code: question.kind for question in first[1]}
            for code in wanted.keys() | kinds.keys():
                if code not in kinds or kinds[code][0] != wanted.get(code):
                    told = _("The question “%(code)s” is not the same in %(first)s and %(other)s.")
                    words = {"code": code, "first": first[0], "other": language}
                    self._mistake(f"questions.{language}.gift", kinds.get(code, ("", 1))[1], told % words)

    def _needed(self, stem: str, ending: str, found: set[str]) -> None:
        """Whatever there is in one language is there in English and Romanian."""
        for language in NEEDED:
            if found and language not in found:
                self._mistake(f"{stem}.{language}.{ending}", 1, _("This file is missing or empty."))

    def _text(self, name: str, *, is_needed: bool = True) -> str:
        path = self.folder / name
        if not path.exists():
            if is_needed:
                self._mistake(name, 1, _("This file is missing."))
            return ""
        try:
            return path.read_text(encoding="utf-8-sig")
        except UnicodeDecodeError as error:
            line = path.read_bytes()[: error.start].count(b"\n") + 1
            self._mistake(name, line, _("This is not UTF-8."))
            return ""

    def _mistake(self, name: str, line: int, sentence: str) -> None:
        self.mistakes.append(f"{self.folder.name}/{name}:{line}: {sentence}")


def _by_code(files: dict[str, tuple[GiftQuestion, ...] | None]) -> dict[str, tuple[str, dict[str, Any]]]:
    found: dict[str, tuple[str, dict[str, Any]]] = {}
    for language, questions in files.items():
        for question in questions or ():
            found.setdefault(question.code, (question.kind.value, {}))[1][language] = to_json(question)
    return found


def _line_of(text: str, name: str) -> int:
    """The line of a name of the file; 1 where it stands nowhere by itself."""
    lines: Iterator[int] = (
        number for number, line in enumerate(text.splitlines(), 1) if re.match(rf"\s*{name}\b|{name}", line)
    )
    return next(lines, 1)
