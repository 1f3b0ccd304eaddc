"""What people do with their own account."""

import pytest
from allauth.account.models import EmailAddress

from accounts.models import User
from accounts.permissions import Role
from accounts.services.people import choose_language, prove_mailbox, register
from kernel.models import AuditEvent

pytestmark = pytest.mark.django_db


def test_whoever_registers_is_an_applicant_on_record(centre):
    user = register(
        email="New@Example.org", password="a long quiet river", given_name="A", family_name="B", centre=centre,
        language="hu",
    )  # fmt: skip
    assert (user.email, user.language, user.roles()) == ("new@example.org", "hu", {Role.APPLICANT})
    assert AuditEvent.objects.get().event == "role.given"


def test_a_language_is_kept_once_and_an_unknown_one_not_at_all(olga):
    for language in ("hu", "hu", "klingon"):
        choose_language(language=language, by=olga)
    assert User.objects.get(pk=olga.pk).language == "hu"
    assert AuditEvent.objects.about(olga).count() == 1


def test_a_mailbox_is_proved_once(olga):
    for _ in range(2):
        prove_mailbox(by=olga)
    assert EmailAddress.objects.get(user=olga, primary=True).verified
    assert AuditEvent.objects.about(olga).count() == 1


def test_a_mailbox_that_somebody_else_proved_stays_theirs(olga, coordinator):
    EmailAddress.objects.create(user=coordinator, email=olga.email, verified=True)
    prove_mailbox(by=olga)
    assert not EmailAddress.objects.get(user=olga).verified
