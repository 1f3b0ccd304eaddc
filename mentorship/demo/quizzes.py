"""Which invented learners have tried a quiz, and what became of it?"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import models

from accounts.models import Centre, User
from kernel.clock import now
from mentorship.demo.chance import Chance
from training.grading import Given, draw, grade
from training.models import Achievement, Enrolment, Module, QuizAttempt, Track
from training.progress import Part
from training.queries.questions import asked_in, bank_of
from training.questions import from_json, language_of

TRACK = "volunteer"
# Of each learner, for one try after the other: how many days ago, how many answers are right, and is it handed in
STORIES: list[list[tuple[int, int, bool]]] = [[(9, 2, True), (8, 5, True)], [(2, 3, False)], [], [(5, 1, True)]]


def invent_attempts(centre: Centre, learners: Sequence[User], seed: int) -> Iterator[models.Model]:
    """The rows of learners who passed at the second try, who are in the middle of one, and who did not pass yet."""
    chance, track = Chance(seed + 53), Track.objects.get(code=TRACK)
    modules = Module.objects.filter(entries__track=track, centre=None, has_quiz=True, requires=None)
    module = modules.order_by("entries__position").first()
    if module is None:
        return
    for learner, story in zip(learners, STORIES, strict=False):
        if not story:
            continue
        whom = {"person": learner, "centre": centre}
        yield Enrolment(public_id=chance.public_id(), track=track, enrolled_at=_moment(12), **whom)
        yield _achieved(module, Part.LESSON, _moment(10), chance, whom)
        for number, (ago, right, is_handed_in) in enumerate(story, start=1):
            attempt = _attempt(module, number, _moment(ago), right, chance, whom)
            if not is_handed_in:
                attempt.percent = attempt.is_passed = attempt.submitted_at = None
            yield attempt
            if attempt.is_passed:
                yield _achieved(module, Part.QUIZ, _moment(ago), chance, whom)


def _attempt(
    module: Module, number: int, at: datetime, right: int, chance: Chance, whom: dict[str, Any]
) -> QuizAttempt:  # fmt: skip
    """A try in Romanian, of which the first so many answers are right and the others are missing."""
    bank, seed = asked_in(bank_of(module, whom["centre"])), chance.public_id().hex
    drawn = draw(bank, module.questions_drawn, seed)
    spoken = {code: language_of(bank[code].texts, ("ro", "en")) for code in drawn}
    questions = [
        {"code": code, "kind": bank[code].kind, "language": spoken[code], **bank[code].texts[spoken[code]]}
        for code in drawn
    ]
    asked = [from_json(kept["code"], kept["kind"], kept) for kept in questions]
    answers: dict[str, Given] = {}
    for question in asked[:right]:
        places = [place for place, answer in enumerate(question.answers) if answer.credit_percent > 0]
        answers[question.code] = {"short": question.answers[places[0]].text}.get(question.kind, places)
    found = grade(asked, answers, module.pass_percent)
    return QuizAttempt(
        public_id=chance.public_id(), module=module, version=1, number=number, seed=seed, language="ro",
        questions=questions, answers=answers, percent=found.percent, is_passed=found.passed, started_at=at,
        submitted_at=at + timedelta(minutes=6), **whom,
    )  # fmt: skip


def _achieved(module: Module, part: Part, at: datetime, chance: Chance, whom: dict[str, Any]) -> Achievement:
    return Achievement(
        public_id=chance.public_id(), module=module, part=part, version=1, achieved_on=at.date(), achieved_at=at, **whom
    )


def _moment(ago: int) -> datetime:
    return now() - timedelta(days=ago)
