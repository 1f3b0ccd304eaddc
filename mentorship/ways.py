"""From the application to the pairing: which steps are done, and whose turn is it? Pure.

What the person may not know is not in here: a held application and one that is looked through stand alike.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

STEPS = ("application", "evidence", "training", "supervisor", "pairing")


class Next(StrEnum):
    """The one next thing."""

    BEGIN = "begin"
    CONTINUE = "continue"
    REFUSED = "refused"
    PAPERS = "papers"
    LEARN = "learn"
    PAPERS_UNDER_WAY = "papers_under_way"
    DECISION = "decision"
    SUPERVISOR = "supervisor"
    ANSWER = "answer"
    SEARCH = "search"
    PAIRING = "pairing"


@dataclass(frozen=True)
class Standing:
    """What is so: the newest application's status, or none; papers that are the person's turn, or ours; and so on."""

    application: str = ""
    is_mentor: bool = False
    papers_to_bring: bool = False
    papers_awaited: bool = False
    is_certified: bool = False
    is_supervised: bool = False
    is_asked: bool = False
    is_paired: bool = False

    @property
    def is_in(self) -> bool:
        """Whether the application was handed in and has not ended without admission."""
        return self.is_mentor or self.application in {"submitted", "admitted"}


def done(standing: Standing) -> dict[str, bool]:
    """Which steps are behind the person; before the application nothing is."""
    there = {
        "application": True,
        "evidence": not (standing.papers_to_bring or standing.papers_awaited),
        "training": standing.is_certified,
        "supervisor": standing.is_supervised,
        "pairing": standing.is_paired,
    }
    return {step: standing.is_in and there[step] for step in STEPS}


def current(behind: dict[str, bool]) -> str:
    """The first step that is not done; empty when all are."""
    return next((step for step in STEPS if not behind[step]), "")


def next_of(standing: Standing) -> Next:
    """What comes next: what is the person's own turn goes before what we owe them."""
    waits: Sequence[tuple[bool, Next]] = (
        (standing.is_asked, Next.ANSWER),
        (standing.papers_to_bring, Next.PAPERS),
        (not standing.is_certified, Next.LEARN),
        (standing.is_paired, Next.PAIRING),
        (standing.papers_awaited, Next.PAPERS_UNDER_WAY),
        (not standing.is_mentor, Next.DECISION),
        (not standing.is_supervised, Next.SUPERVISOR),
    )
    if not standing.is_in:
        outside = {"draft": Next.CONTINUE, "refused": Next.REFUSED}
        return outside.get(standing.application, Next.BEGIN)
    return next((thing for is_so, thing in waits if is_so), Next.SEARCH)
