"""How does a mail leave the house: written with its cause, sent by the worker, at least once, without identity?

A mail is a template triple `<app>/mail/<name>.subject`, `.txt` and `.html`. The subject must be one of `SUBJECTS`.

Settings: Django's mail settings, `SITE_ADDRESS` (the address of this installation, given to templates as `site`),
`DEMO` (mails that were sent can be looked at again).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from kernel.clock import now
from kernel.later import later
from kernel.models import MailMessage

# All the subjects there are: neutral, so that a mail seen over somebody's shoulder says nothing.
SUBJECTS = (
    _("A message is waiting for you"),
    _("Please confirm your e-mail address"),
    _("Your link to sign in"),
    _("Something changed in your account"),
    _("You are invited"),
    _("Please answer one question"),
    _("A reminder for you"),
    _("Something needs your attention"),
)
PAUSES = [timedelta(minutes=minutes) for minutes in (1, 2, 5, 15, 60, 240, 720, 1440)]


@dataclass(frozen=True)
class RenderedMail:
    """A mail as its reader sees it."""

    address: str
    subject: str
    text: str
    html: str
    created_at: datetime
    status: str


def post(template: str, *, to: Any, context: Mapping[str, Any] | None = None, language: str = "") -> MailMessage:
    """Put a mail into the outbox in the running transaction and have the worker send it.

    `template` is `<app>/<name>`; `to` a person, or an address as text; `context` holds no name and no id.
    """
    if isinstance(to, str):
        whom: dict[str, Any] = {"address": to}
    else:
        whom = {"recipient_id": to.public_id}
        language = language or to.language
    mail = MailMessage.objects.create(
        template=template, language=language or translation.get_language(), context=dict(context or {}), **whom
    )
    later("kernel.jobs.send_mail", mail.pk)
    return mail


def deliver(mail: MailMessage) -> None:
    """Send one mail, note that and forget its links; after an error note the next try, or failure after the last."""
    mail.attempts += 1
    try:
        _send(rendered(mail))
    except Exception as error:  # whatever the server or the template did, the mail must not be lost
        mail.last_error = type(error).__name__
        if mail.attempts > len(PAUSES):
            mail.status = MailMessage.Status.FAILED
        else:
            mail.next_try_at = now() + PAUSES[mail.attempts - 1]
    else:
        mail.status, mail.sent_at, mail.last_error = MailMessage.Status.SENT, now(), ""
        if not settings.DEMO:  # the demo shows its mails; elsewhere nobody needs the link in it again
            mail.context = {}
    mail.save(update_fields=["attempts", "status", "sent_at", "next_try_at", "last_error", "context"])


def try_again(mail: MailMessage) -> None:
    """Give a failed mail another round of tries."""
    mail.status, mail.attempts, mail.next_try_at = MailMessage.Status.WAITING, 0, now()
    mail.save(update_fields=["status", "attempts", "next_try_at"])
    later("kernel.jobs.send_mail", mail.pk)


def rendered(mail: MailMessage) -> RenderedMail:
    """Subject and bodies in the reader's language; a subject outside the list is refused."""
    app, _slash, name = mail.template.partition("/")
    context = {**mail.context, "site": settings.SITE_ADDRESS}
    with translation.override(mail.language):
        subject, text, html = (
            render_to_string(f"{app}/mail/{name}.{part}", context).strip() for part in ("subject", "txt", "html")
        )
        if subject not in map(str, SUBJECTS):
            raise ValueError(f"The subject of {mail.template} is none of the neutral ones.")
    return RenderedMail(_address(mail), subject, text, html, mail.created_at, mail.status)


def recent_mail(count: int = 50) -> list[RenderedMail]:
    """The newest mails, rendered: what the demo shows instead of sending."""
    return [rendered(mail) for mail in MailMessage.objects.order_by("-created_at", "-pk")[:count]]


def _address(mail: MailMessage) -> str:
    if mail.address is not None:
        return str(mail.address)
    person: Any = get_user_model()._default_manager.get(public_id=str(mail.recipient_id))
    return str(person.email)


def _send(mail: RenderedMail) -> None:
    message = EmailMultiAlternatives(mail.subject, mail.text, to=[mail.address])
    message.attach_alternative(mail.html, "text/html")
    message.send()
