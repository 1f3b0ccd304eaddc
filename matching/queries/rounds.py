"""What moved when a proposal was refused? Told with names to whoever keeps the files, with urgencies to others."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, ngettext_lazy

from accounts.models import User
from matching.models import Proposal, Round, Run
from matching.queries.sessions import is_in_force
from matching.sentences import TIER_NAMES
from mentorship.models import Mentee, Mentor

ROUNDS_SHOWN = 5
MOVES_SHOWN = 20
Move = dict[str, Any]
WAITS = {
    1: ngettext_lazy("%(count)d urgent mentee now waits.", "%(count)d urgent mentees now wait.", "count"),
    2: ngettext_lazy(
        "%(count)d mentee who should have a mentor soon now waits.",
        "%(count)d mentees who should have a mentor soon now wait.",
        "count",
    ),
    3: ngettext_lazy(
        "%(count)d mentee who is not urgent now waits.", "%(count)d mentees who are not urgent now wait.", "count"
    ),
}
SERVED = {
    1: ngettext_lazy(
        "%(count)d urgent mentee who waited now has a proposal.",
        "%(count)d urgent mentees who waited now have a proposal.",
        "count",
    ),
    2: ngettext_lazy(
        "%(count)d mentee who waited and should have a mentor soon now has a proposal.",
        "%(count)d mentees who waited and should have a mentor soon now have a proposal.",
        "count",
    ),
    3: ngettext_lazy(
        "%(count)d mentee who waited and is not urgent now has a proposal.",
        "%(count)d mentees who waited and are not urgent now have a proposal.",
        "count",
    ),
}


@dataclass(frozen=True)
class MoveLine:
    """What is proposed now for one mentee whose file the reader keeps."""

    mentee: Mentee
    sentence: str


@dataclass(frozen=True)
class RoundStory:
    """What one refusal changed, as far as this reader may know."""

    number: int
    made_at: datetime
    refused: Proposal
    verdict: str
    lines: list[MoveLine]
    others: list[str]

    @property
    def mentees(self) -> list[Mentee]:
        return [line.mentee for line in self.lines]


@dataclass(frozen=True)
class Aftermath:
    """What follows a refused proposal: a story, work under way, or nothing and then a new run is needed."""

    story: RoundStory | None = None
    is_underway: bool = False
    needs_a_run: bool = False

    @property
    def mentees(self) -> list[Mentee]:
        return self.story.mentees if self.story else []


def aftermath_for(proposal: Proposal, viewer: User) -> Aftermath | None:
    """What followed the refusal of this proposal; None for one that was not refused."""
    run = proposal.run
    if proposal.status != Proposal.Status.REFUSED or run.kind != Run.Kind.SOLVED:
        return None
    later = Round.objects.filter(run=run, made_at__gte=proposal.decided_at).select_related("refused__mentee")
    made = later.order_by("number").first()
    if made:
        return Aftermath(story=_stories([made], viewer)[0])
    is_underway = run.unsettled_id is not None
    return Aftermath(is_underway=is_underway, needs_a_run=not is_underway and is_in_force(run))


def rounds_of(run: Run, viewer: User) -> list[RoundStory]:
    """The last refusals of a run and what they changed, the newest first; in three queries."""
    rounds = Round.objects.filter(run=run).select_related("refused__mentee").order_by("-number")
    return _stories(list(rounds[:ROUNDS_SHOWN]), viewer)


def _stories(rounds: list[Round], viewer: User) -> list[RoundStory]:
    if not rounds:
        return []
    moves = [move for made in rounds for move in made.moves]
    people = Mentee.objects.visible_to_staff(viewer).filter(public_id__in={move["mentee"] for move in moves})
    mentees = {str(one.public_id): one for one in people}
    named = [move for move in moves if move["mentee"] in mentees]
    wanted = {code for move in named for code in (move["from"], move["to"]) if code}
    mentors = Mentor.objects.visible_to_staff(viewer).filter(public_id__in=wanted).select_related("user")
    names = {str(one.public_id): one.user.full_name for one in mentors}
    return [_story(made, mentees, names) for made in rounds]


def _story(made: Round, mentees: dict[str, Mentee], names: dict[str, str]) -> RoundStory:
    named = [move for move in made.moves if move["mentee"] in mentees][:MOVES_SHOWN]
    others = [move for move in made.moves if move not in named]
    return RoundStory(
        made.number, made.made_at, made.refused, _verdict(made.moves),
        [MoveLine(mentees[move["mentee"]], _sentence(move, mentees[move["mentee"]], names)) for move in named],
        _about_others(others),
    )  # fmt: skip


def _verdict(moves: Iterable[Move]) -> str:
    """Does anybody lose the proposal?"""
    lost = sum(not move["to"] for move in moves) - sum(not move["from"] for move in moves)
    if lost > 0:
        return ngettext(
            "%(count)d mentee more than before now waits.", "%(count)d mentees more than before now wait.", lost
        ) % {"count": lost}
    return _("As many mentees as before have a proposal; nobody more waits.")


def _sentence(move: Move, mentee: Mentee, names: dict[str, str]) -> str:
    facts = {
        "mentee": mentee.chosen_name, "former": names.get(move["from"], ""), "mentor": names.get(move["to"], ""),
        "urgency": TIER_NAMES[min(move["tier"], len(TIER_NAMES))],
    }  # fmt: skip
    if not move["to"]:
        return _("%(mentee)s now waits. Urgency: %(urgency)s.") % facts
    if not move["from"]:
        return _("%(mentee)s, who waited, is now proposed with %(mentor)s.") % facts
    return _("%(mentee)s is now proposed with %(mentor)s instead of %(former)s.") % facts


def _about_others(moves: list[Move]) -> list[str]:
    """Those whose files the reader does not keep: how many, and how urgent."""
    waits = Counter(min(move["tier"], 3) for move in moves if not move["to"])
    served = Counter(min(move["tier"], 3) for move in moves if not move["from"])
    told = [str(WAITS[tier] % {"count": count}) for tier, count in sorted(waits.items())]
    told += [str(SERVED[tier] % {"count": count}) for tier, count in sorted(served.items())]
    if moved := sum(bool(move["from"] and move["to"]) for move in moves):
        told.append(
            ngettext(
                "%(count)d other mentee is now proposed with another mentor.",
                "%(count)d other mentees are now proposed with another mentor.",
                moved,
            )
            % {"count": moved}
        )
    return told
