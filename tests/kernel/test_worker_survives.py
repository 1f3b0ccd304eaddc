"""R2: an idle process of the worker is killed with -9; the queue works again within 120 s without a human."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.conf import settings

pytestmark = pytest.mark.prove
ASK = """
import django; django.setup()
from kernel.later import later
for cluster in ("short", "long"): later("kernel.jobs.beat", cluster=cluster)
"""


class Installation:
    """A database and a worker of their own, apart from the tests' database."""

    def __init__(self, home):
        self.database = home / "mentor.sqlite3"
        self.env = {**os.environ, "MENTOR_VAR_DIR": str(home), "MENTOR_DATABASE": f"sqlite:///{self.database}"}
        self.manage("migrate", "-v0")
        self.worker = subprocess.Popen(
            [sys.executable, "manage.py", "worker"], cwd=settings.BASE_DIR, env=self.env, stdout=subprocess.DEVNULL
        )

    def manage(self, *words):
        subprocess.run([sys.executable, "manage.py", *words], cwd=settings.BASE_DIR, env=self.env, check=True)

    def ask(self):
        subprocess.run([sys.executable, "-c", ASK], cwd=settings.BASE_DIR, env=self.env, check=True)

    def tree(self):
        """The clusters' sentinels with their children, in the order in which they were started."""
        return [children(sentinel) for cluster in children(self.worker.pid) for sentinel in children(cluster)]

    def waiting(self):
        with sqlite3.connect(self.database, timeout=20) as database:
            return database.execute("SELECT count(*) FROM django_q_ormq").fetchone()[0]

    def wait_until_done(self, seconds):
        begun = time.monotonic()
        while self.waiting():
            assert time.monotonic() - begun < seconds, "The queue stands still."
            time.sleep(0.5)
        return time.monotonic() - begun


def children(pid):
    return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def is_running(pid):
    status = Path(f"/proc/{pid}/stat")
    return status.exists() and status.read_text().split()[2] != "Z"


@pytest.fixture
def installation(tmp_path):
    installation = Installation(tmp_path)
    yield installation
    installation.worker.kill()
    installation.worker.wait()


def test_the_queue_works_again_after_idle_processes_were_killed(installation, capsys):
    installation.ask()
    installation.wait_until_done(60)
    time.sleep(5)  # idle now
    everybody = [pid for family in installation.tree() for pid in family]
    for family in installation.tree():
        os.kill(family[0], signal.SIGKILL)
    installation.ask()
    seconds = installation.wait_until_done(120)
    with capsys.disabled():
        sys.stdout.write(f"worker: the queue works again {seconds:.0f} s after kill -9 of idle processes\n")
    assert not any(is_running(pid) for pid in everybody)
    everybody = [pid for family in installation.tree() for pid in family]
    installation.worker.terminate()
    assert installation.worker.wait(30) == 0
    assert not any(is_running(pid) for pid in everybody)
