"""Do both clusters of the worker live and work? The parent that starts, watches, restarts and ends them.

django-q2 stalls for ever, and says that it runs, when one of its idle processes is killed. So each cluster is given
a heartbeat task every 30 seconds; one that is neither busy nor has finished anything for 90 seconds is ended and
started again, and the tasks that it had taken are released. A busy one is given the timeout of its tasks.
"""

import contextlib
import ctypes
import logging
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import DatabaseError, close_old_connections
from django_q.models import OrmQ

from kernel.clock import machine_now
from kernel.health import LONGEST_SILENCE
from kernel.later import LONG, SHORT, later
from kernel.models import Heartbeat

logger = logging.getLogger(__name__)

BEAT_EVERY = timedelta(seconds=30)
GRACE_SECONDS = 20.0
TICK_SECONDS = 1.0
_PR_SET_PDEATHSIG = 1


def task_timeout(cluster: str) -> timedelta:
    """How long one task of this cluster may take, with a margin in which django-q2 ends it by itself."""
    setup: dict[str, Any] = settings.Q_CLUSTER
    own = setup["ALT_CLUSTERS"].get(cluster, setup)
    return timedelta(seconds=own["timeout"] + 60)


@dataclass
class Cluster:
    """One child process tree and what is known of it."""

    name: str
    command: Sequence[str]
    process: "subprocess.Popen[bytes] | None" = None
    started_at: datetime = field(default_factory=machine_now)

    def start(self) -> None:
        release_tasks(self.name)
        Heartbeat.objects.filter(cluster=self.name).update(busy_since=None)
        self.started_at = machine_now()
        self.process = subprocess.Popen(  # noqa: S603
            self.command,
            env={**os.environ, "Q_CLUSTER_NAME": self.name},
            start_new_session=True,  # so that the whole tree can be ended, and Ctrl-C reaches the parent alone
            preexec_fn=end_with_parent,
        )

    def stop(self, grace: float = GRACE_SECONDS) -> None:
        """End it: kindly first, and the whole tree for certain."""
        self.ask_to_end()
        self.see_it_ended(grace)

    def ask_to_end(self) -> None:
        """Let it finish what it is at."""
        if self.process:
            self.process.terminate()

    def see_it_ended(self, grace: float = GRACE_SECONDS) -> None:
        """Wait for the end, not for ever, and leave nobody of the tree behind."""
        if self.process is None:
            return
        try:
            self.process.wait(grace)
        except subprocess.TimeoutExpired:
            logger.warning("The cluster %s did not end in time and is killed.", self.name)
        with contextlib.suppress(ProcessLookupError):  # nobody is left, as it should be
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def has_ended(self) -> bool:
        return self.process is None or self.process.poll() is not None

    def is_stalled(self, moment: datetime) -> bool:
        """Silent for too long: since its last finished task, or since it began the one it is at."""
        beat = Heartbeat.objects.filter(cluster=self.name).first() or Heartbeat()
        if beat.busy_since:
            return moment - beat.busy_since > task_timeout(self.name)
        return moment - max(beat.beat_at or self.started_at, self.started_at) > LONGEST_SILENCE


class Supervisor:
    """Keeps the clusters alive until told to stop."""

    def __init__(self, commands: dict[str, Sequence[str]]) -> None:
        self.clusters = [Cluster(name, command) for name, command in commands.items()]
        self.stopping = threading.Event()
        self._asked_at: datetime | None = None

    def run(self) -> None:
        """Watch until `stopping` is set; then end every child."""
        try:
            while not self.stopping.is_set():
                try:
                    self.tick(machine_now())
                except DatabaseError:
                    logger.exception("The worker cannot reach the database; it tries again.")
                close_old_connections()
                self.stopping.wait(TICK_SECONDS)
        finally:
            for cluster in self.clusters:
                cluster.ask_to_end()
            for cluster in self.clusters:
                cluster.see_it_ended()

    def tick(self, moment: datetime) -> None:
        """Start what ended, restart what stalled, ask for signs of life."""
        for cluster in self.clusters:
            if cluster.has_ended():
                cluster.stop()  # a parent that was killed may have left children
                cluster.start()
            elif cluster.is_stalled(moment):
                logger.error("The cluster %s gives no sign of life and is restarted.", cluster.name)
                cluster.stop(grace=1.0)
                cluster.start()
        if self._asked_at is None or moment - self._asked_at >= BEAT_EVERY:
            self._asked_at = moment
            for cluster in self.clusters:
                later("kernel.jobs.beat", cluster=cluster.name)


def release_tasks(cluster: str) -> None:
    """Make the tasks that a dead cluster had taken due again; jobs may run twice and do not mind."""
    if "orm" in settings.Q_CLUSTER:
        moment = machine_now()
        OrmQ.objects.filter(key=cluster, lock__gt=moment).update(lock=moment)


def end_with_parent(signum: int = signal.SIGTERM) -> None:
    """Have the kernel end this process when its parent dies, however it dies (Linux only)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signum)


def worker_commands() -> dict[str, Sequence[str]]:
    manage = [sys.executable, str(settings.BASE_DIR / "manage.py"), "qcluster"]
    return {SHORT: manage, LONG: manage}
