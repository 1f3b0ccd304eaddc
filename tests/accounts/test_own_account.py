"""Whatever somebody changes about the own signing in is on record."""

import pytest
from allauth.account.models import EmailAddress
from allauth.account.signals import email_changed
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.test import RequestFactory
from django.urls import reverse

from kernel.models import AuditEvent

pytestmark = pytest.mark.django_db
OLD, NEW = "the-old-way-of-coming-in", "another-way-of-coming-in"


def on_record(person):
    return list(AuditEvent.objects.about(person).done_by(person).values_list("event", "facts"))


def test_a_new_password(client_of, coordinator):
    coordinator.set_password(OLD)
    coordinator.save()
    sent = {"oldpassword": OLD, "password1": NEW, "password2": NEW}
    client_of(coordinator).post(reverse("account_change_password"), sent)
    coordinator.refresh_from_db()
    assert coordinator.check_password(NEW)
    assert on_record(coordinator) == [("person.password_changed", {})]


def test_another_address_without_the_address(coordinator):
    address = EmailAddress(user=coordinator, email="new@example.org")
    email_changed.send(
        sender=None, request=None, user=coordinator, from_email_address=address, to_email_address=address
    )
    assert on_record(coordinator) == [("person.email_changed", {})]


def test_a_second_factor_that_comes_and_goes(coordinator):
    request = RequestFactory().get("/")
    request.session = SessionStore()
    factor = Authenticator(user=coordinator, type=Authenticator.Type.TOTP)
    for signal in (authenticator_added, authenticator_removed):
        signal.send(sender=None, request=request, user=coordinator, authenticator=factor)
    assert on_record(coordinator) == [
        ("person.second_factor_added", {"kind": "totp"}),
        ("person.second_factor_removed", {"kind": "totp"}),
    ]
