"""Which questions does this GIFT file hold, and which lines are wrong? Pure; the time grows with the length alone."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from training.gift.answers import read_answers
from training.gift.questions import BLANK, GiftError, GiftQuestion, GiftResult, MisreadError
from training.gift.texts import readable, shown, text_format

MAX_CHARACTERS = 3_000_000
MAX_QUESTIONS = 5_000
MAX_NAME = 60

_LINE_END = re.compile(r"\r\n|\r|\n")
_UNSHOWABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_BRACKET = re.compile(r"\\.|[{}]")
_NAME_END = re.compile(r"\\.|::")
_GENERAL_FEEDBACK = re.compile(r"\\.|####")


@dataclass(frozen=True)
class Block:
    """Neighbouring lines, which should make one question; comments are left out, so each line knows its number."""

    text: str
    numbers: tuple[int, ...]

    def line_at(self, position: int) -> int:
        return self.numbers[self.text.count("\n", 0, position)]


def parse_gift(text: str) -> GiftResult:
    """Read every question; of each one that cannot be read, tell the first mistake with its line."""
    blocks = list(_blocks(text)) if len(text) <= MAX_CHARACTERS else []
    if len(text) > MAX_CHARACTERS or len(blocks) > MAX_QUESTIONS:
        words = {"questions": MAX_QUESTIONS, "characters": MAX_CHARACTERS}
        sentence = _("The file has more than %(questions)s questions or %(characters)s characters: divide it.") % words
        return GiftResult((), (GiftError(1, sentence),))
    questions: list[GiftQuestion] = []
    errors: list[GiftError] = []
    lines: dict[str, int] = {}
    for block in _joined(blocks):
        try:
            question = _question(block)
            _refuse_used_name(question, lines)
        except MisreadError as wrong:
            errors.append(GiftError(block.line_at(wrong.position), wrong.sentence))
        else:
            questions.append(question)
    return GiftResult(tuple(questions), tuple(errors))


def _blocks(text: str) -> Iterator[Block]:
    """The runs of lines between blank ones; a category ends a run, a comment does not."""
    kept: list[tuple[int, str]] = []
    for number, line in enumerate([*_LINE_END.split(text.removeprefix("\ufeff")), ""], start=1):
        line = line.strip()
        if line and not line.startswith(("//", "$CATEGORY:")):
            kept.append((number, line))
        elif kept and not line.startswith("//"):
            yield Block("\n".join(line for _number, line in kept), tuple(number for number, _line in kept))
            kept = []


def _joined(blocks: list[Block]) -> Iterator[Block]:
    """Blocks, where answers that a blank line has cut in two are one block again, so that one mistake is told once."""
    index = 0
    while index < len(blocks):
        end = _closing_block(blocks, index)
        yield _as_one(blocks[index : end + 1])
        index = end + 1


def _as_one(cut: list[Block]) -> Block:
    """Blocks with a blank line, which has a number too, between each two."""
    numbers = (number for block in cut for number in (*block.numbers, block.numbers[-1] + 1))
    return Block("\n\n".join(block.text for block in cut), tuple(numbers))


def _closing_block(blocks: list[Block], index: int) -> int:
    """The block that closes the bracket which this one leaves open, or this one itself."""
    if _brackets(blocks[index].text)[-1:] != ["{"]:
        return index
    for later in range(index + 1, len(blocks)):
        found = _brackets(blocks[later].text)[:1]
        if found:
            return later if found == ["}"] else index
    return index


def _brackets(text: str) -> list[str]:
    return [found[0] for found in _BRACKET.finditer(text) if found[0] in {"{", "}"}]


def _question(block: Block) -> GiftQuestion:
    source = block.text
    _refuse_unreadable(source)
    code, start = _name(source)
    opening, closing = _answer_brackets(source, start)
    text = source[start:opening]
    form, _rest = text_format(text)
    after = source[closing + 1 :]
    if after.strip():
        text = f"{text}{BLANK}{after}"
    inside, feedback = _general_feedback(source[opening + 1 : closing])
    kind, answers = read_answers(inside, opening + 1, form)
    return GiftQuestion(
        code=code,
        kind=kind,
        text=_question_text(text, start),
        answers=answers,
        feedback=readable(feedback, opening + len(inside), form),
        line=block.numbers[0],
    )


def _question_text(raw: str, position: int) -> str:
    text = readable(raw, position)
    if not text:
        raise MisreadError(position, _("The question has no text before its answers."))
    return text


def _refuse_unreadable(source: str) -> None:
    unshowable = _UNSHOWABLE.search(source)
    if unshowable:
        raise MisreadError(
            unshowable.start(), _("This line holds a character that cannot be shown: save the file as UTF-8.")
        )
    if "\n\n" in source:
        raise MisreadError(source.index("\n\n") + 1, _("A blank line cuts the answers in two: remove it."))


def _name(source: str) -> tuple[str, int]:
    """The name between :: and ::, and where the text begins."""
    if not source.startswith("::"):
        return "", 0
    end = next((found for found in _NAME_END.finditer(source, 2) if found[0] == "::"), None)
    if end is None:
        raise MisreadError(0, _("The name that begins with :: does not end with ::."))
    name = readable(source[2 : end.start()], 0, "plain")
    if not name or len(name) > MAX_NAME:
        raise MisreadError(0, _("The name between :: and :: has 1 to %(limit)s characters.") % {"limit": MAX_NAME})
    return name, end.end()


def _answer_brackets(source: str, start: int) -> tuple[int, int]:
    found = [mark for mark in _BRACKET.finditer(source, start) if mark[0] in {"{", "}"}]
    kinds = "".join(mark[0] for mark in found)
    if not found:
        words = {"text": shown(source)}
        raise MisreadError(
            start, _("“%(text)s” has no answers in { }: texts without a question are not supported.") % words
        )
    if kinds.startswith("}"):
        raise MisreadError(found[0].start(), _("Here a } closes what no { has opened; inside a text write \\}."))
    if kinds == "{":
        raise MisreadError(found[0].start(), _("The answers that begin here with { do not end with }."))
    if kinds.startswith("{{"):
        raise MisreadError(found[1].start(), _("A second { comes before the first is closed; inside a text write \\{."))
    if len(found) > 2:
        raise MisreadError(
            found[2].start(), _("A second { } in one question: leave a blank line between two questions.")
        )
    return found[0].start(), found[1].start()


def _general_feedback(inside: str) -> tuple[str, str]:
    start = next((found.start() for found in _GENERAL_FEEDBACK.finditer(inside) if found[0] == "####"), len(inside))
    return inside[:start], inside[start + 4 :]


def _refuse_used_name(question: GiftQuestion, lines: dict[str, int]) -> None:
    """Every name once: answers and languages find their question by it."""
    if question.code in lines:
        words = {"name": shown(question.code), "line": lines[question.code]}
        raise MisreadError(0, _("The name “%(name)s” is already used in line %(line)s.") % words)
    if question.code:
        lines[question.code] = question.line
