"""Which papers lapse soon without a newer one, which were asked for long ago, and who asked for what and when?"""

import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.check_kinds import NEVER_TYPED
from accounts.models import Evidence, User
from accounts.permissions import Permission
from kernel.models import AuditEvent

SOON = timedelta(days=30)
LONG_AGO = timedelta(days=21)
CHANGES = ("evidence.recorded", "evidence.completed", "evidence.struck_out")


@dataclass(frozen=True)
class Entry:
    """One line of the trail of a paper: what happened, when, and who did it."""

    event: AuditEvent
    actor: str


@dataclass(frozen=True)
class KeptPaper:
    """A paper with its trail, as the page of a person shows it."""

    paper: Evidence
    trail: list[Entry]

    @property
    def waits(self) -> bool:
        """Whether its result is still to be typed in."""
        return self.paper.result == Evidence.Result.AWAITED and self.paper.kind.code not in NEVER_TYPED


def lapsing(viewer: User, *, on: date, within: timedelta = SOON) -> QuerySet[Evidence]:
    """Clear papers of the viewer's centres that lapse from `on` within the days given, and that nothing replaces."""
    newer = Evidence.objects.filter(
        Q(expires_on=None) | Q(expires_on__gt=OuterRef("expires_on")),
        person=OuterRef("person"), kind=OuterRef("kind"), centre=OuterRef("centre"), result=Evidence.Result.CLEAR,
    )  # fmt: skip
    return (
        Evidence.objects.filter(
            ~Exists(newer), centre__in=viewer.centre_ids(Permission.EVIDENCE_RECORD),
            result=Evidence.Result.CLEAR, expires_on__range=(on, on + within),
        )
        .select_related("person", "kind")
        .order_by("expires_on", "pk")
    )  # fmt: skip


def asked_long_ago(viewer: User, *, on: date) -> QuerySet[Evidence]:
    """Papers of the viewer's centres that were asked for more than three weeks ago and that nobody has seen."""
    return (
        Evidence.objects.filter(
            centre__in=viewer.centre_ids(Permission.EVIDENCE_RECORD),
            result=Evidence.Result.AWAITED, asked_on__lt=on - LONG_AGO,
        )
        .exclude(Q(person=viewer) | Q(kind__code__in=NEVER_TYPED))
        .select_related("person", "kind")
        .order_by("asked_on", "pk")
    )  # fmt: skip


def with_trail(papers: Iterable[Evidence]) -> list[KeptPaper]:
    """Each paper with its lines of the audit trail, the oldest first; two queries."""
    every = list(papers)
    label, ids = Evidence._meta.label_lower, [paper.public_id for paper in every]
    events = list(
        AuditEvent.objects.filter(subject_label=label, subject_id__in=ids, event__in=CHANGES).order_by("sequence")
    )
    names = _names({event.actor_id for event in events if event.actor_id})
    trail: dict[uuid.UUID | None, list[Entry]] = defaultdict(list)
    for event in events:
        trail[event.subject_id].append(Entry(event, names.get(event.actor_id, "")))
    return [KeptPaper(paper, trail[paper.public_id]) for paper in every]


def _names(ids: set[uuid.UUID]) -> dict[uuid.UUID | None, str]:
    """Whoever acted on a paper that the viewer may see is a colleague, and is named."""
    return {person.public_id: person.full_name for person in User.objects.filter(public_id__in=ids)}
