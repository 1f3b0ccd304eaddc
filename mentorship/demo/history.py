"""Which invented pairings run already, and what did they do together?"""

import itertools
from datetime import datetime, time, timedelta

from django.utils import timezone

from accounts.models import User
from mentorship.demo.chance import Chance
from mentorship.demo.mentees import MenteeRows
from mentorship.demo.mentors import MentorRows
from mentorship.models import Meeting, Mentee, Pairing
from mentorship.vocabulary import Activity, MeetingPlace, Topic

NOTES = ["We planned the week.", "A quiet afternoon.", "Practised the way to the office.", ""]


def invent_pairings(
    mentors: list[MentorRows], mentees: list[MenteeRows], opened_by: User, chance: Chance, share: float
) -> tuple[list[Pairing], list[Meeting]]:
    """Pair a share of the mentees with mentors who would be allowed to, and let them meet."""
    pairings: list[Pairing] = []
    meetings: list[Meeting] = []
    wanted = int(len(mentees) * share)
    free = [rows.mentor for rows in mentors if rows.mentor.supervisor and _complete(rows)]
    for mentee in (rows.mentee for rows in mentees if len(rows.decisions) == 1 and len(rows.consents) == 2):
        if len(pairings) == wanted:
            break
        mentor = next((mentor for mentor in free if _suit(mentor, mentee)), None)
        if mentor is None:
            continue
        free.remove(mentor)
        pairing = _pair(mentor, mentee, opened_by, chance)
        pairings.append(pairing)
        meetings += _meetings(pairing, chance)
    return pairings, meetings


def _complete(rows: MentorRows) -> bool:
    return bool(rows.certificates) and all(paper.result == "clear" for paper in rows.evidence)


def _suit(mentor, mentee) -> bool:
    return (
        mentee.population in mentor.populations and mentor.gender in mentee.accepted_genders
        and bool(set(mentor.languages) & set(mentee.languages)) and mentor.experience >= mentee.risk
        and mentor.status == "willing"
    )  # fmt: skip


def _pair(mentor, mentee, opened_by: User, chance: Chance) -> Pairing:
    opened_on = chance.days_ago(opened_by.created_at.date(), 30, 300)
    opened_at = timezone.make_aware(datetime.combine(opened_on, time(10)))
    started_at = opened_at + timedelta(days=9)
    mentee.status = Mentee.Status.ACCOMPANIED
    mentor.active_pairings += 1
    return Pairing(
        public_id=chance.public_id(), centre=mentee.centre, mentor=mentor, mentee=mentee, supervisor=mentor.supervisor,
        status=Pairing.Status.ACTIVE, planned_until=opened_on + timedelta(days=400), opened_by=opened_by,
        opened_at=opened_at, introduced_by=mentor.user, introduced_at=opened_at + timedelta(days=4),
        started_by=mentor.user, started_at=started_at,
    )  # fmt: skip


def _meetings(pairing: Pairing, chance: Chance) -> list[Meeting]:
    first, last = pairing.started_at.date(), pairing.opened_by.created_at.date()
    days = itertools.takewhile(
        lambda day: day <= last,
        itertools.accumulate(
            itertools.repeat(7),
            lambda day, _: day + timedelta(days=chance.random.randint(5, 12)),
            initial=first,
        ),
    )
    return [
        Meeting(
            public_id=chance.public_id(), form_key=chance.public_id(), pairing=pairing, held_on=day,
            minutes=chance.random.choice([45, 60, 60, 90, 120]),
            place=chance.pick({MeetingPlace.CENTRE: 0.4, MeetingPlace.OUTDOORS: 0.3, MeetingPlace.PUBLIC: 0.3}),
            activities=chance.some(Activity.values, 1, 2), topics=chance.some(Topic.values, 0, 2),
            mood=chance.pick({1: 0.05, 2: 0.2, 3: 0.5, 4: 0.25}), note=chance.random.choice(NOTES),
            is_worrying=False, logged_by=pairing.mentor.user,
            logged_at=timezone.make_aware(datetime.combine(day, time(19))),
        )
        for day in days
    ]  # fmt: skip
