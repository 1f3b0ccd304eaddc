"""Check the audit trail against itself and against the anchors outside the database."""

import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from kernel.anchor import write_anchor
from kernel.verification import verify_chain

SHOWN = 20


class Command(BaseCommand):
    help = "Verify the audit chain; exit code 1 when a row was edited, deleted, moved or cut off."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--anchor", action="store_true", help="Anchor the chain when it is sound.")
        parser.add_argument("--require-anchor", action="store_true", help="Fail when there is no anchor file.")

    def handle(self, *args: Any, **options: Any) -> None:
        found = verify_chain()
        for fault in found.faults[:SHOWN]:
            self.stderr.write(f"Row {fault.sequence}: {fault.reason}.")
        anchored = Path(settings.AUDIT_ANCHOR).exists()
        if not anchored and not options["anchor"]:
            self.stderr.write("There is no anchor file yet: rows cut off at the end would not be seen.")
        if found.faults or (options["require_anchor"] and not anchored):
            self.stderr.write(f"The audit trail is NOT sound: {len(found.faults)} faults in {found.rows} rows.")
            sys.exit(1)
        if options["anchor"]:
            write_anchor()
        self.stdout.write(f"The audit trail is sound: {found.rows} rows.")
