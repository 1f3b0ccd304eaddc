"""The written table of who may do what."""

import io
import json

from django.core.management import call_command

from accounts.permissions import Role


def printed(**options):
    out = io.StringIO()
    call_command("access_matrix", stdout=out, **options)
    return out.getvalue()


def test_the_table_is_printed_for_machines():
    matrix = json.loads(printed(json=True))
    rows = {row["name"]: row for row in matrix["addresses"]}
    assert rows["accounts:people"]["access"] == "people.see"
    assert rows["accounts:people"]["roles"] == ["coordinator", "administrator", "protection_officer"]
    assert rows["accounts:invitation_accept"]["access"] == "open to all"
    assert rows["account_email"]["access"] == "signed in"
    assert len(rows["home"]["roles"]) == len(matrix["roles"]) == len(Role)
    assert matrix["two_person_roles"] == ["administrator", "coordinator", "specialist"]


def test_every_own_page_carries_its_mark():
    for row in json.loads(printed(json=True))["addresses"]:
        if row["name"].startswith(("accounts:", "home", "set_language")):
            assert row["access"] != "signed in", row


def test_the_table_is_printed_for_people():
    text = printed()
    assert "coordinator: " in text and "/people/" in text
