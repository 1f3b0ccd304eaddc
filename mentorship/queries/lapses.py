"""Which papers and certificates of mentors lapse, and which pairings may not go on? Computed from facts each time."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Exists, Min, OuterRef, QuerySet
from django.utils.translation import gettext as _

from accounts.clearance import Check
from accounts.models import User
from accounts.permissions import Permission
from accounts.queries.clearance import ends_of
from accounts.queries.evidence import lapsing
from kernel.clock import today
from mentorship.models import Mentor, Pairing
from mentorship.queries.eligibility import may_meet_until, mentors_certified_until, people_with_the_role
from training.models import Certificate

AHEAD = (14, 30, 60)  # days; decided with product.md B9
HORIZON = timedelta(days=AHEAD[-1])
TRAINING = "training"
MOST_LOOKED_AT = 300


@dataclass(frozen=True)
class Lapse:
    """One thing that a mentor must renew: what it is, until when it holds, and for whom."""

    mentor: Mentor
    about: str
    name: str
    ends_on: date

    @property
    def days_left(self) -> int:
        return (self.ends_on - today()).days

    @property
    def notice(self) -> int:
        """The notice that is due: so many days ahead, the closest one reached."""
        return next(days for days in AHEAD if self.days_left <= days)

    @property
    def sentence(self) -> str:
        return _("%(name)s: %(count)d days left.") % {"name": self.name, "count": self.days_left}


def walking(mentors: "QuerySet[Mentor]", on: date) -> "QuerySet[Mentor]":
    """The mentors of whom papers are to be kept up: not left, and in the role today."""
    return mentors.exclude(status=Mentor.Status.LEFT).filter(user__in=people_with_the_role(mentors, on))


def lapses(mentors: Iterable[Mentor], on: date, within: timedelta = HORIZON) -> list[Lapse]:
    """What lapses from `on` within the days given and nothing replaces yet, the first first; constant queries."""
    every = list(mentors)
    people: dict[int, list[int]] = defaultdict(list)
    for mentor in every:
        people[mentor.centre_id].append(mentor.user_id)
    ends: dict[int, dict[Check, date | None]] = {}
    for centre, theirs in people.items():
        ends |= ends_of(theirs, on, centre=centre)
    certified = mentors_certified_until(every, on)
    found = [lapse for mentor in every for lapse in _of_one(mentor, ends[mentor.user_id], certified[mentor.user_id])]
    soon = [lapse for lapse in found if lapse.ends_on <= on + within]
    return sorted(soon, key=lambda lapse: (lapse.ends_on, lapse.mentor.pk, lapse.about))


def lapses_seen_by(viewer: User, on: date) -> list[Lapse]:
    """What lapses first among the mentors of the centres where the viewer records papers; bounded."""
    papers = lapsing(viewer, on=on, within=HORIZON).values_list("person", flat=True)[:MOST_LOOKED_AT]
    certificates = _certificates_lapsing(viewer, on).values_list("person", flat=True)[:MOST_LOOKED_AT]
    mentors = Mentor.objects.filter(
        user__in={*papers, *certificates}, centre__in=viewer.centre_ids(Permission.EVIDENCE_RECORD)
    )
    return lapses(walking(mentors, on).select_related("user").order_by("pk"), on)


def first_lapse(viewer: User, on: date) -> tuple[int, date | None]:
    """How many papers and certificates lapse soon at the viewer's centres, and the first day; by SQL alone."""
    counted = {"count": Count("pk"), "first": Min("expires_on")}
    found = [
        lapsing(viewer, on=on, within=HORIZON).order_by().aggregate(**counted),
        _certificates_lapsing(viewer, on).order_by().aggregate(**counted),
    ]
    return sum(row["count"] for row in found), min((row["first"] for row in found if row["first"]), default=None)


def _certificates_lapsing(viewer: User, on: date) -> "QuerySet[Certificate]":
    newer = Certificate.objects.filter(
        person=OuterRef("person"), track=OuterRef("track"), centre=OuterRef("centre"), withdrawn_at=None,
        expires_on__gt=OuterRef("expires_on"),
    )  # fmt: skip
    return Certificate.objects.filter(
        ~Exists(newer), centre__in=viewer.centre_ids(Permission.EVIDENCE_RECORD), withdrawn_at=None,
        expires_on__range=(on, on + HORIZON),
    ).order_by("expires_on", "pk")  # fmt: skip


def grouped(found: Iterable[Lapse]) -> list[tuple[int, list[Lapse]]]:
    """The lapses of 14, 30 and 60 days ahead, each once; groups without any are left out."""
    every = list(found)
    groups = [(days, [lapse for lapse in every if lapse.notice == days]) for days in AHEAD]
    return [(days, theirs) for days, theirs in groups if theirs]


def lapses_of(viewer: User, on: date) -> list[Lapse]:
    """What a mentor must renew soon."""
    return lapses(walking(Mentor.objects.filter(user=viewer), on).select_related("user"), on)


def uncleared(pairings: "QuerySet[Pairing]", on: date) -> list[Pairing]:
    """Those of the running pairings whose mentor may not meet this mentee on the day: papers or certificate."""
    running = list(
        pairings.filter(status__in=Pairing.WORKFLOW["pause"].sources)
        .select_related("mentor__user", "mentee")
        .order_by("pk")
    )
    until = may_meet_until({pairing.mentor for pairing in running}, on)
    return [pairing for pairing in running if pairing.mentee.population not in until[pairing.mentor.user_id]]


def _of_one(mentor: Mentor, ends: dict[Check, date | None], certified: dict[str, date]) -> list[Lapse]:
    wanted = set(mentor.populations)
    found = [
        Lapse(mentor, check.code, _(check.name), end)
        for check, end in ends.items()
        if end and end != date.max and wanted & check.populations
    ]
    if trained := [end for population, end in certified.items() if population in wanted]:
        found.append(Lapse(mentor, TRAINING, _("Training certificate"), min(trained)))
    return found
