"""Proof: the limit on wrong sign-ins holds over the processes of a real server."""

import http.cookiejar
import os
import re
import socket
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.conf import settings

pytestmark = pytest.mark.prove
TRIES, ALLOWED = 25, 5


@pytest.fixture(params=[2, 4])
def server(request, tmp_path):
    environment = os.environ | {
        "MENTOR_MODE": "development", "MENTOR_DEBUG": "no", "MENTOR_VAR_DIR": str(tmp_path),
        "MENTOR_DATABASE": f"sqlite:///{tmp_path}/limits.sqlite3",
        "DJANGO_SETTINGS_MODULE": "mentorship.config.settings",
    }  # fmt: skip
    for command in ("migrate", "createcachetable"):
        manage = [sys.executable, "manage.py", command]
        subprocess.run(manage, env=environment, cwd=settings.BASE_DIR, check=True, capture_output=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    gunicorn = [
        sys.executable, "-m", "gunicorn", "mentorship.config.wsgi", "--workers", str(request.param),
        "--bind", f"127.0.0.1:{port}", "--log-level", "critical",
    ]  # fmt: skip
    process = subprocess.Popen(gunicorn, env=environment, cwd=settings.BASE_DIR, stderr=subprocess.DEVNULL)
    page = f"http://127.0.0.1:{port}/accounts/login/"
    try:
        _wait_for(page)
        yield page
    finally:
        process.terminate()
        process.wait()


def _wait_for(page):
    for _ in range(100):
        try:
            urllib.request.urlopen(page).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise AssertionError("The server did not start.")


def _attempt(page, number):
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
    with browser.open(page) as answer:
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', answer.read().decode()).group(1)
    facts = {"csrfmiddlewaretoken": token, "login": "ana@example.org", "password": f"wrong {number}"}
    posted = urllib.request.Request(page, urllib.parse.urlencode(facts).encode(), {"Referer": page})
    with browser.open(posted) as answer:
        return "refused" if "Too many" in answer.read().decode() else "tried"


def test_exactly_five_of_twenty_five_are_tried(server):
    with ThreadPoolExecutor(TRIES) as pool:
        told = Counter(pool.map(lambda number: _attempt(server, number), range(TRIES)))
    assert told == {"tried": ALLOWED, "refused": TRIES - ALLOWED}
