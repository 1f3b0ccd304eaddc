"""Which steps has the ending of a pairing, by when, and when does an ending harm?

An ending that is prepared and talked about does no harm; one that comes early and without a word does, most of all
the second one. So every way of ending is a procedure of steps, and the next beginning waits for a decision.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

PLANNED, UNPLANNED, UNABLE = "planned", "unplanned", "unable"
FOR_SAFETY = "safety"
PROCEDURES = {
    "goals_reached": PLANNED,
    "time_over": PLANNED,
    "mentor_unable": UNABLE,
    "mentee_unable": UNABLE,
    "mentor_declined": UNPLANNED,
    "mentee_declined": UNPLANNED,
    FOR_SAFETY: UNPLANNED,
    "other": UNPLANNED,
}

# Days from the start of the procedure, and, for what follows the last meeting, days from it.
BEFORE = {
    PLANNED: {"tell_mentee": 7, "tell_mentor": 7, "tell_adult": 10, "last_meeting": 28},
    UNPLANNED: {"tell_mentee": 2, "tell_mentor": 2, "tell_adult": 3, "last_meeting": 14},
    UNABLE: {"tell_mentee": 3, "tell_mentor": 3, "tell_adult": 5, "last_meeting": 14},
}
AFTER = {
    "later_contact": 0, "talk_mentee": 7, "talk_mentor": 7, "talk_adult": 10, "hand_back": 10, "next": 14,
}  # fmt: skip
OF_ADULT = frozenset({"tell_adult", "talk_adult"})
TALKS = {"talk_mentee": "mentee", "talk_mentor": "mentor", "talk_adult": "adult"}

FIRST_CALL, SECOND_CALL = 60, 30
SHORT_OF_PLAN = timedelta(days=30)
MANY_EARLY_ENDINGS = 2
RESEARCH = _(
    "In studies young people whose pairing ended within three months felt less worthy afterwards than those who never"
    " had a mentor; most was gained from a year on. A new pairing after one that ended early can do more harm still"
    " (Grossman and Rhodes 2002; Grossman and others 2012; DeWit and others 2016)."
)


class Lasting(StrEnum):
    """How a pairing that has ended stood to its plan."""

    AS_PLANNED = "as_planned"
    EARLY = "early"


@dataclass(frozen=True)
class DueStep:
    """One step of a procedure and the day by which it is done."""

    kind: str
    due_on: date


def steps_of(reason: str, on: date, *, last_meeting_on: date | None, have_met: bool, has_adult: bool) -> list[DueStep]:
    """The steps in their order; for safety, and before they ever met, there is no last meeting."""
    before = BEFORE[PROCEDURES[reason]]
    turn = last_meeting_on or on + timedelta(days=before["last_meeting"])
    due = {kind: min(on + timedelta(days=days), turn) for kind, days in before.items() if kind != "last_meeting"}
    if have_met and reason != FOR_SAFETY:
        due["last_meeting"] = turn
    due |= {kind: turn + timedelta(days=days) for kind, days in AFTER.items()}
    return [DueStep(kind, day) for kind, day in due.items() if has_adult or kind not in OF_ADULT]


def call_of(planned_until: date, on: date) -> int | None:
    """Which of the two calls before the planned end is heard on a day: 60 or 30 days before; None when none is."""
    left = (planned_until - on).days
    return SECOND_CALL if left <= SECOND_CALL else FIRST_CALL if left <= FIRST_CALL else None


def lasting(reason: str, planned_until: date, ended_on: date) -> Lasting:
    """Early is what ended more than a month before its planned day without its goals being reached."""
    as_planned = PROCEDURES[reason] == PLANNED or ended_on + SHORT_OF_PLAN >= planned_until
    return Lasting.AS_PLANNED if as_planned else Lasting.EARLY


def needs_words(answer: str, earlier: Iterable[Lasting]) -> bool:
    """A no and a not yet are always explained, and a yes after two early endings too."""
    return answer != "yes" or sum(one == Lasting.EARLY for one in earlier) >= MANY_EARLY_ENDINGS


def said(answers: Mapping[str, str]) -> dict[str, str]:
    """What was answered at all."""
    return {code: words.strip() for code, words in answers.items() if words.strip()}
