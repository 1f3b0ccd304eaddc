"""Which invented pairings end: one whose ending is under way, and one that has ended and waits for the specialist?"""

from collections.abc import Iterator
from datetime import date, timedelta

from django.db import models

from accounts.models import User
from kernel.clock import now, today
from mentorship.closing import PROCEDURES, TALKS, steps_of
from mentorship.contact_standard import Party, Stage, question_set
from mentorship.demo.beginnings import FEWEST
from mentorship.demo.chance import Chance
from mentorship.models import CheckIn, Closure, ClosureStep, Mentee, Pairing
from mentorship.question_sets import questions_for

BEGUN = timedelta(days=10)
DONE_SO_FAR = 2
ANSWER = "Plimbările au fost cele mai bune. Ar fi fost bine să ne vedem mai des."


def invent_endings(pairings: list[Pairing], by: User, chance: Chance) -> list[models.Model]:
    """Let the first two of the list end; returns the rows of both endings."""
    if len(pairings) < FEWEST:
        return []
    return [*_under_way(pairings[0], by, chance), *_over(pairings[1], by, chance)]


def _under_way(pairing: Pairing, by: User, chance: Chance) -> Iterator[models.Model]:
    pairing.planned_until = today() + timedelta(days=21)
    closure = _closure(pairing, "goals_reached", today() + timedelta(days=7), by, chance)
    yield closure
    yield from _steps(closure, by, chance, settled=DONE_SO_FAR)


def _over(pairing: Pairing, by: User, chance: Chance) -> Iterator[models.Model]:
    """The mentor moved away; everybody was heard, and nobody has decided yet about another mentor."""
    closure = _closure(pairing, "mentor_unable", today() - timedelta(days=1), by, chance)
    closure.status, closure.finished_by, closure.finished_at = Closure.Status.DONE, by, now()
    closure.later_contact = Closure.LaterContact.NONE
    pairing.status, pairing.closing_reason, pairing.closed_by = Pairing.Status.CLOSED, closure.reason, by
    pairing.closed_at, pairing.closing_note = now(), closure.note
    pairing.mentee.status = Mentee.Status.REGISTERED
    pairing.mentor.active_pairings -= 1
    yield closure
    steps = list(_steps(closure, by, chance, settled=None))
    yield from steps
    yield from (_talk(step, by, chance) for step in steps if step.kind in TALKS)


def _closure(pairing: Pairing, reason: str, last_meeting_on: date, by: User, chance: Chance) -> Closure:
    return Closure(
        public_id=chance.public_id(), pairing=pairing, procedure=PROCEDURES[reason], reason=reason,
        note="S-a discutat cu toți cei implicați.", last_meeting_on=last_meeting_on, started_by=by,
        started_at=now() - BEGUN,
    )  # fmt: skip


def _steps(closure: Closure, by: User, chance: Chance, settled: int | None) -> Iterator[ClosureStep]:
    """The steps in their order, the first of them done; None means all."""
    planned = steps_of(
        closure.reason, today() - BEGUN, last_meeting_on=closure.last_meeting_on, have_met=True, has_adult=False
    )
    for position, step in enumerate(planned, start=1):
        is_done = settled is None or position <= settled
        yield ClosureStep(
            public_id=chance.public_id(), closure=closure, position=position, kind=step.kind, due_on=step.due_on,
            done_by=by if is_done else None, done_at=now() if is_done else None,
        )  # fmt: skip


def _talk(step: ClosureStep, by: User, chance: Chance) -> CheckIn:
    party = Party(TALKS[step.kind])
    first = questions_for(party, Stage.CLOSING)[0]
    return CheckIn(
        public_id=chance.public_id(), form_key=chance.public_id(), pairing=step.closure.pairing, party=party,
        depth=CheckIn.Depth.IN_DEPTH, held_on=today(), channel=CheckIn.Channel.VISIT,
        question_set=question_set(party, Stage.CLOSING), answers={first.code: ANSWER}, made_by=by, made_at=now(),
    )  # fmt: skip
