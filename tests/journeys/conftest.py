"""A demo served like `make demo` serves it, and a real browser that looks closely at every page."""

import fcntl
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from tests.journeys.looking import CHROMIUM, Visitor

ROOT = Path(__file__).resolve().parents[2]
MANAGE = [sys.executable, "manage.py"]


def pytest_collection_modifyitems(items):
    for item in items:
        if ROOT / "tests" / "journeys" in item.path.parents:
            item.add_marker(pytest.mark.journey)


@pytest.fixture(scope="session")
def chromium():
    """The browser; where there is none the journey is skipped in one clear line, but never in CI."""
    if not Path(CHROMIUM).exists():
        if os.environ.get("CI"):
            pytest.fail("CI needs Chromium; .ci/run installs it.")
        pytest.skip("No Chromium at /usr/bin/chromium: the journey through the browser was not made.")
    from playwright.sync_api import sync_playwright

    arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*arguments, "--disable-sync"])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def prepared_demo():
    """The directory of a demo as `make demo` prepares it: made once, by the first process that needs it."""
    home = Path(os.environ["MENTOR_VAR_DIR"]) / "demo"
    home.mkdir(exist_ok=True)
    with (home / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (home / "ready").exists():
            subprocess.run([*MANAGE, "prepare_demo"], cwd=ROOT, env=_of(home / "var"), check=True, capture_output=True)
            (home / "ready").touch()
    return home / "var"


@pytest.fixture(scope="module")
def demo_address(chromium, prepared_demo, tmp_path_factory):
    """The address of a fresh demo with web and worker; a copy for each journey, because some move its clock."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    own = shutil.copytree(prepared_demo, tmp_path_factory.mktemp("demo") / "var")
    server = subprocess.Popen([*MANAGE, "serve_demo", "--port", port], cwd=ROOT, env=_of(own))
    address = f"http://localhost:{port}"
    try:
        _wait_for(f"{address}/accounts/login/", server)
        yield address
    finally:
        server.terminate()
        server.wait(timeout=30)


def _of(directory: Path) -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("MENTOR_", "DJANGO_"))}
    return kept | {"MENTOR_MODE": "demo", "MENTOR_VAR_DIR": str(directory)}


def _wait_for(address: str, server: subprocess.Popen) -> None:
    for _attempt in range(240):
        if server.poll() is not None:
            break
        try:
            urllib.request.urlopen(address)
        except OSError:
            time.sleep(0.25)
        else:
            return
    pytest.fail("The demo did not start.")


@pytest.fixture
def visitor(chromium, demo_address, request):
    """`visitor(width=360)` opens a window of that width in a browser session of its own."""
    opened: list[Visitor] = []
    folder = ROOT / "var" / "screenshots" / request.module.__name__.rpartition("test_")[2]
    folder.mkdir(parents=True, exist_ok=True)

    def open_window(width: int, language: str = "en") -> Visitor:
        visitor = Visitor(chromium, demo_address, width, language, folder)
        opened.append(visitor)
        return visitor

    yield open_window
    for visitor in opened:
        visitor.close()
    complaints = [complaint for visitor in opened for complaint in visitor.complaints]
    assert not complaints, "\n".join(complaints)
