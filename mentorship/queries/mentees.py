"""Which mentees does a member of staff see, and what stands on their pages?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_

from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from accounts.models import User
from kernel.clock import today
from kernel.keysets import Page, page_after
from mentorship.ages import age_band
from mentorship.eligibility import REMATCH, Requirement, mentee_requirements, missing
from mentorship.models import (
    Consent,
    IdentityReveal,
    Mentee,
    MentoringDecision,
    NoContact,
    Pairing,
    Preparation,
    SealedExclusion,
)
from mentorship.queries.eligibility import mentee_facts
from mentorship.queries.preparations import Prepared, prepared
from mentorship.urgency import days_waited, tier, waiting_spans

LAST_REVEALS = 10


@dataclass(frozen=True)
class MenteeRow:
    """One line of the list of mentees."""

    mentee: Mentee
    age: str
    tier: int | None  # None: does not wait
    days: int
    missing: list[Requirement]


def mentee_page(user: User, status: str, urgency: int | None, lack: str, after: str) -> Page[Mentee]:
    """One page of the files this person keeps; who waits is listed longest wait first, the others newest first."""
    mentees = Mentee.objects.visible_to_staff(user).select_related("place", "specialist", "centre")
    if status:
        mentees = mentees.filter(status=status)
    if urgency:
        mentees = mentees.filter(of_urgency(urgency, today()))
    if lack:
        mentees = mentees.filter(lacks_consent(today()))
    order = ("waiting_since", "pk") if status == Mentee.Status.WAITING or urgency else ("-pk",)
    return page_after(mentees, order, after)


def mentee_rows(mentees: Iterable[Mentee]) -> list[MenteeRow]:
    """The lines of the list, with what each mentee still needs, in a constant number of queries."""
    every, day = list(mentees), today()
    facts = mentee_facts(every)
    return [
        MenteeRow(
            mentee, age_band(mentee.birth_year, day), tier_of(mentee, day), days_waited(mentee.waiting_since, day),
            missing(mentee_requirements(facts[mentee.pk], day)),
        )
        for mentee in every
    ]  # fmt: skip


def tier_of(mentee: Mentee, day: date) -> int | None:
    if mentee.status != Mentee.Status.WAITING:
        return None
    return tier(mentee.risk, days_waited(mentee.waiting_since, day))


def of_urgency(wanted: int, day: date) -> Q:
    """Who waits and is in this tier today."""
    spans = [
        Q(risk=risk) & (Q(waiting_since__gt=after) if after else Q()) & (Q(waiting_since__lte=until) if until else Q())
        for risk, after, until in waiting_spans(wanted, day)
    ]
    return Q(status=Mentee.Status.WAITING) & reduce(or_, spans)


def lacks_consent(day: date) -> Q:
    """Whose lawful consent, or whose own yes, is not there or does not hold on this day."""
    holding = Q(expires_on=None) | Q(expires_on__gte=day)
    of_mentee = Consent.objects.filter(holding, mentee=OuterRef("pk"), is_current=True)
    lawful, assent = (of_mentee.filter(kind=kind) for kind in (Consent.Kind.LAWFUL_CONSENT, Consent.Kind.ASSENT))
    return ~Exists(lawful) | ~Exists(assent)


def mentee_of_staff(user: User) -> QuerySet[Mentee]:
    """The files this person may open, with everything their page shows."""
    return Mentee.objects.visible_to_staff(user).select_related("place", "specialist", "centre", "closed_by")


@dataclass(frozen=True)
class MenteeFile:
    """Everything that one page about a mentee shows to one person."""

    mentee: Mentee
    age: str
    tier: int | None
    days: int
    requirements: list[Requirement]
    decisions: list[MentoringDecision]
    consents: list[Consent]
    pairings: list[Pairing]
    exclusions: list[SealedExclusion]
    no_contacts: list[NoContact]
    reveals: list[IdentityReveal]
    preparations: list[Preparation]
    prepared: list[Prepared]
    is_own: bool  # the person is the mentee's specialist

    @property
    def has_ended(self) -> bool:
        """Whether a pairing has ended, so that there is something to decide about another mentor."""
        return any(requirement.code == REMATCH for requirement in self.requirements)

    @property
    def records(self) -> list[Model]:
        """Whose sensitive facts are shown: each gets its row in the trail."""
        return [
            self.mentee, *self.decisions, *self.consents, *self.pairings, *self.exclusions, *self.no_contacts,
            *self.reveals, *self.preparations,
        ]  # fmt: skip


def mentee_file(mentee: Mentee, user: User) -> MenteeFile:
    """Read one file for its page."""
    day = today()
    of_mentee = {"mentee": mentee}
    return MenteeFile(
        mentee=mentee,
        age=age_band(mentee.birth_year, day),
        tier=tier_of(mentee, day),
        days=days_waited(mentee.waiting_since, day),
        requirements=mentee_requirements(mentee_facts([mentee])[mentee.pk], day),
        decisions=list(MentoringDecision.objects.visible_to(user).filter(**of_mentee).select_related("decided_by")),
        consents=list(Consent.objects.visible_to(user).filter(**of_mentee).select_related("recorded_by")),
        pairings=list(Pairing.objects.visible_to_staff(user).filter(**of_mentee).select_related("mentor__user")),
        exclusions=list(SealedExclusion.objects.visible_to(user).filter(**of_mentee).select_related("mentor__user")),
        no_contacts=list(NoContact.objects.visible_to(user).filter(**of_mentee)),
        reveals=list(
            IdentityReveal.objects.visible_to(user).filter(**of_mentee).select_related("revealed_by")[:LAST_REVEALS]
        ),
        preparations=list(Preparation.objects.visible_to(user).filter(**of_mentee)),
        prepared=prepared([mentee])[mentee.pk],
        is_own=mentee.specialist_id == user.pk,
    )
