"""How do two plans differ: who is served by urgency, whom does it concern, and how well do the pairs fit?

Pure: plans are plain numbers and codes; whoever shows them looks up the names.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

BINS = 10
WIDTH = 100
GAINS, LOSES, MOVES = "gains", "loses", "moves"
ORDER = (LOSES, GAINS, MOVES)


@dataclass(frozen=True)
class Match:
    """Who walks beside one mentee in a plan."""

    mentor: str
    fit: int
    tier: int


@dataclass(frozen=True)
class Plan:
    """One plan: the pairs by mentee, and how many of each urgency are served and wait."""

    pairs: dict[str, Match]
    matched: tuple[int, ...]
    waiting: tuple[int, ...]
    fit: int = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "fit", sum(match.fit for match in self.pairs.values()))

    @property
    def mean_fit(self) -> int:
        return round(self.fit / len(self.pairs)) if self.pairs else 0

    @property
    def bins(self) -> list[int]:
        """How many pairs have a fit from 0 to 99, from 100 to 199, and so on; 1000 belongs to the last."""
        counts = [0] * BINS
        for match in self.pairs.values():
            counts[min(match.fit // WIDTH, BINS - 1)] += 1
        return counts

    def stored(self) -> dict[str, Any]:
        pairs = [[mentee, match.mentor, match.fit, match.tier] for mentee, match in self.pairs.items()]
        return {"pairs": pairs, "matched": list(self.matched), "waiting": list(self.waiting)}


def plan_of(stored: Mapping[str, Any]) -> Plan:
    """The plan that `stored` wrote."""
    pairs = {mentee: Match(mentor, fit, tier) for mentee, mentor, fit, tier in stored["pairs"]}
    return Plan(pairs, tuple(stored["matched"]), tuple(stored["waiting"]))


@dataclass(frozen=True)
class Change:
    """What is different for one mentee: somebody else, somebody at last, or nobody any more."""

    mentee: str
    kind: str
    tier: int
    before: Match | None
    after: Match | None


def changes(before: Plan, after: Plan) -> list[Change]:
    """Everybody for whom the two plans differ: who loses first, then by urgency."""
    return sorted(_changes(before.pairs, after.pairs), key=lambda one: (ORDER.index(one.kind), one.tier, one.mentee))


def _changes(before: Mapping[str, Match], after: Mapping[str, Match]) -> Iterable[Change]:
    for mentee in before.keys() | after.keys():
        was, now = before.get(mentee), after.get(mentee)
        if was and now:
            if was.mentor != now.mentor:
                yield Change(mentee, MOVES, now.tier, was, now)
        elif now:
            yield Change(mentee, GAINS, now.tier, None, now)
        elif was:
            yield Change(mentee, LOSES, was.tier, was, None)


@dataclass(frozen=True)
class Beside:
    """One figure in both plans, with the share that a bar shows, in percent of the larger of all."""

    label: str
    before: int
    after: int
    before_percent: int = 0
    after_percent: int = 0

    @property
    def difference(self) -> int:
        return self.after - self.before


def fit_table(before: Plan, after: Plan) -> list[Beside]:
    """The distribution of the fit side by side; ranges that no pair of either plan has are left out at the ends."""
    left, right = before.bins, after.bins
    used = [at for at in range(BINS) if left[at] or right[at]]
    most = max([1, *left, *right])
    return [
        Beside(_range(at), left[at], right[at], 100 * left[at] // most, 100 * right[at] // most)
        for at in (range(used[0], used[-1] + 1) if used else ())
    ]


def tier_table(before: Sequence[int], after: Sequence[int]) -> list[tuple[int, int, int, int]]:
    """By urgency: tier, served before, served after, difference."""
    return [(tier, was, now, now - was) for tier, (was, now) in enumerate(zip(before, after, strict=False), start=1)]


def _range(at: int) -> str:
    return f"{at * WIDTH}–{(at + 1) * WIDTH - (at < BINS - 1)}"
