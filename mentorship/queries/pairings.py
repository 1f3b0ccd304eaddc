"""Who walks beside whom: the list and the page of the staff, and what a mentor sees of the own pairings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Model, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, TruncDate
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.queries.checklists import missing_papers_for_person
from kernel.clock import today
from kernel.keysets import Page, page_after
from mentorship.ages import age_band
from mentorship.models import Consent, Meeting, Mentor, Pairing
from mentorship.models.pairings import OPEN_STATUSES
from mentorship.queries.eligibility import may_meet_until, mentors_certified_until
from mentorship.queries.exclusions import never_to_meet

QUIET = timedelta(days=21)
LAST_MEETINGS = 5
LAST_MEETINGS_OF_STAFF = 20
MEETING_STATUSES = (Pairing.Status.INTRODUCED, Pairing.Status.ACTIVE)
CAN_MEET = (*MEETING_STATUSES, Pairing.Status.PAUSED)  # what happened before a rest is still written down


@dataclass(frozen=True)
class MyPairing:
    """What a mentor sees of one pairing; `apart` says why the mentee's profile is not shown, empty when it is."""

    pairing: Pairing
    apart: str
    missing: list[str]
    age: str
    meetings: list[Meeting]

    @property
    def is_asked(self) -> bool:
        return self.pairing.status == Pairing.Status.ASKED

    @property
    def shows_profile(self) -> bool:
        """Goals and safety instructions are for who walks beside the mentee, not yet for who is asked."""
        return not self.apart and self.pairing.status in MEETING_STATUSES

    @property
    def can_log(self) -> bool:
        return not self.apart and self.pairing.status in CAN_MEET

    @property
    def records_shown(self) -> list[Model]:
        """Whose files the page of the pairing shows."""
        return [] if self.apart else [self.pairing.mentee, *self.meetings]

    @property
    def records_on_form(self) -> list[Model]:
        """Whose file the form of a meeting shows: the chosen name."""
        return [] if self.apart else [self.pairing.mentee]

    @property
    def next_step(self) -> str:
        """The one thing that comes next, in a sentence."""
        if self.apart:
            return self.apart
        return {
            Pairing.Status.ASKED: _("Please read this and answer. You may say no without a reason."),
            Pairing.Status.INTRODUCED: _("Plan the first meeting with your supervisor; log it afterwards."),
            Pairing.Status.ACTIVE: _("Log every meeting on the day it took place."),
            Pairing.Status.PAUSED: _("This pairing is resting. Your supervisor tells you when it goes on."),
        }[Pairing.Status(self.pairing.status)]


def pairings_of_staff(user: User, wanted: str = "") -> "QuerySet[Pairing]":
    """The pairings this person keeps: of one status, the open ones, the quiet ones or those that worry somebody."""
    pairings = Pairing.objects.visible_to_staff(user).annotate(last_met_on=_last_met_on())
    if wanted in Pairing.Status.values:
        return pairings.filter(status=wanted)
    if wanted == "worry":
        return pairings.filter(pk__in=Meeting.objects.unacknowledged().values("pairing"))
    if wanted == "quiet":
        return quiet(pairings)
    return pairings.filter(status__in=OPEN_STATUSES)


def pairing_page(user: User, wanted: str, after: str) -> Page[Pairing]:
    """One page of the list, the newest pairing first, with both people, the supervisor and the last meeting."""
    pairings = pairings_of_staff(user, wanted).select_related("mentor__user", "mentee", "supervisor", "centre")
    return page_after(pairings, ("-opened_at", "-pk"), after)


def pairing_of_staff(user: User) -> "QuerySet[Pairing]":
    """The pairings whose page this person may open, with everything the page shows."""
    meetings = Meeting.objects.order_by("-held_on", "-pk")[:LAST_MEETINGS_OF_STAFF]
    return (
        Pairing.objects.visible_to_staff(user)
        .select_related(
            "mentor__user",
            "mentee__specialist",
            "supervisor",
            "centre",
            "opened_by",
            "introduced_by",
            "closed_by",
            "covered_by",
        )
        .prefetch_related(Prefetch("meetings", queryset=meetings, to_attr="last_meetings"))
    )


