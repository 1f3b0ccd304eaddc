"""What does holding seats back for those who will come do to a run?"""

from dataclasses import dataclass

from accounts.models import User
from matching.models import Run, Waiting

HELD_SHOWN = 50
WAITING_ORDER = ("tier", "pk")


@dataclass(frozen=True)
class HeldLine:
    """Of those who waited with one urgency: how many get somebody, and how many would if no seat were held back."""

    tier: int
    matched: int
    otherwise: int


@dataclass(frozen=True)
class HeldBack:
    """What holding seats back for those who will come does to a run; without earlier prices nothing."""

    runs: int
    lines: list[HeldLine]
    fit: int
    fit_otherwise: int
    count: int
    waiting: list[Waiting]  # those whom the viewer may see, the first ones

    @property
    def more(self) -> int:
        """How many are not named."""
        return self.count - len(self.waiting)


def held_back(run: Run, viewer: User) -> HeldBack | None:
    """What holding seats back did; None for a run whose policy does not ask for it."""
    if not run.effect:
        return HeldBack(0, [], 0, 0, 0, []) if run.policy.settings.get("hold_back") else None
    (*matched, fit), (*otherwise, fit_otherwise) = run.objective, run.effect["objective"]
    lines = [HeldLine(tier, *pair) for tier, pair in enumerate(zip(matched, otherwise, strict=True), start=1)]
    waiting = Waiting.objects.visible_to(viewer).filter(run=run, is_held_back=True).select_related("mentee")
    shown = list(waiting.order_by(*WAITING_ORDER)[:HELD_SHOWN])
    return HeldBack(run.effect["runs"], lines, fit, fit_otherwise, run.effect["held_back"], shown)
