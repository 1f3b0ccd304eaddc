"""Is an applicant the person who must never come near a mentee? The mentee's own specialist decides, nobody else.

What came of it is sealed: an application that ends here is refused by the programme, without a name and without words.
"""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from kernel.audit import record, retried
from kernel.clock import now
from kernel.encryption import sealed_changes
from kernel.errors import RuleError
from mentorship.models import Application, NoContactHit
from mentorship.services.admissions import locked_application
from mentorship.services.pairings import pause_who_must_never_meet
from mentorship.services.refusals import end_application


@retried
@transaction.atomic
def decide_hit(hit: NoContactHit, *, is_same_person: bool, reason: str, by: User) -> None:
    """Let the application go on, or end it; if the person walks beside the mentee already, that pairing rests."""
    if not reason.strip():
        raise RuleError(_("Please give the reason; only you will see it."))
    application = locked_application(hit.application)
    visible = NoContactHit.objects.visible_to(by).select_related("no_contact__mentee")
    current = visible.filter(pk=hit.pk, is_same_person=None).first()
    if current is None:
        raise RuleError(_("Nothing waits for your decision here."))
    if is_same_person:
        pause_who_must_never_meet(current.no_contact.mentee, by=by)
    decision = {"is_same_person": is_same_person, "reason": reason.strip(), "decided_by": by, "decided_at": now()}
    NoContactHit.objects.filter(pk=current.pk).update(**sealed_changes(current, decision))
    record("no_contact.decided", by=by, subject=current)
    if is_same_person and application.status == Application.Status.SUBMITTED:
        end_application(application, reason=Application.Refusal.OTHER, words="", by=None)
