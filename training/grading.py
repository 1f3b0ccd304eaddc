"""How good are these answers, which questions are asked, and when may somebody try again? Pure, in exact fractions.

Answers are what a form and a JSON column can hold. For choices and true or false: the places of the chosen answers; for
matching: for each left side in order the place of the answer whose right side was chosen, or None; otherwise the text.
"""

import hashlib
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction

from training.gift import GiftQuestion, Kind

Given = str | Sequence[int | None]


@dataclass(frozen=True)
class Graded:
    """One question: its credit from 0 to 1, whether the answer is the right one, and what the learner is told.

    `chosen` are the places of the answers that were given, of a short answer the one it agrees with.
    """

    code: str
    credit: Fraction
    right: bool
    chosen: tuple[int, ...]
    feedback: tuple[str, ...]


@dataclass(frozen=True)
class Grade:
    """A whole quiz; `percent` is rounded down, so that it never says more than `passed`."""

    points: Fraction
    percent: int
    passed: bool
    per_question: tuple[Graded, ...]


def grade(questions: Sequence[GiftQuestion], answers: Mapping[str, Given], pass_percent: int) -> Grade:
    """Grade the answers, by the codes of the questions; what is not answered counts nothing."""
    graded = tuple(_graded(question, answers.get(question.code, ())) for question in questions)
    points = sum((one.credit for one in graded), Fraction(0))
    percent = int(100 * points / len(graded)) if graded else 0
    return Grade(points, percent, bool(graded) and percent >= pass_percent, graded)


def draw(codes: Iterable[str], count: int, seed: str) -> tuple[str, ...]:
    """So many of the codes in an order that the seed decides; all of them where there are fewer."""
    return tuple(sorted(set(codes), key=lambda code: _lot(seed, code))[:count])


def option_order(question: GiftQuestion, seed: str) -> tuple[int, ...]:
    """The places of the answers in the order in which they are shown; of matching, of each right side once.

    True comes before false always, and a short answer shows nothing.
    """
    if question.kind is Kind.SHORT:
        return ()
    if question.kind is Kind.TRUE_FALSE:
        return (0, 1)
    places = range(len(question.answers))
    if question.kind is Kind.MATCHING:
        places_of = {question.answers[place].match: place for place in reversed(places)}
        return tuple(sorted(places_of.values(), key=lambda place: _lot(seed, question.code, str(place))))
    return tuple(sorted(places, key=lambda place: _lot(seed, question.code, str(place))))


def next_attempt_at(attempts: Iterable[datetime], pause_minutes: int, free_attempts: int) -> datetime | None:
    """When the next attempt may begin after those handed in at these moments; None means at once."""
    moments = list(attempts)
    if not moments or len(moments) < free_attempts:
        return None
    return max(moments) + timedelta(minutes=pause_minutes)


def fold_answer(text: str) -> str:
    """One form for a short answer: letters and digits alone, without case, diacritics, spaces or punctuation."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return "".join(letter for letter in plain if letter.isalnum())


def _graded(question: GiftQuestion, given: Given) -> Graded:
    if question.kind is Kind.MATCHING:
        return _graded_pairs(question, given)
    chosen = _agreeing(question, given) if isinstance(given, str) else _chosen(question, given)
    credit = _credit(question, chosen)
    right = set(chosen) == _right_places(question) if question.kind is Kind.MULTIPLE else credit == 1
    return Graded(question.code, credit, right, chosen, _feedback(question, chosen))


def _graded_pairs(question: GiftQuestion, given: Given) -> Graded:
    """The share of the left sides that got a right side of the same words as their own."""
    offered = {place: answer.match for place, answer in enumerate(question.answers)}
    wanted = [answer.match for answer in question.answers if answer.text]
    pairs = [] if isinstance(given, str) else list(zip(wanted, given, strict=False))
    chosen = tuple(place for _match, place in pairs if place is not None and place in offered)
    right = sum(place is not None and offered.get(place) == match for match, place in pairs)
    credit = Fraction(right, len(wanted))
    return Graded(question.code, credit, credit == 1, chosen, _feedback(question, ()))


def _chosen(question: GiftQuestion, given: Sequence[int | None]) -> tuple[int, ...]:
    """The chosen places, each once; nothing where only one may be chosen and several are."""
    places = tuple(place for place in range(len(question.answers)) if place in given)
    if question.kind is Kind.SHORT or (question.kind is not Kind.MULTIPLE and len(places) > 1):
        return ()
    return places


def _agreeing(question: GiftQuestion, given: str) -> tuple[int, ...]:
    """The place of the accepted short answer that says the same, the best one where several do."""
    if question.kind is not Kind.SHORT:
        return ()
    folded = fold_answer(given)
    same = [place for place, answer in enumerate(question.answers) if fold_answer(answer.text) == folded]
    return (max(same, key=lambda place: question.answers[place].credit_percent),) if same else ()


def _credit(question: GiftQuestion, chosen: tuple[int, ...]) -> Fraction:
    """The weights of the chosen answers, never below 0; thirds written as 33.333 make a whole again."""
    total = sum((question.answers[place].credit_percent for place in chosen), Fraction(0))
    whole = Fraction(100)
    if question.kind is Kind.MULTIPLE:
        whole = sum((question.answers[place].credit_percent for place in _right_places(question)), Fraction(0))
    return max(Fraction(0), total / whole)


def _right_places(question: GiftQuestion) -> set[int]:
    return {place for place, answer in enumerate(question.answers) if answer.credit_percent > 0}


def _feedback(question: GiftQuestion, chosen: tuple[int, ...]) -> tuple[str, ...]:
    """What the chosen answers say, then what is said to everybody."""
    words = [question.answers[place].feedback for place in chosen]
    return tuple(word for word in [*words, question.feedback] if word)


def _lot(*words: str) -> tuple[bytes, str]:
    """A lot that looks random and is the same every time; equal lots are told apart by the last word."""
    return hashlib.sha256("\0".join(words).encode()).digest(), words[-1]
