"""Work for later happens if and only if the transaction holds, with the ORM broker and with the outbox."""

import pytest
from django.db import transaction
from django_q.models import OrmQ

from kernel.jobs import hand_on_outbox
from kernel.later import LONG, later
from kernel.models import OutboxTask
from tests.work import run_waiting_jobs, waiting_jobs


@pytest.fixture
def with_redis(settings):
    settings.Q_CLUSTER = {"redis": "redis://localhost"}


@pytest.mark.both_databases
def test_the_task_is_a_row_of_the_transaction(db):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        later("kernel.jobs.beat")
        _ = 1 / 0
    assert waiting_jobs() == []
    later("kernel.jobs.send_mail", 7)
    later("kernel.jobs.beat", cluster=LONG)
    assert waiting_jobs() == [("kernel.jobs.send_mail", [7]), ("kernel.jobs.beat", [])]
    assert list(OrmQ.objects.order_by("pk").values_list("key", flat=True)) == ["short", "long"]
    assert run_waiting_jobs() == ["kernel.jobs.send_mail", "kernel.jobs.beat"]


def test_only_jobs_and_ids(db, person):
    with pytest.raises(ImportError):
        later("kernel.jobs.no_such_job")
    with pytest.raises(TypeError, match="is no job"):
        later("kernel.jobs.__name__")
    with pytest.raises(TypeError, match="ids only"):
        later("kernel.jobs.send_mail", person)


def test_with_redis_the_outbox_is_handed_on_after_the_commit(with_redis, db, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        later("kernel.jobs.send_mail", 7, cluster=LONG)
        assert OutboxTask.objects.get().ids == [7] and waiting_jobs() == []
    assert waiting_jobs() == [("kernel.jobs.send_mail", [7])]
    assert OrmQ.objects.get().key == LONG and not OutboxTask.objects.exists()


def test_what_the_relay_missed_is_handed_on_by_the_clock(with_redis, db):
    later("kernel.jobs.beat")
    assert str(OutboxTask.objects.get()) == "OutboxTask kernel.jobs.beat"
    hand_on_outbox()
    assert waiting_jobs() == [("kernel.jobs.beat", [])] and not OutboxTask.objects.exists()
