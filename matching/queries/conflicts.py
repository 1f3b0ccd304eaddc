"""Who has said that they know a mentee or a mentor privately, and so decides nothing about them?"""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.expressions import Combinable

from accounts.models import User
from kernel.keysets import Page, page_after
from matching.models import ConflictDeclaration, Proposal

CONFLICT_ORDER = ("-made_at", "-pk")


@dataclass(frozen=True)
class Declared:
    """Whom one person has declared a conflict of interest with, by the keys of mentees and mentors."""

    mentees: frozenset[int]
    mentors: frozenset[int]

    def concerns(self, mentee_id: int, mentor_id: int) -> bool:
        return mentee_id in self.mentees or mentor_id in self.mentors


def declared_by(person: User) -> Declared:
    """Everything this person has declared and not taken back, in one query."""
    rows = list(standing_of(person).values_list("mentee_id", "mentor_id"))
    return Declared(
        frozenset(mentee for mentee, _mentor in rows if mentee), frozenset(mentor for _mentee, mentor in rows if mentor)
    )


def standing_of(person: User) -> QuerySet[ConflictDeclaration]:
    return ConflictDeclaration.objects.filter(person=person).standing().order_by()


def conflict_of(person: int | Combinable) -> Q:
    """For a query of proposals: the person has a conflict of interest with one of the two."""
    standing = ConflictDeclaration.objects.filter(person=person, ended_at=None).order_by()
    return Q(Exists(standing.filter(mentee=OuterRef("mentee")))) | Q(Exists(standing.filter(mentor=OuterRef("mentor"))))


def conflicts_for_page(viewer: User, after: str) -> Page[ConflictDeclaration]:
    """One's own declarations, the newest first; those that ended stay readable."""
    mine = ConflictDeclaration.objects.visible_to(viewer).select_related("mentee", "mentor__user", "centre")
    return page_after(mine, CONFLICT_ORDER, after)


def declared_about(proposal: Proposal, viewer: User) -> Declared:
    """What this person has declared about the two of a proposal."""
    about = Q(mentee=proposal.mentee_id) | Q(mentor=proposal.mentor_id)
    rows = list(standing_of(viewer).filter(about).values_list("mentee_id", "mentor_id"))
    return Declared(frozenset(one for one, _other in rows if one), frozenset(one for _other, one in rows if one))
