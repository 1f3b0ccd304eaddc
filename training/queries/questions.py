"""Which questions does a centre ask about a module, and what does a trainer see of its bank?"""

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from accounts.models import Centre, User
from training.gift import GiftQuestion
from training.models import Module, Question
from training.questions import from_json

ORDER = ("code", "pk")


def bank_of(module: Module, centre: Centre) -> list[Question]:
    """Every question of a module at a centre, in use or not; an own one takes the place of the common one of its code.

    So a centre leaves out a common question by an own one of the same code that is not in use.
    """
    rows = list(module.questions.filter(Q(centre=None) | Q(centre=centre)).order_by("code", "pk"))
    own = {row.code: row for row in rows if row.centre_id is not None}
    common = {row.code: row for row in rows if row.centre_id is None}
    return list((common | own).values())


def asked_in(bank: Iterable[Question]) -> dict[str, Question]:
    """Those that are in use, by code."""
    return {question.code: question for question in bank if question.is_in_use}


def in_language(bank: Iterable[Question], language: str) -> list[GiftQuestion]:
    """Those of the bank that are in use and written in this language."""
    return [
        from_json(question.code, question.kind, question.texts[language])
        for question in asked_in(bank).values()
        if language in question.texts
    ]


def questions_of_trainer(user: User, module: Module, centre: Centre) -> "QuerySet[Question]":
    """The rows of a bank as its list shows them: common ones and the centre's own."""
    return Question.objects.visible_to(user).filter(Q(centre=None) | Q(centre=centre), module=module)
