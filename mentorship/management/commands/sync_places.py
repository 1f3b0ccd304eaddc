"""Bring the list of places up to date."""

from typing import Any

from django.core.management.base import BaseCommand

from mentorship.services.places import sync_places


class Command(BaseCommand):
    help = "Brings the table of Romanian places in line with the list that comes with the product."

    def handle(self, *args: Any, **options: Any) -> None:
        count = sync_places()
        if options["verbosity"]:
            self.stdout.write(f"{count} places are known.")
