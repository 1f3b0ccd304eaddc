"""How is an applicant refused, and how is an appeal against it answered? The applicant reads fixed, kind words only."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services.references import take_references_back
from kernel.audit import record, retried
from kernel.clock import now
from kernel.encryption import sealed_changes
from kernel.errors import RuleError
from kernel.workflow import advance
from mentorship import emails
from mentorship.models import Application
from mentorship.queries.admissions import decided_before, is_sealed, may_appeal
from mentorship.services.admissions import locked_application, refuse_wrong_decider
from mentorship.services.exclusions import compare_with_lists
from mentorship.services.trainings import close_trainings, open_trainings


@retried
@transaction.atomic
def refuse_application(application: Application, *, reason: str, words: str, by: User) -> None:
    """Refuse for a coded reason, with words for the file; one of the two professions is enough."""
    current = locked_application(application)
    refuse_wrong_decider(current, by)
    if reason not in Application.Refusal.values:
        raise RuleError(_("Please choose a reason from the list."))
    if not words.strip():
        raise RuleError(_("Please write down why, for the file. The applicant does not read it."))
    end_application(current, reason=reason, words=words.strip(), by=by)


def end_application(application: Application, *, reason: str, words: str, by: User | None) -> None:
    """Refuse the locked application, end what was under way for it, and ask the person by mail to sign in."""
    advance(application, "refuse", by=by, refusal=reason, refusal_words=words)
    take_references_back(person=application.user, centre=application.centre, by=by)
    close_trainings(application, by=by)
    emails.application_decided(application)


@retried
@transaction.atomic
def appeal_refusal(application: Application, *, text: str, by: User) -> None:
    """Let the person ask once, within thirty days, that somebody else looks at the refusal."""
    current = locked_application(application)
    if current.user_id != by.pk:
        raise RuleError(_("Only the person who was refused appeals."))
    if not may_appeal(current):
        raise RuleError(_("An appeal is possible once, within 30 days of the answer."))
    if not text.strip():
        raise RuleError(_("Please write why you see it differently."))
    _write(current, appeal=text.strip(), appealed_at=now())
    record("application.appeal", by=by, subject=current)


@retried
@transaction.atomic
def answer_appeal(application: Application, *, is_upheld: bool, words: str, by: User) -> None:
    """Answer an appeal against somebody else's refusal: the application is looked at again, or the refusal stays.

    Who is looked at again is compared anew with the lists of those who must never come near a mentee.
    """
    current = locked_application(application)
    refuse_wrong_decider(current, by)
    _refuse_wrong_answer(current, by, words)
    answer = {
        "appeal_upheld": is_upheld, "appeal_words": words.strip(), "appeal_answered_by": by,
        "appeal_answered_at": now(),
    }  # fmt: skip
    if is_upheld:
        _reopen(current, answer, by)
    else:
        _write(current, **answer)
        record("application.appeal_refused", by=by, subject=current)
    emails.application_decided(current)


def _refuse_wrong_answer(application: Application, by: User, words: str) -> None:
    if application.appealed_at is None or application.appeal_answered_at is not None:
        raise RuleError(_("No appeal waits for an answer here."))
    if decided_before(application, by):
        raise RuleError(_("Somebody else answers the appeal than the person who refused."))
    if not words.strip():
        raise RuleError(_("Please write down why, for the file. The applicant does not read it."))


def _reopen(application: Application, answer: dict[str, object], by: User) -> None:
    """Back to those who wait for a decision; every earlier yes stops counting."""
    if is_sealed(application):
        raise RuleError(_("This is not possible."))
    if Application.objects.open().filter(user=application.user, centre=application.centre).exists():
        raise RuleError(_("This person has applied anew. Please decide about the newer application."))
    advance(application, "reopen", by=by, **answer)
    application.votes.filter(is_current=True).update(is_current=False)
    compare_with_lists(application)
    open_trainings(application, by=by)


def _write(application: Application, **changes: object) -> None:
    Application.objects.filter(pk=application.pk).update(**sealed_changes(application, changes))
