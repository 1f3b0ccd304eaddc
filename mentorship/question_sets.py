"""What does the staff ask mentor, mentee and responsible adult, what does a pulse ask the mentee, and what does the
check of strain ask the mentor? Read once from mentorship/questions; all questions are our own.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from django.utils.translation import gettext as _

from mentorship.contact_standard import Party, Stage, question_set
from mentorship.content_files import Fields, Mistakes, in_language, read_fields
from mentorship.vocabulary import Population

FOLDER = Path(__file__).parent / "questions"
Words = Mapping[str, str]  # by language
Answers = Mapping[str, int]  # points by the code of the item


@dataclass(frozen=True)
class Question:
    """An open question."""

    code: str
    words: Words = field(hash=False)

    def text(self, language: str | None = None) -> str:
        return in_language(self.words, language)


@dataclass(frozen=True)
class ScalePoint:
    """One answer that can be chosen."""

    points: int
    words: Words = field(hash=False)

    def text(self, language: str | None = None) -> str:
        return in_language(self.words, language)


@dataclass(frozen=True)
class PulseItem:
    """One question of the pulse: its wording by population, and what a low answer means for the staff."""

    code: str
    days: int  # in which the staff gets in touch after a low answer
    wordings: Mapping[str, Words] = field(hash=False)
    low: Words = field(hash=False)

    def text(self, population: str, language: str | None = None) -> str:
        return in_language(self.wordings[population], language)

    def meaning(self, language: str | None = None) -> str:
        return in_language(self.low, language)


@dataclass(frozen=True)
class PulseQuestions:
    """Five questions, each answered with 1 to 5 points, 5 being best."""

    low_at: int
    scale: tuple[ScalePoint, ...]
    items: tuple[PulseItem, ...]

    def low_items(self, answers: Answers) -> tuple[PulseItem, ...]:
        """The questions whose answers ask for a call, the most urgent first."""
        found = [item for item in self.items if item.code in answers and answers[item.code] <= self.low_at]
        return tuple(sorted(found, key=lambda item: item.days))


@dataclass(frozen=True)
class StrainItem:
    """One question to the mentor; an answer from `alone_at` on asks for a talk by itself."""

    code: str
    alone_at: int
    words: Words = field(hash=False)

    def text(self, language: str | None = None) -> str:
        return in_language(self.words, language)


@dataclass(frozen=True)
class StrainBand:
    """What the mentor reads from this percentage on."""

    code: str
    from_percent: int
    is_high: bool
    words: Words = field(hash=False)

    def text(self, language: str | None = None) -> str:
        return in_language(self.words, language)


@dataclass(frozen=True)
class StrainQuestions:
    """Six questions on the last four weeks; more points are more strain."""

    scale: tuple[ScalePoint, ...]
    items: tuple[StrainItem, ...]
    bands: tuple[StrainBand, ...]

    def percent(self, answers: Answers) -> int:
        """The points in percent of the most possible; what was left open counts nothing."""
        most = self.scale[-1].points * len(self.items)
        return round(100 * sum(answers.get(item.code, 0) for item in self.items) / most)

    def band(self, answers: Answers) -> StrainBand:
        if any(answers.get(item.code, 0) >= item.alone_at for item in self.items):
            return self.bands[-1]
        percent = self.percent(answers)
        return [band for band in self.bands if band.from_percent <= percent][-1]


@dataclass(frozen=True)
class QuestionBook:
    """Every question of the programme."""

    sets: Mapping[str, tuple[Question, ...]] = field(hash=False)
    pulse: PulseQuestions
    strain: StrainQuestions


@lru_cache(maxsize=1)
def question_book() -> QuestionBook:
    """The questions as they are shipped."""
    return read_questions(FOLDER)


def questions_for(party: Party, stage: Stage) -> tuple[Question, ...]:
    return question_book().sets[question_set(party, stage)]


def read_questions(folder: Path) -> QuestionBook:
    """Everything in the folder, or a `ContentError` with all that is wrong."""
    mistakes = Mistakes()
    names = [question_set(party, stage) for party in Party for stage in Stage]
    files = {name: read_fields(folder / f"{name}.toml", mistakes) for name in [*names, "pulse", "strain"]}
    sets = {name: _questions(fields) for name in names if (fields := files[name]) is not None}
    pulse, strain = (files[name] or Fields({}, f"{name}.toml", Mistakes()) for name in ("pulse", "strain"))
    book = QuestionBook(sets, _pulse(pulse), _strain(strain))
    mistakes.tell()
    return book


def _questions(fields: Fields) -> tuple[Question, ...]:
    parts = fields.parts("questions", 4, 8)
    fields.done()
    return tuple(Question(code, _words(part, 110)) for code, part in _coded(parts))


def _pulse(fields: Fields) -> PulseQuestions:
    low_at, scale, items = fields.number("low_at", 1, 4), _scale(fields, 1), []
    for code, part in _coded(fields.parts("items", 5, 5)):
        days = part.number("days", 0, 30)
        wordings = {one: _words(part.part(one), 90) for one in Population.values}
        items.append(PulseItem(code, days, wordings, _words(part.part("low"), 140)))
        part.done()
    fields.done()
    return PulseQuestions(low_at, scale, tuple(items))


def _strain(fields: Fields) -> StrainQuestions:
    scale, above = _scale(fields, 0), 5
    items = [
        StrainItem(code, part.number("alone_at", 1, above, above), _words(part, 100))
        for code, part in _coded(fields.parts("items", 6, 6))
    ]
    bands = [
        StrainBand(code, part.number("from_percent", 0, 100), part.yes_or_no("is_high"), _words(part, 140))
        for code, part in _coded(fields.parts("bands", 2, 5))
    ]
    percents = [band.from_percent for band in bands]
    if percents != sorted({0, *percents}):
        fields.wrong("bands", _("The first begins at 0 and each later one higher."))
    fields.done()
    return StrainQuestions(scale, tuple(items), tuple(bands))


def _scale(fields: Fields, first: int) -> tuple[ScalePoint, ...]:
    """Five answers whose points follow one another."""
    parts = fields.parts("scale", 5, 5)
    return tuple(
        ScalePoint(part.number("points", points, points), _words(part, 30)) for points, part in enumerate(parts, first)
    )


def _coded(parts: list[Fields]) -> list[tuple[str, Fields]]:
    """Each part with its code; no two have the same."""
    found: dict[str, Fields] = {}
    for part in parts:
        code = part.text("code", 30)
        if code in found:
            part.wrong("code", _("A code is there twice."))
        found[code] = part
    return list(found.items())


def _words(fields: Fields, most: int) -> dict[str, str]:
    """The text in all languages; nothing else is left in these fields."""
    words = fields.words(most)
    fields.done()
    return words
