"""Which support does a centre promise from now on?"""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Centre, User
from accounts.permissions import Permission
from kernel.audit import record, retried
from kernel.clock import now
from kernel.errors import RuleError
from mentorship.contact_standard import Standard
from mentorship.models import SupportStandard
from mentorship.queries.standards import CONTACTS, standard_from, to_settings


@retried
@transaction.atomic
def change_contacts(*, centre: Centre, seen_version: int, contacts: Standard, by: User) -> SupportStandard:
    """Follow the standard in use with a new version that asks for these contacts; everything else in it stays."""
    if not by.may_in(Permission.STANDARD_EDIT, centre):
        raise RuleError(_("Only a coordinator of this centre changes its standard of support."))
    Centre.objects.select_for_update(no_key=True).get(pk=centre.pk)
    former = SupportStandard.objects.filter(centre=centre, is_current=True).first()
    version, settings = (former.version, former.settings) if former else (0, {})
    if version != seen_version:
        raise RuleError(_("Somebody else changed the standard in the meantime. Please look at it again."))
    if standard_from(settings) == contacts:
        raise RuleError(_("Nothing is different from the standard in use."))
    SupportStandard.objects.filter(centre=centre, is_current=True).update(is_current=False)
    following = SupportStandard.objects.create(
        centre=centre, version=version + 1, settings={**settings, CONTACTS: to_settings(contacts)}, made_by=by,
        made_at=now(),
    )  # fmt: skip
    record("standard.change", by=by, subject=following, version=following.version)
    return following
