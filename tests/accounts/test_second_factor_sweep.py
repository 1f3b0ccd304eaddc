"""No address of the product opens to a member of staff without a second factor, but those of the way to it."""

import re

import pytest
from django.urls import reverse

from accounts.access_matrix import access_matrix
from accounts.middleware import ALWAYS, ENROLLING
from accounts.permissions import Permission

pytestmark = pytest.mark.django_db
PARTS = {"uuid": "00000000-0000-4000-8000-000000000000", "str": "x", "int": "1", "slug": "x"}
WRITTEN = {
    r"(?P<key>[-:\w]+)": "x", r"(?P<uidb36>[0-9A-Za-z]+)": "1", r"(?P<key>.+)": "x", "^": "", "$": "", "\\.": ".",
}  # fmt: skip


def addresses():
    for row in access_matrix()["addresses"]:
        address = re.sub(r"\(\?P<\w+>(\w+)\|[^)]*\)", r"\1", row["address"])  # the first of several words
        for part, text in WRITTEN.items():
            address = address.replace(part, text)
        address = re.sub(r"<(\w+):\w+>", lambda part: PARTS[part.group(1)], address)
        assert not set("<^(") & set(address), f"Please tell this sweep how to fill {address}."
        yield row["name"], address, row["access"]


def test_staff_without_second_factor_are_sent_to_enrolment_from_everywhere(client_of, coordinator):
    client, asked = client_of(coordinator, second_factor=False), 0
    for name, address, _access in addresses():
        if name in ALWAYS | ENROLLING:
            continue
        for method in (client.get, client.post):
            answer = method(address)
            assert (answer.status_code, answer.headers.get("Location")) == (302, reverse("mfa_index")), address
            asked += 1
    assert asked > 100


def test_mentors_without_second_factor_reach_no_page_of_pairings(client_of, mentor):
    client = client_of(mentor.user, second_factor=False)
    pages = [address for _name, address, access in addresses() if access == Permission.MY_PAIRING]
    assert pages
    for address in pages:
        assert client.get(address).headers["Location"] == reverse("mfa_index")
        assert client.post(address).headers["Location"] == reverse("mfa_index")


def test_a_password_alone_in_another_session_cannot_enrol_a_second_one(client_of, coordinator):
    """Once a second factor exists, a session without it may do nothing but prove it."""
    coordinator.set_password("a long quiet river")
    coordinator.save()
    old = client_of(coordinator, second_factor=False)
    client_of(coordinator)
    proving = {"mfa_reauthenticate", "mfa_reauthenticate_webauthn"}
    for name, address, _access in addresses():
        if name in ALWAYS | proving:
            continue
        assert old.post(address).headers["Location"].startswith(reverse("mfa_reauthenticate")), address
