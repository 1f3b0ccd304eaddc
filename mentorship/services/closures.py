"""How does a pairing end as a procedure: begun, its steps done or skipped with a reason, closed at the end?

Rows are locked in one order: pairing, closure and its steps; closing goes through `mentorship.services.pairings`.
"""

import uuid
from collections.abc import Mapping
from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services.drafts import drop_draft
from kernel.audit import record, retried
from kernel.clock import now, today
from kernel.encryption import sealed_changes
from kernel.errors import RuleError
from kernel.workflow import advance
from mentorship import emails
from mentorship.closing import FOR_SAFETY, OF_ADULT, PROCEDURES, TALKS, said, steps_of
from mentorship.contact_standard import Party, Stage, question_set
from mentorship.models import CheckIn, Closure, ClosureStep, Extension, Pairing
from mentorship.queries.closures import have_met, is_adult_reachable, what_holds_back
from mentorship.queries.pairings import may_meet
from mentorship.services.pairings import end_pairing, pause_pairing

Kind = ClosureStep.Kind
WALKING = (Pairing.Status.INTRODUCED, Pairing.Status.ACTIVE, Pairing.Status.PAUSED)
RUNNING = Pairing.WORKFLOW["pause"].sources
LONGEST_EXTENSION = timedelta(days=366)


@retried
@transaction.atomic
def start_closure(*, pairing: Pairing, reason: str, note: str, last_meeting_on: date | None, by: User) -> Closure:
    """Begin the ending with its steps and their days; for safety the pairing rests at once, and the steps follow."""
    if reason not in PROCEDURES:
        raise RuleError(_("Please choose a reason from the list."))
    if reason == Pairing.ClosingReason.OTHER and not note.strip():
        raise RuleError(_("Another reason needs a few words in the note."))
    locked = _locked(pairing)
    if locked.status not in WALKING:
        raise RuleError(_("Only a pairing in which the two know each other ends in steps."))
    _refuse_last_meeting(locked, reason, last_meeting_on)
    closure = _begun(locked, reason, note, last_meeting_on, by)
    if reason == FOR_SAFETY and locked.status in RUNNING:
        pause_pairing(pairing=locked, by=by, reason=Pairing.PauseReason.SUSPENDED)
    record("closure.start", by=by, subject=closure)
    return closure


@retried
@transaction.atomic
def do_step(*, step: ClosureStep, note: str, by: User) -> None:
    """Note that a step is done."""
    if step.kind == Kind.NEXT and not note.strip():
        raise RuleError(_("Please write what the mentee gets next."))
    _refuse_for_adult(step)
    _settle(step, note, by, is_skipped=False)


@retried
@transaction.atomic
def skip_step(*, step: ClosureStep, note: str, by: User) -> None:
    """Note that a step cannot be done, and why."""
    if not note.strip():
        raise RuleError(_("Please write why this cannot be done."))
    _settle(step, note, by, is_skipped=True)


@retried
@transaction.atomic
def hold_last_meeting(*, step: ClosureStep, held_on: date, note: str, by: User) -> None:
    """Note the day of the goodbye; on that day the mentor must have been allowed to meet the mentee."""
    if held_on > today():
        raise RuleError(_("This day is still to come."))
    _refuse_without_papers(step.closure.pairing, held_on)
    Closure.objects.filter(pk=step.closure_id).update(last_meeting_on=held_on)
    _settle(step, note, by, is_skipped=False)


@retried
@transaction.atomic
def settle_later_contact(*, step: ClosureStep, later_contact: str, note: str, by: User) -> None:
    """Note which contact there is afterwards; what all agreed is written down."""
    if later_contact not in Closure.LaterContact.values:
        raise RuleError(_("Please say which contact there is afterwards."))
    if later_contact == Closure.LaterContact.AGREED and not note.strip():
        raise RuleError(_("Please write what was agreed."))
    agreed = sealed_changes(step.closure, {"later_contact": later_contact, "later_contact_note": note})
    Closure.objects.filter(pk=step.closure_id).update(**agreed)
    _settle(step, note, by, is_skipped=False)


@retried
@transaction.atomic
def hold_talk(
    *, step: ClosureStep, form_key: uuid.UUID, held_on: date, channel: str, answers: Mapping[str, str], note: str,
    by: User,
) -> None:  # fmt: skip
    """Write down a talk at the end, as a conversation in depth with the answers, and note the step as done."""
    given, party = said(answers), TALKS[step.kind]
    if held_on > today():
        raise RuleError(_("This day is still to come."))
    if not given and not note.strip():
        raise RuleError(_("Please write down what was said."))
    _refuse_for_adult(step)
    _settle(step, note, by, is_skipped=False)
    talk = CheckIn.objects.create(
        pairing=step.closure.pairing, form_key=form_key, party=party, depth=CheckIn.Depth.IN_DEPTH, held_on=held_on,
        channel=channel, question_set=question_set(Party(party), Stage.CLOSING), answers=given, note=note, made_by=by,
        made_at=now(),
    )  # fmt: skip
    drop_draft(form_key=form_key, by=by)
    record("check_in.record", by=by, subject=talk)


