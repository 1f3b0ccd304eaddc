"""Does the audit chain still say what it said when it was written?"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from kernel.anchor import read_anchors
from kernel.audit import link_hash
from kernel.models import AuditEvent, ChainHead
from kernel.models.audit import GENESIS

CHUNK = 5000
_COLUMNS = ("sequence", "at", "event", "actor_id", "subject_label", "subject_id", "facts", "hash")


@dataclass(frozen=True)
class Fault:
    """What is wrong, and at which row."""

    sequence: int
    reason: str


@dataclass
class Verification:
    rows: int
    faults: list[Fault]


def verify_chain() -> Verification:
    """Read the whole chain once: every hash, every gap, every anchor, and the end."""
    walk = _Walk()
    faults = list(walk.faults())
    return Verification(walk.rows, faults)


class _Walk:
    """One pass over the rows in order, carrying the hash of the row before."""

    def __init__(self) -> None:
        self.rows, self.last, self.hash = 0, 0, GENESIS
        self.anchored = {anchor.sequence: anchor.hash for anchor in read_anchors()}

    def faults(self) -> Iterator[Fault]:
        head = ChainHead.objects.first() or ChainHead()
        for row in AuditEvent.objects.order_by("sequence").values_list(*_COLUMNS).iterator(CHUNK):
            yield from self._faults_of(row)
        for sequence in sorted(number for number in self.anchored if number > self.last):
            yield Fault(sequence, "the tail is cut: an anchored row is missing")
        if head.sequence > self.last or (head.sequence == self.last and head.hash != self.hash):
            yield Fault(head.sequence, "the chain does not end where it says it ends")

    def _faults_of(self, row: tuple[Any, ...]) -> Iterator[Fault]:
        sequence, *facts, found = row
        if sequence != self.last + 1:
            yield Fault(self.last + 1, "rows are missing")
        if link_hash(self.hash, sequence, *facts) != found:
            yield Fault(sequence, "the row or its place in the chain was changed")
        if self.anchored.get(sequence, found) != found:
            yield Fault(sequence, "the row differs from its anchor")
        self.rows, self.last, self.hash = self.rows + 1, sequence, found
