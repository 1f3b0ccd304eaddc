"""May this mentee be accompanied? The decision, consent and assent: recorded, and taken back with effect at once."""

from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import Permission
from kernel.audit import record
from kernel.clock import now, today
from kernel.errors import RuleError
from mentorship.models import Consent, Mentee, MentoringDecision, Pairing
from mentorship.profiles import is_minor
from mentorship.services.mentees import refuse_outsider
from mentorship.services.pairings import pause_pairing

LONGEST_REVIEW = timedelta(days=366)


@transaction.atomic
def decide_mentoring(
    mentee: Mentee, *, is_right_now: bool, reason: str, review_on: date, by: User
) -> MentoringDecision:
    """Record the decision of the mentee's own specialist, with the day by which it is reviewed; the newest counts."""
    if by != mentee.specialist or not by.may_in(Permission.MENTORING_DECIDE, mentee.centre):
        raise RuleError(_("Only the mentee's own specialist decides whether mentoring is right now."))
    if not today() < review_on <= today() + LONGEST_REVIEW:
        raise RuleError(_("The review is after today and within a year."))
    if not reason.strip():
        raise RuleError(_("Please give the reason for the decision."))
    decision = MentoringDecision.objects.create(
        mentee=mentee, is_right_now=is_right_now, reason=reason, review_on=review_on, decided_by=by, decided_at=now()
    )
    record("mentee.mentoring_decided", by=by, subject=mentee, decision=decision.public_id)
    return decision


@transaction.atomic
def record_consent(
    mentee: Mentee, *, kind: str, given_by: str, given_on: date, by: User, expires_on: date | None = None
) -> Consent:
    """Record lawful consent or the mentee's own yes; one that has lapsed makes room for it."""
    refuse_outsider(by, Permission.CONSENT_RECORD, mentee.centre)
    _refuse_impossible_consent(mentee, kind, given_by, given_on, expires_on)
    current = mentee.consents.filter(kind=kind, is_current=True)
    current.filter(expires_on__lt=today()).update(is_current=False)
    if current.exists():
        raise RuleError(_("This consent is recorded already."))
    consent = Consent.objects.create(
        mentee=mentee, kind=kind, given_by=given_by, given_on=given_on, expires_on=expires_on, recorded_by=by,
        recorded_at=now(),
    )  # fmt: skip
    record("mentee.consent_recorded", by=by, subject=mentee, consent=consent.public_id, kind=kind)
    return consent


@transaction.atomic
def withdraw_consent(consent: Consent, *, by: User) -> None:
    """Take a consent back from today: the mentee cannot be paired, and running pairings pause at once."""
    refuse_outsider(by, Permission.CONSENT_RECORD, consent.mentee.centre)
    # an approval under way ends first, then pauses
    Mentee.objects.select_for_update(no_key=True).get(pk=consent.mentee_id)
    withdrawn = Consent.objects.filter(pk=consent.pk, is_current=True).update(
        is_current=False, withdrawn_on=today(), withdrawal_recorded_by=by, withdrawal_recorded_at=now()
    )
    if not withdrawn:
        raise RuleError(_("This consent no longer counts."))
    for pairing in consent.mentee.pairings.filter(status__in=Pairing.WORKFLOW["pause"].sources):
        pause_pairing(pairing=pairing, by=by, reason=Pairing.PauseReason.CONSENT)
    record("mentee.consent_withdrawn", by=by, subject=consent.mentee, consent=consent.public_id, kind=consent.kind)


def _refuse_impossible_consent(
    mentee: Mentee, kind: str, given_by: str, given_on: date, expires_on: date | None
) -> None:
    if given_on > today():
        raise RuleError(_("A consent cannot be given on a day that is still to come."))
    if expires_on and expires_on < today():
        raise RuleError(_("A consent that has lapsed already does not help; please ask for it again."))
    if kind == Consent.Kind.ASSENT and given_by != Consent.Giver.SELF:
        raise RuleError(_("Only the mentee can give the own yes."))
    may_be_minor = is_minor(mentee.birth_year, today())
    if kind == Consent.Kind.LAWFUL_CONSENT and given_by == Consent.Giver.SELF and may_be_minor:
        raise RuleError(_("A mentee under 18 cannot give lawful consent; a guardian, court or authority does."))