@retried
@transaction.atomic
def finish_closure(*, closure: Closure, by: User) -> None:
    """Close the pairing, when every step is done or skipped and no concern is open; the mentor is told by e-mail."""
    for sentence in what_holds_back(closure, by):
        raise RuleError(sentence)
    advance(closure, "finish", by=by)
    pairing = Pairing.objects.select_related("mentor__user").get(pk=closure.pairing_id)
    end_pairing(pairing, closure.reason, closure.note, by)
    emails.pairing_changed(pairing)


@retried
@transaction.atomic
def stop_closure(*, closure: Closure, by: User) -> None:
    """Do not end after all: the pairing goes on, and what was done so far stays on record."""
    advance(closure, "stop", by=by)


@retried
@transaction.atomic
def extend_pairing(
    *, pairing: Pairing, planned_until: date, reason: str, mentor_agrees: bool, mentee_agrees: bool, by: User
) -> Extension:
    """Move the planned end, with the reason, when both have said yes."""
    if not reason.strip():
        raise RuleError(_("Please write why the two go on."))
    if not (mentor_agrees and mentee_agrees):
        raise RuleError(_("The mentor and the mentee are both asked first, and both say yes."))
    locked = _locked(pairing)
    if locked.status not in WALKING or Closure.objects.under_way().filter(pairing=locked).exists():
        raise RuleError(_("This pairing ends already."))
    if not max(locked.planned_until, today()) < planned_until <= today() + LONGEST_EXTENSION:
        raise RuleError(_("The new end lies after the planned one and within a year."))
    extension = Extension.objects.create(
        pairing=locked, former_until=locked.planned_until, planned_until=planned_until, reason=reason, made_by=by,
        made_at=now(),
    )  # fmt: skip
    Pairing.objects.filter(pk=locked.pk).update(planned_until=planned_until)
    record("pairing.extend", by=by, subject=locked, before=locked.planned_until, after=planned_until)
    return extension


def _begun(pairing: Pairing, reason: str, note: str, last_meeting_on: date | None, by: User) -> Closure:
    try:
        with transaction.atomic():
            closure = Closure.objects.create(
                pairing=pairing, procedure=PROCEDURES[reason], reason=reason, note=note,
                last_meeting_on=last_meeting_on, started_by=by, started_at=now(),
            )  # fmt: skip
    except IntegrityError as error:
        raise RuleError(_("The ending of this pairing is under way already.")) from error
    steps = steps_of(
        reason, today(), last_meeting_on=last_meeting_on, have_met=have_met(pairing),
        has_adult=is_adult_reachable(pairing.mentee),
    )  # fmt: skip
    ClosureStep.objects.bulk_create(
        ClosureStep(closure=closure, position=position, kind=step.kind, due_on=step.due_on)
        for position, step in enumerate(steps, start=1)
    )
    return closure


def _settle(step: ClosureStep, note: str, by: User, *, is_skipped: bool) -> None:
    """Of two who settle the same step one wins; a closure that is over takes nothing more."""
    changes = {"is_skipped": is_skipped, "note": note, "done_by": by, "done_at": now()}
    waiting = ClosureStep.objects.filter(pk=step.pk, done_at=None, closure__status=Closure.Status.UNDER_WAY)
    if not waiting.update(**sealed_changes(step, changes)):
        raise RuleError(_("This step is settled already."))
    record("closure.step", by=by, subject=step, kind=step.kind, is_skipped=is_skipped)


def _refuse_last_meeting(pairing: Pairing, reason: str, last_meeting_on: date | None) -> None:
    if last_meeting_on is None:
        return
    if reason == FOR_SAFETY:
        raise RuleError(_("When a pairing ends for safety the two do not meet again. Leave the day empty."))
    if last_meeting_on < today():
        raise RuleError(_("The last meeting is still to come; choose a day from today on."))
    _refuse_without_papers(pairing, last_meeting_on)


def _refuse_without_papers(pairing: Pairing, day: date) -> None:
    if not may_meet(pairing.mentor, pairing.mentee.population, day):
        raise RuleError(
            _("On that day the mentor's papers do not hold, so the two may not meet. Choose another day or skip it.")
        )


def _refuse_for_adult(step: ClosureStep) -> None:
    if step.kind in OF_ADULT and not is_adult_reachable(step.closure.pairing.mentee):
        raise RuleError(
            _("The mentee is of age now, or this adult is no longer safe to contact. Nobody is told; skip this step.")
        )


def _locked(pairing: Pairing) -> Pairing:
    locked = Pairing.objects.select_for_update(no_key=True, of=("self",)).select_related("mentor__user", "mentee")
    return locked.get(pk=pairing.pk)
