"""Which contacts of the staff wait for whom, what was heard so far, and what follows from it?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import Permission
from kernel.clock import today
from mentorship.cadence import STANDING_WORDS, Due, Fidelity, Standing, fidelity, next_due
from mentorship.contact_standard import DEPTH_WORDS, PARTY_WORDS, Depth, Party, Stage, question_set
from mentorship.models import CheckIn, Pairing, SafeContact
from mentorship.models.pairings import OPEN_STATUSES
from mentorship.queries.cadence import Supported, adult_may_be_called, open_supported, supported
from mentorship.question_sets import Question, question_book

PAGE = 50
LAST_CONTACTS = 6
OVERDUE, ESCALATED, MISSED = "overdue", "escalated", "missed"
STAGES = {Depth.SHORT: Stage.REGULAR, Depth.IN_DEPTH: Stage.IN_DEPTH}


@dataclass(frozen=True)
class Wait:
    """One contact that waits, as the list shows it."""

    due: Due
    of: Supported
    on: date

    @property
    def place(self) -> tuple[date, str, str]:
        """Where it stands in the list: the oldest day first; no two are at the same place."""
        return (self.due.due_on, str(self.of.facts.public_id), self.due.party)

    @property
    def after(self) -> str:
        return "_".join((self.due.due_on.isoformat(), *self.place[1:]))

    @property
    def is_escalated(self) -> bool:
        return self.due.escalates(self.on)

    @property
    def days_over(self) -> int:
        return (self.on - self.due.due_on).days


@dataclass(frozen=True)
class Row:
    """A contact that waits, with the people of the pairing and who answers for it."""

    wait: Wait
    pairing: Pairing
    owner: User

    @property
    def party(self) -> str:
        return str(PARTY_WORDS[self.wait.due.party])

    @property
    def depth(self) -> str:
        return str(DEPTH_WORDS[self.wait.due.depth])

    @property
    def standing(self) -> str:
        return str(STANDING_WORDS[self.wait.due.standing])


@dataclass(frozen=True)
class WaitingPage:
    rows: list[Row]
    next_after: str


@dataclass(frozen=True)
class PartyStrip:
    """What has been and what comes with one party of a pairing."""

    party: Party
    label: str
    past: list[CheckIn]
    next_due: Due | None

    @property
    def standing(self) -> str:
        return str(STANDING_WORDS[self.next_due.standing]) if self.next_due else ""

    @property
    def is_overdue(self) -> bool:
        return self.next_due is not None and self.next_due.standing is Standing.OVERDUE

    @property
    def depth(self) -> str:
        return str(DEPTH_WORDS[self.next_due.depth]) if self.next_due else ""


@dataclass(frozen=True)
class Strip:
    """The contacts about one pairing: past and to come by party, and how much of the standard happened."""

    parties: list[PartyStrip]
    fidelity: Fidelity
    adult_is_closed: bool


def waits(found: list[Supported], on: date, wanted: str = "") -> list[Wait]:
    """The contacts to be held now, the oldest first; overdue ones, those told to coordinators, or those given up."""
    if wanted == MISSED:
        return _in_order(Wait(due, of, on) for of in found for due in of.given_up(on))
    standings = (Standing.OVERDUE,) if wanted else (Standing.OVERDUE, Standing.OPEN)
    every = (Wait(due, of, on) for of in found for due in of.waiting(*standings))
    return _in_order(wait for wait in every if wanted != ESCALATED or wait.is_escalated)


def waiting_page(user: User, *, mine: bool, party: str, wanted: str, after: str) -> WaitingPage:
    """One page of the contacts that wait in the pairings this person keeps."""
    on = today()
    listed = [
        wait
        for wait in waits(open_supported(user, on), on, wanted)
        if (not mine or wait.of.owner_id == user.pk) and party in {"", wait.due.party}
    ]
    place = tuple(after.split("_"))
    if len(place) == 3:
        listed = [wait for wait in listed if (wait.due.due_on.isoformat(), *wait.place[1:]) > place]
    shown = listed[:PAGE]
    return WaitingPage(_rows(shown), shown[-1].after if len(listed) > PAGE else "")


def strip_of(pairing: Pairing) -> Strip | None:
    """The contacts about a pairing; none before it has set out."""
    on = today()
    found = supported(Pairing.objects.filter(pk=pairing.pk), on)
    if not found:
        return None
    of = found[0]
    past = list(pairing.check_ins.select_related("made_by").order_by("-held_on", "-pk"))
    strips = [
        PartyStrip(
            party, str(PARTY_WORDS[party]), [one for one in past if one.party == party][:LAST_CONTACTS],
            next_due(of.dues, party) if pairing.status in OPEN_STATUSES else None,
        )
        for party in Party
    ]  # fmt: skip
    parties = [strip for strip in strips if strip.past or strip.next_due or strip.party is not Party.ADULT]
    return Strip(parties, fidelity(of.dues, on), adult_is_closed=not adult_may_be_called(contact_of_adult(pairing)))


def pairings_to_contact(user: User) -> "QuerySet[Pairing]":
    """The pairings about which this person keeps contact, never the own one."""
    kept = Pairing.objects.visible_to_staff(user).filter(centre__in=user.centre_ids(Permission.SUPPORT_RECORD))
    around = ("mentor__user", "mentee", "supervisor", "centre")
    return kept.exclude(mentor__user=user).select_related(*around)


def check_ins_of(user: User) -> "QuerySet[CheckIn]":
    """The contacts that this person may read, with everything their page shows."""
    return CheckIn.objects.visible_to(user).select_related(
        "pairing__mentee", "pairing__mentor__user", "made_by", "followed_up_by"
    )


def due_for(pairing: Pairing, party: str) -> Due | None:
    """The contact that is due next with this party, or with anybody where none is named."""
    found = supported(Pairing.objects.filter(pk=pairing.pk), today())
    wanted = Party(party) if party in set(Party) else None
    return next_due(found[0].dues, wanted) if found else None


def questions_of_set(code: str) -> tuple[Question, ...]:
    """The questions of a set; none for a set that does not exist."""
    return question_book().sets.get(code, ())


def usual_set(party: str, depth: str) -> str:
    """Which questions fit where no contact is due."""
    return question_set(Party(party), STAGES[Depth(depth)])


def way_to(pairing: Pairing, party: Party) -> str:
    """By which way the specialist recorded that the mentee or the responsible adult is reached safely."""
    if party is Party.MENTOR:
        return ""
    wanted = SafeContact.Party.MENTEE if party is Party.MENTEE else SafeContact.Party.CONSENTER
    contact = SafeContact.objects.filter(mentee=pairing.mentee_id, party=wanted).first()
    if contact is None or not (contact.call_is_safe or contact.mail_is_safe):
        return _("No safe way is recorded. Talk only face to face, when it is safe.")
    if contact.call_is_safe and contact.mail_is_safe:
        return _("A call and an e-mail are recorded as safe.")
    return _("Only a call or a conversation is safe.") if contact.call_is_safe else _("Only an e-mail is safe.")


def contact_of_adult(pairing: Pairing) -> SafeContact | None:
    return SafeContact.objects.filter(mentee=pairing.mentee_id, party=SafeContact.Party.CONSENTER).first()


def follow_ups_of(user: User) -> "QuerySet[CheckIn]":
    """What this person promised, or answers for as the supervisor, and has not done yet."""
    mine = Q(made_by=user) | Q(pairing__supervisor=user)
    waiting = CheckIn.objects.visible_to(user).filter(mine, follow_up_on__isnull=False, followed_up_at=None)
    return waiting.order_by("follow_up_on", "pk")


def _in_order(found: Iterable[Wait]) -> list[Wait]:
    return sorted(found, key=lambda wait: wait.place)


def _rows(shown: list[Wait]) -> list[Row]:
    """With the people, in two queries for any number of rows."""
    around = ("mentor__user", "mentee", "supervisor", "centre")
    pairings = Pairing.objects.select_related(*around).in_bulk({wait.of.facts.pk for wait in shown})
    owners = User.objects.get_queryset().in_bulk({wait.of.owner_id for wait in shown})
    return [Row(wait, pairings[wait.of.facts.pk], owners[wait.of.owner_id]) for wait in shown]
