"""For which reasons does a run find nobody, and for how many mentees each? Counted over the whole run."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from matching.models import Run, Waiting

NOBODY = "waiting.nobody"
GROUPS: dict[str, Any] = {
    "decision": _("The specialist's decision that mentoring is right is missing or no longer holds."),
    "consent": _("Lawful consent is missing or no longer holds."),
    "assent": _("The mentee's own yes is missing or no longer holds."),
    "seats": _("There are mentors who would suit, but their places go to mentees who are more urgent or fit better."),
    "caps": _("There are mentors with a free place, but their supervisor or university has no place left."),
    "held": _("There are mentors with a free place, but it is held back for mentees who will come."),
    "nobody": _("No mentor is possible."),
    "available": _("No mentor is possible, most often because they are resting or have left."),
    "room": _("No mentor is possible, most often because they have no free place."),
    "supervised": _("No mentor is possible, most often because they have no supervisor."),
    "clearance": _("No mentor is possible, most often because their clearance does not last long enough."),
    "certificate": _("No mentor is possible, most often because they have not completed the training for the group."),
    "commitment": _("No mentor is possible, most often because they have not promised to stay long enough."),
    "population": _("No mentor is possible, most often because they do not accompany this group."),
    "language": _("No mentor is possible, most often because they share no language with the mentee."),
    "gender": _("No mentor is possible, most often because the mentee does not accept a mentor of their gender."),
    "age_gap": _("No mentor is possible, most often because of the difference in age."),
    "risk": _("No mentor is possible, most often because they have too little experience for the strain."),
    "mode": _("No mentor is possible, most often because they share no way of meeting."),
    "distance": _("No mentor is possible, most often because they live too far away."),
    "hours": _("No mentor is possible, most often because they share too few free hours."),
    "ended": _("No mentor is possible, most often because they were paired before."),
    "forbidden": _("No mentor is possible, most often because the pair was refused."),
    "fit": _("No mentor is possible, most often because the fit is too low."),
}  # fmt: skip


@dataclass(frozen=True)
class WaitingGroup:
    """One reason, and how many wait for it, by urgency."""

    code: str
    sentence: str
    tiers: dict[int, int]

    @property
    def count(self) -> int:
        return sum(self.tiers.values())


def waiting_groups(run: Run, viewer: User) -> list[WaitingGroup]:
    """The reasons of everybody who waits, the most frequent first; in one query."""
    rows = Waiting.objects.visible_to(viewer).filter(run=run).order_by().values_list("tier", "reasons")
    counts: dict[str, Counter[int]] = {}
    for tier, reasons in rows:
        counts.setdefault(group_of(reasons), Counter())[tier] += 1
    groups = [WaitingGroup(code, str(GROUPS[code]), dict(sorted(tiers.items()))) for code, tiers in counts.items()]
    return sorted(groups, key=lambda group: (-group.count, group.code))


def group_of(reasons: Sequence[dict[str, Any]]) -> str:
    """The code of the most important reason; where nobody is possible, the bar that rules out the most mentors."""
    first = reasons[0]["said"]
    if first == NOBODY:
        return str(reasons[1]["said"]).partition(".")[0] if len(reasons) > 1 else "nobody"
    return str(first.removeprefix("waiting.").removesuffix(".failed"))


def has_reason(code: str) -> Q:
    """For a query of those who wait: the most important reason is this one."""
    if code == "nobody":
        return Q(reasons__0__said=NOBODY, reasons__1__isnull=True)
    if code in {"seats", "caps", "held"}:
        return Q(reasons__0__said=f"waiting.{code}")
    if code in {"decision", "consent", "assent"}:
        return Q(reasons__0__said=f"{code}.failed")
    return Q(reasons__0__said=NOBODY, reasons__1__said=f"{code}.counted")
