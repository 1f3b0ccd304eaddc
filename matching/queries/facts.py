"""Do the facts behind open proposals still let the two of each pass? Asked for many at once with the engine's bars.

A pair that must not meet is told apart from nothing: whatever lies between the two, and not in one file alone, has the
same code and no further word.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np

from accounts.models import Centre
from matching.agreements import Agreement
from matching.engine.bars import BARS, Bar, may_meet
from matching.engine.columns import Columns
from matching.explanations import stored_message
from matching.models import MatchingPolicy, Proposal
from matching.queries.problem import Pool, pool_of_people
from mentorship.models import Mentee, Mentor
from mentorship.vocabulary import Population

Expiry = Proposal.Expiry
OF_MENTEE = frozenset({"decision", "consent", "assent"})
OF_MENTOR = frozenset({"available", "room", "supervised", "clearance", "certificate", "commitment", "population"})


@dataclass(frozen=True)
class Fallen:
    """Why a proposal no longer holds: the coded reason, and the rules in a file that no longer let the two pass."""

    expiry: str
    rules: list[dict[str, Any]] = field(default_factory=list)


def fallen_today(
    centre: Centre, policy: MatchingPolicy, proposals: Sequence[Proposal], today: date
) -> dict[int, Fallen]:
    """Of these proposals of one centre those that could not be approved today, by their key; in constant queries."""
    if not proposals:
        return {}
    mentees = Mentee.objects.filter(pk__in={proposal.mentee_id for proposal in proposals})
    mentors = Mentor.objects.filter(pk__in={proposal.mentor_id for proposal in proposals})
    pool = pool_of_people(centre, Agreement.from_mapping(policy.settings), today, mentees, mentors)
    return fallen_in(pool, proposals)


def fallen_in(pool: Pool, proposals: Iterable[Proposal]) -> dict[int, Fallen]:
    """Of these proposals those that the pool does not let pass, by their key; mentees and mentors come with them."""
    columns = Columns.of(pool.problem)
    mentee_row = {pool.mentee_pk[record.id]: row for row, record in enumerate(columns.mentees)}
    mentor_row = {pool.mentor_pk[record.id]: row for row, record in enumerate(columns.mentors)}
    fallen, asked = {}, []
    for proposal in proposals:
        if gone := _gone(proposal, mentee_row, mentor_row):
            fallen[proposal.pk] = gone
        else:
            asked.append((proposal, mentee_row[proposal.mentee_id], mentor_row[proposal.mentor_id]))
    return fallen | _barred(pool, columns, asked)


def _gone(proposal: Proposal, mentees: Mapping[int, int], mentors: Mapping[int, int]) -> Fallen | None:
    """Who is no longer there at all."""
    status = proposal.mentee.status
    if status == Mentee.Status.ACCOMPANIED:
        return Fallen(Expiry.TAKEN)
    if status != Mentee.Status.WAITING or proposal.mentee_id not in mentees:
        return Fallen(Expiry.MENTEE)
    return Fallen(Expiry.MENTOR) if proposal.mentor_id not in mentors else None


def _barred(pool: Pool, columns: Columns, asked: Sequence[tuple[Proposal, int, int]]) -> dict[int, Fallen]:
    mentee = np.asarray([row for _one, row, _other in asked], dtype=np.int64)
    mentor = np.asarray([row for _one, _other, row in asked], dtype=np.int64)
    failed: dict[int, list[Bar]] = defaultdict(list)
    for bar in BARS if asked else ():
        for at in np.flatnonzero(~bar.verdict(columns, mentee, mentor)).tolist():
            if not (bar.may_waive and _is_held(pool, columns, asked[at])):
                failed[at].append(bar)
    apart = set(np.flatnonzero(~may_meet(columns, mentee, mentor)).tolist()) if asked else set()
    full = _full_groups(pool)
    fallen = {}
    for at, (proposal, one, other) in enumerate(asked):
        is_full = (columns.mentors[other].id, columns.mentees[one].population) in full
        if why := _why(columns, one, other, failed[at], at in apart, is_full, proposal.mentor.active_pairings):
            fallen[proposal.pk] = why
    return fallen


def _is_held(pool: Pool, columns: Columns, asked: tuple[Proposal, int, int]) -> bool:
    _proposal, one, other = asked
    return (columns.mentees[one].id, columns.mentors[other].id) in pool.held


def _full_groups(pool: Pool) -> set[tuple[str, str]]:
    """Mentors, by the group of a mentee, whose supervisor or university has no place left."""
    full = set()
    for cap in pool.problem.caps:
        if cap.limit == 0:
            groups = [Population.SURVIVOR] if cap.code.startswith("survivors-") else list(Population)
            full |= {(mentor, str(group)) for mentor in cap.mentors for group in groups}
    return full


def _why(
    columns: Columns, one: int, other: int, failed: list[Bar], is_apart: bool, is_full: bool, accompanies: int
) -> Fallen | None:
    """The coded reason: what the mentee's file says, then the mentor's, then whatever lies between the two."""
    of_mentee = [bar for bar in failed if bar.code in OF_MENTEE]
    of_mentor = [bar for bar in failed if bar.code in OF_MENTOR]
    if of_mentee:
        return Fallen(Expiry.MENTEE, _rules(columns, one, other, of_mentee))
    if is_full or (accompanies and [bar.code for bar in of_mentor] == ["room"]):
        return Fallen(Expiry.TAKEN)
    if of_mentor:
        return Fallen(Expiry.MENTOR, _rules(columns, one, other, of_mentor))
    return Fallen(Expiry.APART) if failed or is_apart else None


def _rules(columns: Columns, one: int, other: int, bars: list[Bar]) -> list[dict[str, Any]]:
    return [stored_message(bar.tell(columns, one, other, False)) for bar in bars]
