"""How is a quiz begun, kept while it is answered, and graded exactly once?"""

import secrets
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import Centre, User
from kernel import audit
from kernel.audit import retried
from kernel.clock import now
from kernel.errors import RuleError
from training.gift import GiftQuestion
from training.grading import Given, draw, grade
from training.models import Module, QuizAttempt
from training.progress import Part
from training.queries.questions import asked_in, bank_of
from training.queries.quizzes import Quiz, quiz_of
from training.queries.versions import languages
from training.questions import from_json, language_of
from training.services.records import achieve


@retried
@transaction.atomic
def start_attempt(*, module: Module, language: str, by: User) -> QuizAttempt:
    """Draw the questions of a new attempt and keep them as they are asked; an attempt that is begun goes on."""
    # two taps come one after the other, the second finds the attempt
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    quiz = quiz_of(by, module)
    if quiz is None:
        raise RuleError(_("This module is on none of your tracks."))
    if quiz.begun:
        return quiz.begun
    _refuse_start(quiz)
    seed = secrets.token_hex(16)
    attempt: QuizAttempt = QuizAttempt.objects.create(
        person=by, centre=quiz.centre, module=module, version=quiz.row.version.number,
        number=1 + max((attempt.number for attempt in quiz.attempts), default=0), seed=seed, language=language,
        questions=_drawn(module, quiz.centre, language, seed), started_at=now(),
    )  # fmt: skip
    audit.record("quiz.begun", by=by, subject=attempt, module=module.code, version=attempt.version)
    return attempt


def keep_answers(*, attempt: QuizAttempt, answers: Mapping[str, Given], by: User) -> None:
    """Keep what is answered so far; what is handed in stays as it is."""
    kept = _of_questions(attempt, answers)
    if not QuizAttempt.objects.filter(pk=attempt.pk, person=by, submitted_at=None).update(answers=kept):
        raise RuleError(_("This quiz is handed in already: what counts are the answers that were given then."))
    attempt.answers = kept


@retried
@transaction.atomic
def hand_in(*, attempt: QuizAttempt, answers: Mapping[str, Given], by: User) -> bool:
    """Grade the attempt, and put the passed quiz on record; False when it was handed in before: that grade stays."""
    kept = _of_questions(attempt, answers)
    grading = grade(asked(attempt), kept, attempt.module.pass_percent)
    facts = {
        "answers": kept, "percent": grading.percent, "is_passed": grading.passed, "submitted_at": now(),
    }  # fmt: skip
    is_first = QuizAttempt.objects.filter(pk=attempt.pk, person=by, submitted_at=None).update(**facts)
    attempt.refresh_from_db()
    if not is_first:
        return False
    audit.record("quiz.handed_in", by=by, subject=attempt, module=attempt.module.code, version=attempt.version)
    if attempt.is_passed:
        achieve(
            person=attempt.person, centre=attempt.centre, module=attempt.module, part=Part.QUIZ, by=by,
            version=attempt.version,
        )  # fmt: skip
    return True


def asked(attempt: QuizAttempt) -> list[GiftQuestion]:
    """The questions of an attempt as they were asked."""
    return [from_json(kept["code"], kept["kind"], kept) for kept in attempt.questions]


def _refuse_start(quiz: Quiz) -> None:
    if quiz.is_locked:
        missing = ", ".join(quiz.row.missing)
        raise RuleError(_("Something comes before this module: %(modules)s.") % {"modules": missing})
    if quiz.is_passed:
        raise RuleError(_("You have passed this quiz already."))
    if quiz.next_at:
        moment = date_format(timezone.localtime(quiz.next_at), "DATETIME_FORMAT")
        raise RuleError(
            _("The next try opens on %(moment)s. Until then you can read the lesson again.") % {"moment": moment}
        )


def _drawn(module: Module, centre: Centre, language: str, seed: str) -> list[dict[str, Any]]:
    """The questions as they are kept with the attempt, each in the language in which it is asked."""
    bank = asked_in(bank_of(module, centre))
    if not bank:
        raise RuleError(_("There are no questions about this module yet. Please tell your trainer."))
    found = []
    for code in draw(bank, module.questions_drawn, seed):
        spoken = language_of(bank[code].texts, languages(language))
        found.append({"code": code, "kind": bank[code].kind, "language": spoken, **bank[code].texts[spoken]})
    return found


def _of_questions(attempt: QuizAttempt, answers: Mapping[str, Given]) -> dict[str, Given]:
    """Answers to what was asked, as JSON keeps them."""
    codes = {kept["code"] for kept in attempt.questions}
    return {code: given if isinstance(given, str) else list(given) for code, given in answers.items() if code in codes}
