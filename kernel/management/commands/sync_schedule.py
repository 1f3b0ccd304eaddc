"""Make the worker's schedule equal to the written one; part of every deploy."""

from typing import Any

from django.core.management.base import BaseCommand

from kernel.schedule import sync_schedule


class Command(BaseCommand):
    help = "Make the worker's schedule equal to the written one."

    def handle(self, *args: Any, **options: Any) -> None:
        for name in sync_schedule():
            self.stdout.write(f"By the clock: {name}.")
