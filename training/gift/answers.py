"""Which kind of question do these answers make, and what does each of them count? Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext as _

from training.gift.questions import GiftAnswer, Kind, MisreadError
from training.gift.texts import readable, shown

MAX_ANSWERS = 40
FULL, NOTHING = Fraction(100), Fraction(0)

_MARK = re.compile(r"\\.|[~=]")
_HASH = re.compile(r"\\.|#")
_WEIGHT = re.compile(r"\s*%([^%]*)%")
_NUMBER = re.compile(r"-?[0-9]{1,3}(?:\.[0-9]{1,8})?")
_VERDICTS = {"T": True, "TRUE": True, "F": False, "FALSE": False}


@dataclass(frozen=True)
class Piece:
    """One answer as it is written: = or ~, its text and its feedback, and where it stands."""

    position: int
    marker: str
    text: str
    feedback: str


def read_answers(raw: str, position: int, form: str) -> tuple[Kind, tuple[GiftAnswer, ...]]:
    """The kind of question and its answers, from what stands between the brackets."""
    if not raw.strip():
        raise MisreadError(position, _("Questions with a free text as answer (an empty { }) are not supported."))
    if raw.lstrip().startswith("#"):
        raise MisreadError(
            position, _("Numeric questions are not supported: write the number as a short answer, {=112}.")
        )
    verdict, *comments = split_outside_escapes(_HASH, raw)
    if verdict.strip().upper() in _VERDICTS:
        return Kind.TRUE_FALSE, _true_or_false(_VERDICTS[verdict.strip().upper()], comments, position, form)
    pieces = _pieces(raw, position)
    if any(piece.marker == "~" for piece in pieces):
        return _choices(pieces, form)
    if any("->" in piece.text for piece in pieces):
        return Kind.MATCHING, _pairs(pieces, form)
    return Kind.SHORT, _short(pieces, form)


def split_outside_escapes(mark: re.Pattern[str], raw: str) -> list[str]:
    """The parts between the marks; a mark behind a backslash does not divide."""
    parts, start = [], 0
    for found in mark.finditer(raw):
        if not found[0].startswith("\\"):
            parts.append(raw[start : found.start()])
            start = found.end()
    return [*parts, raw[start:]]


def _pieces(raw: str, position: int) -> list[Piece]:
    marks = [found.start() for found in _MARK.finditer(raw) if found[0] in {"~", "="}]
    before = raw[: marks[0]] if marks else raw
    if before.strip():
        words = {"text": shown(before)}
        raise MisreadError(position, _("“%(text)s” stands without = or ~ before it: no answer begins so.") % words)
    if len(marks) > MAX_ANSWERS:
        raise MisreadError(position, _("A question has at most %(limit)s answers.") % {"limit": MAX_ANSWERS})
    return [_piece(raw[start:end], position + start) for start, end in zip(marks, [*marks[1:], len(raw)], strict=True)]


def _piece(raw: str, position: int) -> Piece:
    text, *feedback = split_outside_escapes(_HASH, raw[1:])
    return Piece(position, raw[0], text, "#".join(feedback))


def _true_or_false(is_true: bool, comments: list[str], position: int, form: str) -> tuple[GiftAnswer, ...]:
    """Both answers; GIFT writes the feedback for a wrong answer first, then the one for a right answer."""
    if len(comments) > 2:
        raise MisreadError(
            position, _("After true or false there is feedback for wrong and for right, and no third one.")
        )
    wrong, right = [readable(comment, position, form) for comment in [*comments, "", ""][:2]]
    return (
        GiftAnswer("true", FULL if is_true else NOTHING, right if is_true else wrong),
        GiftAnswer("false", NOTHING if is_true else FULL, wrong if is_true else right),
    )


def _choices(pieces: list[Piece], form: str) -> tuple[Kind, tuple[GiftAnswer, ...]]:
    """One right answer where any is marked by =, otherwise several with weights that add up to 100."""
    answers = tuple(_weighted(piece, form) for piece in pieces)
    _refuse_twice(zip(pieces, (answer.text for answer in answers), strict=True))
    if len(answers) == 1:
        raise MisreadError(pieces[0].position, _("A choice needs at least two answers."))
    if any(piece.marker == "=" for piece in pieces):
        _refuse_without_right(pieces, answers)
        return Kind.SINGLE, answers
    total = sum(max(answer.credit_percent, NOTHING) for answer in answers)
    if not total:
        raise MisreadError(pieces[0].position, _("No answer is right: write = before the right one."))
    if abs(total - FULL) > 1:
        words = {"total": f"{float(total):g}"}
        raise MisreadError(
            pieces[0].position, _("The weights of the right answers add up to %(total)s, not to 100.") % words
        )
    return Kind.MULTIPLE, answers


def _short(pieces: list[Piece], form: str) -> tuple[GiftAnswer, ...]:
    answers = tuple(_weighted(piece, form) for piece in pieces)
    for piece, answer in zip(pieces, answers, strict=True):
        if "*" in answer.text:
            raise MisreadError(piece.position, _("A star as wildcard is not supported: write each accepted answer."))
        if not any(letter.isalnum() for letter in answer.text):
            raise MisreadError(piece.position, _("A short answer needs a letter or a digit."))
    _refuse_twice(zip(pieces, (answer.text for answer in answers), strict=True))
    _refuse_without_right(pieces, answers)
    return answers


def _pairs(pieces: list[Piece], form: str) -> tuple[GiftAnswer, ...]:
    answers = tuple(_pair(piece, form) for piece in pieces)
    real = [(piece, answer.text) for piece, answer in zip(pieces, answers, strict=True) if answer.text]
    _refuse_twice(real)
    if len(real) < 2:
        raise MisreadError(pieces[0].position, _("A matching question needs at least two pairs."))
    return answers


def _pair(piece: Piece, form: str) -> GiftAnswer:
    left, arrow, right = piece.text.partition("->")
    if piece.feedback:
        raise MisreadError(
            piece.position, _("A pair cannot carry feedback: write it for the whole question, after ####.")
        )
    match = readable(right, piece.position, form)
    if not arrow or not match:
        words = {"text": shown(piece.text)}
        raise MisreadError(
            piece.position, _("The pair “%(text)s” needs an arrow and a right side: left -> right.") % words
        )
    text = readable(left, piece.position, form)
    return GiftAnswer(text, FULL if text else NOTHING, match=match)


def _weighted(piece: Piece, form: str) -> GiftAnswer:
    raw, credit = piece.text, FULL if piece.marker == "=" else NOTHING
    weight = _WEIGHT.match(raw)
    if weight:
        raw, credit = raw[weight.end() :], _credit(weight[1].strip(), piece.position)
    text = readable(raw, piece.position, form)
    if not text:
        raise MisreadError(piece.position, _("An answer has no text."))
    return GiftAnswer(text, credit, readable(piece.feedback, piece.position, form))


def _credit(number: str, position: int) -> Fraction:
    if not _NUMBER.fullmatch(number) or abs(Fraction(number)) > FULL:
        words = {"number": shown(number)}
        raise MisreadError(position, _("The weight “%(number)s” is not a number from -100 to 100.") % words)
    return Fraction(number)


def _refuse_twice(texts: Iterable[tuple[Piece, str]]) -> None:
    seen = set()
    for piece, text in texts:
        if text in seen:
            raise MisreadError(piece.position, _("The answer “%(text)s” stands here twice.") % {"text": shown(text)})
        seen.add(text)


def _refuse_without_right(pieces: list[Piece], answers: tuple[GiftAnswer, ...]) -> None:
    if all(answer.credit_percent < FULL for answer in answers):
        raise MisreadError(
            pieces[0].position, _("No answer counts fully: write = without a weight before the right one.")
        )
