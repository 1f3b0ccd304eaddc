"""How far are the invented pairings: who was asked, who met when, who signed, and who is still on the way?"""

from collections.abc import Iterator
from datetime import timedelta

from django.db import models

from accounts.models import User
from kernel.clock import now, today
from mentorship.demo.chance import Chance
from mentorship.models import Asking, FirstMeeting, Meeting, Pairing, SafeContact, Signature
from mentorship.queries.askings import default_language, parties_of

STILL_ON_THE_WAY = 3
FEWEST = 6  # a smaller demo has walking pairings only
LAST_WEEK = timedelta(days=6)


def invent_beginnings(
    pairings: list[Pairing], meetings: list[Meeting], by: User, chance: Chance
) -> tuple[list[Meeting], list[models.Model]]:
    """Let the newest pairings begin only now; returns the meetings that stay, and the rows of all beginnings."""
    on_the_way = pairings[-STILL_ON_THE_WAY:] if len(pairings) >= FEWEST else []
    rows: list[models.Model] = []
    for pairing in pairings:
        rows += _contacts(pairing, by, chance)
        if pairing in on_the_way:
            rows += _begin(pairing, on_the_way.index(pairing), by, chance)
        else:
            rows += [*_yeses(pairing, chance), *_met(pairing, by, chance)]
    return [meeting for meeting in meetings if meeting.pairing not in on_the_way], rows


def _begin(pairing: Pairing, place: int, by: User, chance: Chance) -> Iterator[models.Model]:
    """One whose mentee has not answered, one who is to be asked to meet, one whose first meeting is tomorrow."""
    pairing.opened_at, pairing.planned_until = now() - LAST_WEEK, today() + timedelta(days=365)
    pairing.started_by = pairing.started_at = None
    if place == 0:
        pairing.status, pairing.introduced_by, pairing.introduced_at = Pairing.Status.ASKED, None, None
        yield _asking(pairing, Asking.Party.MENTOR, Asking.Channel.PAGE, chance, answer=Asking.Answer.YES)
        yield _asking(pairing, Asking.Party.MENTEE, Asking.Channel.STAFF, chance, asked_by=by, answer="")
        return
    pairing.status, pairing.introduced_at = Pairing.Status.INTRODUCED, now() - timedelta(days=2)
    yield from _yeses(pairing, chance)
    if place == 2:
        yield FirstMeeting(
            public_id=chance.public_id(), pairing=pairing, meets_at=now() + timedelta(days=1), place="centre",
            attended_by=pairing.supervisor, planned_by=by, planned_at=now(),
        )  # fmt: skip


def _yeses(pairing: Pairing, chance: Chance) -> Iterator[models.Model]:
    for party in parties_of(pairing.mentee):
        channel = Asking.Channel.PAGE if party == Asking.Party.MENTOR else Asking.Channel.STAFF
        yield _asking(pairing, party, channel, chance, answer=Asking.Answer.YES)


def _asking(pairing: Pairing, party: str, channel: str, chance: Chance, **facts: object) -> Asking:
    answered_at = pairing.opened_at + timedelta(days=1) if facts["answer"] else None
    return Asking(
        public_id=chance.public_id(), pairing=pairing, party=party, channel=channel, asked_at=pairing.opened_at,
        answered_at=answered_at, **facts,
    )  # fmt: skip


def _met(pairing: Pairing, by: User, chance: Chance) -> Iterator[models.Model]:
    """Held on the day the pairing started, signed by all on paper."""
    started_at = pairing.started_at or now()
    yield FirstMeeting(
        public_id=chance.public_id(), pairing=pairing, meets_at=started_at, place="centre",
        attended_by=pairing.supervisor, planned_by=by, planned_at=pairing.introduced_at or started_at,
        held_on=started_at.date(), held_recorded_by=pairing.supervisor, held_recorded_at=started_at,
    )  # fmt: skip
    for party in parties_of(pairing.mentee):
        yield Signature(
            public_id=chance.public_id(), pairing=pairing, party=party, way=Signature.Way.PAPER,
            signed_on=started_at.date(), recorded_by=pairing.supervisor, recorded_at=started_at,
        )  # fmt: skip


def _contacts(pairing: Pairing, by: User, chance: Chance) -> Iterator[models.Model]:
    """Some can be mailed safely, most are asked in a conversation."""
    mentee = pairing.mentee
    for party in parties_of(mentee)[1:]:
        mail_is_safe = chance.happens(0.4)
        yield SafeContact(
            public_id=chance.public_id(), mentee=mentee, party=party, language=default_language(mentee),
            name=mentee.chosen_name if party == Asking.Party.MENTEE else "",
            email=f"{party}-{chance.random.randint(1000, 9999)}@demo.example" if mail_is_safe else "",
            is_lawful=party == Asking.Party.CONSENTER, mail_is_safe=mail_is_safe, call_is_safe=True,
            recorded_by=mentee.specialist, recorded_at=now(),
        )  # fmt: skip
