"""Where does signing in bend to our rules? The points at which allauth asks."""

from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.signals import password_reset
from allauth.core import context as request_context
from allauth.mfa.adapter import DefaultMFAAdapter
from django.db import transaction
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import translation

from accounts import emails
from accounts.models import Centre, User
from accounts.services.limits import count_try, forget_tries, uncount_try
from accounts.services.people import prove_mailbox, register
from accounts.sessions import signed_in_recently
from kernel.encryption import Sealed, decrypt, encrypt

SECRETS = "allauth.mfa.secret:"


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth carries no types
    """Mails through the outbox, limits in the database, sign-up with a role, one answer for known and unknown."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return Centre.objects.exists()

    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:
        facts = form.cleaned_data
        return register(
            email=facts["email"], password=facts["password1"], given_name=facts["given_name"],
            family_name=facts["family_name"], centre=facts["centre"], language=translation.get_language()[:2],
        )  # fmt: skip

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        return not signed_in_recently(request_context.request)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        self._tried = {"email": credentials.get("email", ""), "address": self.get_client_ip(request)}
        if not count_try(**self._tried):
            raise self.validation_error("too_many_login_attempts")

    def _rollback_login_failed_rl_usage(self) -> None:
        uncount_try(**self._tried)

    def _delete_login_attempts_cached_email(self, request: HttpRequest, **credentials: Any) -> None:
        forget_tries(email=credentials["email"])

    @transaction.atomic
    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        to = User.objects.filter(email=email).first() or email
        match template_prefix.rpartition("/")[2]:
            case "email_confirmation" | "email_confirmation_signup":
                emails.post_confirm_email(
                    to if context["user"].email == email else email, _path(context["activate_url"])
                )
            case "password_reset_key":
                emails.post_password_link(to, _path(context["password_reset_url"]))
            case "account_already_exists":
                emails.post_account_exists(to, _path(context["password_reset_url"]))
            case "unknown_account":
                emails.post_account_unknown(email)
            case other:
                raise ValueError(f"No mail of ours answers to {other}.")


@receiver(password_reset)
def mailbox_was_proved(user: User, **_signal: Any) -> None:
    """The link for a new password came through the mailbox: no second mail needs to ask whose it is."""
    prove_mailbox(by=user)


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth carries no types
    """Secrets of the second factor are encrypted at rest."""

    def encrypt(self, text: str) -> str:
        return encrypt(text.encode(), SECRETS).text

    def decrypt(self, encrypted_text: str) -> str:
        return decrypt(Sealed(encrypted_text), SECRETS).decode()


def _path(address: str) -> str:
    """The address without its host: mails point to the address that the installation knows itself by."""
    return urlsplit(address).path
