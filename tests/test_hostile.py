"""Does hostile input ever end in an error 500? Every address, whoever may use it, every field, every bad value."""

from html.parser import HTMLParser
from urllib.parse import urlencode

import pytest
from django.db import transaction

from tests.sweep_table import TABLE
from tests.test_sweep import EVERYBODY, SIGNED_IN, address, quiet_log, world  # noqa: F401  fixtures

pytestmark = [pytest.mark.prove, pytest.mark.both_databases]
PARTS = 8
HOSTILE = [
    "", "a\x00b", "9" * 5000, "99999999999999999999999", "-1", "1e400", "123e4567-e89b-12d3", "2026-02-31",
    "0001-01-01", "9999-12-31", "0001-01-01T00:00:00+23:59", "2026-01-01T00:00:00", "\udcff",
    "<script>alert(1)</script>'\"", "=1+1",
    "%(x)s {0.__class__} {{ x }}", "٣²", "x" * 100_000,
]  # fmt: skip
QUERY = ("after", "waiting_after", "before", "status", "urgency", "supply", "wanted", "centre", "kind", "next")
USUAL = ("reason", "note", "answer", "proposal", "mentor", "form_key", "text", "given_name", "language", "role")


class Fields(HTMLParser):
    """The fields of the forms on a page with what stands in them."""

    def __init__(self, page):
        super().__init__()
        self.found, self._name = {}, ""
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        name = attrs.get("name") or self._name
        is_choice = attrs.get("type") in {"radio", "checkbox"}
        if tag in {"input", "textarea", "select"} and attrs.get("name") and (not is_choice or "checked" in attrs):
            self.found.setdefault(name, []).extend([attrs.get("value", "1")] if tag == "input" else [])
        if tag == "option" and "selected" in attrs:
            self.found[name] = [attrs.get("value", "")]
        self._name = name if tag in {"select", "textarea"} else self._name


def encoded(fields):
    pairs = [(name, value) for name, values in fields.items() for value in values]
    return urlencode([(name, value.encode("utf-8", "surrogateescape")) for name, value in pairs])


def sent(client, method, path, fields):
    """The answer to these fields, with everything undone that it changed."""
    with transaction.atomic():
        if method == "GET":
            answer = client.get(f"{path}?{encoded(fields)}")
        else:
            answer = client.post(path, encoded(fields), content_type="application/x-www-form-urlencoded")
        transaction.set_rollback(True)
    return answer


def spoiled(page):
    """The fields of a page all spoiled by one value, and each one spoiled with the others as they were."""
    fields = Fields(page).found
    fields.pop("csrfmiddlewaretoken", None)
    for value in HOSTILE:
        yield dict.fromkeys(fields or USUAL, [value])
        for name in fields:
            yield {**fields, name: [value]}


def errors_at(name, row, world):  # noqa: F811
    role = next(role for role in world.clients if row.who in (EVERYBODY, SIGNED_IN) or role in row.who)
    client, path = world.clients[role], address(name, row.kind, world.own, role)
    client.raise_request_exception = False
    page = sent(client, "GET", path, {}).content.decode(errors="replace")
    for value in HOSTILE if "GET" in row.methods else ():
        if sent(client, "GET", path, dict.fromkeys(QUERY, [value])).status_code >= 500:
            yield f"GET {name} with {value[:40]!r}"
    for fields in spoiled(page) if "POST" in row.methods else ():
        if sent(client, "POST", path, fields).status_code >= 500:
            yield f"POST {name} with { {key: [value[:40] for value in values] for key, values in fields.items()} }"


@pytest.mark.parametrize("part", range(PARTS))
def test_nothing_ends_in_an_error(part, world):  # noqa: F811
    ours = [name for name in TABLE if not name.startswith(("account_", "mfa_")) and name != "healthz"]
    errors = [error for name in ours[part::PARTS] for error in errors_at(name, TABLE[name], world)]
    assert not errors, "\n" + "\n".join(errors)
