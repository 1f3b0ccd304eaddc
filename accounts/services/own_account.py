"""What do people change about their own signing in? Allauth does it; here it comes on record."""

from typing import Any

from allauth.account.signals import email_added, email_changed, email_removed, password_changed, password_reset
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
from django.db import transaction
from django.dispatch import receiver

from accounts.models import User
from kernel import audit


@receiver([password_changed, password_reset])
def record_password(user: User, **_signal: Any) -> None:
    """The password is another one; it is on record, whatever the way."""
    _record("person.password_changed", user)


@receiver([email_added, email_changed, email_removed])
def record_address(user: User, **_signal: Any) -> None:
    """An e-mail address of the account came, went or became the first one; the trail keeps no address."""
    _record("person.email_changed", user)


@receiver(authenticator_added)
def record_new_factor(user: User, authenticator: Any, **_signal: Any) -> None:
    """A second factor opens the account from now on."""
    _record("person.second_factor_added", user, kind=authenticator.type)


@receiver([authenticator_removed, authenticator_reset])
def record_lost_factor(user: User, authenticator: Any, **_signal: Any) -> None:
    """A second factor is gone or was made anew."""
    _record("person.second_factor_removed", user, kind=authenticator.type)


@transaction.atomic
def _record(event: str, user: User, **facts: Any) -> None:
    audit.record(event, by=user, subject=user, **facts)
