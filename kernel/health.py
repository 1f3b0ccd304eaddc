"""Does the database answer, does work get done in time, does the worker live?"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import DatabaseError
from django_q.models import OrmQ

from kernel.clock import machine_now
from kernel.later import SHORT
from kernel.models import Heartbeat, OutboxTask

LONGEST_WAIT = timedelta(seconds=60)
LONGEST_SILENCE = timedelta(seconds=90)


@dataclass(frozen=True)
class Health:
    """Three answers; how many tasks or people there are is nobody's business."""

    database: bool
    queue: bool
    worker: bool

    @property
    def is_well(self) -> bool:
        return self.database and self.queue and self.worker

    def as_words(self) -> dict[str, str]:
        return {
            "database": "well" if self.database else "no answer",
            "queue": "well" if self.queue else "late",
            "worker": "well" if self.worker else "silent",
        }


def health() -> Health:
    """Ask all three; without a database the others are not known to be well."""
    try:
        due_since, beat_at = _oldest_due(), _last_beat()
    except DatabaseError:
        return Health(database=False, queue=False, worker=False)
    moment = machine_now()
    return Health(
        database=True,
        queue=due_since is None or moment - due_since <= LONGEST_WAIT,
        worker=beat_at is not None and moment - beat_at <= LONGEST_SILENCE,
    )


def _oldest_due() -> datetime | None:
    """Since when the longest waiting task that nobody works on could have been started."""
    if "orm" in settings.Q_CLUSTER:
        due = OrmQ.objects.filter(key=SHORT, lock__lte=machine_now())
        since: datetime | None = due.order_by("lock").values_list("lock", flat=True).first()
        return since
    return OutboxTask.objects.order_by("created_at").values_list("created_at", flat=True).first()


def _last_beat() -> datetime | None:
    return Heartbeat.objects.filter(cluster=SHORT).values_list("beat_at", flat=True).first()
