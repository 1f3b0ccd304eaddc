"""Run the background work: both clusters, watched, until SIGTERM or Ctrl-C."""

import signal
from typing import Any

from django.core.management.base import BaseCommand

from kernel.supervision import Supervisor, worker_commands


class Command(BaseCommand):
    help = "Run the background work: both clusters, watched and restarted, until SIGTERM or Ctrl-C."

    def handle(self, *args: Any, **options: Any) -> None:
        supervisor = Supervisor(worker_commands())
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: supervisor.stopping.set())
        self.stdout.write("The worker runs (Ctrl-C ends it).")
        supervisor.run()
        self.stdout.write("The worker has ended.")
