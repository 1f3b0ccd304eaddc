"""Who walks beside whom: the list and the page of the staff, and what a mentor sees of the own pairings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, Model, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, TruncDate
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.queries.checklists import missing_papers_for_person
from kernel.clock import today
from kernel.keysets import Page, page_after
from mentorship.ages import age_band
from mentorship.models import (
    Asking,
    Closure,
    ClosureStep,
    Consent,
    FirstMeeting,
    Meeting,
    Mentor,
    Pairing,
    PlannedMeeting,
    Signature,
    Suspension,
)
from mentorship.models.pairings import OPEN_STATUSES
from mentorship.queries.eligibility import may_meet_until, mentors_certified_until
from mentorship.queries.exclusions import never_to_meet

QUIET = timedelta(days=21)
LAST_MEETINGS = 5
LAST_MEETINGS_OF_STAFF = 20
KNOWN_STATUSES = (Pairing.Status.INTRODUCED, Pairing.Status.ACTIVE)


@dataclass(frozen=True)
class MyPairing:
    """What a mentor sees of one pairing; `apart` says why the mentee's profile is not shown, empty when it is."""

    pairing: Pairing
    apart: str
    missing: list[str]
    age: str
    meetings: list[Meeting]
    has_said_yes: bool = False
    has_signed: bool = False
    met: FirstMeeting | None = None
    is_ending: bool = False  # and the mentor was told
    last_meeting_on: date | None = None

    @property
    def is_asked(self) -> bool:
        return self.pairing.status == Pairing.Status.ASKED

    @property
    def shows_profile(self) -> bool:
        """Goals and safety instructions are for who walks beside the mentee, not yet for who is asked."""
        return not self.apart and self.pairing.status in KNOWN_STATUSES

    @property
    def can_log(self) -> bool:
        return not self.apart and has_set_out(self.pairing)

    @property
    def can_plan(self) -> bool:
        """The next meeting is planned while the two walk together."""
        return not self.apart and self.pairing.status == Pairing.Status.ACTIVE

    @property
    def can_sign(self) -> bool:
        return self.shows_profile and self.pairing.status == Pairing.Status.INTRODUCED and not self.has_signed

    @property
    def waits_for_answer(self) -> bool:
        """The mentor's own answer is still to come; who wanted to be asked later may answer any time."""
        return self.is_asked and not self.has_said_yes

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
        if self.is_asked and self.has_said_yes:
            return _("Thank you for your yes. The others are being asked now; you hear from us.")
        if self.pairing.status == Pairing.Status.INTRODUCED and self.met:
            return _said_of(self.met)
        return {
            Pairing.Status.ASKED: _("Please read this and answer. You may say no without a reason."),
            Pairing.Status.INTRODUCED: _(
                "Everybody said yes. Your supervisor plans the first meeting with you and is there with you."
            ),
            Pairing.Status.ACTIVE: _("Log every meeting on the day it took place."),
            Pairing.Status.PAUSED: _("This pairing is resting. Your supervisor tells you when it goes on."),
        }[Pairing.Status(self.pairing.status)]


def has_set_out(pairing: Pairing) -> bool:
    """Whether the mentor logs meetings: the two met beside the staff and signed; also what was before a rest."""
    is_before_first = pairing.introduced_at is not None and pairing.started_at is None
    return pairing.status == Pairing.Status.ACTIVE or (pairing.status == Pairing.Status.PAUSED and not is_before_first)


def _said_of(met: FirstMeeting) -> str:
    when = timezone.localtime(met.meets_at)
    words = {
        "day": date_format(when, "DATE_FORMAT"), "time": date_format(when, "TIME_FORMAT"),
        "place": met.get_place_display(), "name": met.attended_by.full_name,
    }  # fmt: skip
    if met.held_on:
        return _("You have met. When everybody has signed what you agreed, you set out together.")
    return _("The first meeting is on %(day)s at %(time)s, %(place)s; %(name)s is there with you.") % words


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
        .prefetch_related(
            Prefetch("meetings", queryset=meetings, to_attr="last_meetings"),
            Prefetch("closures", queryset=Closure.objects.exclude(status=Closure.Status.STOPPED), to_attr="endings"),
            Prefetch("extensions", to_attr="all_extensions"),
        )
    )


def my_pairings(user: User) -> list[MyPairing]:
    """The open pairings of a mentor, the oldest first, each with the last meetings and what stands between the two."""
    meetings = Meeting.objects.order_by("-held_on", "-pk")[:LAST_MEETINGS]
    yes = Asking.objects.filter(pairing=OuterRef("pk"), party="mentor", is_current=True, answer="yes")
    signed = Signature.objects.filter(pairing=OuterRef("pk"), party="mentor")
    told = ClosureStep.objects.filter(kind="tell_mentor", done_at__isnull=False, is_skipped=False)
    ending = Closure.objects.under_way().filter(pairing=OuterRef("pk"), pk__in=told.values("closure"))
    pairings = list(
        Pairing.objects.of_mentor(user)
        .annotate(
            has_said_yes=Exists(yes),
            has_signed=Exists(signed),
            is_ending=Exists(ending),
            last_meeting_on=Subquery(ending.values("last_meeting_on")[:1]),
        )
        .select_related("mentor__user", "mentor__centre", "mentee__place", "supervisor", "first_meeting__attended_by")
        .prefetch_related(
            Prefetch("meetings", queryset=meetings, to_attr="last_meetings"),
            Prefetch("planned_meetings", queryset=PlannedMeeting.objects.open(), to_attr="open_plans"),
        )
        .order_by("opened_at", "pk")
    )
    apart = why_apart(pairings)
    lacking = what_mentor_lacks([pairing for pairing in pairings if apart[pairing.pk] == papers_incomplete()])
    return [
        MyPairing(
            pairing, apart[pairing.pk], lacking.get(pairing.pk, []), age_band(pairing.mentee.birth_year, today()),
            pairing.last_meetings,  # type: ignore[attr-defined]  # prefetched
            pairing.has_said_yes, pairing.has_signed,  # type: ignore[attr-defined]  # annotated
            getattr(pairing, "first_meeting", None),
            pairing.is_ending, pairing.last_meeting_on,  # type: ignore[attr-defined]  # annotated
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
    at_rest = suspended_pairings(pairings)
    return {
        pairing.pk: _apart(
            is_cleared=pairing.mentee.population in until[pairing.mentor.user_id],
            is_allowed=all((pairing.mentee_id, kind) in given for kind in Consent.Kind.values)
            and (pairing.mentee_id, pairing.mentor_id) not in never
            and pairing.pk not in at_rest,
        )
        for pairing in pairings
    }


def suspended_pairings(pairings: Sequence[Pairing]) -> set[int]:
    """Which of these rest for safety: the pairing itself, or everything its mentor does."""
    mentors = [pairing.mentor_id for pairing in pairings]
    standing = Suspension.objects.standing().filter(Q(pairing__in=pairings) | Q(mentor__in=mentors))
    found = set(standing.values_list("pairing_id", "mentor_id"))
    return {pairing.pk for pairing in pairings if {(pairing.pk, None), (None, pairing.mentor_id)} & found}


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
