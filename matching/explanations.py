"""How is an explanation of the engine kept and shown? Codes and facts are kept; words are made when it is read."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from matching.engine import Explanation, Message
from matching.sentences import CRITERION_NAMES, bar_sentence, criterion_sentence, waiting_sentence

STRONGEST = 3
Stored = Mapping[str, Any]


@dataclass(frozen=True)
class BarLine:
    """How one rule judged the pair, in a sentence."""

    sentence: str
    passed: bool
    close: bool


def stored_message(message: Message) -> dict[str, Any]:
    facts = {name: list(value) if isinstance(value, tuple) else value for name, value in message.facts.items()}
    return {"said": message.code, "facts": facts}


def stored_explanation(explanation: Explanation) -> dict[str, Any]:
    return {
        "fit": explanation.fit,
        "bars": [
            {"code": bar.code, "passed": bar.passed, "close": bar.close, **stored_message(bar.message)}
            for bar in explanation.bars
        ],
        "criteria": [
            {"code": part.code, "points": part.points, "of": part.of, **stored_message(part.message)}
            for part in explanation.criteria
        ],
    }


def bar_lines(stored: Stored) -> list[BarLine]:
    return [BarLine(bar_sentence(bar["said"], bar["facts"]), bar["passed"], bar["close"]) for bar in stored["bars"]]


def distance_of(stored: Stored) -> str:
    """How far apart the two are, as a band and never an address."""
    sentences = (bar_sentence(bar["said"], bar["facts"]) for bar in stored["bars"] if bar["code"] == "distance")
    return next(sentences, "")


def score_rows(stored: Stored) -> list[dict[str, Any]]:
    """The criteria as the component `score_bars` shows them."""
    return [
        {
            "label": CRITERION_NAMES[part["code"]], "percent": 100 * part["points"] // part["of"],
            "text": _("%(points)d of %(most)d") % {"points": part["points"], "most": part["of"]},
            "note": criterion_sentence(part["said"], part["facts"]),
        }
        for part in stored["criteria"]
        if part["of"]
    ]  # fmt: skip


def strongest(stored: Stored, count: int = STRONGEST) -> list[str]:
    """The sentences of the criteria that gave the pair the most points."""
    parts = sorted(stored["criteria"], key=lambda part: -part["points"])[:count]
    return [criterion_sentence(part["said"], part["facts"]) for part in parts if part["points"]]


def waiting_sentences(reasons: Iterable[Stored]) -> list[str]:
    return [waiting_sentence(reason["said"], reason["facts"]) for reason in reasons]
