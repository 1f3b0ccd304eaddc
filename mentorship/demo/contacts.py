"""Which support contacts do the invented pairings have behind them? Most in time, a few late, a few never."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.utils import timezone

from kernel.clock import now, today
from mentorship.cadence import Due, History, dues
from mentorship.contact_standard import Party
from mentorship.demo.chance import Chance
from mentorship.models import CheckIn, Pairing
from mentorship.profiles import is_minor
from mentorship.queries.check_ins import questions_of_set

ANSWERS = [
    "Se văd în fiecare săptămână și amândoi vin cu plăcere.",
    "A fost o lună plină, dar au găsit timp să se plimbe.",
    "E mai multă încredere decât la început.",
    "Ar vrea să facă mai multe lucruri împreună pentru școală.",
]
PROMISES = ["Trimit lista cu activități de weekend.", "Întreb la școală de programul de sprijin."]
IN_TIME, LATE, NOT_REACHED, PROMISED = 0.86, 0.93, 0.12, 0.1
STILL_TO_CALL = timedelta(days=4)  # what fell due in these days is still open


def invent_contacts(pairings: list[Pairing], chance: Chance) -> list[CheckIn]:
    """The contacts of every pairing that has set out, by who supervises it."""
    return [row for pairing in pairings if pairing.started_at for row in _of(pairing, chance)]


def _of(pairing: Pairing, chance: Chance) -> Iterator[CheckIn]:
    started_on = timezone.localtime(pairing.started_at).date()
    parties = set(Party) if is_minor(pairing.mentee.birth_year, today()) else {Party.MENTOR, Party.MENTEE}
    for due in dues(History(started_on), today()):
        if due.party in parties and due.due_on < today() - STILL_TO_CALL and (held_on := _held_on(due, chance)):
            if chance.happens(NOT_REACHED):
                yield _contact(pairing, due, max(held_on - timedelta(days=1), started_on), chance, was_reached=False)
            yield _contact(pairing, due, held_on, chance, was_reached=True)


def _held_on(due: Due, chance: Chance) -> date | None:
    roll = chance.random.random()
    if roll < IN_TIME:
        return max(due.period.earliest, due.due_on - timedelta(days=chance.random.randint(0, 6)))
    return min(due.period.closes_on, today()) if roll < LATE else None


def _contact(pairing: Pairing, due: Due, held_on: date, chance: Chance, *, was_reached: bool) -> CheckIn:
    question = questions_of_set(due.questions)[0]
    promises = was_reached and held_on > today() - timedelta(days=30) and chance.happens(PROMISED)
    return CheckIn(
        public_id=chance.public_id(), form_key=chance.public_id(), pairing=pairing, party=due.party, depth=due.depth,
        held_on=held_on, channel=CheckIn.Channel.PHONE, was_reached=was_reached,
        question_set=due.questions if was_reached else "",
        answers={question.code: chance.random.choice(ANSWERS)} if was_reached else {},
        follow_up=chance.random.choice(PROMISES) if promises else "",
        follow_up_on=today() + timedelta(days=3) if promises else None, made_by=pairing.supervisor, made_at=now(),
    )  # fmt: skip
