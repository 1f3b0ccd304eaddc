"""How is a long list read page by page? From the last row seen on: the thousandth page costs as much as the first."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db import models
from django.db.models import Q

PAGE = 50
M = TypeVar("M", bound=models.Model)


@dataclass(frozen=True)
class Page(Generic[M]):
    """Some rows, and the public id of the last one where more rows follow."""

    rows: list[M]
    next_after: uuid.UUID | None


def page_after(rows: models.QuerySet[M], order: Sequence[str], after: str, size: int = PAGE) -> Page[M]:
    """The rows that follow the row with the public id `after`, in an order that ends with a unique field.

    An `after` that names no row of the list begins at the start.
    """
    last = rows.filter(public_id=after).values(*_fields(order)).first() if is_public_id(after) else None
    if last:
        rows = rows.filter(_behind(order, last))
    found = list(rows.order_by(*order)[: size + 1])
    more = len(found) > size
    return Page(found[:size], found[size - 1].public_id if more else None)  # type: ignore[attr-defined]  # as asked


def _fields(order: Sequence[str]) -> list[str]:
    return [name.lstrip("-") for name in order]


def is_public_id(text: str) -> bool:
    """Whether a text that somebody sent can name a row at all."""
    try:
        return bool(uuid.UUID(text))
    except ValueError:
        return False


def _behind(order: Sequence[str], last: dict[str, Any]) -> Q:
    """Every row behind this one: further in the first field, or equal there and further in the next."""
    behind, equal = Q(pk__in=[]), Q()
    for name in order:
        field = name.lstrip("-")
        further = "lt" if name.startswith("-") else "gt"
        behind |= equal & Q(**{f"{field}__{further}": last[field]})
        equal &= Q(**{field: last[field]})
    return behind
