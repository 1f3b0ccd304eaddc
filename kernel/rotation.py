"""How do all rows come under a new key while people go on working?

Every row is opened with its old key and sealed with the current one by a conditional UPDATE that names the very
ciphertext that was read: a change made meanwhile wins. What is left to do is in the rows themselves, so it can be
stopped and started again at any time.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Cast

from kernel.encryption import EncryptedField, IndexField
from kernel.privacy import our_models, own_fields

BATCH = 200


@dataclass
class Rotation:
    """How many rows were renewed, and how many still hold something under an old key (hashes without a source)."""

    renewed: int = 0
    left: int = 0

    def add(self, other: "Rotation") -> None:
        self.renewed, self.left = self.renewed + other.renewed, self.left + other.left


OTHER_STORES: list[Callable[[], Rotation]] = []


def renews(store: Callable[[], Rotation]) -> Callable[[], Rotation]:
    """Mark a function that renews what an app keeps encrypted outside encrypted fields; `rotate` calls it too."""
    OTHER_STORES.append(store)
    return store


def rotate() -> Rotation:
    """Bring every encrypted value and every look-up hash under the current keys."""
    result = Rotation()
    for model in our_models():
        result.add(rotate_rows(model))
    for store in OTHER_STORES:
        result.add(store())
    return result


def rotate_rows(model: type[models.Model]) -> Rotation:
    """The same for the rows of one model."""
    fields = [field for field in own_fields(model) if isinstance(field, EncryptedField | IndexField)]
    renewable = [field for field in fields if not (isinstance(field, IndexField) and not field.of)]
    renewed = 0
    for batch in _batches(model, renewable):
        with transaction.atomic():
            renewed += sum([_renew(row, renewable) for row in batch])
    return Rotation(renewed, _stale(model, fields).count())


def _batches(model: type[models.Model], fields: list[EncryptedField | IndexField]) -> Iterator[list[models.Model]]:
    last = 0
    while True:
        batch = list(_stale(model, fields).filter(pk__gt=last).order_by("pk")[:BATCH])
        if not batch:
            return
        last = batch[-1].pk
        yield batch


def _stale(model: type[models.Model], fields: list[EncryptedField | IndexField]) -> models.QuerySet[models.Model]:
    """The rows in which at least one of the fields is under a key that is not the current one."""
    rows, wanted = model._base_manager.all(), Q()
    for field in fields:
        key_id = settings.INDEX_KEY_CURRENT if isinstance(field, IndexField) else settings.FIELD_KEY_CURRENT
        rows = rows.annotate(**{f"stored_{field.name}": Cast(field.name, models.TextField())})
        filled = Q(**{f"stored_{field.name}__gt": ""})
        wanted |= filled & ~Q(**{f"stored_{field.name}__startswith": f"{key_id}:"})
    return rows.filter(wanted) if fields else rows.none()


def _renew(row: models.Model, fields: list[EncryptedField | IndexField]) -> int:
    seen = {field.name: row.__dict__[field.attname] for field in fields}
    unchanged: dict[str, Any] = {
        (f"{name}__isnull" if value is None else name): value is None or value for name, value in seen.items()
    }
    renewed = {field.name: field.pre_save(row, False) for field in fields}
    return type(row)._base_manager.filter(pk=row.pk, **unchanged).update(**renewed)
