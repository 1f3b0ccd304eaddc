"""What does a learner see of a question, and what did they answer? The same for quiz, preview and trying out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext as _

from training.gift import GiftQuestion, Kind
from training.grading import Given, Graded, option_order

LONGEST = 200


@dataclass(frozen=True)
class Option:
    """One answer to choose; `is_right` is None as long as nothing is told."""

    value: int
    text: str
    is_chosen: bool
    is_right: bool | None = None


@dataclass(frozen=True)
class Pair:
    """One left side with the right sides to choose from."""

    name: str
    text: str
    options: tuple[Option, ...]

    @property
    def chosen(self) -> Option | None:
        return next((option for option in self.options if option.is_chosen), None)


@dataclass(frozen=True)
class ShownQuestion:
    """One question on a page, answered or not; `graded` once it is told how good the answer was."""

    number: int
    name: str
    question: GiftQuestion
    language: str
    options: tuple[Option, ...]
    pairs: tuple[Pair, ...]
    typed: str
    graded: Graded | None

    @property
    def is_multiple(self) -> bool:
        return self.question.kind is Kind.MULTIPLE

    @property
    def is_partly_right(self) -> bool:
        return bool(self.graded and self.graded.credit and not self.graded.right)


def shown(
    questions: Iterable[GiftQuestion],
    *,
    seed: str,
    languages: Sequence[str],
    answers: Mapping[str, Given] | None = None,
    graded: Sequence[Graded] = (),
    tells_right: bool = False,
) -> list[ShownQuestion]:
    """The questions as they stand on a page; `tells_right` marks the right answers."""
    found = []
    for index, (question, language) in enumerate(zip(questions, languages, strict=True)):
        given = (answers or {}).get(question.code, ())
        name, order = f"q{index}", option_order(question, seed)
        is_choice = question.kind not in {Kind.SHORT, Kind.MATCHING}
        found.append(
            ShownQuestion(
                number=index + 1, name=name, question=question, language=language,
                options=tuple(_option(question, place, given, tells_right) for place in order) if is_choice else (),
                pairs=_pairs(question, name, order, given) if question.kind is Kind.MATCHING else (),
                typed=given if isinstance(given, str) else "", graded=graded[index] if graded else None,
            )
        )  # fmt: skip
    return found


def answered(questions: Iterable[GiftQuestion], posted: QueryDict) -> dict[str, Given]:
    """The answers on a page that was sent, by the codes of the questions; what makes no sense is not answered."""
    found: dict[str, Given] = {}
    for index, question in enumerate(questions):
        given = _given(question, f"q{index}", posted)
        if given and any(item is not None for item in given):
            found[question.code] = given
    return found


def _given(question: GiftQuestion, name: str, posted: QueryDict) -> Given:
    if question.kind is Kind.SHORT:
        return "".join(letter for letter in posted.get(name, "")[:LONGEST] if letter.isprintable()).strip()
    places = {str(place): place for place in range(len(question.answers))}
    if question.kind is Kind.MATCHING:
        lefts = [answer for answer in question.answers if answer.text]
        return [places.get(posted.get(f"{name}_{number}", "")) for number in range(len(lefts))]
    chosen = [places[value] for value in posted.getlist(name) if value in places]
    return sorted(set(chosen)) if question.kind is Kind.MULTIPLE else chosen[:1]


def _option(question: GiftQuestion, place: int, given: Given, tells_right: bool) -> Option:
    answer = question.answers[place]
    text = answer.text
    if question.kind is Kind.TRUE_FALSE:
        text = _("True") if place == 0 else _("False")
    return Option(
        place,
        text,
        place in given if not isinstance(given, str) else False,
        answer.credit_percent > 0 if tells_right else None,
    )


def _pairs(question: GiftQuestion, name: str, order: Sequence[int], given: Given) -> tuple[Pair, ...]:
    lefts = [answer.text for answer in question.answers if answer.text]
    chosen = list(given) if not isinstance(given, str) else []
    chosen += [None] * (len(lefts) - len(chosen))
    return tuple(
        Pair(
            f"{name}_{number}",
            left,
            tuple(Option(place, question.answers[place].match, place == chosen[number]) for place in order),
        )
        for number, left in enumerate(lefts)
    )
