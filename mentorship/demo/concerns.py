"""What worried somebody in the invented centre? One concern that is being worked on, and one that two people closed."""

from datetime import timedelta

from accounts.models import User
from kernel.clock import now
from mentorship.demo.chance import Chance
from mentorship.models import Concern, ConcernEntry, Pairing

Kind, Status = ConcernEntry.Kind, Concern.Status


def invent_concerns(pairings: list[Pairing], by: User, chance: Chance) -> list[Concern | ConcernEntry]:
    """The rows in the order in which they are saved; nothing of it waits, so that the banner stays for real ones."""
    walking = [pairing for pairing in pairings if pairing.status == Pairing.Status.ACTIVE][:2]
    rows: list[Concern | ConcernEntry] = []
    for number, pairing in enumerate(walking):
        is_closed = number == 1
        concern = _concern(pairing, 9 if is_closed else 2, by, chance)
        entries = [
            _entry(concern, Kind.STATUS, "", 1, by, chance),
            _entry(concern, Kind.CALL, "The school counsellor knows and keeps an eye on it.", 2, by, chance),
        ]
        if is_closed:
            concern.status, concern.outcome = Status.CLOSED, "Talked through with everybody; nothing points to danger."
            concern.closing_asked_by, concern.closing_asked_at = by, concern.raised_at + timedelta(days=3)
            concern.closed_by, concern.closed_at = pairing.mentee.specialist, concern.raised_at + timedelta(days=4)
        rows += [concern, *entries]
    return rows


def _concern(pairing: Pairing, days: int, by: User, chance: Chance) -> Concern:
    raised_at = now() - timedelta(days=days)
    return Concern(
        public_id=chance.public_id(), centre=pairing.centre, form_key=chance.public_id(),
        receipt=f"DEM{chance.random.randint(2, 9)}-{chance.random.randint(2222, 9999)}", about=Concern.About.MENTEE,
        severity=Concern.Severity.UNSURE, pairing=pairing, raised_as=Concern.RaisedAs.MENTOR,
        words="Twice in a row we broke off early because somebody was waiting outside.", status=Status.TAKEN,
        raised_by=pairing.mentor.user, raised_at=raised_at, taken_by=by, taken_at=raised_at + timedelta(hours=1),
    )  # fmt: skip


def _entry(concern: Concern, kind: str, words: str, hours: int, by: User, chance: Chance) -> ConcernEntry:
    return ConcernEntry(
        public_id=chance.public_id(), form_key=chance.public_id(), concern=concern, kind=kind, words=words,
        called="family" if kind == Kind.CALL else "", made_by=by, made_at=concern.raised_at + timedelta(hours=hours),
    )  # fmt: skip
