"""How does the sweep ask every address? The rows of the table, and every address and view the product has."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from accounts.permissions import Role

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
EVERYBODY = "everybody"  # signed in or not
SIGNED_IN = "signed in"  # with any role, or none
GET, POST, BOTH = frozenset({"GET"}), frozenset({"POST"}), frozenset({"GET", "POST"})


@dataclass(frozen=True)
class Row:
    """What the written table says of one address.

    who      roles that may use it, or EVERYBODY or SIGNED_IN
    methods  what the page answers; anything else is 405
    kind     the kind of object in the address: an own one is answered, a foreign or missing one is 404
    """

    who: frozenset[Role] | str
    methods: frozenset[str] = GET
    kind: str = ""


@cache
def every_view() -> dict[str, Any]:
    """Each address of the product as `namespace:name` (its route where it has no name) with its view."""
    found: dict[str, Any] = {}
    _collect(get_resolver(), "", "", found)
    return found


def _collect(resolver: URLResolver, namespace: str, route: str, found: dict[str, Any]) -> None:
    for entry in resolver.url_patterns:
        here = route + str(entry.pattern)
        if isinstance(entry, URLPattern):
            found[f"{namespace}{entry.name}" if entry.name else here] = entry.callback
        else:
            _collect(entry, f"{namespace}{entry.namespace}:" if entry.namespace else namespace, here, found)
