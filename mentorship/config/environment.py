"""Which values come from the environment, and do they make sense? Typed helpers that fail loudly."""

import base64
import os
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

TRUE, FALSE = {"1", "true", "yes", "on"}, {"0", "false", "no", "off", ""}


def text(name: str, default: str | None = None) -> str:
    value = os.environ.get(name, default)
    if value is None:
        raise ImproperlyConfigured(f"The environment variable {name} is missing.")
    return value


def flag(name: str, default: bool) -> bool:
    value = os.environ.get(name)
    if value is None:
        return default
    if value.lower() in TRUE:
        return True
    if value.lower() in FALSE:
        return False
    raise ImproperlyConfigured(f"The environment variable {name} is neither yes nor no.")


def words(name: str, default: list[str]) -> list[str]:
    value = os.environ.get(name)
    return default if value is None else [word.strip() for word in value.split(",") if word.strip()]


def keys(name: str, default: Mapping[str, bytes] | None) -> dict[str, bytes]:
    """Read `id:base64,id:base64`; every key has 32 bytes, the first one is the current one."""
    value = os.environ.get(name)
    if value is None:
        if default is None:
            raise ImproperlyConfigured(f"The environment variable {name} is missing.")
        return dict(default)
    found = {}
    for word in value.split(","):
        key_id, _, encoded = word.strip().partition(":")
        try:
            key = base64.b64decode(encoded, validate=True)
        except ValueError:
            key = b""
        if not key_id or len(key) != 32:
            raise ImproperlyConfigured(f"{name} holds a key that is not id:base64 of 32 bytes.")
        found[key_id] = key
    return found


def database(name: str, default: Path, *, durable: bool = True) -> dict[str, object]:
    """Read `postgres://user:password@host:port/name` or `sqlite:///path`; SQLite at `default` without it.

    `?host=/directory` names a socket. `durable=False` lets SQLite skip waiting for the disk, for tests only.
    """
    url = urlsplit(os.environ.get(name) or f"sqlite:///{default}")
    if url.scheme in {"postgres", "postgresql"}:
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(url.path[1:]),
            "USER": unquote(url.username or ""),
            "PASSWORD": unquote(url.password or ""),
            "HOST": parse_qs(url.query).get("host", [unquote(url.hostname or "")])[0],
            "PORT": str(url.port or ""),
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
        }
    if url.scheme != "sqlite":
        raise ImproperlyConfigured(f"{name} names neither PostgreSQL nor SQLite.")
    path = Path(url.path[1:])
    synchronous = "FULL" if durable else "OFF"
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "TEST": {"NAME": path.with_name(f"test-{path.name}")},
        "OPTIONS": {
            # In DEFERRED mode two of three read-then-write attempts die at once with "database is locked".
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": f"PRAGMA journal_mode=WAL; PRAGMA synchronous={synchronous}; PRAGMA secure_delete=ON;",
        },
    }
