"""How sensitive is each field? The class drives encryption, visibility, export, erasure and retention.

Every model of ours carries `class Privacy: classes = {field: C0..C4}` that names each of its fields.
"""

from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import models


class DataClass(StrEnum):
    """From public to the identity and whereabouts of a mentee; later members are more sensitive."""

    C0 = "C0"  # public
    C1 = "C1"  # internal
    C2 = "C2"  # personal data of adults
    C3 = "C3"  # sensitive: risk, health, vetting, notes, concerns
    C4 = "C4"  # identity and whereabouts of a mentee


C0, C1, C2, C3, C4 = DataClass


def our_models() -> list[type[models.Model]]:
    """The models of the apps that live in this project's own directory."""
    home = Path(settings.BASE_DIR)
    return [
        model for config in apps.get_app_configs() if Path(config.path).parent == home for model in config.get_models()
    ]


def own_fields(model: type[models.Model]) -> "list[models.Field[Any, Any]]":
    return [*model._meta.local_fields, *model._meta.local_many_to_many]


def class_of(model: type[models.Model], field: str) -> DataClass:
    """The class that the model declares for a field; `KeyError` when it declares none."""
    name = model._meta.get_field(field).name
    for ancestor in model.__mro__:
        declared = getattr(ancestor.__dict__.get("Privacy"), "classes", {})
        if name in declared:
            return DataClass(declared[name])
    raise KeyError(f"{model._meta.label}.{name} has no class in Privacy.")


def classified_fields() -> "Iterator[tuple[type[models.Model], models.Field[Any, Any], DataClass | None]]":
    """Every field of every model of ours with its class, or None where nobody gave it one."""
    for model in our_models():
        for field in own_fields(model):
            try:
                yield model, field, class_of(model, field.name)
            except KeyError:
                yield model, field, None


def unclassified_fields() -> list[str]:
    """The fields without a class, as `app.Model.field`; the tests want none."""
    return [f"{model._meta.label}.{field.name}" for model, field, found in classified_fields() if found is None]
