"""What does one cell of a table mean? Each reader takes the text of a cell and refuses it with a sentence."""

import re
from collections.abc import Callable
from datetime import date
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Choices
from django.utils.translation import gettext as _
from django.utils.translation import override

from kernel.folding import fold_name
from mentorship.weeks import to_text
from mentorship.weekwords import WeekWordsError, read_week

Reader = Callable[[str], Any]


def text(longest: int) -> Reader:
    """The words as they are, up to a length."""

    def read(cell: str) -> str:
        if len(cell) > longest:
            raise ValidationError(_("At most %(longest)d characters fit here.") % {"longest": longest})
        return cell

    return read


def code(choices: type[Choices]) -> Reader:
    """One word of a vocabulary: its code, or its label in any language of the product."""

    def read(cell: str) -> Any:
        found = _known(choices).get(fold_name(cell))
        if found is None:
            codes = ", ".join(str(value) for value in choices.values)
            raise ValidationError(_("“%(word)s” is not one of: %(codes)s.") % {"word": cell.strip(), "codes": codes})
        return found

    return read


def codes(choices: type[Choices]) -> Reader:
    """Several words of a vocabulary, with commas, semicolons or strokes between them; each counts once."""
    one = code(choices)

    def read(cell: str) -> list[Any]:
        return list(dict.fromkeys(one(word) for word in re.split(r"[,;/|]", cell) if word.strip()))

    return read


def number(low: int, high: int) -> Reader:
    """A whole number between two others."""

    def read(cell: str) -> int:
        if not re.fullmatch(r"\d{1,9}", cell, re.ASCII) or not low <= int(cell) <= high:
            raise ValidationError(
                _("This is not a whole number from %(low)d to %(high)d.") % {"low": low, "high": high}
            )
        return int(cell)

    return read


def day(cell: str) -> date:
    """A date as 2026-12-31, 31.12.2026 or 31/12/2026."""
    iso = re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", cell, re.ASCII)
    local = re.fullmatch(r"(\d{1,2})[./](\d{1,2})[./](\d{4})\.?", cell, re.ASCII)
    parts = iso.groups() if iso else local.groups()[::-1] if local else ()
    try:
        return date(*map(int, parts))
    except (TypeError, ValueError):
        raise ValidationError(_("This is not a date; write it like 2026-12-31 or 31.12.2026.")) from None


def week(cell: str) -> str:
    """A week in words, as the database keeps it."""
    try:
        return to_text(read_week(cell))
    except WeekWordsError as error:
        raise ValidationError(str(error)) from error


def email(cell: str) -> str:
    validate_email(cell)
    return cell.lower()


@lru_cache(maxsize=64)
def _known(choices: type[Choices]) -> dict[str, Any]:
    """Every way of writing a word of the vocabulary, folded, with its code."""
    known: dict[str, Any] = {}
    for language, _name in settings.LANGUAGES:
        with override(language):
            known |= {fold_name(str(label)): value for value, label in choices.choices}
    return known | {fold_name(str(value)): value for value in choices.values}
