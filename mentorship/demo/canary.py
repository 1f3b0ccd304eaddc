"""Would a leak be seen? Every free text of a class carries a marker, so that it can be searched for."""

from collections.abc import Iterable

from django.db import models

from kernel.encryption import EncryptedTextField
from kernel.privacy import C2, C3, C4, class_of

MARKED = (C2, C3, C4)
CHOSEN = frozenset({"password", "week", "activity", "called", "receipt"})  # codes and numbers, nothing typed


def marker(prefix: str, data_class: str) -> str:
    return f"{prefix}-{data_class}"


def plant(objects: Iterable[models.Model], prefix: str) -> None:
    """Put `PREFIX-C2`, `PREFIX-C3` or `PREFIX-C4` in front of every free text of that class; e-mails in lower case."""
    if not prefix:
        return
    for obj in objects:
        for field in obj._meta.concrete_fields:
            if _is_free_text(field) and (found := class_of(type(obj), field.name)) in MARKED:
                setattr(
                    obj,
                    field.attname,
                    _marked(field, getattr(obj, field.attname) or "", marker(prefix, found)),
                )


def _is_free_text(field: "models.Field[object, object]") -> bool:
    if field.name in CHOSEN or field.choices:
        return False
    return isinstance(field, EncryptedTextField) or type(field) in {
        models.CharField,
        models.TextField,
        models.EmailField,
    }


def _marked(field: "models.Field[object, object]", text: str, mark: str) -> str:
    is_address = isinstance(field, models.EmailField)
    marked = f"{mark}.{text}".lower() if is_address else f"{mark} {text}".strip()  # who signs in types no capitals
    return marked[: field.max_length] if field.max_length else marked
