"""How many more pairings may a supervisor follow, and how many seats does an agreement with a university leave?"""

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import Count

from accounts.models import Centre
from matching import engine
from matching.agreements import Caseload
from matching.models import GroupCap
from mentorship.models import Pairing
from mentorship.vocabulary import Population


@dataclass(frozen=True)
class Room:
    """What is left of each group's places, open pairings taken off; never below 0."""

    caseload: Caseload
    limits: dict[tuple[str, int], int]
    taken: Counter[tuple[str, int]]

    def left(self, kind: str, key: int) -> int | None:
        """Free places of a supervisor, of a supervisor for survivors, or of a university; None: no limit."""
        limit = self.limits.get((kind, key))
        if kind == "supervisor" and limit is None:
            limit = self.caseload.all
        if kind == "survivors":
            limit = self.caseload.survivors
        return None if limit is None else max(0, limit - self.taken[kind, key])


def room_of(centre: Centre, caseload: Caseload) -> Room:
    limits: dict[tuple[str, int], int] = {}
    for supervisor, university, limit in (
        GroupCap.objects.filter(centre=centre)
        .standing()
        .order_by("pk")
        .values_list("supervisor_id", "university_id", "limit")
    ):
        limits["supervisor" if supervisor else "university", supervisor or university] = limit
    taken: Counter[tuple[str, int]] = Counter()
    open_pairings = Pairing.objects.filter(centre=centre).open().order_by()
    for supervisor, university, population, count in open_pairings.values_list(
        "supervisor_id", "mentor__university_id", "mentee__population"
    ).annotate(Count("pk")):
        taken["supervisor", supervisor] += count
        taken["survivors", supervisor] += count * (population == Population.SURVIVOR)
        taken["university", university] += count
    return Room(caseload, limits, taken)


def groups_of(room: Room, mentors: list[dict[str, Any]]) -> tuple[engine.GroupCap, ...]:
    """The caps of a solve: a supervisor's mentors, those of them for survivors, a university's mentors."""
    groups: dict[tuple[str, int], set[str]] = defaultdict(set)
    for row in mentors:
        for kind, key in groups_of_mentor(row):
            groups[kind, key].add(row["id"])
    return tuple(
        engine.GroupCap(code=f"{kind}-{key}", mentors=frozenset(members), limit=left)
        for (kind, key), members in sorted(groups.items())
        if (left := room.left(kind, key)) is not None
    )


def groups_of_mentor(row: dict[str, Any]) -> list[tuple[str, int]]:
    found = []
    if row["supervisor_id"]:
        found.append(("supervisor", row["supervisor_id"]))
        if Population.SURVIVOR in row["populations"]:
            found.append(("survivors", row["supervisor_id"]))
    if row["university_id"]:
        found.append(("university", row["university_id"]))
    return found
