"""Fill a demo database with an invented centre: deterministic, and as large as asked for."""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from kernel.errors import RuleError
from mentorship.demo.building import build_demo, demo_exists


class Command(BaseCommand):
    help = "Fill an empty or demo database with invented people of the demo centre “cluj”."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--mentees", type=int, default=150)
        parser.add_argument("--mentors", type=int, default=180)
        parser.add_argument("--seed", type=int, default=7)
        parser.add_argument(
            "--canary", default="", help="plant PREFIX-C2, PREFIX-C3, PREFIX-C4 in fields of that class"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if demo_exists():
            raise CommandError("The demo centre is there already. Remove the demo database to build it anew.")
        started = time.monotonic()
        try:
            build_demo(
                mentees=options["mentees"], mentors=options["mentors"], seed=options["seed"], canary=options["canary"],
                tell=self.stdout.write if options["verbosity"] > 1 else lambda text: None,
            )  # fmt: skip
        except RuleError as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(
            f"Invented {options['mentors']} mentors and {options['mentees']} mentees "
            f"in {time.monotonic() - started:.1f} seconds."
        )
