"""What stands against pairing these two at this very moment? Asked of fresh rows with the engine's own bars."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from matching.engine import Explanation, GroupCap, explain
from matching.engine.bars import BAR_OF
from matching.queries.problem import Pool
from matching.sentences import bar_sentence
from mentorship.models import Mentee
from mentorship.vocabulary import Population


def explanation_of(pool: Pool) -> Explanation:
    """The engine's explanation of a pool of two."""
    (mentee,), (mentor,) = pool.problem.mentees, pool.problem.mentors
    return explain(pool.problem, mentee.id, mentor.id)


def reasons_against(pool: Pool, *, as_if_held: bool = False) -> list[str]:
    """Whole sentences, empty when the two of the pool may be paired; what is sealed is only "not possible".

    `as_if_held` asks as if the two were kept together by hand, which passes over the bars that a hand may waive.
    """
    (mentee,), (mentor,) = pool.problem.mentees, pool.problem.mentors
    pair = mentee.id, mentor.id
    against = _status(pool.mentee_pk[mentee.id])
    held = as_if_held or pair in pool.held
    for bar in explanation_of(pool).bars:
        if not bar.passed and not (held and BAR_OF[bar.code].may_waive):
            against.append(bar_sentence(bar.message.code, bar.facts))
    against += full_groups(pool.problem.caps, mentee.population)
    if not against and pair in pool.problem.sealed | pool.problem.no_contact:
        against.append(_("This pair is not possible."))
    return against


def _status(mentee_pk: int) -> list[str]:
    if Mentee.objects.waiting().filter(pk=mentee_pk).exists():
        return []
    return [_("This mentee no longer waits for a mentor.")]


def full_groups(caps: Iterable[GroupCap], population: str) -> list[str]:
    """Sentences about those of a mentor's groups that have no place left for a mentee of this population."""
    sentences = {
        "supervisor": _("The supervisor of this mentor follows as many pairings as the policy allows."),
        "survivors": _("The supervisor of this mentor follows as many survivors as the policy allows."),
        "university": _("The agreement with the university of this mentor has no seat left."),
    }
    full = [cap.code.partition("-")[0] for cap in caps if cap.limit == 0]
    if population != Population.SURVIVOR:
        full = [kind for kind in full if kind != "survivors"]
    return [sentences[kind] for kind in full]
