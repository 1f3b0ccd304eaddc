"""How is a question kept in its JSON column, and may it stand in a bank? Pure.

`Question.texts` holds one such text per language, where a credit is written as a fraction or a decimal number, so that
thirds stay exact: {"text", "answers": [{"text", "credit", "feedback", "match"}], "feedback"}.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from training.gift import GiftAnswer, GiftQuestion, Kind
from training.grading import fold_answer

FULL = Fraction(100)
MAX_TEXT, MAX_ANSWERS = 5_000, 40
CHOICES = frozenset({Kind.SINGLE, Kind.MULTIPLE, Kind.SHORT})


def to_json(question: GiftQuestion) -> dict[str, Any]:
    """What one language of a question is kept as; its code and its kind have columns of their own."""
    answers = [
        {"text": answer.text, "credit": str(answer.credit_percent), "feedback": answer.feedback, "match": answer.match}
        for answer in question.answers
    ]
    return {"text": question.text, "answers": answers, "feedback": question.feedback}


def from_json(code: str, kind: str, kept: Mapping[str, Any]) -> GiftQuestion:
    """The question again."""
    answers = tuple(
        GiftAnswer(one["text"], Fraction(str(one["credit"])), one.get("feedback", ""), one.get("match", ""))
        for one in kept["answers"]
    )
    return GiftQuestion(code, Kind(kind), kept["text"], answers, kept.get("feedback", ""))


def language_of(texts: Mapping[str, Any], order: Iterable[str]) -> str:
    """The language in which a question is asked: the first of the order that it has, otherwise any."""
    return next((language for language in order if language in texts), min(texts))


def code_from_content(question: GiftQuestion) -> str:
    """The code of a question that was given none: the same words have the same one."""
    told = json.dumps([question.kind, to_json(question)], sort_keys=True, ensure_ascii=False)
    return f"q-{hashlib.sha256(told.encode()).hexdigest()[:12]}"


def fingerprint(kept: Mapping[str, Any] | None) -> str:
    """What a form remembers of the text it began with, to notice when somebody else changed it."""
    told = json.dumps(kept, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(told.encode()).hexdigest()[:32]


def faults(question: GiftQuestion) -> list[str]:
    """A sentence for everything that keeps the question out of a bank."""
    return list(_faults(question))


def _faults(question: GiftQuestion) -> Iterator[str]:
    texts = [question.text, question.feedback]
    texts += [text for answer in question.answers for text in (answer.text, answer.feedback, answer.match)]
    if not question.text.strip():
        yield _("Please write the question.")
    if any(len(text) > MAX_TEXT for text in texts):
        yield _("One text is longer than %(limit)d characters.") % {"limit": MAX_TEXT}
    if len(question.answers) > MAX_ANSWERS:
        yield _("A question has at most %(limit)d answers.") % {"limit": MAX_ANSWERS}
    if question.kind is Kind.MATCHING:
        yield from _pair_faults(question)
    elif question.kind in CHOICES:
        yield from _choice_faults(question)


def _pair_faults(question: GiftQuestion) -> Iterator[str]:
    lefts = [answer.text for answer in question.answers if answer.text]
    if any(not answer.match for answer in question.answers):
        yield _("Every pair needs a right side.")
    if len(lefts) < 2:
        yield _("Please write at least two pairs.")
    if len(set(lefts)) < len(lefts):
        yield _("The same left side stands there twice.")


def _choice_faults(question: GiftQuestion) -> Iterator[str]:
    texts = [answer.text for answer in question.answers]
    credits = [answer.credit_percent for answer in question.answers]
    if any(not text for text in texts):
        yield _("An answer that counts or has feedback needs a text.")
    if len(set(texts)) < len(texts):
        yield _("The same answer stands there twice.")
    if any(abs(credit) > FULL for credit in credits):
        yield _("What an answer counts lies between -100 and 100.")
    if question.kind is Kind.SHORT:
        if any(text and not fold_answer(text) for text in texts):
            yield _("A short answer needs a letter or a digit.")
        if any("*" in text for text in texts):
            yield _("A star does not stand for anything: please write each accepted answer.")
    elif len(texts) < 2:
        yield _("Please write at least two answers.")
    yield from _weight_faults(question.kind, credits)


def _weight_faults(kind: Kind, credits: list[Fraction]) -> Iterator[str]:
    """One answer counts fully; several right ones make 100 together, where thirds may be rounded."""
    if kind is not Kind.MULTIPLE:
        if FULL not in credits:
            yield _("At least one answer must be right: let it count 100.")
        return
    total = sum((credit for credit in credits if credit > 0), Fraction(0))
    if abs(total - FULL) > 1:
        words = {"total": f"{float(total):g}"}
        yield _("The right answers count %(total)s together; it must be 100.") % words
