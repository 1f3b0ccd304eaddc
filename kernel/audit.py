"""How is every change and every look put on record, so that nobody can quietly take it back?

`record` writes one row of a hash chain in the transaction of the change, or the change does not happen either.
Rows hold public ids and codes only. The end of the chain is one locked row: call `record` last, so that the lock
is held briefly.

Settings: `AUDIT_ANCHOR`, a file outside the database that remembers where the chain ended (`kernel.anchor`).
"""

import functools
import hashlib
import json
import re
import uuid
from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any, ParamSpec, Protocol, TypeVar

from django.db import OperationalError, connection, models, transaction

from kernel.clock import now
from kernel.models import AuditEvent, ChainHead

BATCH = 1000
DEADLOCK = "40P01"
RETRIES = 2
_CODE = re.compile(r"[\w.:/+#-]{0,120}", re.ASCII)

P = ParamSpec("P")
T = TypeVar("T")


class Actor(Protocol):
    """Whoever acts: all the trail keeps of a person is the public id."""

    @property
    def public_id(self) -> uuid.UUID: ...


def record(event: str, *, by: Actor | None, subject: models.Model | None, **facts: Any) -> None:
    """Put one change on record in the running transaction; `by` is None for the system."""
    _append(event, by, [subject], facts)


def record_many(event: str, *, by: Actor | None, subjects: Iterable[models.Model], **facts: Any) -> None:
    """Put the same change of many records on record: chained in memory, the lock taken once."""
    _append(event, by, subjects, facts)


def looked_at(subject: models.Model, *, by: Actor, why: str) -> None:
    """Put on record that somebody is shown a record; call it before the first byte is shown."""
    looked_at_all([subject], by=by, why=why)


def looked_at_all(subjects: Iterable[models.Model], *, by: Actor, why: str) -> None:
    """Put on record that somebody is shown several records, one row each."""
    with transaction.atomic():
        _append("looked_at", by, subjects, {"why": why})


def retried(service: Callable[P, T]) -> Callable[P, T]:
    """Run a whole transaction again, twice at most, when the database ended it to break a deadlock."""

    @functools.wraps(service)
    def run(*args: P.args, **kwargs: P.kwargs) -> T:
        for _attempt in range(RETRIES):
            try:
                return service(*args, **kwargs)
            except OperationalError as error:
                if connection.in_atomic_block or getattr(error.__cause__, "sqlstate", "") != DEADLOCK:
                    raise
        return service(*args, **kwargs)

    return run


def link_hash(
    previous: str, sequence: int, at: datetime, event: str, actor: Any, label: str, subject: Any, facts: Any
) -> str:
    """The hash of a row: over its facts and the hash of the row before it."""
    body = json.dumps(
        [previous, sequence, f"{at.timestamp():.6f}", event, str(actor), label, str(subject), facts],
        separators=(",", ":"), sort_keys=True,
    )  # fmt: skip
    return hashlib.sha256(body.encode()).hexdigest()


def _append(event: str, by: Actor | None, subjects: Iterable[models.Model | None], facts: dict[str, Any]) -> None:
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("An audit row belongs into the transaction of its change.")
    facts = {name: _code(value) for name, value in facts.items()}
    actor, at = by.public_id if by else None, now()
    head, _created = ChainHead.objects.select_for_update().get_or_create(pk=1)
    rows = []
    for subject in subjects:
        label = subject._meta.label_lower if subject else ""
        subject_id = subject.public_id if subject else None  # type: ignore[attr-defined]  # every record of ours has one
        head.sequence += 1
        head.hash = link_hash(head.hash, head.sequence, at, event, actor, label, subject_id, facts)
        rows.append(
            AuditEvent(
                sequence=head.sequence, at=at, event=event, actor_id=actor, subject_label=label,
                subject_id=subject_id, facts=facts, hash=head.hash,
            )
        )  # fmt: skip
    AuditEvent.objects.bulk_create(rows, batch_size=BATCH)
    head.save(update_fields=["sequence", "hash"])


def _code(value: Any) -> Any:
    """A fact as the trail may keep it: a number, a date or a code, never a sentence, a name or an address.

    Numbers with a point become texts, because databases write them in ways of their own.
    """
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple | set | frozenset):
        return [_code(item) for item in value]
    if isinstance(value, dict):
        return {str(_code(key)): _code(item) for key, item in value.items()}
    if _CODE.fullmatch(str(value)):
        return str(value)
    raise ValueError("The audit trail keeps codes only: this fact is a text.")
