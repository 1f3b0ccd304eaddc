"""Who may be paired? The facts for many people at once, in a constant number of queries."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date

from django.db.models import F, QuerySet

from accounts.models import RoleGrant
from accounts.permissions import Role
from accounts.queries.clearance import cleared_until_of
from mentorship.eligibility import (
    MenteeFacts,
    MentorFacts,
    Rematch,
    Requirement,
    mentee_requirements,
    mentor_requirements,
    missing,
)
from mentorship.models import Consent, Mentee, Mentor, MentoringDecision, Suspension
from mentorship.queries.endings import ended_pairings
from training.queries.certificates import certified_populations

WALKING = (Role.MENTOR, Role.STUDENT)
SUPERVISING = (Role.COORDINATOR, Role.SPECIALIST)


def mentee_facts(mentees: Iterable[Mentee]) -> dict[int, MenteeFacts]:
    """The newest decision and the consents that count, by mentee; for tens of thousands give a queryset, not a list."""
    decisions: dict[int, tuple[bool, date]] = {}
    rows = MentoringDecision.objects.filter(mentee__in=mentees).order_by("decided_at", "pk")
    for mentee, is_right_now, review_on in rows.values_list("mentee_id", "is_right_now", "review_on"):
        decisions[mentee] = (is_right_now, review_on)
    consents: dict[int, dict[str, date | None]] = defaultdict(dict)
    given = Consent.objects.filter(mentee__in=mentees, is_current=True).order_by()
    for mentee, kind, expires_on in given.values_list("mentee_id", "kind", "expires_on"):
        consents[mentee][kind] = expires_on
    ids = mentees.values_list("pk", flat=True) if isinstance(mentees, QuerySet) else [mentee.pk for mentee in mentees]
    rematches = _rematches(mentees)
    facts = {}
    for pk in ids:
        is_right_now, review_on = decisions.get(pk, (None, None))
        facts[pk] = MenteeFacts(is_right_now, review_on, consents.get(pk, {}), rematches.get(pk))
    return facts


def _rematches(mentees: Iterable[Mentee]) -> dict[int, Rematch]:
    """For each mentee whose pairing has ended the newest decision about the last end."""
    rows = ended_pairings().filter(mentee__in=mentees).order_by(
        "closed_at", "pk", "rematch_decisions__decided_at", "rematch_decisions__pk"
    )  # fmt: skip
    decided = rows.values_list("mentee_id", "rematch_decisions__answer", "rematch_decisions__review_on")
    return {mentee: Rematch(answer or "", review_on) for mentee, answer, review_on in decided}


def people_with_the_role(mentors: Iterable[Mentor], on: date) -> set[int]:
    """Which of these mentors' persons may sign in and hold the role of a mentor at their centre on a day."""
    roles = RoleGrant.objects.active(on).filter(
        role__in=WALKING, user__is_active=True, user__mentor__in=mentors, centre=F("user__mentor__centre")
    )
    return set(roles.values_list("user_id", flat=True))


def suspended(mentors: Iterable[Mentor]) -> set[int | None]:
    """Which of these mentors are suspended everywhere."""
    return set(Suspension.objects.standing().filter(mentor__in=mentors).values_list("mentor_id", flat=True))


def supervisors(centres: Collection[int], on: date) -> set[tuple[int | None, int | None]]:
    """Who may supervise where on a day, as (person, centre): coordinators and specialists who may sign in."""
    roles = RoleGrant.objects.active(on).filter(role__in=SUPERVISING, user__is_active=True, centre__in=centres)
    return set(roles.values_list("user_id", "centre_id"))


def mentors_cleared_until(mentors: Iterable[Mentor], on: date) -> dict[int, dict[str, date]]:
    """For each mentor's person the last day of the clearance per population, by the mentor's own centre."""
    found: dict[int, dict[str, date]] = {}
    for centre, theirs in _by_centre(mentors).items():
        found |= cleared_until_of(theirs, on, centre=centre)
    return found


def mentors_certified_until(mentors: Iterable[Mentor], on: date) -> dict[int, dict[str, date]]:
    """For each mentor's person the last day of the training certificate per population, by the mentor's own centre."""
    found: dict[int, dict[str, date]] = {}
    for centre, theirs in _by_centre(mentors).items():
        found |= certified_populations(theirs, on, centre=centre)
    return found


def _by_centre(mentors: Iterable[Mentor]) -> dict[int, list[int]]:
    people: dict[int, list[int]] = defaultdict(list)
    for mentor in mentors:
        people[mentor.centre_id].append(mentor.user_id)
    return people


def may_meet_until(mentors: Iterable[Mentor], on: date) -> dict[int, dict[str, date]]:
    """For each mentor's person through which day they may meet somebody, per population: cleared and certified."""
    every = list(mentors)
    cleared, certified = mentors_cleared_until(every, on), mentors_certified_until(every, on)
    return {
        person: {
            population: min(end, certified[person][population])
            for population, end in ends.items()
            if population in certified[person]
        }
        for person, ends in cleared.items()
    }


def mentor_facts(mentors: Iterable[Mentor], on: date) -> dict[int, MentorFacts]:
    """What is known of each mentor on a day, by mentor; for tens of thousands give a queryset, not a list."""
    holding = people_with_the_role(mentors, on)
    every = list(mentors)
    supervising = supervisors({mentor.centre_id for mentor in every}, on)
    cleared = mentors_cleared_until(every, on)
    certified = mentors_certified_until(every, on)
    at_rest = suspended(mentors)
    return {
        mentor.pk: MentorFacts(
            status=mentor.status, free_seats=mentor.free_seats,
            is_supervised=(mentor.supervisor_id, mentor.centre_id) in supervising,
            holds_role=mentor.user_id in holding, populations=frozenset(mentor.populations),
            cleared_until=cleared.get(mentor.user_id, {}), certified_until=certified.get(mentor.user_id, {}),
            is_suspended=mentor.pk in at_rest,
        )
        for mentor in every
    }  # fmt: skip


def what_mentee_needs(mentee: Mentee, on: date) -> list[Requirement]:
    """What is missing before this mentee may be paired; empty when nothing is."""
    return missing(mentee_requirements(mentee_facts([mentee])[mentee.pk], on))


def what_mentor_needs(mentor: Mentor, population: str, on: date, until: date | None = None) -> list[Requirement]:
    """What is missing before this mentor may be paired with somebody of the population; empty when nothing is."""
    return missing(mentor_requirements(mentor_facts([mentor], on)[mentor.pk], population, on, until))
