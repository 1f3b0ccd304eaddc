"""Jobs of the ground floor: signs of life, and no error text in the task table."""

from datetime import timedelta

import pytest

from kernel import jobs
from kernel.anchor import read_anchors
from kernel.audit import record
from kernel.clock import machine_now, now
from kernel.models import Heartbeat, StoredFile


def fail(_name):
    assert Heartbeat.objects.get().busy_since
    raise ValueError("Ana Pop from Dej")


def test_a_job_shows_that_its_cluster_is_alive(db):
    jobs.perform("kernel.jobs.beat")
    beat = Heartbeat.objects.get()
    assert beat.cluster == "short" and beat.busy_since is None
    assert machine_now() - beat.beat_at < timedelta(seconds=5) and str(beat) == "Heartbeat short"


def test_what_an_error_says_stays_out_of_the_task_table(db, caplog):
    with pytest.raises(jobs.JobError) as failed:
        jobs.perform("tests.kernel.test_jobs.fail", "x")
    told = str(failed.value)
    assert told.startswith("tests.kernel.test_jobs.fail: ValueError in fail, line ")
    assert "Ana" not in told + caplog.text and failed.value.__cause__ is None
    assert Heartbeat.objects.get().busy_since is None


def test_the_trail_is_anchored(db):
    record("story.told", by=None, subject=None)
    jobs.perform("kernel.jobs.anchor_audit")
    assert [anchor.sequence for anchor in read_anchors()] == [1]


def test_old_files_are_deleted(db):
    for delete_after in (None, now() - timedelta(minutes=1), now() + timedelta(minutes=1)):
        StoredFile.objects.create(kind="csv", name="x", content=b"x", size=1, delete_after=delete_after)
    jobs.delete_old_files()
    assert StoredFile.objects.count() == 2
