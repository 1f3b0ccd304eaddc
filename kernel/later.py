"""How is work put off to the worker, so that it happens if and only if the transaction holds?

With the ORM broker the task is a row of the same transaction. With Redis the row goes to the outbox and a relay hands
it on after the commit. Jobs may run twice and must not mind; their arguments are ids only.

Settings: `Q_CLUSTER` (`orm` or `redis`; clusters `short` and `long`).
"""

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string
from django_q.tasks import async_task

from kernel.models import OutboxTask

SHORT, LONG = "short", "long"


def later(job: str, *ids: int | str, cluster: str = SHORT) -> None:
    """Have the worker call the function named `job` with these ids once the running transaction is committed."""
    if not callable(import_string(job)):
        raise TypeError(f"{job} is no job.")
    if not all(isinstance(value, int | str) for value in ids):
        raise TypeError("A job takes ids only: numbers and texts, never objects.")
    if "orm" in settings.Q_CLUSTER:
        _hand_on(job, ids, cluster)
        return
    OutboxTask.objects.create(job=job, ids=list(ids), cluster=cluster)
    transaction.on_commit(relay_outbox, robust=True)


def relay_outbox() -> None:
    """Hand the waiting rows of the outbox to the broker; a row goes only after the broker has it."""
    for task in OutboxTask.objects.order_by("pk"):
        _hand_on(task.job, task.ids, task.cluster)
        task.delete()


def _hand_on(job: str, ids: list[int | str] | tuple[int | str, ...], cluster: str) -> None:
    async_task("kernel.jobs.perform", job, *ids, task_name=job, cluster=cluster)
