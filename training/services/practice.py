"""How does a specialist sign off practice, and how does a trainer's observation reach the coordinator?"""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Centre, User
from accounts.permissions import Permission
from kernel.audit import record
from kernel.clock import now
from kernel.errors import RuleError
from training.models import Achievement, Module, Observation, PracticeTry
from training.progress import Part
from training.services.records import achieve


@transaction.atomic
def sign_off(*, person: User, centre: Centre, module: Module, note: str, by: User) -> Achievement:
    """Sign that somebody was seen to practise well; it may complete their track."""
    _refuse(person, centre, by)
    found = achieve(person=person, centre=centre, module=module, part=Part.PRACTICE, by=by, note=note.strip())
    if found is None:
        raise RuleError(_("This module is on none of the tracks of this person."))
    return found


@transaction.atomic
def not_yet(*, person: User, centre: Centre, module: Module, to_practise: str, note: str = "", by: User) -> PracticeTry:
    """Say what is still to be practised; the learner reads that sentence, and not the note."""
    _refuse(person, centre, by)
    if not to_practise.strip():
        raise RuleError(_("Please say what is still to be practised."))
    tried = PracticeTry.objects.create(
        person=person, centre=centre, module=module, to_practise=to_practise.strip(), note=note.strip(), seen_by=by,
        seen_at=now(),
    )  # fmt: skip
    record("practice.not_yet", by=by, subject=tried, person=person.public_id, module=module.code)
    return tried


@transaction.atomic
def observe(*, person: User, centre: Centre, words: str, needs_attention: bool, by: User) -> Observation:
    """Write down what was noticed about a learner; where it needs attention it waits on the coordinator's home."""
    if not by.may_in(Permission.TRAINING_RUN, centre):
        raise RuleError(_("Only trainers of the centre write observations."))
    _refuse_oneself(person, by)
    if not words.strip():
        raise RuleError(_("Please say what you noticed."))
    seen = Observation.objects.create(
        person=person, centre=centre, words=words.strip(), needs_attention=needs_attention, observed_by=by,
        observed_at=now(),
    )  # fmt: skip
    record("observation.new", by=by, subject=seen, person=person.public_id)
    return seen


@transaction.atomic
def acknowledge(*, observation: Observation, answer: str, by: User) -> None:
    """Say what was done about an observation; it leaves the worklists."""
    if not by.may_in(Permission.OBSERVATIONS_SEE, observation.centre) or by.pk == observation.person_id:
        raise RuleError(_("Coordinators and specialists of the centre answer observations."))
    if not answer.strip():
        raise RuleError(_("Please say in a few words what was done."))
    observation.answer, observation.acknowledged_by, observation.acknowledged_at = answer.strip(), by, now()
    waiting = Observation.objects.select_for_update(no_key=True).filter(pk=observation.pk, acknowledged_at=None)
    if not waiting.exists():
        raise RuleError(_("Somebody acknowledged this already."))
    observation.save(update_fields=["answer", "acknowledged_by", "acknowledged_at"])
    record("observation.acknowledge", by=by, subject=observation)


def _refuse(person: User, centre: Centre, by: User) -> None:
    if not by.may_in(Permission.PRACTICE_SIGN, centre):
        raise RuleError(_("Only specialists of the centre sign off practice."))
    _refuse_oneself(person, by)


def _refuse_oneself(person: User, by: User) -> None:
    if person.pk == by.pk:
        raise RuleError(_("Nobody signs or writes about themselves. Please ask a colleague."))
