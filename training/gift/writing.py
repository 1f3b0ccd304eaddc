"""How is a question written in Moodle's GIFT format? Pure."""

from collections.abc import Iterable
from fractions import Fraction

from training.gift.questions import GiftAnswer, GiftQuestion, Kind
from training.gift.texts import written


def write_gift(questions: Iterable[GiftQuestion]) -> str:
    """The file from which `parse_gift` reads these questions again: one line each, a blank line between two."""
    return "\n".join(f"{_line(question)}\n" for question in questions)


def _line(question: GiftQuestion) -> str:
    name = f"::{written(question.code)}:: " if question.code else ""
    feedback = f"####{written(question.feedback)}" if question.feedback else ""
    return f"{name}{written(question.text)} {{{_inside(question)}{feedback}}}"


def _inside(question: GiftQuestion) -> str:
    if question.kind is Kind.TRUE_FALSE:
        return _verdict(*question.answers)
    if question.kind is Kind.MATCHING:
        return " ".join(f"={written(pair.text)} -> {written(pair.match)}" for pair in question.answers)
    return " ".join(_weighted(answer, question.kind) for answer in question.answers)


def _verdict(true: GiftAnswer, false: GiftAnswer) -> str:
    letter, right, wrong = ("T", true, false) if true.credit_percent else ("F", false, true)
    if right.feedback:
        return f"{letter}#{written(wrong.feedback)}#{written(right.feedback)}"
    return f"{letter}#{written(wrong.feedback)}" if wrong.feedback else letter


def _weighted(answer: GiftAnswer, kind: Kind) -> str:
    """= for what counts fully and for every short answer, ~ for other choices; a weight where it is not understood."""
    marker = "=" if kind is Kind.SHORT or (kind is Kind.SINGLE and answer.credit_percent == 100) else "~"
    understood = 100 if marker == "=" else 0
    weight = "" if answer.credit_percent == understood else f"%{_decimal(answer.credit_percent)}%"
    return f"{marker}{weight}{written(answer.text)}" + (f"#{written(answer.feedback)}" if answer.feedback else "")


def _decimal(number: Fraction) -> str:
    """The number as GIFT writes it, to eight places."""
    return f"{float(number):.8f}".rstrip("0").rstrip(".")
