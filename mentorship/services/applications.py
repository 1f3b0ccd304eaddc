"""How does somebody apply? Begin, tell step by step, hand in, take back; nothing that was told is lost."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Centre, Reference, User
from accounts.permissions import Permission
from accounts.services.people import tell_about_oneself
from accounts.services.references import name_referee, take_references_back, withdraw_reference
from kernel.audit import record, retried
from kernel.clock import now, today
from kernel.encryption import sealed_changes
from kernel.errors import RuleError
from kernel.workflow import advance
from mentorship.application_steps import REFERENCES, STEPS, Step, is_under_age
from mentorship.models import Application, Mentor
from mentorship.queries.applications import able_referees, mark_of, missing_in, referee, told_on
from mentorship.services.exclusions import compare_with_lists
from mentorship.services.trainings import close_trainings, open_trainings

Status = Application.Status
INDEXES = {"name_index": "", "phone_index": "", "person_index": ""}  # writing them makes each look at the person anew


class StepChangedError(RuleError):
    """The same step was saved elsewhere since the form was opened."""

    def __init__(self) -> None:
        super().__init__(_("This step was saved in another window while you were writing. Both texts are here."))


@retried
@transaction.atomic
def begin_application(*, centre: Centre, by: User) -> Application:
    """Open an application of the person at the centre; whoever has an open one goes on with it."""
    if not by.may_in(Permission.MY_APPLICATION, centre):
        raise RuleError(_("You may not do this at this centre."))
    if Mentor.objects.filter(user=by).exclude(status=Mentor.Status.LEFT).exists():
        raise RuleError(_("You are a mentor already, so there is nothing to apply for."))
    moment = now()
    application, is_new = Application.objects.open().get_or_create(
        user=by, centre=centre, defaults={"started_at": moment, "changed_at": moment}
    )
    if is_new:
        record("application.begun", by=by, subject=application)
    return application


@retried
@transaction.atomic
def save_step(*, application: Application, step: Step, told: Mapping[str, Any], mark: str, by: User) -> Application:
    """Keep what was told on one step, complete or not, unless the step says something else than when it was shown.

    `mark` is what `mark_of` said of the step then. Sending the same words twice is no change and no conflict.
    Referees may still be named after the rest is handed in, because one of those named may not want to answer.
    """
    current = _locked(application, by)
    _refuse_closed(current, step)
    before = told_on(current, step)
    if mark_of(before) not in {mark, mark_of(told)}:
        raise StepChangedError
    _refuse_minor(told)
    if step is REFERENCES:
        _keep_referees(current, told["referees"], by)
    if step.of_person:
        tell_about_oneself(by=by, **{name: told[name] for name in step.of_person})
        current.user = by
        _compare_others(current)
    _write(current, {name: told[name] for name in step.of_application})
    record("application.step_saved", by=by, subject=current, step=step.code)
    return current


@retried
@transaction.atomic
def submit_application(*, application: Application, by: User) -> Application:
    """Hand the application in, agreed to the checks and to how data are kept; from now on it is read only.

    It is compared with the lists of those who must never come near a mentee, and the training opens at once.
    Handing in twice gives the same application.
    """
    current = _locked(application, by)
    if current.status == Status.SUBMITTED:
        return current
    _refuse_closed(current)
    if missing_in(current):
        raise RuleError(_("Something is still missing. Please complete it, then hand the application in."))
    advance(current, "submit", by=by, agreed_at=now(), **INDEXES)
    compare_with_lists(current)
    open_trainings(current, by=by)
    return current


@retried
@transaction.atomic
def withdraw_application(*, application: Application, by: User) -> None:
    """Take the application back: nobody decides about it any more, referees are not asked, the training ends."""
    current = _locked(application, by)
    advance(current, "withdraw", by=by)
    take_references_back(person=by, centre=current.centre, by=by)
    close_trainings(current, by=by)


def can_change(application: Application, step: Step | None) -> bool:
    """Whether a step can still be told: all of them before the hand-in, the referees until the decision."""
    handed_in = application.status == Status.SUBMITTED and step is REFERENCES
    return handed_in or application.status == Status.DRAFT


def _locked(application: Application, by: User) -> Application:
    """The application as it is now, held until the transaction ends; only the person themselves acts on it."""
    if application.user_id != by.pk:
        raise RuleError(_("Only the person who applies changes their application."))
    rows = Application.objects.select_for_update(no_key=True, of=("self",))
    return rows.select_related("user", "centre", "place", "university").get(pk=application.pk)


def _refuse_closed(application: Application, step: Step | None = None) -> None:
    if not can_change(application, step):
        raise RuleError(_("This application cannot be changed any more: it is “%(status)s”.") % {
            "status": application.get_status_display()
        })  # fmt: skip


def _refuse_minor(told: Mapping[str, Any]) -> None:
    if told.get("born_on") and is_under_age(told["born_on"], today()):
        raise RuleError(_("A mentor is at least 18 years old."))


def _write(application: Application, changes: dict[str, Any]) -> None:
    """Write the fields of a step, and which steps are complete with them."""
    sealed_changes(application, changes)
    lacking = {missing.step.code for missing in missing_in(application)}
    done = [step.code for step in STEPS if step.code not in lacking]
    written = sealed_changes(application, {**changes, "steps_done": done, "changed_at": now()})
    Application.objects.filter(pk=application.pk).update(**written)


def _compare_others(application: Application) -> None:
    """Whoever tells another name or phone here is compared anew wherever else they have applied."""
    others = Application.objects.filter(user=application.user, status=Status.SUBMITTED).exclude(pk=application.pk)
    for other in others.order_by("pk"):
        other.user = application.user
        Application.objects.filter(pk=other.pk).update(**sealed_changes(other, dict(INDEXES)))
        compare_with_lists(other)


def _keep_referees(application: Application, wanted: Sequence[Mapping[str, str]], by: User) -> None:
    """Take back whoever is named no longer, and name whoever is new; whoever was asked already stays."""
    left = [dict(one) for one in wanted]
    for reference in able_referees(application.user, application.centre):
        if reference.status != Reference.Status.NAMED:
            continue
        if referee(reference) in left:
            left.remove(referee(reference))
        else:
            withdraw_reference(reference=reference, by=by)
    for one in left:
        name_referee(person=by, centre=application.centre, by=by, **one)
