"""Who may do what, and which page asks for what? The written table, read from the roles and from the marks on views."""

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from accounts.permissions import ROLE_PERMISSIONS, TWO_PERSON_ROLES, Permission
from kernel.access import OPEN, access_of

SIGNED_IN = "signed in"


def access_matrix() -> dict[str, Any]:
    """Roles with their permissions, and every address with what it asks for and the roles that have it."""
    return {
        "roles": {role.value: sorted(held) for role, held in ROLE_PERMISSIONS.items()},
        "permissions": {permission.value: str(permission.label) for permission in Permission},
        "two_person_roles": sorted(TWO_PERSON_ROLES),
        "addresses": [_row(route, name, view) for route, name, view in _addresses(get_resolver(), "/", "")],
    }


def _row(route: str, name: str, view: Any) -> dict[str, Any]:
    access = access_of(view) or (SIGNED_IN if getattr(view, "login_required", True) else OPEN)
    roles = [role.value for role, held in ROLE_PERMISSIONS.items() if access in {OPEN, SIGNED_IN} | held]
    return {"address": route, "name": name, "access": str(access), "roles": roles}


def _addresses(resolver: URLResolver, prefix: str, namespace: str) -> Iterator[tuple[str, str, Any]]:
    for entry in resolver.url_patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield route, f"{namespace}{entry.name or ''}", entry.callback
        else:
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from _addresses(entry, route, inner)
