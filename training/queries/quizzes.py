"""Where is a learner with the quiz of a module: may it begin, is one begun, when does the next try open?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from accounts.models import Centre, User
from accounts.permissions import Permission
from kernel.clock import now
from training.grading import next_attempt_at
from training.models import Module, QuizAttempt
from training.progress import Part
from training.queries.progress import ModuleRow, progress_of


@dataclass(frozen=True)
class Quiz:
    """The quiz of one module for one learner at one centre; `next_at` is when a paused learner may try again."""

    module: Module
    centre: Centre
    row: ModuleRow
    attempts: tuple[QuizAttempt, ...]
    next_at: datetime | None

    @property
    def is_passed(self) -> bool:
        return Part.QUIZ not in self.row.state.parts_left

    @property
    def is_locked(self) -> bool:
        return not self.row.is_open

    @property
    def begun(self) -> QuizAttempt | None:
        return next((attempt for attempt in self.attempts if attempt.submitted_at is None), None)

    @property
    def handed_in(self) -> tuple[QuizAttempt, ...]:
        return tuple(attempt for attempt in self.attempts if attempt.submitted_at is not None)


def quiz_of(person: User, module: Module) -> Quiz | None:
    """The quiz where the person learns it, first of all where it is open; None on none of their tracks."""
    places = [
        (centre, row)
        for centre in person.centres(Permission.LEARN)
        for track in progress_of(person, centre)
        for row in track.rows
        if row.module.pk == module.pk and module.has_quiz
    ]
    if not places:
        return None
    centre, row = min(places, key=_closeness)
    attempts = tuple(QuizAttempt.objects.visible_to(person).filter(module=module).order_by("-number"))
    return Quiz(module, centre, row, attempts, _next_at(module, attempts))


def _closeness(place: tuple[Centre, ModuleRow]) -> int:
    """What can be learned comes before what is done, and that before what is locked."""
    _centre, row = place
    if not row.is_open:
        return 2
    return 0 if Part.QUIZ in row.state.parts_left else 1


def _next_at(module: Module, attempts: Iterable[QuizAttempt]) -> datetime | None:
    """When the pause after the tries since the last passed one is over; None where it is over or there is none."""
    failed = []
    for attempt in attempts:
        if attempt.is_passed:
            break
        if attempt.submitted_at is not None:
            failed.append(attempt.submitted_at)
    opens = next_attempt_at(failed, module.pause_minutes, module.free_attempts)
    return opens if opens and opens > now() else None
