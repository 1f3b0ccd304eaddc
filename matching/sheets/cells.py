"""How is one cell of a sheet read? Words, weeks, days and codes, each with its sentence when it is wrong."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from mentorship.weekwords import WeekWordsError, read_week

YES = {"yes", "y", "1", "da", "igen", "x"}
NO = {"", "no", "n", "0", "nu", "nem"}
DAYS = ("%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y")
CODE = re.compile(r"(?=.*\d)[A-Za-z0-9][A-Za-z0-9._-]{0,39}")
WORD = re.compile(r"[^\W\d_][\w -]{0,39}")


class CodeCell(forms.CharField):
    """A code that means nothing outside the centre: it has a digit, so that no name passes."""

    def clean(self, value: Any) -> str:
        code: str = super().clean(value)
        if code and (not CODE.fullmatch(code) or re.search(r"\d{7}", code)):
            raise ValidationError(
                _("“%(code)s” is no code. A code has letters and digits, like Y-017, but not seven digits in a row.")
                % {"code": code}
            )
        return code


class WordsCell(forms.CharField):
    """Several words separated by commas; of a fixed list where there is one."""

    def __init__(self, *, choices: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.known = tuple(choices)

    def clean(self, value: Any) -> tuple[str, ...]:
        text = super().clean(value)
        words = tuple(dict.fromkeys(word.strip().casefold() for word in re.split(r"[,|;]", text) if word.strip()))
        for word in words:
            if self.known and word not in self.known:
                raise ValidationError(
                    _("“%(word)s” is not one of: %(known)s.") % {"word": word, "known": ", ".join(self.known)}
                )
            if not WORD.fullmatch(word):
                raise ValidationError(_("“%(word)s” is not a word.") % {"word": word})
        return words


class CodesCell(forms.CharField):
    """Several codes separated by commas."""

    def clean(self, value: Any) -> tuple[str, ...]:
        codes = [code.strip() for code in re.split(r"[,|;]", super().clean(value)) if code.strip()]
        return tuple(CodeCell().clean(code) for code in codes)


class WordCell(WordsCell):
    """Exactly one word of a fixed list, or none where the cell may be empty."""

    def clean(self, value: Any) -> str:  # type: ignore[override]  # one word instead of several
        words = super().clean(value)
        if len(words) > 1:
            raise ValidationError(_("Please give one word only."))
        return words[0] if words else ""


class WeekCell(forms.CharField):
    """Free hours like `mon 16-20; sat 10-14`."""

    def clean(self, value: Any) -> int:
        try:
            return read_week(super().clean(value))
        except WeekWordsError as error:
            raise ValidationError(str(error)) from error


class YesCell(forms.CharField):
    """Yes or no; what an empty cell means is said by `empty`."""

    def __init__(self, *, empty: bool = False, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)
        self.empty = empty

    def clean(self, value: Any) -> bool:
        word = super().clean(value).casefold()
        if not word:
            return self.empty
        if word not in YES | NO:
            raise ValidationError(_("“%(word)s” is neither yes nor no.") % {"word": word})
        return word in YES


class UntilCell(forms.CharField):
    """Until when something holds: a day, `yes` without an end, or nothing."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)

    def clean(self, value: Any) -> date | None:
        text = super().clean(value)
        if text.casefold() in NO:
            return None
        if text.casefold() in YES:
            return date.max
        try:
            day: date = forms.DateField(input_formats=DAYS).clean(text)
        except ValidationError as error:
            raise ValidationError(
                _("“%(text)s” is not a day. Please write it like 2027-01-31 or 31.01.2027.") % {"text": text}
            ) from error
        return day
