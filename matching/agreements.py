"""What has a centre agreed on? The engine's weights and thresholds, what is urgent, and how large a caseload may be."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from matching.engine import EngineInputError, Policy
from mentorship.urgency import TIERS, USUAL, UrgencyRule, tier

STRAINS = (1, 2, 3, 4)
TABLES = {"urgency": ("urgent_after", "soon_after"), "caseload": ("all", "survivors")}


@dataclass(frozen=True)
class Caseload:
    """How many pairings one supervisor follows at most; a convention of the programme, not science."""

    all: int = 15
    survivors: int = 8


@dataclass(frozen=True)
class Agreement:
    """Everything a run depends on besides the people."""

    policy: Policy = field(default_factory=lambda: Policy(tiers=len(TIERS)))
    urgency: UrgencyRule = USUAL
    caseload: Caseload = Caseload()
    hold_back: bool = False

    @classmethod
    def from_mapping(cls, mapping: Mapping[str, Any]) -> "Agreement":
        """Read `hold_back`, `urgency` (days by strain, 1 to 4), `caseload`, and the rest as the engine's policy.

        Raises `EngineInputError` with one sentence per fault.
        """
        tables = {name: mapping.get(name, {}) for name in TABLES}
        faults = [fault for name, table in tables.items() for fault in _faults(name, table)]
        hold_back = mapping.get("hold_back", False)
        if not isinstance(hold_back, bool):
            faults.append("hold_back must be true or false.")
        rest = {key: value for key, value in mapping.items() if key not in (*TABLES, "hold_back")}
        try:
            policy = Policy.from_mapping({"tiers": len(TIERS), **rest})
        except EngineInputError as error:
            raise EngineInputError("\n".join([*faults, str(error)])) from error
        if faults:
            raise EngineInputError("\n".join(faults))
        urgency = {name: dict(zip(STRAINS, days, strict=True)) for name, days in tables["urgency"].items()}
        return cls(policy, UrgencyRule(**urgency), Caseload(**tables["caseload"]), hold_back)

    def to_mapping(self) -> dict[str, Any]:
        """Plain dictionaries, lists and numbers; `from_mapping` reads it back."""
        urgency = {name: [getattr(self.urgency, name)[strain] for strain in STRAINS] for name in TABLES["urgency"]}
        tables = {"urgency": urgency, "caseload": asdict(self.caseload)}
        return {**self.policy.to_mapping(), **tables, "hold_back": self.hold_back}

    def tier_of(self, risk: int, days: int) -> int:
        return min(tier(risk, days, self.urgency), self.policy.tiers)


def _faults(name: str, table: Any) -> list[str]:
    if not isinstance(table, Mapping):
        return [f"{name} must be a table."]
    faults = [f"The policy does not know {name}.{key}." for key in table if key not in TABLES[name]]
    for key in TABLES[name]:
        if key not in table:
            continue
        numbers = table[key] if name == "urgency" else [table[key]]
        whole = isinstance(numbers, list) and all(type(number) is int and 0 <= number <= 10_000 for number in numbers)
        if name == "urgency" and not (whole and len(numbers) == len(STRAINS)):
            faults.append(f"{name}.{key} must be four whole numbers of days, one for each strain from 1 to 4.")
        elif not whole:
            faults.append(f"{name}.{key} is {table[key]!r}; it must be a whole number, 0 or more.")
    return faults
