"""Which invented pairings run already, and what did they do together?"""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from accounts.models import User
from kernel.clock import today
from mentorship.demo.chance import Chance
from mentorship.demo.mentees import MenteeRows
from mentorship.demo.mentors import MentorRows
from mentorship.models import Meeting, Mentee, Mentor, Pairing
from mentorship.vocabulary import Activity, MeetingPlace, Mood, Topic

NOTES = ["Am plănuit săptămâna.", "O după-amiază liniștită.", "Am exersat drumul până la ghișeu.", ""]


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
        started_on = chance.days_ago(today(), 21, 290)
        pairings.append(_pair(mentor, mentee, opened_by, started_on, chance))
        meetings += _meetings(pairings[-1], started_on, chance)
    _let_one_worry(meetings)
    return pairings, meetings


def _complete(rows: MentorRows) -> bool:
    return bool(rows.certificates) and all(
        paper.result == "clear" and (paper.expires_on is None or paper.expires_on >= today()) for paper in rows.evidence
    )


def _suit(mentor: Mentor, mentee: Mentee) -> bool:
    return (
        mentee.population in mentor.populations and mentor.gender in mentee.accepted_genders
        and bool(set(mentor.languages) & set(mentee.languages)) and mentor.experience >= mentee.risk
        and mentor.status == "willing"
    )  # fmt: skip


def _at(day: date, hour: int) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour)))


def _pair(mentor: Mentor, mentee: Mentee, opened_by: User, started_on: date, chance: Chance) -> Pairing:
    mentee.status = Mentee.Status.ACCOMPANIED
    mentor.active_pairings += 1
    return Pairing(
        public_id=chance.public_id(), centre=mentee.centre, mentor=mentor, mentee=mentee, supervisor=mentor.supervisor,
        status=Pairing.Status.ACTIVE, planned_until=started_on + timedelta(days=400), opened_by=opened_by,
        opened_at=_at(started_on - timedelta(days=9), 10), introduced_by=mentor.user,
        introduced_at=_at(started_on - timedelta(days=5), 18), started_by=mentor.user, started_at=_at(started_on, 19),
    )  # fmt: skip


def _meetings(pairing: Pairing, started_on: date, chance: Chance) -> list[Meeting]:
    days = [started_on]
    while (day := days[-1] + timedelta(days=chance.random.randint(5, 12))) < today():
        days.append(day)
    return [
        Meeting(
            public_id=chance.public_id(), form_key=chance.public_id(), pairing=pairing, held_on=day,
            minutes=chance.random.choice([45, 60, 60, 90, 120]),
            place=chance.pick({MeetingPlace.CENTRE: 0.4, MeetingPlace.OUTDOORS: 0.3, MeetingPlace.PUBLIC: 0.3}),
            activities=chance.some(Activity.values, 1, 2), topics=chance.some(Topic.values, 0, 2),
            mood=chance.pick({1: 0.05, 2: 0.2, 3: 0.5, 4: 0.25}), note=chance.random.choice(NOTES),
            logged_by=pairing.mentor.user, logged_at=_at(day, 19),
        )
        for day in days
    ]  # fmt: skip


def _let_one_worry(meetings: list[Meeting]) -> None:
    """One of the last meetings worries its mentor, so that home has something urgent to show."""
    for meeting in sorted(meetings, key=lambda meeting: meeting.held_on)[-1:]:
        meeting.is_worrying, meeting.mood = True, Mood.HARD
        meeting.worry = "A venit cineva necunoscut după el și nu a vrut să vorbească despre asta."
