"""Secrets of second factors under rotating keys."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP

from accounts.services import second_factor
from kernel.rotation import OTHER_STORES, rotate

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def enrolled(coordinator):
    TOTP.activate(coordinator, "INVENTEDSECRET")
    RecoveryCodes.activate(coordinator)
    return coordinator


def under_new_key(settings):
    settings.FIELD_KEYS = {**settings.FIELD_KEYS, "new": b"n" * 32}
    settings.FIELD_KEY_CURRENT = "new"


def test_rotation_brings_the_secrets_under_the_new_key(enrolled, settings):
    codes = RecoveryCodes.activate(enrolled).generate_codes()
    under_new_key(settings)
    assert second_factor.renew_secrets in OTHER_STORES
    rotate()
    settings.FIELD_KEYS = {"new": settings.FIELD_KEYS["new"]}
    assert RecoveryCodes.activate(enrolled).generate_codes() == codes
    assert Authenticator.objects.get(type="totp").data["secret"].startswith("new:")
    assert second_factor.renew_secrets().renewed == 0


def test_a_code_used_meanwhile_is_not_forgotten(enrolled, settings, monkeypatch):
    under_new_key(settings)
    renewed = second_factor._renewed

    def used_meanwhile(name, value):
        Authenticator.objects.filter(type="recovery_codes").update(data={"seed": "changed", "used_mask": 1})
        return renewed(name, value)

    monkeypatch.setattr(second_factor, "_renewed", used_meanwhile)
    result = second_factor.renew_secrets()
    assert (result.renewed, result.left) == (1, 1)
    assert Authenticator.objects.get(type="recovery_codes").data["used_mask"] == 1
