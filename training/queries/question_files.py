"""What would taking over these questions of a file change in a bank?"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import Centre
from training.gift import GiftError, GiftQuestion
from training.models import Module, Question
from training.queries.questions import bank_of
from training.questions import code_from_content, to_json


class Fate(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    SAME = "same"


@dataclass(frozen=True)
class Planned:
    """One question of the file with its code, the row of the bank that it meets, and what becomes of it."""

    question: GiftQuestion
    fate: Fate
    row: Question | None

    @property
    def kept(self) -> dict[str, Any]:
        return to_json(self.question)


@dataclass(frozen=True)
class Plan:
    """What becomes of every question of a file; with one error nothing is taken over."""

    rows: tuple[Planned, ...]
    errors: tuple[GiftError, ...]

    def count(self, fate: Fate) -> int:
        return sum(row.fate is fate for row in self.rows)

    @property
    def new(self) -> int:
        return self.count(Fate.NEW)

    @property
    def changed(self) -> int:
        return self.count(Fate.CHANGED)

    @property
    def same(self) -> int:
        return self.count(Fate.SAME)


def plan_of(module: Module, centre: Centre, language: str, questions: Sequence[GiftQuestion]) -> Plan:
    """Compare the questions of a file with the bank: by their code, or by their words where they have none."""
    bank = {row.code: row for row in bank_of(module, centre)}
    rows, errors = [], []
    lines: dict[str, int] = {}
    for question in questions:
        named = question if question.code else replace(question, code=code_from_content(question))
        row = bank.get(named.code)
        if named.code in lines:
            told = _("The same question stands already in line %(line)s.") % {"line": lines[named.code]}
            errors.append(GiftError(named.line, told))
        elif row is not None and row.kind != named.kind:
            words = {"name": named.code, "kind": row.get_kind_display()}
            told = (
                _("The bank has a question “%(name)s” of another kind (%(kind)s): give this one another name.") % words
            )
            errors.append(GiftError(named.line, told))
        else:
            rows.append(Planned(named, _fate(row, language, named), row))
        lines.setdefault(named.code, named.line)
    return Plan(tuple(rows), tuple(errors))


def _fate(row: Question | None, language: str, question: GiftQuestion) -> Fate:
    if row is None:
        return Fate.NEW
    return Fate.SAME if row.texts.get(language) == to_json(question) else Fate.CHANGED
