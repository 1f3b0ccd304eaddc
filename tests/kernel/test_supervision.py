"""The worker's parent starts, watches, restarts and ends its children; real ones."""

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import DatabaseError
from django_q.models import OrmQ

from kernel import supervision
from kernel.clock import machine_now
from kernel.models import Heartbeat
from kernel.supervision import Cluster, Supervisor, end_with_parent, release_tasks, task_timeout, worker_commands
from tests.work import waiting_jobs

SLEEP = [sys.executable, "-c", "import time; print('up', flush=True); time.sleep(60)"]
STUBBORN = [
    sys.executable, "-c",
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); open(__import__('sys').argv[1], 'w').close();"
    "time.sleep(60)",
]  # fmt: skip


@pytest.fixture
def cluster(db):
    cluster = Cluster("short", SLEEP)
    yield cluster
    cluster.stop(grace=5)


def test_a_child_is_started_told_its_name_and_ended(db, tmp_path):
    told = tmp_path / "name"
    script = "import os, sys; open(sys.argv[1], 'w').write(os.environ['Q_CLUSTER_NAME'])"
    cluster = Cluster("long", [sys.executable, "-c", script, str(told)])
    assert cluster.has_ended()
    cluster.start()
    cluster.process.wait(20)
    assert told.read_text() == "long" and cluster.has_ended()
    cluster.stop()


def test_a_stubborn_child_is_killed(db, tmp_path):
    ready = tmp_path / "ready"
    cluster = Cluster("short", [*STUBBORN, str(ready)])
    cluster.start()
    while not ready.exists():
        time.sleep(0.01)
    cluster.stop(grace=0.1)
    assert cluster.process.returncode == -signal.SIGKILL


def test_a_child_that_never_started_has_nothing_to_end(db):
    Cluster("short", SLEEP).stop()


@pytest.mark.parametrize(
    "beat, busy, started, stalled",
    [
        (None, None, 10, False),  # just started
        (None, None, 91, True),  # never gave a sign
        (30, None, 500, False),
        (91, None, 500, True),
        (500, None, 10, False),  # restarted after the last sign
        (500, 100, 500, False),  # at a task
        (500, 121, 500, True),  # at a task for longer than a task may take
    ],
)
def test_who_is_stalled(db, beat, busy, started, stalled):
    moment = machine_now()

    def ago(seconds):
        return None if seconds is None else moment - timedelta(seconds=seconds)

    if beat:
        Heartbeat.objects.create(cluster="short", beat_at=ago(beat), busy_since=ago(busy))
    assert Cluster("short", SLEEP, started_at=ago(started)).is_stalled(moment) is stalled


def test_tasks_may_take_what_the_settings_say():
    assert task_timeout("short") == timedelta(seconds=120)
    assert task_timeout("long") == timedelta(seconds=1860)


def test_a_dead_clusters_tasks_are_released(db, settings):
    later = machine_now() + timedelta(minutes=30)
    for key in ("short", "long"):
        OrmQ.objects.create(key=key, payload="x", lock=later)
    release_tasks("long")
    assert list(OrmQ.objects.order_by("key").values_list("key", "lock"))[1] == ("short", later)
    assert OrmQ.objects.get(key="long").lock <= machine_now()
    settings.Q_CLUSTER = {"redis": "redis://localhost"}
    release_tasks("short")
    assert OrmQ.objects.get(key="short").lock == later


def test_every_child_is_kept_alive_and_asked_for_a_sign(db):
    supervisor = Supervisor({"short": SLEEP, "long": SLEEP})
    moment = machine_now()
    try:
        supervisor.tick(moment)
        first, second = (cluster.process for cluster in supervisor.clusters)
        supervisor.tick(moment + timedelta(seconds=10))
        assert waiting_jobs() == [("kernel.jobs.beat", [])] * 2
        first.kill()
        first.wait()
        supervisor.tick(moment + timedelta(seconds=31))
        assert len(waiting_jobs()) == 4
        assert supervisor.clusters[0].process is not first and supervisor.clusters[1].process is second
        supervisor.tick(moment + timedelta(seconds=200))  # no sign of life from either
        assert supervisor.clusters[1].process is not second and second.returncode is not None
    finally:
        for cluster in supervisor.clusters:
            cluster.stop()
    assert all(cluster.has_ended() for cluster in supervisor.clusters)


class Unreachable(Supervisor):
    """Its database does not answer at first."""

    ticks = 0

    def tick(self, moment):
        self.ticks += 1
        if self.ticks == 1:
            raise DatabaseError
        self.stopping.set()


def test_a_silent_database_does_not_end_the_worker(db, monkeypatch, caplog):
    monkeypatch.setattr(supervision, "TICK_SECONDS", 0.01)
    monkeypatch.setattr(supervision, "close_old_connections", lambda: None)
    supervisor = Unreachable({"short": SLEEP})
    supervisor.run()
    assert supervisor.ticks == 2 and "cannot reach the database" in caplog.text


def test_the_command_ends_with_sigterm(db, monkeypatch, capsys):
    handlers = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    monkeypatch.setattr(supervision, "close_old_connections", lambda: None)
    monkeypatch.setattr(
        supervision.Supervisor, "tick", lambda self, moment: os.kill(os.getpid(), signal.SIGTERM), raising=True
    )
    try:
        call_command("worker")
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)
    assert capsys.readouterr().out == "The worker runs (Ctrl-C ends it).\nThe worker has ended.\n"


def test_children_end_with_a_parent_that_is_killed():
    script = (
        "import django, subprocess, time\n"
        "django.setup()\n"
        "from kernel.supervision import end_with_parent\n"
        "child = subprocess.Popen(['sleep', '60'], preexec_fn=end_with_parent)\n"
        "print(child.pid, flush=True)\n"
        "time.sleep(60)\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    child = int(parent.stdout.readline())
    parent.kill()
    parent.wait()
    parent.stdout.close()
    for _ in range(500):
        if not is_running(child):
            return
        time.sleep(0.02)
    raise AssertionError("The child outlived its parent.")


def is_running(pid):
    status = Path(f"/proc/{pid}/stat")
    try:
        return status.read_text().split()[2] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_ending_with_the_parent_can_be_taken_back(monkeypatch):
    end_with_parent(0)
    monkeypatch.setattr(sys, "platform", "other")
    end_with_parent()


def test_both_clusters_run_the_same_command():
    commands = worker_commands()
    assert set(commands) == {"short", "long"} and commands["short"][-1] == "qcluster"
