"""How does somebody open an account, and what do they tell and choose for it?"""

from datetime import date

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Centre, Evidence, User
from accounts.permissions import Role
from accounts.services.roles import grant
from kernel import audit
from kernel.errors import RuleError

CHECKED = ("given_name", "family_name", "born_on")


@transaction.atomic
def register(*, email: str, password: str, given_name: str, family_name: str, centre: Centre, language: str) -> User:
    """Open an account for an applicant of the centre; it opens nothing before the mailbox is proved."""
    user = User.objects.create_user(email, password, given_name=given_name, family_name=family_name, language=language)
    grant(user=user, role=Role.APPLICANT, centre=centre, given_by=None)
    return user


@transaction.atomic
def prove_mailbox(*, by: User) -> None:
    """Note that the person reads the mail of their account; somebody else's proof of the same address stands."""
    address, _is_new = EmailAddress.objects.get_or_create(user=by, email=by.email, defaults={"primary": True})
    if not address.verified and address.set_verified():
        audit.record("person.mailbox_proved", by=by, subject=by)


@transaction.atomic
def choose_language(*, language: str, by: User) -> None:
    """Keep the language of the pages with the person, for every device; an unknown one changes nothing."""
    if language not in dict(settings.LANGUAGES) or language == by.language:
        return
    by.language = language
    by.save(update_fields=["language"])
    audit.record("person.language", by=by, subject=by, language=language)


@transaction.atomic
def tell_about_oneself(
    *, given_name: str = "", family_name: str = "", born_on: date | None = None, phone: str = "", by: User
) -> None:
    """Keep what a person tells about themselves; what is left out stays, what a centre has checked stays too."""
    told = {"given_name": given_name, "family_name": family_name, "born_on": born_on, "phone": phone}
    changed = {name: value for name, value in told.items() if value and value != getattr(by, name)}
    is_renaming = any(getattr(by, name) for name in CHECKED if name in changed)
    if is_renaming and Evidence.objects.filter(person=by, result=Evidence.Result.CLEAR).exists():
        raise RuleError(_("Your name and date of birth were checked already. Your coordinator can change them."))
    if not changed:
        return
    for name, value in changed.items():
        setattr(by, name, value)
    by.save(update_fields=sorted(changed))
    audit.record("person.told_about_themselves", by=by, subject=by, changed=sorted(changed))
