"""May the mentee have another mentor after a pairing has ended? The specialist decides, with the evidence shown."""

from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import Permission
from kernel.audit import record
from kernel.clock import now, today
from kernel.errors import RuleError
from mentorship.closing import needs_words
from mentorship.models import Mentee, RematchDecision
from mentorship.queries.rematches import evidence_of, facts_of

Answer = RematchDecision.Answer
LONGEST_REVIEW = timedelta(days=366)


@transaction.atomic
def decide_rematch(mentee: Mentee, *, answer: str, reason: str, review_on: date | None, by: User) -> RematchDecision:
    """Record the decision of the mentee's own specialist, with what was shown; the newest about the last end counts."""
    if by != mentee.specialist or not by.may_in(Permission.MENTORING_DECIDE, mentee.centre):
        raise RuleError(_("Only the mentee's own specialist decides about another mentor."))
    if answer not in Answer.values:
        raise RuleError(_("Please choose an answer."))
    evidence = evidence_of(mentee, by)
    if evidence is None:
        raise RuleError(_("No pairing of this mentee has ended, so there is nothing to decide."))
    if not reason.strip() and needs_words(answer, evidence.lastings):
        raise RuleError(_("Please give the reason. After two early endings a yes needs one too."))
    _refuse_review(answer, review_on)
    decision = RematchDecision.objects.create(
        mentee=mentee, pairing=evidence.last.pairing, answer=answer, reason=reason, evidence=facts_of(evidence),
        review_on=review_on if answer == Answer.LATER else None, decided_by=by, decided_at=now(),
    )  # fmt: skip
    record("mentee.rematch_decided", by=by, subject=mentee, decision=decision.public_id)
    return decision


def _refuse_review(answer: str, review_on: date | None) -> None:
    if answer != Answer.LATER:
        return
    if review_on is None or not today() < review_on <= today() + LONGEST_REVIEW:
        raise RuleError(_("“Not yet” needs a day after today and within a year, on which you look at it again."))
