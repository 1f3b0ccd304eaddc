"""What stands in the audit trail, and does each row still follow from the one before?"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from accounts.models import User
from accounts.permissions import Permission
from kernel.audit import link_hash
from kernel.models import AuditEvent
from kernel.models.audit import GENESIS

ROWS = 50


@dataclass(frozen=True)
class Entry:
    event: AuditEvent
    actor: str
    holds: bool


@dataclass(frozen=True)
class TrailPage:
    entries: list[Entry]
    next_before: int | None

    @property
    def holds(self) -> bool:
        return all(entry.holds for entry in self.entries)


def trail_page(viewer: User, *, before: int | None = None) -> TrailPage:
    """Fifty rows of the trail, newest first, from below `before` on; each row is verified against the one before it."""
    events = AuditEvent.objects.order_by("-sequence")
    if before is not None:
        events = events.filter(sequence__lt=before)
    rows = list(events[: ROWS + 1])
    shown = rows[:ROWS]
    names = _names(viewer, {row.actor_id for row in shown if row.actor_id})
    previous = [*rows[1:], None][: len(shown)]
    entries = [Entry(row, _actor(row, names), _holds(row, older)) for row, older in zip(shown, previous, strict=True)]
    return TrailPage(entries, shown[-1].sequence if len(rows) > ROWS else None)


def _holds(row: AuditEvent, older: AuditEvent | None) -> bool:
    if row.sequence != (older.sequence if older else 0) + 1:
        return False
    facts = (row.sequence, row.at, row.event, row.actor_id, row.subject_label, row.subject_id, row.facts)
    return link_hash(older.hash if older else GENESIS, *facts) == row.hash


def _names(viewer: User, ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, str]:
    """Names of those whom the viewer may see anyway; auditors see ids."""
    if not viewer.may(Permission.PEOPLE_SEE):
        return {}
    return {person.public_id: person.full_name for person in User.objects.visible_to(viewer).filter(public_id__in=ids)}


def _actor(row: AuditEvent, names: dict[uuid.UUID, str]) -> str:
    return names.get(row.actor_id, str(row.actor_id)[:8]) if row.actor_id else ""
