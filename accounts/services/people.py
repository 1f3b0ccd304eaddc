"""How does somebody open an account, and what do they choose for it?"""

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction

from accounts.models import Centre, User
from accounts.permissions import Role
from accounts.services.roles import grant
from kernel import audit


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
