"""How does the engine speak to people? Stored codes and facts become sentences in the reader's language.

The engine's templates carry named places such as `{hours}`; the template is translated, words are put for the codes
among the facts, and the places are filled. Nothing translated is ever stored.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import TextChoices
from django.utils.formats import number_format
from django.utils.translation import gettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from matching.engine.bars import BARS
from matching.engine.criteria import CRITERIA
from matching.engine.waiting import SENTENCES as WAITING
from mentorship.vocabulary import Interest, Language, Mode, Population, Skill

VOCABULARIES: dict[str, type[TextChoices]] = {
    "languages": Language, "spoken": Language, "modes": Mode, "asked": Mode, "interests": Interest,
    "dislikes": Interest, "skills": Skill, "populations": Population,
}  # fmt: skip
CRITERION_NAMES = {
    "hours": _("Common hours"),
    "distance": _("Distance"),
    "interests": _("Shared interests"),
    "dislikes": _("Shared dislikes"),
    "skills": _("Help that is needed"),
    "language": _("Comfort of the language"),
    "wishes": _("Wishes of the mentee"),
    "experience": _("Experience"),
    "place": _("Same place"),
}
TIER_NAMES = {1: _("Urgent"), 2: _("Soon"), 3: _("Can wait")}
LOSSES = {
    1: ngettext_lazy("%(count)d more urgent mentee would wait.", "%(count)d more urgent mentees would wait.", "count"),
    2: ngettext_lazy(
        "%(count)d more mentee who should have a mentor soon would wait.",
        "%(count)d more mentees who should have a mentor soon would wait.",
        "count",
    ),
    3: ngettext_lazy(
        "%(count)d more mentee who is not urgent would wait.",
        "%(count)d more mentees who are not urgent would wait.",
        "count",
    ),
}
GAINS = {
    1: ngettext_lazy("%(count)d urgent mentee less would wait.", "%(count)d urgent mentees less would wait.", "count"),
    2: ngettext_lazy(
        "%(count)d mentee less who should have a mentor soon would wait.",
        "%(count)d mentees less who should have a mentor soon would wait.",
        "count",
    ),
    3: ngettext_lazy(
        "%(count)d mentee less who is not urgent would wait.",
        "%(count)d mentees less who are not urgent would wait.",
        "count",
    ),
}
BAR_TEMPLATES = {f"{bar.code}.{name}": text for bar in BARS for name, text in bar.sentences.items()}
WAITING_TEMPLATES = {**WAITING, **BAR_TEMPLATES}
CRITERION_TEMPLATES = {f"{one.code}.{name}": text for one in CRITERIA for name, text in one.sentences.items()}


def bar_sentence(code: str, facts: Mapping[str, Any]) -> str:
    return _spoken(BAR_TEMPLATES[code], facts)


def criterion_sentence(code: str, facts: Mapping[str, Any]) -> str:
    return _spoken(CRITERION_TEMPLATES[code], facts)


def waiting_sentence(code: str, facts: Mapping[str, Any]) -> str:
    return _spoken(WAITING_TEMPLATES[code], facts)


def words(name: str, codes: Iterable[str]) -> str:
    """The codes of one vocabulary as a list of words."""
    return ", ".join(_label(name, code) for code in codes) or "–"


def cost_sentences(cost: Sequence[int]) -> list[str]:
    """What the others would lose, or win, if the pair were refused: mentees by urgency, then total fit."""
    if not cost:
        return []
    sentences = []
    for tier, lost in enumerate(cost[:-1], start=1):
        if lost:
            sentence = (LOSSES if lost > 0 else GAINS)[min(tier, len(LOSSES))]
            sentences.append(str(sentence % {"count": abs(lost)}))
    if not sentences:
        sentences.append(gettext("Nobody would lose a mentor."))
    if cost[-1] > 0:
        points = {"points": number_format(cost[-1])}
        sentences.append(gettext("The fit of all pairs together would fall by %(points)s points.") % points)
    return sentences


def _spoken(template: str, facts: Mapping[str, Any]) -> str:
    return gettext(template).format_map({name: _word(name, value) for name, value in facts.items()})


def _word(name: str, value: Any) -> str:
    if isinstance(value, list | tuple):
        return words(name, value)
    return number_format(value) if isinstance(value, int | float) else str(value)


def _label(name: str, code: str) -> str:
    words = VOCABULARIES[name]
    return str(words(code).label) if code in words.values else code
