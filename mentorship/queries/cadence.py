"""Which contact with whom is due when, for thousands of pairings at once? Rows become histories, with seven queries.

Pauses of the past are read from the trail, which knows every one of them since the first day; a mentee without a safe
way to the responsible adult has no such contacts at all.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.models import User
from kernel.models import AuditEvent
from mentorship.cadence import Contact, Due, History, Pause, Standing, dues
from mentorship.contact_standard import Depth, Party, Standard
from mentorship.models import Absence, CheckIn, Pairing, SafeContact
from mentorship.profiles import OF_AGE
from mentorship.queries.standards import standards_of

RESTS = ("pairing.pause",)
GOES_ON = ("pairing.resume", "pairing.introduce_again")
FACTS = (
    "pk", "public_id", "centre_id", "supervisor_id", "mentee_id", "status", "paused_at", "closed_at", "began_at",
    "mentee__birth_year", "mentee__population",
)  # fmt: skip


class Facts(NamedTuple):
    """What of a pairing the cadence needs."""

    pk: int
    public_id: Any
    centre_id: int
    supervisor_id: int
    mentee_id: int
    status: str
    paused_at: Any
    closed_at: Any
    began_at: Any
    birth_year: int
    population: str


@dataclass(frozen=True)
class Supported:
    """A pairing with every contact that the standard asks for, and who answers for them on the day."""

    facts: Facts
    history: History
    dues: list[Due]
    owner_id: int

    def waiting(self, *standings: Standing) -> list[Due]:
        return [due for due in self.dues if due.standing in standings]

    def given_up(self, on: date) -> list[Due]:
        """The missed contacts after which the party was not reached again: the last one of each."""
        last = {due.party: due for due in self.waiting(Standing.MISSED)}
        if self.history.adult_until and on >= self.history.adult_until:
            last.pop(Party.ADULT, None)  # who is of age speaks for themselves
        reached = {contact.party: contact.on for contact in sorted(self.history.contacts)}
        return [due for party, due in last.items() if reached.get(party, date.min) <= due.due_on]


def supported(pairings: "QuerySet[Pairing]", on: date) -> list[Supported]:
    """Each of these pairings that has set out, in the order of its opening."""
    begun = pairings.filter(Q(status=Pairing.Status.ACTIVE) | Q(started_at__isnull=False))
    rows = begun.annotate(began_at=Coalesce("started_at", "opened_at")).order_by("opened_at", "pk")
    found = [Facts(*row) for row in rows.values_list(*FACTS)]
    standards = standards_of(sorted({facts.centre_id for facts in found}))
    histories = _histories(found, begun)
    covers = covers_on(on, standards)
    return [
        _supported(facts, histories[facts.pk], standards[facts.centre_id], on, covers) for facts in found
    ]  # fmt: skip


def open_supported(user: User, on: date) -> list[Supported]:
    """The pairings under way that this person keeps."""
    return supported(Pairing.objects.visible_to_staff(user).open(), on)


def covers_on(day: date, centre_ids: Iterable[int]) -> dict[tuple[int, int], int]:
    """Who stands in for whom at which centre on this day."""
    away = Absence.objects.standing().filter(centre__in=list(centre_ids), starts_on__lte=day, ends_on__gte=day)
    rows = away.order_by("pk").values_list("centre_id", "person_id", "cover_id")
    return {(centre, person): cover for centre, person, cover in rows}


def owner_of(centre_id: int, supervisor_id: int, covers: Mapping[tuple[int, int], int]) -> int:
    """The supervisor, or who covers; a cover who is away is covered in turn, and a circle ends where it began."""
    owner, seen = supervisor_id, {supervisor_id}
    while (cover := covers.get((centre_id, owner))) and cover not in seen:
        owner = cover
        seen.add(cover)
    return owner


def adult_may_be_called(contact: SafeContact | None) -> bool:
    """Whether the specialist recorded a safe way to the responsible adult."""
    return contact is not None and (contact.call_is_safe or contact.mail_is_safe)


def _supported(
    facts: Facts, history: History, standard: Standard, on: date, covers: Mapping[tuple[int, int], int]
) -> Supported:
    owner = owner_of(facts.centre_id, facts.supervisor_id, covers)
    return Supported(facts, history, dues(history, on, standard), owner)


def _histories(found: list[Facts], pairings: "QuerySet[Pairing]") -> dict[int, History]:
    contacts, pauses, safe = _contacts(pairings), _pauses(found, pairings), _mentees_with_safe_adult(pairings)
    return {
        facts.pk: History(
            started_on=_day(facts.began_at), ended_on=facts.closed_at and _day(facts.closed_at),
            pauses=tuple(pauses[facts.pk]), contacts=tuple(contacts[facts.pk]),
            adult_until=date(facts.birth_year + OF_AGE, 1, 1) if facts.mentee_id in safe else _day(facts.began_at),
        )
        for facts in found
    }  # fmt: skip


def _contacts(pairings: "QuerySet[Pairing]") -> dict[int, list[Contact]]:
    held = CheckIn.objects.filter(pairing__in=pairings.values("pk"), was_reached=True).order_by("held_on", "pk")
    found: dict[int, list[Contact]] = defaultdict(list)
    for pairing, held_on, party, depth in held.values_list("pairing_id", "held_on", "party", "depth"):
        found[pairing].append(Contact(held_on, Party(party), Depth(depth)))
    return found


def _pauses(found: list[Facts], pairings: "QuerySet[Pairing]") -> dict[int, list[Pause]]:
    """Every rest of these pairings; the one that lasts is known to the pairing itself."""
    events = AuditEvent.objects.filter(
        subject_label=Pairing._meta.label_lower, subject_id__in=pairings.values("public_id"), event__in=RESTS + GOES_ON
    )  # fmt: skip
    told: dict[Any, list[tuple[str, date]]] = defaultdict(list)
    for public_id, event, at in events.order_by("sequence").values_list("subject_id", "event", "at"):
        told[public_id].append((event, _day(at)))
    return {facts.pk: _rests(told[facts.public_id], facts) for facts in found}


def _rests(told: list[tuple[str, date]], facts: Facts) -> list[Pause]:
    rests: list[Pause] = []
    began_on: date | None = None
    for event, day in told:
        if event in RESTS:
            began_on = day
        elif began_on:
            rests.append(Pause(began_on, day))
            began_on = None
    if facts.status == Pairing.Status.PAUSED and facts.paused_at:
        began_on = began_on or _day(facts.paused_at)
    return [*rests, Pause(began_on)] if began_on else rests


def _mentees_with_safe_adult(pairings: "QuerySet[Pairing]") -> set[int]:
    safe = SafeContact.objects.filter(Q(call_is_safe=True) | Q(mail_is_safe=True), party=SafeContact.Party.CONSENTER)
    return set(safe.filter(mentee__in=pairings.values("mentee")).values_list("mentee_id", flat=True))


def _day(moment: Any) -> date:
    return timezone.localtime(moment).date()
