"""Where did the audit chain end, according to a witness outside the database?

One line of JSON per anchor. Without it, rows cut off at the end of a chain would leave no trace.

Settings: `AUDIT_ANCHOR`, the path of the file; keep it on another disk than the database where you can.
"""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings

from kernel.clock import machine_now
from kernel.models import AuditEvent


class AnchorError(Exception):
    """The chain no longer holds what was anchored before; see `verify_audit`."""


@dataclass(frozen=True)
class Anchor:
    sequence: int
    hash: str
    at: str


def read_anchors() -> list[Anchor]:
    """All anchors in the order they were written; none when there is no file yet."""
    path = Path(settings.AUDIT_ANCHOR)
    if not path.exists():
        return []
    return [Anchor(**json.loads(line)) for line in path.read_text().splitlines()]


def write_anchor() -> Anchor | None:
    """Append where the chain ends now; None when there is nothing new to say."""
    last = AuditEvent.objects.order_by("-sequence").values_list("sequence", "hash").first()
    before = _last_anchor()
    if before:
        held = AuditEvent.objects.filter(sequence=before.sequence, hash=before.hash).exists()
        if not held:
            raise AnchorError("The audit chain no longer holds its last anchor.")
    if last is None or (before and before.sequence == last[0]):
        return None
    anchor = Anchor(*last, at=machine_now().isoformat())
    line = json.dumps(asdict(anchor)) + "\n"
    descriptor = os.open(settings.AUDIT_ANCHOR, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    with os.fdopen(descriptor, "a") as file:
        file.write(line)
        file.flush()
        os.fsync(file.fileno())
    return anchor


def _last_anchor() -> Anchor | None:
    anchors = read_anchors()
    return anchors[-1] if anchors else None
