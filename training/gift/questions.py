"""What is a question with its answers, as a GIFT file tells it? Pure."""

from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

BLANK = "_____"


class Kind(StrEnum):
    """How a question is answered."""

    SINGLE = "single"
    MULTIPLE = "multiple"
    TRUE_FALSE = "true_false"
    MATCHING = "matching"
    SHORT = "short"


@dataclass(frozen=True)
class GiftAnswer:
    """One answer: its text, what it counts (-100 to 100), the feedback for whoever gives it.

    Of a matching question `text` is the left side and `match` the right one; a right side that belongs to nothing
    has an empty left side and counts 0. Of a true or false question the texts are "true" and "false", in this order.
    """

    text: str
    credit_percent: Fraction
    feedback: str = ""
    match: str = ""


@dataclass(frozen=True)
class GiftQuestion:
    """One question; `code` is its GIFT name (empty where it has none), `line` where it begins in the file."""

    code: str
    kind: Kind
    text: str
    answers: tuple[GiftAnswer, ...]
    feedback: str = ""
    line: int = field(default=0, compare=False)


@dataclass(frozen=True)
class GiftError:
    """One mistake: its line, counted from 1, and a whole sentence for the trainer."""

    line: int
    sentence: str


@dataclass(frozen=True)
class GiftResult:
    """Every question that could be read, and every mistake; a caller decides what a file with mistakes is worth."""

    questions: tuple[GiftQuestion, ...]
    errors: tuple[GiftError, ...]


class MisreadError(Exception):
    """A question cannot be read: where in its block the mistake stands, and the sentence that says it."""

    def __init__(self, position: int, sentence: str) -> None:
        super().__init__(sentence)
        self.position, self.sentence = position, sentence
