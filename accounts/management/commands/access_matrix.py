"""Print who may do what: `manage.py access_matrix` as a table, `--json` for machines."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from accounts.access_matrix import access_matrix


class Command(BaseCommand):
    help = "Print every role with its permissions and every address with what it asks for."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        matrix = access_matrix()
        if options["json"]:
            self.stdout.write(json.dumps(matrix, indent=2, ensure_ascii=False))
            return
        for role, permissions in matrix["roles"].items():
            self.stdout.write(f"{role}: {', '.join(permissions)}")
        self.stdout.write("")
        for row in matrix["addresses"]:
            self.stdout.write(f"{row['address']:<60} {row['access']}")
