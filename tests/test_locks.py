"""Does a lock leave alone who only refers to the row? Otherwise two changes wait for each other in a circle."""

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
LOCK = re.compile(r"select_for_update\((?P<how>[^\n]*)")


def test_every_lock_lets_others_refer_to_the_row():
    """On PostgreSQL a plain FOR UPDATE waits for whoever has added a row that refers to this one, and the other way."""
    found = [
        (str(path.relative_to(ROOT)), line)
        for app in ("accounts", "mentorship", "training", "matching")
        for path in sorted((ROOT / app / "services").glob("*.py"))
        for line in LOCK.findall(path.read_text())
    ]
    assert found
    assert [(path, line) for path, line in found if not line.startswith("no_key=True")] == []
