"""How does somebody without an account answer one question? By a secret link that works once.

The token is in the mail and nowhere else: the database keeps its hash. Looking never uses a link up, because mail
scanners look too; only a POST does.
"""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import timedelta

from django.db import models
from django.utils.translation import gettext as _

from kernel.audit import Actor, record
from kernel.clock import now
from kernel.errors import RuleError
from kernel.models import TaskLink

VALID_FOR = timedelta(days=14)


def issue_link(
    subject: models.Model, *, purpose: str, by: Actor | None, valid_for: timedelta = VALID_FOR
) -> tuple[TaskLink, str]:
    """Create a link for one task about a record, on record in the trail; returns it with its token, shown only now."""
    token = secrets.token_urlsafe(32)
    link = TaskLink.objects.create(
        purpose=purpose,
        token_hash=_hash(token),
        subject_label=subject._meta.label_lower,
        subject_id=subject.public_id,  # type: ignore[attr-defined]  # every record of ours has one
        created_by_id=by.public_id if by else None,
        expires_at=now() + valid_for,
    )
    record("link.issued", by=by, subject=link, purpose=purpose, about=link.subject_id)
    return link, token


def find_link(token: str, *, purpose: str) -> TaskLink | None:
    """The live link of a token, or None for one that is unknown, used, revoked or expired."""
    return TaskLink.objects.live(now()).filter(purpose=purpose, token_hash=_hash(token)).first()


def was_used(token: str, *, purpose: str) -> bool:
    """Whether the link of a token did its work already: who presses twice reads thanks and no error."""
    return TaskLink.objects.filter(purpose=purpose, token_hash=_hash(token), used_at__isnull=False).exists()


def known_link(token: str, *, purposes: Iterable[str]) -> TaskLink | None:
    """The link of a token, used or not, while it is neither revoked nor expired: whoever answered may still speak."""
    known = TaskLink.objects.filter(purpose__in=purposes, token_hash=_hash(token), revoked_at=None)
    return known.filter(expires_at__gt=now()).first()


def use_link(link: TaskLink) -> None:
    """Use the link up; of two who try at once one wins."""
    _end(link, "used_at")
    record("link.used", by=None, subject=link)


def revoke_link(link: TaskLink, *, by: Actor | None) -> None:
    """Make the link worthless before it is used."""
    _end(link, "revoked_at")
    record("link.revoked", by=by, subject=link)


def _end(link: TaskLink, stamp: str) -> None:
    moment = now()
    if not TaskLink.objects.live(moment).filter(pk=link.pk).update(**{stamp: moment}):
        raise RuleError(_("This link was already used or is no longer valid."))
    setattr(link, stamp, moment)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
