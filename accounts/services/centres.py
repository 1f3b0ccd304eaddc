"""How does a centre come into being?"""

import re
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email, validate_slug
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Centre, Invitation, RoleGrant
from accounts.permissions import Role
from accounts.services.invitations import VALID_FOR, send_link, write_invitation
from kernel import audit
from kernel.clock import now, today
from kernel.errors import RuleError


@dataclass(frozen=True)
class Founded:
    """The centre, whether it is new, and the token of the administrator's link unless there is one already."""

    centre: Centre
    is_new: bool
    token: str | None


@transaction.atomic
def found_centre(
    *, code: str, name: str, county: str, email: str, language: str = "ro", another: bool = False
) -> Founded:
    """Create the centre unless it exists, and invite its first administrator unless it has one.

    `another` invites one more administrator by the word of whoever runs the server, for a centre in which nobody is
    left who could be the second person.
    """
    email = email.strip().lower()
    _refuse_words(code, name, county, email)
    centre, is_new = Centre.objects.get_or_create(
        code=code, defaults={"name": name.strip(), "county": county, "created_at": now()}
    )
    if is_new:
        audit.record("centre.founded", by=None, subject=centre, code=code)
    if not another and _has_administrator(centre):
        return Founded(centre, is_new, None)
    return Founded(centre, is_new, _link_for(centre, email, language))


def _link_for(centre: Centre, email: str, language: str) -> str:
    """A fresh link for the administrator's open invitation, which is written first if need be."""
    where = {"centre": centre, "email": email, "role": Role.ADMINISTRATOR}
    invitation = Invitation.objects.filter(**where, status=Invitation.Status.OPEN).first()
    if invitation is None:
        invitation = write_invitation(
            email=email, role=Role.ADMINISTRATOR, centre=centre, university=None, by=None, waits=False
        )
    Invitation.objects.filter(pk=invitation.pk).update(expires_at=now() + VALID_FOR)
    return send_link(invitation, by=None, language=language)


def _has_administrator(centre: Centre) -> bool:
    return RoleGrant.objects.active(today()).filter(centre=centre, role=Role.ADMINISTRATOR).exists()


def _refuse_words(code: str, name: str, county: str, email: str) -> None:
    try:
        validate_slug(code)
    except ValidationError as error:
        raise RuleError(_("The code of a centre has letters, digits and hyphens only.")) from error
    if len(code) > 20 or not name.strip() or len(name) > 120:
        raise RuleError(_("A centre needs a code of at most 20 and a name of at most 120 letters."))
    if not re.fullmatch(r"\d{2}", county):
        raise RuleError(_("The county is a number of two digits, such as 13 for Cluj."))
    try:
        validate_email(email)
    except ValidationError as error:
        raise RuleError(_("The e-mail address of the administrator is not complete.")) from error