def my_pairings(user: User) -> list[MyPairing]:
    """The open pairings of a mentor, the oldest first, each with the last meetings and what stands between the two."""
    meetings = Meeting.objects.order_by("-held_on", "-pk")[:LAST_MEETINGS]
    pairings = list(
        Pairing.objects.of_mentor(user)
        .select_related("mentor__user", "mentor__centre", "mentee__place", "supervisor")
        .prefetch_related(Prefetch("meetings", queryset=meetings, to_attr="last_meetings"))
        .order_by("opened_at", "pk")
    )
    apart = why_apart(pairings)
    lacking = what_mentor_lacks([pairing for pairing in pairings if apart[pairing.pk] == papers_incomplete()])
    return [
        MyPairing(
            pairing, apart[pairing.pk], lacking.get(pairing.pk, []), age_band(pairing.mentee.birth_year, today()),
            pairing.last_meetings,  # type: ignore[attr-defined]  # prefetched
        )
        for pairing in pairings
    ]  # fmt: skip


def may_meet(mentor: Mentor, population: str, on: date) -> bool:
    """Whether this mentor, by papers and certificate, may meet a mentee of the population on that day."""
    return population in may_meet_until([mentor], on)[mentor.user_id]


def why_apart(pairings: Sequence[Pairing]) -> dict[int, str]:
    """For each pairing what stands between the two today, in a sentence for the mentor; empty when nothing does."""
    mentees, mentors = [pairing.mentee for pairing in pairings], [pairing.mentor for pairing in pairings]
    until = may_meet_until(mentors, today())
    never = never_to_meet(mentees, mentors)
    running = Consent.objects.filter(Q(expires_on=None) | Q(expires_on__gte=today()), is_current=True)
    given = set(running.filter(mentee__in=mentees).values_list("mentee_id", "kind"))
    return {
        pairing.pk: _apart(
            is_cleared=pairing.mentee.population in until[pairing.mentor.user_id],
            is_allowed=all((pairing.mentee_id, kind) in given for kind in Consent.Kind.values)
            and (pairing.mentee_id, pairing.mentor_id) not in never,
        )
        for pairing in pairings
    }


def papers_incomplete() -> str:
    return _("Your papers are not complete today, so this page is closed. Your supervisor helps you further.")


def what_mentor_lacks(pairings: Sequence[Pairing]) -> dict[int, list[str]]:
    """For each pairing what its mentor can do about it, in sentences for the mentor; never a hint at a result."""
    certified = mentors_certified_until([pairing.mentor for pairing in pairings], today())
    return {
        pairing.pk: [
            *missing_papers_for_person(pairing.mentor.user, pairing.mentor.centre, [pairing.mentee.population]),
            *_training_lacks(certified[pairing.mentor.user_id], pairing.mentee.population),
        ]
        for pairing in pairings
    }


def _training_lacks(certified: Mapping[str, date], population: str) -> list[str]:
    return [] if population in certified else [_("Your training certificate is to be renewed.")]


def _apart(*, is_cleared: bool, is_allowed: bool) -> str:
    if not is_cleared:
        return papers_incomplete()
    return "" if is_allowed else _("This pairing is resting at the moment. Your supervisor tells you more.")


def quiet(pairings: "QuerySet[Pairing]") -> "QuerySet[Pairing]":
    """Active pairings without a meeting for three weeks, counted from the start where there was none."""
    since = today() - QUIET
    began_on = Coalesce("last_met_on", TruncDate("started_at"), TruncDate("opened_at"))
    return pairings.filter(status=Pairing.Status.ACTIVE).annotate(quiet_since=began_on).filter(
        Q(quiet_since__lte=since)
    )  # fmt: skip


def _last_met_on() -> Subquery:
    last = Meeting.objects.filter(pairing=OuterRef("pk")).order_by("-held_on", "-pk")
    return Subquery(last.values("held_on")[:1])
