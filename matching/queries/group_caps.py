"""Which groups of mentors have only so many seats, and how many of them are taken or proposed?"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from accounts.models import Centre, User
from accounts.permissions import Permission
from kernel.keysets import Page, page_after
from matching.agreements import Caseload
from matching.models import GroupCap, Proposal
from matching.queries.caps import Room, room_of


@dataclass(frozen=True)
class CapRow:
    """One limit with what is left of it."""

    cap: GroupCap
    name: str
    taken: int
    proposed: int

    @property
    def left(self) -> int:
        return max(0, self.cap.limit - self.taken)

    @property
    def percent(self) -> int:
        """How much of the limit is taken, for the bar."""
        return min(100, 100 * self.taken // self.cap.limit) if self.cap.limit else 100


def caps_for_page(viewer: User) -> QuerySet[GroupCap]:
    caps = GroupCap.objects.visible_to(viewer).standing()
    return caps.select_related("centre", "supervisor", "university", "made_by")


def caps_to_change(viewer: User) -> QuerySet[GroupCap]:
    return caps_for_page(viewer).filter(centre__in=viewer.centre_ids(Permission.POLICY_EDIT))


def caps_of(viewer: User, after: str) -> Page[GroupCap]:
    return page_after(caps_for_page(viewer), ("centre", "pk"), after)


def cap_rows(caps: list[GroupCap]) -> list[CapRow]:
    """The limits with what is taken and what is proposed, in three queries per centre."""
    rows = []
    for centre in {cap.centre_id: cap.centre for cap in caps}.values():
        room, proposed = room_of(centre, Caseload()), _proposed(centre)
        rows += [_row(cap, room, proposed) for cap in caps if cap.centre_id == centre.pk]
    return rows


def groups_of_run(centre: Centre, viewer: User) -> list[CapRow]:
    """The limits of one centre, beside its run."""
    return cap_rows(list(caps_for_page(viewer).filter(centre=centre).order_by("pk")))


def name_of(cap: GroupCap) -> str:
    """The supervisor or the university: the table lets a limit have exactly one of them."""
    return cap.supervisor.full_name if cap.supervisor else getattr(cap.university, "name", "")


def _row(cap: GroupCap, room: Room, proposed: Counter[tuple[str, int]]) -> CapRow:
    kind, key = ("supervisor", cap.supervisor_id) if cap.supervisor_id else ("university", cap.university_id)
    group = (kind, key or 0)
    return CapRow(cap, name_of(cap), room.taken[group], proposed[group])


def _proposed(centre: Centre) -> Counter[tuple[str, int]]:
    """Open proposals of real runs by group."""
    found = Proposal.objects.filter(run__centre=centre, run__is_dry=False, status=Proposal.Status.OPEN).order_by()
    counts: Counter[tuple[str, int]] = Counter()
    for supervisor, university, count in _by_group(found):
        counts["supervisor", supervisor] += count
        counts["university", university] += count
    return counts


def _by_group(found: QuerySet[Proposal]) -> Iterable[tuple[int, int, int]]:
    return found.values_list("mentor__supervisor_id", "mentor__university_id").annotate(Count("pk"))
