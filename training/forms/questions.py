"""How does a trainer write one question in one language, or hand in a whole file of them?"""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from training.gift import GiftAnswer, GiftQuestion, Kind
from training.questions import MAX_ANSWERS, faults, fingerprint

FEWEST, SPARE = 4, 2
MAX_BYTES = 2_000_000
RIGHT = Fraction(100)
SHORT_TEXT = {"max_length": 1000, "required": False}


class QuestionForm(forms.Form):
    """One language of a question; how many rows of answers there are grows with what is written."""

    text = forms.CharField(label=_("Question"), max_length=5000, widget=forms.Textarea(attrs={"rows": 3}))
    feedback = forms.CharField(
        label=_("Told to everybody afterwards"), max_length=5000, required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def __init__(self, *args: Any, kind: str, rows: int = FEWEST, code: str = "", **facts: Any) -> None:
        super().__init__(*args, **facts)
        self.kind, self.code = Kind(kind), code
        self.rows = min(max(rows, FEWEST), MAX_ANSWERS)
        if self.kind is Kind.TRUE_FALSE:
            self._add_verdict()
        else:
            for number in range(self.rows):
                self._add_row(number)

    @property
    def answer_rows(self) -> list[list[forms.BoundField]]:
        """The fields of the answers, row by row."""
        if self.kind is Kind.TRUE_FALSE:
            return [[self["is_true"], self["told_true"], self["told_false"]]]
        names = ("left", "right") if self.kind is Kind.MATCHING else ("answer", "credit", "told")
        return [[self[f"{name}_{number}"] for name in names] for number in range(self.rows)]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors:
            for sentence in faults(self.question()):
                self.add_error(None, sentence)
        return cleaned

    def question(self) -> GiftQuestion:
        """What was typed, as a question; empty rows are left out."""
        found = self.cleaned_data
        return GiftQuestion(self.code, self.kind, found["text"], self._answers(found), found["feedback"])

    def _answers(self, found: Mapping[str, Any]) -> tuple[GiftAnswer, ...]:
        if self.kind is Kind.TRUE_FALSE:
            is_true = found["is_true"] == "true"
            return (
                GiftAnswer("true", RIGHT if is_true else Fraction(0), found["told_true"]),
                GiftAnswer("false", Fraction(0) if is_true else RIGHT, found["told_false"]),
            )
        if self.kind is Kind.MATCHING:
            pairs = [(found[f"left_{number}"], found[f"right_{number}"]) for number in range(self.rows)]
            return tuple(
                GiftAnswer(left, RIGHT if left else Fraction(0), match=right) for left, right in pairs if left or right
            )
        rows = [[found[f"{name}_{number}"] for name in ("answer", "credit", "told")] for number in range(self.rows)]
        usual = RIGHT if self.kind is Kind.SHORT else Fraction(0)
        return tuple(
            GiftAnswer(text, usual if credit is None else Fraction(credit), told)
            for text, credit, told in rows
            if text or told or credit
        )

    def _add_verdict(self) -> None:
        choices = [("true", _("True")), ("false", _("False"))]
        self.fields["is_true"] = forms.ChoiceField(label=_("What is right?"), choices=choices, widget=forms.RadioSelect)
        self.fields["told_true"] = forms.CharField(label=_("Told to whoever says true"), **SHORT_TEXT)
        self.fields["told_false"] = forms.CharField(label=_("Told to whoever says false"), **SHORT_TEXT)

    def _add_row(self, number: int) -> None:
        words = {"number": number + 1}
        if self.kind is Kind.MATCHING:
            self.fields[f"left_{number}"] = forms.CharField(label=now_("Left side %(number)d") % words, **SHORT_TEXT)
            self.fields[f"right_{number}"] = forms.CharField(label=now_("Right side %(number)d") % words, **SHORT_TEXT)
            return
        self.fields[f"answer_{number}"] = forms.CharField(label=now_("Answer %(number)d") % words, **SHORT_TEXT)
        self.fields[f"credit_{number}"] = forms.DecimalField(
            label=now_("Answer %(number)d counts (percent)") % words, required=False, min_value=-100, max_value=100,
            max_digits=11, decimal_places=8,
        )  # fmt: skip
        self.fields[f"told_{number}"] = forms.CharField(
            label=now_("Told to whoever gives answer %(number)d") % words, **SHORT_TEXT
        )


class NewQuestionForm(QuestionForm):
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    name = forms.CharField(
        label=_("Name"), max_length=60, required=False,
        help_text=_("Only trainers see it. A file of questions finds the question by it."),
    )  # fmt: skip
    field_order = ("language", "name", "text")

    def question(self) -> GiftQuestion:
        self.code = self.cleaned_data["name"]
        return super().question()


def rows_of(question: GiftQuestion | None) -> int:
    """How many rows of answers a form begins with."""
    return len(question.answers) + SPARE if question else FEWEST


def initial_question(question: GiftQuestion | None, kept: Mapping[str, Any] | None) -> dict[str, Any]:
    """What the form of one language of a question begins with."""
    initial: dict[str, Any] = {"seen": fingerprint(kept)}
    if question is None:
        return initial
    initial |= {"text": question.text, "feedback": question.feedback}
    if question.kind is Kind.TRUE_FALSE:
        true, false = question.answers
        right = "true" if true.credit_percent else "false"
        return initial | {"is_true": right, "told_true": true.feedback, "told_false": false.feedback}
    for number, answer in enumerate(question.answers):
        credit = f"{float(answer.credit_percent):.8f}".rstrip("0").rstrip(".")
        initial |= {f"answer_{number}": answer.text, f"credit_{number}": credit, f"told_{number}": answer.feedback}
        initial |= {f"left_{number}": answer.text, f"right_{number}": answer.match}
    return initial


class FileForm(forms.Form):
    """A GIFT file, or its text; which of both is used is told."""

    language = forms.ChoiceField(label=_("Language of the questions"), choices=settings.LANGUAGES)
    file = forms.FileField(
        label=_("File"), required=False, help_text=_("A text file in Moodle's GIFT format, up to 2 MB.")
    )
    text = forms.CharField(
        label=_("Or the text itself"), required=False, strip=False, widget=forms.Textarea(attrs={"rows": 10})
    )

    def clean_file(self) -> str:
        file: UploadedFile[bytes] | None = self.cleaned_data["file"]
        if file is None:
            return ""
        if (file.size or 0) > MAX_BYTES:
            raise forms.ValidationError(now_("This file is larger than 2 MB: divide it."))
        try:
            return file.read().decode("utf-8-sig")
        except UnicodeDecodeError as wrong:
            raise forms.ValidationError(now_("This file is not saved as UTF-8: save it again as UTF-8.")) from wrong

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        if len(cleaned["text"].encode()) > MAX_BYTES:
            raise forms.ValidationError(now_("This text is larger than 2 MB: divide it."))
        if not (cleaned["file"] or cleaned["text"]).strip():
            raise forms.ValidationError(now_("Please choose a file, or paste its text."))
        return cleaned | {"gift": cleaned["file"] or cleaned["text"]}
