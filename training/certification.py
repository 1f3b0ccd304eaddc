"""For which populations do these certificates hold, and through which day? Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Held:
    """One certificate: what its track opens, whether the track builds on another, and its days."""

    populations: frozenset[str]
    is_add_on: bool
    issued_on: date
    expires_on: date


def certified_until(certificates: Iterable[Held], on: date) -> dict[str, date]:
    """The last certified day per population; an add-on counts only as long as a basic training holds as well."""
    valid = [held for held in certificates if held.issued_on <= on <= held.expires_on]
    basic = max((held.expires_on for held in valid if not held.is_add_on), default=None)
    found: dict[str, date] = {}
    for held in valid:
        if held.is_add_on and basic is None:
            continue
        end = min(held.expires_on, basic) if held.is_add_on and basic else held.expires_on
        for population in held.populations:
            found[population] = max(end, found.get(population, end))
    return found
