"""Which pairings need somebody today, and for what? Open rules: facts of a pairing in, sentences with numbers out.

No score and nothing learned: each rule is a sentence that anybody may read, with thresholds that a centre may tune
within a range. A signal says what was found, what to do next, and what the pairing needs, so that a board can be laid
out by what is to be done. A pairing that rests is asked only what does not rest: its support, its cover, its end.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _

from mentorship.contact_standard import Party


class Need(StrEnum):
    """What a pairing needs, in the order of a board."""

    DECIDE = "decide"
    COVER = "arrange_cover"
    SPECIALIST = "see_the_specialist"
    MENTEE = "call_the_mentee"
    ADULT = "call_the_adult"
    MENTOR = "call_the_mentor"


NEED_WORDS = {
    Need.DECIDE: _("Decide"),
    Need.COVER: _("Arrange cover"),
    Need.SPECIALIST: _("See the specialist"),
    Need.MENTEE: _("Call the mentee"),
    Need.ADULT: _("Call the responsible adult"),
    Need.MENTOR: _("Call the mentor"),
}


@dataclass(frozen=True)
class Facts:
    """What is known of one pairing on a day; None is "not known", and no rule is broken by what is not known."""

    on: date
    active_since: date
    rests_since: date | None = None
    planned_until: date | None = None
    held: tuple[tuple[date, int], ...] = ()  # day and minutes of the meetings, in any order
    moods: tuple[tuple[date, int], ...] = ()  # day and mood, as the mentor logged it
    fell_through: tuple[date, ...] = ()  # days of meetings that were cancelled or missed
    next_planned_on: date | None = None  # may be over: then nobody has logged what became of it
    pulses: tuple[tuple[date, int], ...] = ()  # day and sum of the five answers, 5 to 25
    strain: int | None = None  # the mentor's last strain check, in percent of the most possible
    overdue: tuple[tuple[Party, date], ...] = ()  # support contacts not held, with the day they were due
    worries_since: tuple[date, ...] = ()  # days of worries in meetings that nobody has acknowledged
    paper_lapses_on: date | None = None  # the first paper or certificate of the mentor to lapse
    sessions_missed: int = 0  # supervision groups missed in a row
    supervisor_away_until: date | None = None  # away today without cover


@dataclass(frozen=True)
class Threshold:
    """A number of a rule: what is usual, and how far a centre may tune it."""

    usual: int
    low: int
    high: int
    words: Any


@dataclass(frozen=True)
class Rule:
    """One open rule: what it says, its numbers, what is needed then, and what to do next.

    `found` answers None where all is well, otherwise the numbers for `says`; the number called "degree" tells whether
    it has grown worse since.
    """

    code: str
    sentence: Any
    says: Any
    suggestion: Any
    need: Need
    thresholds: Mapping[str, Threshold]
    found: Callable[[Facts, Mapping[str, int]], dict[str, Any] | None]
    rests: bool = True  # not asked while the pairing rests

    def numbers(self, tuned: Mapping[str, int]) -> dict[str, int]:
        """The numbers in force; one outside its range, or unknown, is a ValueError."""
        if unknown := set(tuned) - set(self.thresholds):
            raise ValueError(f"{self.code} has no {', '.join(sorted(unknown))}")
        numbers = {name: tuned.get(name, threshold.usual) for name, threshold in self.thresholds.items()}
        for name, number in numbers.items():
            threshold = self.thresholds[name]
            if type(number) is not int or not threshold.low <= number <= threshold.high:
                raise ValueError(f"{self.code}: {name} is not from {threshold.low} to {threshold.high}")
        return numbers

    def text(self, tuned: Mapping[str, int] | None = None) -> str:
        """The rule as a sentence, with the numbers in force."""
        return str(self.sentence) % self.numbers(tuned or {})


@dataclass(frozen=True)
class Signal:
    """What a rule found: its sentence with numbers, one thing to do next, and how far it has gone."""

    code: str
    need: Need
    sentence: str
    suggestion: str
    degree: int


def signals(facts: Facts, rules: Iterable[Rule], tuning: Mapping[str, Mapping[str, int]] | None = None) -> list[Signal]:
    """Every rule that is broken, in the order of the board; `tuning` holds the numbers of a centre by rule and name."""
    asked = [rule for rule in rules if not (rule.rests and facts.rests_since)]
    every = [signal for rule in asked if (signal := _signal(rule, facts, (tuning or {}).get(rule.code, {})))]
    return sorted(every, key=lambda signal: list(Need).index(signal.need))


def by_need(found: Iterable[Signal]) -> dict[Need, list[Signal]]:
    """The signals of one pairing for a board; a need that nothing asks for is not there."""
    board: dict[Need, list[Signal]] = {}
    for signal in found:
        board.setdefault(signal.need, []).append(signal)
    return {need: board[need] for need in Need if need in board}


def _signal(rule: Rule, facts: Facts, tuned: Mapping[str, int]) -> Signal | None:
    numbers = rule.numbers(tuned)
    told = rule.found(facts, numbers)
    if told is None:
        return None
    return Signal(rule.code, rule.need, str(rule.says) % {**numbers, **told}, str(rule.suggestion), told["degree"])
