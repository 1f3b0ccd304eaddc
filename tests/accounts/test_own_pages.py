"""Do the pages of signing in and of the own account stand in our frame, without anything inline?"""

import re

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.urls import reverse

INLINE = re.compile(r"<style\b|<[^>]*\sstyle\s*=|<[^>]*\son[a-z]+\s*=|<script(?![^>]*(?:src=|application/json))", re.I)
STRANGER = [
    "account_login", "account_signup", "account_reset_password", "account_reset_password_done",
    "account_reset_password_from_key_done", "account_email_verification_sent", "account_inactive",
]  # fmt: skip
OWN = [
    "account_logout", "account_email", "account_change_password", "account_reauthenticate", "mfa_index",
    "mfa_view_recovery_codes", "mfa_generate_recovery_codes", "mfa_list_webauthn", "mfa_add_webauthn",
    "mfa_deactivate_totp", "mfa_reauthenticate",
]  # fmt: skip


def assert_ours(response):
    html = response.content.decode()
    assert response.status_code == 200
    assert html.count("<h1") == 1
    assert 'id="main"' in html and "css/tokens.css" in html
    assert INLINE.findall(html) == []
    assert "style-src 'self'" in response.headers["Content-Security-Policy"]


@pytest.mark.django_db
@pytest.mark.parametrize("name", STRANGER)
def test_a_stranger_meets_our_frame(client, name):
    assert_ours(client.get(reverse(name)))


@pytest.mark.django_db
@pytest.mark.parametrize("link", ["used-up", "1-set-password"])
def test_an_old_link_says_so(client, link):
    old = reverse("account_confirm_email", args=[link])
    assert "This link no longer works" in client.get(old).content.decode()


@pytest.mark.django_db
def test_an_old_link_to_a_new_password_says_so(client):
    response = client.get(reverse("account_reset_password_from_key", kwargs={"uidb36": "1", "key": "x-y"}))
    assert_ours(response)
    assert "This link no longer works" in response.content.decode()


@pytest.mark.parametrize("name", OWN)
def test_the_own_account_stands_in_our_frame(client_of, coordinator, name):
    coordinator.set_password("walking beside somebody")
    coordinator.save()
    client = client_of(coordinator)
    RecoveryCodes.activate(coordinator)
    assert_ours(client.get(reverse(name)))


def test_the_authenticator_app_is_set_up_with_a_picture_and_a_key(client_of, coordinator, settings):
    client = client_of(coordinator, second_factor=False)
    response = client.get(reverse("mfa_activate_totp"))
    assert_ours(response)
    assert 'class="qr"' in response.content.decode()
