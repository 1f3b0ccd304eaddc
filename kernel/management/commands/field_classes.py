"""Print every field of every model with its data class and how it is kept."""

import json
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from kernel.encryption import EncryptedField, IndexField
from kernel.privacy import classified_fields


class Command(BaseCommand):
    help = "Print the data class of every field, and whether it is encrypted or a keyed hash."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="Print JSON instead of lines.")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["json"]:
            self.stdout.write(json.dumps(list(_lines()), indent=1))
            return
        for line in _lines():
            kept = "encrypted" if line["encrypted"] else "keyed hash" if line["keyed_hash"] else "plain"
            self.stdout.write(f"{line['model']}.{line['field']}\t{line['class'] or 'NONE'}\t{kept}")


def _lines() -> Iterator[dict[str, Any]]:
    for model, field, found in classified_fields():
        yield {
            "model": model._meta.label,
            "field": field.name,
            "class": found and found.value,
            "encrypted": isinstance(field, EncryptedField),
            "keyed_hash": isinstance(field, IndexField),
        }
