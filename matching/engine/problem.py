"""What is to be solved? Everything the answer depends on, checked before any array is built."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from functools import cached_property
from typing import Any

from matching.engine.errors import EngineInputError
from matching.engine.policy import Policy
from matching.engine.records import GroupCap, Ids, Mentee, Mentor
from matching.engine.validation import (
    faults_of_caps,
    faults_of_locks,
    faults_of_pairs,
    faults_of_people,
    faults_of_reservations,
    faults_of_shape,
)


@dataclass(frozen=True)
class Problem:
    """One question to the engine; equal problems get equal answers, whatever the order of their records.

    Parameters
    ----------
    mentees : tuple of Mentee
    mentors : tuple of Mentor
    policy : Policy
    today : date
        The day for which dates are judged; the engine knows no clock.
    forbidden : frozenset of (mentee id, mentor id)
        Refused or excluded by hand, for a reason everybody may know.
    locked : frozenset of (mentee id, mentor id)
        Fixed before the solve.
    caps : tuple of GroupCap
    ended : frozenset of (mentee id, mentor id)
        Were paired earlier and parted.
    sealed, no_contact : frozenset of (mentee id, mentor id)
        Must never meet. To everybody it is "not possible": no answer of the engine lists or counts them.
    reservations : mapping of mentor id to int
        What a seat is worth to those who will come, in thousandths of the scale's unit, as ``Solution.seat_prices``
        tells it: a pair is made only when it is worth more. Without an entry nothing is held back. Caps that
        cross allow none.

    Raises
    ------
    EngineInputError
        With one plain sentence per fault, one per line.
    """

    mentees: tuple[Mentee, ...]
    mentors: tuple[Mentor, ...]
    policy: Policy
    today: date
    forbidden: frozenset[Ids] = frozenset()
    locked: frozenset[Ids] = frozenset()
    caps: tuple[GroupCap, ...] = ()
    ended: frozenset[Ids] = frozenset()
    sealed: frozenset[Ids] = field(default=frozenset(), repr=False)
    no_contact: frozenset[Ids] = field(default=frozenset(), repr=False)
    reservations: Mapping[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        pairs = {name: getattr(self, name) for name in ("forbidden", "locked", "ended", "sealed", "no_contact")}
        faults = faults_of_shape(self.today, self.caps, **pairs)
        faults += faults_of_people(self.mentees, self.mentors, self.policy)
        if not faults:
            faults = [
                *faults_of_pairs(self.mentee_of, self.mentor_of, self.forbidden, self.locked, self.ended),
                *faults_of_pairs(self.mentee_of, self.mentor_of, self.sealed, self.no_contact, quiet=True),
                *faults_of_caps(self.caps, self.mentor_of),
                *faults_of_reservations(self.reservations, self.mentor_of),
            ]
        if not faults:
            faults = faults_of_locks(self.locked, self.forbidden, self.mentor_of, self.caps)
        if faults:
            raise EngineInputError("\n".join(faults))

    @cached_property
    def mentee_of(self) -> dict[str, Mentee]:
        """Mentees by identifier, sorted by it: their place is their index in every array."""
        return {mentee.id: mentee for mentee in sorted(self.mentees, key=lambda mentee: mentee.id)}

    @cached_property
    def mentor_of(self) -> dict[str, Mentor]:
        """Mentors by identifier, sorted by it: their place is their index in every array."""
        return {mentor.id: mentor for mentor in sorted(self.mentors, key=lambda mentor: mentor.id)}


def input_digest(problem: Problem) -> str:
    """SHA-256 over the problem in a canonical form; O(n log n).

    The order of records never matters, nor does a reservation of 0.
    """
    parts: dict[str, Any] = {
        field.name: getattr(problem, field.name)
        for field in fields(problem)
        if field.name not in ("policy", "reservations")
    }
    parts |= {
        "mentees": list(problem.mentee_of.values()),
        "mentors": list(problem.mentor_of.values()),
        "caps": sorted(problem.caps, key=lambda cap: (cap.code, cap.limit, sorted(cap.mentors))),
        "policy": problem.policy.to_mapping(),
    }
    if held := {code: price for code, price in problem.reservations.items() if price}:
        parts["reservations"] = held
    canonical = json.dumps(parts, default=_canonical, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def _canonical(value: Any) -> Any:
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, date):
        return value.isoformat()
    return {field.name: getattr(value, field.name) for field in fields(value)}
