"""Which mentors does a member of staff see, who of them is ready, and which papers speak for them?"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F, QuerySet

from accounts.clearance import Audience
from accounts.models import Evidence, User
from accounts.queries.clearance import clearance_of
from kernel.clock import today
from kernel.keysets import Page, page_after
from mentorship.eligibility import Requirement, mentor_requirements, missing
from mentorship.models import Mentor, Pairing
from mentorship.queries.eligibility import mentor_facts
from mentorship.vocabulary import Population
from training.models import Certificate


@dataclass(frozen=True)
class MentorRow:
    """One line of the list of mentors: for whom the mentor is ready today."""

    mentor: Mentor
    ready_for: list[str]


@dataclass(frozen=True)
class Readiness:
    """For one population: every requirement, met or not, and which papers stand in the way of clearance."""

    population: str
    requirements: list[Requirement]
    papers: list[str]

    @property
    def label(self) -> str:
        return str(Population(self.population).label)


def mentor_page(user: User, status: str, supply: str, after: str) -> Page[Mentor]:
    """One page of the centre's mentors by name."""
    mentors = mentors_of_staff(user)
    if status:
        mentors = mentors.filter(status=status)
    if supply == "free":
        mentors = mentors.filter(active_pairings__lt=F("capacity"))
    if supply == "alone":
        mentors = mentors.filter(supervisor=None)
    return page_after(mentors, ("user__family_name", "user__given_name", "pk"), after)


def mentor_rows(mentors: Iterable[Mentor]) -> list[MentorRow]:
    """The lines of the list, in a constant number of queries."""
    every, day = list(mentors), today()
    facts = mentor_facts(every, day)
    return [
        MentorRow(
            mentor,
            [
                population
                for population in mentor.populations
                if not missing(mentor_requirements(facts[mentor.pk], population, day))
            ],
        )
        for mentor in every
    ]


def mentors_of_staff(user: User) -> QuerySet[Mentor]:
    """The mentors whose page this person may open; the own profile of a mentor is not a page of the staff."""
    return Mentor.objects.visible_to_staff(user).select_related("user", "place", "centre", "university", "supervisor")


def readiness_of(mentor: Mentor) -> list[Readiness]:
    """For each population the mentor is willing to accompany: what is there and what is missing."""
    day = today()
    facts = mentor_facts([mentor], day)[mentor.pk]
    return [
        Readiness(
            population,
            mentor_requirements(facts, population, day),
            clearance_of(mentor.user, population, centre=mentor.centre_id, on=day).sentences(Audience.STAFF),
        )
        for population in mentor.populations
    ]


def papers_of(mentor: Mentor, user: User) -> list[Evidence]:
    evidence = Evidence.objects.visible_to(user).filter(person=mentor.user)
    return list(evidence.select_related("kind", "recorded_by").order_by("kind", "-asked_on", "-pk"))


def certificates_of(mentor: Mentor, user: User) -> list[Certificate]:
    certificates = Certificate.objects.visible_to(user).filter(person=mentor.user)
    return list(certificates.select_related("track").order_by("-issued_on", "-pk"))


def open_pairings_of(mentor: Mentor, user: User) -> list[Pairing]:
    """The open pairings of the mentor that this person keeps."""
    return list(Pairing.objects.visible_to_staff(user).open().filter(mentor=mentor).select_related("mentee"))
