"""Bring every encrypted value and every look-up hash under the current keys, while people go on working."""

from typing import Any

from django.core.management.base import BaseCommand

from kernel.rotation import rotate


class Command(BaseCommand):
    help = "Re-encrypt and re-index all rows with the current keys; can be stopped and started again."

    def handle(self, *args: Any, **options: Any) -> None:
        result = rotate()
        self.stdout.write(f"Rows renewed: {result.renewed}. Rows still under an old key: {result.left}.")
        if result.left:
            self.stdout.write(
                "Keep the old keys: hashes whose source is not kept cannot be renewed, and rows that changed "
                "meanwhile are renewed by running this again."
            )
