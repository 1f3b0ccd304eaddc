"""For which populations do these certificates hold, through which day, and how is a code written? Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # nothing that is read as something else: no I, L, O, 0 and 1
GROUPS, GROUP = 4, 4


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


def code_as_typed(text: str) -> str:
    """A verification code in the way it is kept, however somebody typed it; empty where it cannot be one."""
    letters = [letter for letter in text.upper() if letter not in " -\u2013\u2014"]
    if len(letters) != GROUPS * GROUP or not set(letters) <= set(LETTERS):
        return ""
    return "-".join("".join(letters[start : start + GROUP]) for start in range(0, len(letters), GROUP))
