"""By which agreed criteria is matched? One record of weights and thresholds, readable from TOML and JSON."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from functools import cached_property
from typing import Any

from matching.engine.errors import EngineInputError

POPULATIONS = ("youth", "survivor")
CRITERIA_CODES = (
    "hours", "distance", "interests", "dislikes", "skills", "language", "wishes", "experience", "place",
)  # fmt: skip
SLOTS_PER_DAY = (12, 24, 48)
FIT_POINTS = 1000


def default_weights() -> dict[str, int]:
    """Weights that suit a centre which has not agreed on its own yet."""
    return {
        "hours": 200, "distance": 200, "interests": 120, "dislikes": 60, "skills": 160, "language": 100,
        "wishes": 60, "experience": 50, "place": 50,
    }  # fmt: skip


@dataclass(frozen=True)
class Policy:
    """The agreed criteria of one centre, one version.

    Parameters
    ----------
    name, version : str
        What people call it.
    weights : mapping of criterion to int
        How much each criterion counts, 0 or more; only the ratios matter. A criterion left out counts 0.
    tiers : int
        How many grades of urgency there are, 1 the most urgent.
    least_fit : tuple of int, points of 1000
        Below this a mentee rather waits than gets a bad match; one entry per tier, the last one serves all
        further tiers.
    min_common_hours : int, hours a week
        The bar on common hours.
    full_common_hours : int, hours a week
        From here on, more common hours bring no more points.
    horizon_days : int
        How long clearance has to last from today.
    commitment_days : int
        How long the mentor has to stay from today.
    min_age_gap : mapping of population to int, years
        How much older than the mentee the mentor is at least; a population left out has no such rule.
    distance_scale_km : int
        At this distance the points for distance have fallen to 0.
    full_interests : int
        From here on, more shared interests (or dislikes) bring no more points.
    near_tie : int, points
        A pair whose refusal costs nobody a mentor and at most this much fit is a near-tie.
    slots_per_day : int
        12 (two hours each), 24 or 48 slots; a week has seven times as many bits.
    seed : int
        Settles ties like a drawn lot that can be checked.
    """

    name: str = "default"
    version: str = "1"
    weights: Mapping[str, int] = field(default_factory=default_weights)
    tiers: int = 3
    least_fit: tuple[int, ...] = (300,)
    min_common_hours: int = 2
    full_common_hours: int = 8
    horizon_days: int = 90
    commitment_days: int = 180
    min_age_gap: Mapping[str, int] = field(default_factory=lambda: {"youth": 5})
    distance_scale_km: int = 30
    full_interests: int = 3
    near_tie: int = 10
    slots_per_day: int = 12
    seed: int = 1

    def __post_init__(self) -> None:
        """Raise ``EngineInputError`` with one sentence per fault."""
        faults = [sentence for check in CHECKS for sentence in check(self)]
        if faults:
            raise EngineInputError("\n".join(faults))

    @classmethod
    def from_mapping(cls, mapping: Mapping[str, Any]) -> "Policy":
        """The policy that TOML or JSON describes; what is left out keeps its default.

        Raises
        ------
        EngineInputError
            When a key is unknown or a value is wrong, with one sentence per fault.
        """
        unknown = sorted(set(mapping) - {field.name for field in fields(cls)})
        if unknown:
            raise EngineInputError("\n".join(f"The policy does not know {key!r}." for key in unknown))
        given = dict(mapping)
        least = given.get("least_fit")
        if isinstance(least, int) and not isinstance(least, bool):
            given["least_fit"] = (least,)
        elif isinstance(least, list):
            given["least_fit"] = tuple(least)
        return cls(**given)

    def to_mapping(self) -> dict[str, Any]:
        """Plain dictionaries, lists, texts and whole numbers; ``from_mapping`` reads it back."""
        return {
            **{field.name: getattr(self, field.name) for field in fields(self)},
            "weights": {code: self.weights[code] for code in CRITERIA_CODES if code in self.weights},
            "least_fit": list(self.least_fit),
            "min_age_gap": {code: self.min_age_gap[code] for code in POPULATIONS if code in self.min_age_gap},
        }

    @cached_property
    def points(self) -> dict[str, int]:
        """The most points of every criterion, adding up to exactly 1000 (largest remainders)."""
        total = sum(self.weights.values())
        shares = {code: FIT_POINTS * self.weights.get(code, 0) for code in CRITERIA_CODES}
        points = {code: share // total for code, share in shares.items()}
        left = FIT_POINTS - sum(points.values())
        for code in sorted(CRITERIA_CODES, key=lambda code: -(shares[code] % total))[:left]:
            points[code] += 1
        return points

    def least_fit_of(self, tier: int) -> int:
        """The smallest fit that is proposed to a mentee of this tier."""
        return self.least_fit[min(tier, len(self.least_fit)) - 1]

    @property
    def slot_minutes(self) -> int:
        """Length of a slot of the week, in minutes."""
        return 24 * 60 // self.slots_per_day


def is_whole(value: object) -> bool:
    """Whether a value is a whole number (``True`` is not)."""
    return isinstance(value, int) and not isinstance(value, bool)


def _faults_of_texts(policy: Policy) -> list[str]:
    return [
        f"{name} must be a text that is not empty."
        for name in ("name", "version")
        if not isinstance(getattr(policy, name), str) or not getattr(policy, name).strip()
    ]


NUMBERS = {
    "tiers": (1, 9),
    "min_common_hours": (0, 168),
    "full_common_hours": (1, 168),
    "horizon_days": (0, 3650),
    "commitment_days": (0, 3650),
    "distance_scale_km": (1, 20_000),
    "full_interests": (1, 100),
    "near_tie": (0, FIT_POINTS),
    "seed": (0, 2**31 - 1),
}


def _faults_of_numbers(policy: Policy) -> list[str]:
    return [
        f"{name} is {getattr(policy, name)!r}; it must be a whole number from {low} to {high}."
        for name, (low, high) in NUMBERS.items()
        if not is_whole(getattr(policy, name)) or not low <= getattr(policy, name) <= high
    ]


def _faults_of_slots(policy: Policy) -> list[str]:
    if is_whole(policy.slots_per_day) and policy.slots_per_day in SLOTS_PER_DAY:
        return []
    return [f"slots_per_day is {policy.slots_per_day!r}; it must be 12, 24 or 48."]


def _faults_of_least_fit(policy: Policy) -> list[str]:
    least = policy.least_fit
    if isinstance(least, tuple) and least and all(is_whole(fit) and 0 <= fit <= FIT_POINTS for fit in least):
        return []
    return ["least_fit must be one or more whole numbers from 0 to 1000, one per tier."]


def _faults_of_mapping(policy: Policy, name: str, known: tuple[str, ...], high: int) -> list[str]:
    given = getattr(policy, name)
    if not isinstance(given, Mapping):
        return [f"{name} must be a table of names and whole numbers."]
    faults = [f"{name} does not know {key!r}." for key in given if key not in known]
    faults += [
        f"{name}.{key} is {value!r}; it must be a whole number from 0 to {high}."
        for key, value in given.items()
        if key in known and (not is_whole(value) or not 0 <= value <= high)
    ]
    return faults


def _faults_of_weights(policy: Policy) -> list[str]:
    faults = _faults_of_mapping(policy, "weights", CRITERIA_CODES, 1_000_000)
    if not faults and not any(policy.weights.values()):
        faults = ["weights must give at least one criterion more than 0."]
    return faults


def _faults_of_age_gap(policy: Policy) -> list[str]:
    return _faults_of_mapping(policy, "min_age_gap", POPULATIONS, 100)


CHECKS: tuple[Callable[[Policy], list[str]], ...] = (
    _faults_of_texts, _faults_of_numbers, _faults_of_slots, _faults_of_least_fit, _faults_of_weights,
    _faults_of_age_gap,
)  # fmt: skip
