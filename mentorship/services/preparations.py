"""How is it put on record that a mentee and the responsible adult were prepared before the first meeting?"""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import Permission
from kernel.audit import record
from kernel.clock import now, today
from kernel.errors import RuleError
from mentorship.models import Mentee, Preparation
from mentorship.profiles import is_minor
from mentorship.services.mentees import refuse_outsider

SHORTEST, LONGEST = 5, 480  # minutes


@transaction.atomic
def record_preparation(
    mentee: Mentee, *, audience: str, held_on: date, minutes: int, topics: Sequence[str], note: str = "", by: User
) -> Preparation:
    """Put one conversation on record: with whom, how long and about what."""
    refuse_outsider(by, Permission.PREPARATION_RECORD, mentee.centre)
    if held_on > today():
        raise RuleError(_("A preparation is recorded after it was held, so its day cannot be in the future."))
    if not SHORTEST <= minutes <= LONGEST:
        raise RuleError(_("A preparation takes between 5 minutes and 8 hours."))
    if audience == Preparation.Audience.GUARDIAN and not is_minor(mentee.birth_year, today()):
        raise RuleError(_("An adult has no responsible adult to be prepared."))
    preparation = Preparation.objects.create(
        mentee=mentee, audience=audience, held_on=held_on, minutes=minutes, topics=list(topics), note=note,
        recorded_by=by, recorded_at=now(),
    )  # fmt: skip
    record("mentee.prepared", by=by, subject=mentee, preparation=preparation.public_id, minutes=minutes)
    return preparation
