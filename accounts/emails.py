"""Which mails does this floor send? Each has a fixed neutral subject and names nobody."""

from django.urls import reverse

from accounts.models import Invitation, Reference, User
from kernel.mail import post


def post_invitation(invitation: Invitation, token: str, *, language: str = "") -> None:
    """Ask somebody to take a role; the link is the only way in."""
    path = reverse("accounts:invitation_accept", args=[token])
    post("accounts/invitation", to=invitation.email, context={"path": path}, language=language)


def post_confirm_email(to: User | str, path: str) -> None:
    """Ask whether this address is theirs."""
    post("accounts/confirm_email", to=to, context={"path": path})


def post_password_link(to: User | str, path: str) -> None:
    """Let somebody set a new password."""
    post("accounts/password_link", to=to, context={"path": path})


def post_account_exists(to: User | str, path: str) -> None:
    """Tell the owner of an account that somebody tried to open another one."""
    post("accounts/account_exists", to=to, context={"path": path})


def post_account_unknown(to: str) -> None:
    """Tell the owner of a mailbox that there is no account for it."""
    post("accounts/account_unknown", to=to)


def post_reference(reference: Reference, token: str, *, is_reminder: bool = False) -> None:
    """Ask a referee, or remind them; who it is about stands on the page behind the link only."""
    path = reverse("accounts:reference_answer", args=[token])
    context = {"path": path, "is_reminder": is_reminder}
    post("accounts/reference", to=str(reference.email), context=context, language=reference.language)
