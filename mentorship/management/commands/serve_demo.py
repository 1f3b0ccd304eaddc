"""Serve the demo on this computer only: web and worker until Ctrl-C."""

import os
import signal
import subprocess
import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from kernel.errors import RuleError
from mentorship.demo.building import demo_exists, refuse_real_people


class Command(BaseCommand):
    help = "Serve the demo on the loopback address, web and worker, until Ctrl-C."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *args: Any, **options: Any) -> None:
        self._refuse_wrong_database()
        os.environ.setdefault("MENTOR_ADDRESS", f"http://localhost:{options['port']}")  # for the links in mails
        web = [
            sys.executable, "-m", "gunicorn", "mentorship.config.wsgi", "--bind", f"127.0.0.1:{options['port']}",
            "--threads", "8", "--log-level", "warning", "--worker-tmp-dir", "/tmp",  # noqa: S108
        ]  # fmt: skip
        worker = [sys.executable, "manage.py", "worker"]
        children = [subprocess.Popen(command, cwd=settings.BASE_DIR) for command in (web, worker)]  # noqa: S603
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        self.stdout.write(f"The demo is at http://localhost:{options['port']}/ (Ctrl-C ends it).")
        try:
            os.wait()  # one of the two ended by itself
        except (KeyboardInterrupt, SystemExit):
            self.stdout.write("\nThe demo ends.")
        finally:
            for child in children:
                child.terminate()
            for child in children:
                child.wait()

    def _refuse_wrong_database(self) -> None:
        if not settings.DEMO:
            raise CommandError("The demo runs with MENTOR_MODE=demo; `make demo` sets it.")
        try:
            refuse_real_people()
        except RuleError as refusal:
            raise CommandError(str(refusal)) from refusal
        if not demo_exists():
            raise CommandError("This database is not marked as demo. `make demo-data` prepares one.")
