"""How far is the ending of a pairing, what holds it back, and who may be told about it?"""

from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from kernel.clock import today
from mentorship.closing import FOR_SAFETY
from mentorship.contact_standard import Party, Stage, question_set
from mentorship.models import CheckIn, Closure, ClosureStep, Concern, Mentee, Pairing, SafeContact
from mentorship.profiles import is_minor
from mentorship.question_sets import questions_for

QUESTION_SETS = [question_set(party, Stage.CLOSING) for party in Party]


@dataclass(frozen=True)
class Talk:
    """A talk at the end, with every answer beside its question."""

    check_in: CheckIn
    answers: list[tuple[str, str]]


def closure_of_staff(user: User) -> "QuerySet[Closure]":
    """The endings whose page this person may open, with the steps and whoever did them."""
    steps = ClosureStep.objects.select_related("done_by").order_by("position")
    return (
        Closure.objects.visible_to(user)
        .select_related("pairing__mentor__user", "pairing__mentee", "pairing__centre", "started_by", "finished_by")
        .prefetch_related(Prefetch("steps", queryset=steps, to_attr="all_steps"))
    )


def step_of_staff(user: User) -> "QuerySet[ClosureStep]":
    """The steps this person may settle, with the pairing they belong to."""
    return ClosureStep.objects.visible_to(user).select_related(
        "closure__pairing__mentor__user", "closure__pairing__mentee", "closure__pairing__centre", "done_by"
    )


def talks_of(pairing: Pairing) -> list[Talk]:
    """What was said in the talks at the end of a pairing."""
    held = CheckIn.objects.filter(pairing=pairing, question_set__in=QUESTION_SETS).order_by("held_on", "pk")
    return [Talk(talk, _answers(talk)) for talk in held]


def _answers(talk: CheckIn) -> list[tuple[str, str]]:
    asked = questions_for(Party(talk.party), Stage.CLOSING)
    return [(question.text(), talk.answers.get(question.code, "")) for question in asked]


def have_met(pairing: Pairing) -> bool:
    """Whether the two have spent time together, so that there is something to say goodbye to."""
    return pairing.started_at is not None or pairing.meetings.exists()


def is_adult_reachable(mentee: Mentee) -> bool:
    """Whether there is a responsible adult to talk to: never of somebody of age, and only where it is safe."""
    if not is_minor(mentee.birth_year, today()):
        return False
    consenter = SafeContact.objects.filter(mentee=mentee, party=SafeContact.Party.CONSENTER)
    return any(contact.mail_is_safe or contact.call_is_safe for contact in consenter)


def open_concerns(closure: Closure, user: User) -> bool:
    """Whether a concern about the pairing is open, as far as this person may know of it."""
    return Concern.objects.handled_by(user).open().filter(pairing=closure.pairing_id).exists()


def what_holds_back(closure: Closure, user: User) -> list[str]:
    """What is still to be done before the pairing is closed, in sentences; empty when nothing is."""
    sentences = []
    if closure.steps.filter(done_at=None).exists():
        sentences.append(_("Every step is done, or skipped with a reason, before the pairing is closed."))
    if closure.reason != FOR_SAFETY and open_concerns(closure, user):
        sentences.append(_("A concern about this pairing is open. The pairing is closed after the concern."))
    return sentences
