"""Who else could walk beside this mentee, and what would each choice cost everybody else?"""

from dataclasses import dataclass

from accounts.models import User
from matching.costs import for_the_others, price_sentences
from matching.engine import Alternative, alternatives_of
from matching.models import Proposal
from matching.queries.sessions import LiveRun, session_of
from mentorship.models import Mentor

MOST_CHOICES = 5


@dataclass(frozen=True)
class Choice:
    """Another mentor who is possible for the mentee, with the exact price for everybody else."""

    mentor: Mentor
    fit: int
    cost: tuple[int, ...]  # for everybody together: mentees lost by urgency, then fit
    sentences: list[str]
    is_near_tie: bool

    @property
    def percent(self) -> int:
        return self.fit // 10


@dataclass(frozen=True)
class Choices:
    """The cheapest other choices of one mentee, as things stand today."""

    found: list[Choice]
    takes_part: bool  # the mentee still waits for a mentor
    is_held: bool  # people keep the mentee together with somebody, so there is no other choice
    is_as_stored: bool  # nothing has changed since the run


def choices_for(proposal: Proposal, viewer: User) -> Choices:
    """The choices beside the mentor who is proposed."""
    code = str(proposal.mentee.public_id)
    live = session_of(proposal.run, about=code)
    problem = live.pool.problem
    if code not in problem.mentee_of:
        return Choices([], takes_part=False, is_held=False, is_as_stored=live.is_as_stored)
    is_held = any(mentee == code for mentee, _mentor in problem.locked)
    found = choices_in(live, code, viewer, str(proposal.mentor.public_id))
    return Choices(found, takes_part=True, is_held=is_held, is_as_stored=live.is_as_stored)


def choices_in(live: LiveRun, code: str, viewer: User, proposed: str = "") -> list[Choice]:
    """The cheapest first, without the mentor who is proposed; one query."""
    nothing = (0,) * len(live.solution.objective)
    planned = [Alternative(pair.mentor, pair.fit, nothing) for pair in live.solution.pairs if pair.mentee == code]
    priced = alternatives_of(live.pool.problem, live.solution, code, most=MOST_CHOICES + 1)
    others = [one for one in (*planned, *priced) if one.mentor != proposed][:MOST_CHOICES]
    waits = next((one.tier for one in live.solution.waiting if one.mentee == code), None)
    keys = {one.mentor: live.pool.mentor_pk[one.mentor] for one in others}
    mentors = Mentor.objects.visible_to_staff(viewer).select_related("user").in_bulk(list(keys.values()))
    tie = live.pool.problem.policy.near_tie
    return [_choice(one, mentors[keys[one.mentor]], waits, tie) for one in others if keys[one.mentor] in mentors]


def _choice(one: Alternative, mentor: Mentor, own_tier: int | None, near_tie: int) -> Choice:
    cost = for_the_others(one.cost, own_tier)
    is_near = not any(cost[:-1]) and cost[-1] <= near_tie
    return Choice(mentor, one.fit, one.cost, price_sentences(cost), is_near)
