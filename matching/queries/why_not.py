"""Why is this other mentor not proposed? The bars that forbid it, or what it would cost everybody else."""

from dataclasses import dataclass, field

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from kernel.folding import fold_name
from matching.costs import loss_sentences
from matching.engine import Problem, WhyNot, why_not
from matching.models import Run
from matching.queries.sessions import session_of
from matching.queries.standing import full_groups
from matching.sentences import bar_sentence
from mentorship.models import Mentee, Mentor

MOST_FOUND = 20


@dataclass(frozen=True)
class Found:
    """The mentors of the centre whose name begins like the words, the first ones."""

    mentors: list[Mentor]
    has_more: bool


@dataclass(frozen=True)
class Answer:
    """What is said about one pair; a pair that is not possible has no price, and perhaps no reason."""

    mentor: Mentor
    verdict: str
    is_possible: bool
    reasons: list[str] = field(default_factory=list)
    cost: tuple[int, ...] | None = None  # for everybody together: mentees lost by urgency, then fit
    price: list[str] = field(default_factory=list)
    is_as_stored: bool = True


def mentors_to_ask_about(run: Run, viewer: User) -> QuerySet[Mentor]:
    return Mentor.objects.visible_to_staff(viewer).filter(centre=run.centre_id).select_related("user")


def mentors_called(run: Run, viewer: User, words: str) -> Found:
    """Whose names hold every word, at least at the beginning of a part of the name; without words nobody."""
    wanted = fold_name(words).split()
    if not wanted:
        return Found([], False)
    everybody = mentors_to_ask_about(run, viewer).order_by("user__family_name", "user__given_name", "pk")
    names = everybody.values_list("pk", "user__given_name", "user__family_name")
    keys = [pk for pk, given, family in names if _is_called(f"{given} {family}", wanted)]
    return Found(list(everybody.filter(pk__in=keys[:MOST_FOUND])), len(keys) > MOST_FOUND)


def answer_about(run: Run, mentee: Mentee, mentor: Mentor) -> Answer:
    """Bars or price, as things stand today, under the policy of the run."""
    pair = str(mentee.public_id), str(mentor.public_id)
    live = session_of(run, about=pair[0])
    problem = live.pool.problem
    if pair[0] not in problem.mentee_of:
        return _impossible(mentor, [_("This mentee no longer waits for a mentor.")], live.is_as_stored)
    if pair[1] not in problem.mentor_of:
        return _impossible(mentor, [bar_sentence("available.failed", {})], live.is_as_stored)
    told = why_not(problem, live.solution, *pair)
    if told.verdict.code == "proposed":
        return Answer(mentor, _("These two are proposed to each other."), True, is_as_stored=live.is_as_stored)
    if told.cost is None:
        return _impossible(mentor, _reasons(told, problem, mentee), live.is_as_stored)
    price = loss_sentences(told.losses, told.cost[-1])
    return Answer(mentor, _("Possible, at this price:"), True, [], told.cost, price, live.is_as_stored)


def _is_called(name: str, wanted: list[str]) -> bool:
    parts = fold_name(name).split()
    return all(any(part.startswith(word) for part in parts) for word in wanted)


def _impossible(mentor: Mentor, reasons: list[str], is_as_stored: bool) -> Answer:
    return Answer(mentor, _("Not possible."), False, reasons, is_as_stored=is_as_stored)


def _reasons(told: WhyNot, problem: Problem, mentee: Mentee) -> list[str]:
    """The open bars that forbid a pair; nothing where only something sealed does."""
    if told.verdict.code != "fixed":
        return [bar_sentence(bar.message.code, bar.facts) for bar in told.bars]
    around = [cap for cap in problem.caps if told.mentor in cap.mentors]
    return full_groups(around, mentee.population) or [_("Other pairs that are held together take these seats.")]
