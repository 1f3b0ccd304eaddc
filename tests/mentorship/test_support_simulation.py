"""Many pairings over many days, with the clock moved day by day: is every due contact asked for, once, and in time?

The expectation is kept beside the product in plain words of its own: a list of due days per pairing and party, and
which of them was satisfied. It is compared every day with what the worklists and the list of contacts say.
"""

import random
import uuid
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest
import time_machine

from accounts.models import User
from kernel.clock import move_clock, now, today
from kernel.workflow import advance
from mentorship.models import Absence, Mentee, Mentor, Pairing, SafeContact
from mentorship.queries.cadence import open_supported
from mentorship.queries.check_in_worklists import support_contacts
from mentorship.queries.check_ins import waits
from mentorship.services.check_ins import record_check_in
from tests import factories

DAY = timedelta(days=1)
GRACE = timedelta(days=7)


def month_after(day, months):
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in range(day.day, 27, -1):
        try:
            return date(year, month + 1, last)
        except ValueError:
            continue
    return date(year, month + 1, day.day)


@dataclass
class Expected:
    """One contact that the standard asks for."""

    earliest: date
    due_on: date
    closes_on: date
    in_depth: bool
    held_on: date | None = None


def expected_of(started_on):
    """Two in the first month, one a month in the first year, then one in three months; in depth as the usual says."""
    days = [started_on + (month_after(started_on, 1) - started_on) // 2]
    months = [*range(1, 13), 15, 18, 21, 24, 27]
    days += [month_after(started_on, month) for month in months]
    deep = [False, *(month <= 3 or month % 3 == 0 for month in months)]
    found, earliest = [], started_on
    for due_on, following, in_depth in zip(days, days[1:], deep, strict=False):
        found.append(Expected(earliest, due_on, due_on + (following - due_on) // 2, in_depth))
        earliest = due_on + DAY
    return found


@dataclass
class Life:
    """What the test itself knows of one pairing."""

    pairing: Pairing
    adult_last: date | None
    parties: dict = field(default_factory=dict)
    rests: list = field(default_factory=list)
    reached: dict = field(default_factory=dict)

    def rested_on(self, day):
        return any(began <= day and (ended is None or day < ended) for began, ended in self.rests)

    def waiting(self, on):
        """Whom to contact on this day, and since when it waits."""
        return [
            (self.pairing.public_id, party, one)
            for party, asked in self.parties.items()
            for one in asked
            if one.held_on is None and one.earliest <= on <= self.last(party, one) and not self.rested_on(one.due_on)
            and self.is_asked(party, one)
        ]  # fmt: skip

    def given_up(self, on):
        found = []
        for party, asked in self.parties.items():
            missed = [
                one.due_on for one in asked
                if one.held_on is None and on > self.last(party, one) and self.is_asked(party, one)
                and not self.rested_on(one.due_on) and on > one.due_on
            ]  # fmt: skip
            of_age = party == "adult" and on > self.adult_last
            if missed and not of_age and self.reached.get(party, date.min) <= missed[-1]:
                found.append((self.pairing.public_id, party, missed[-1]))
        return found

    def is_asked(self, party, one):
        return party != "adult" or one.due_on <= self.adult_last

    def last(self, party, one):
        return min(one.closes_on, self.adult_last) if party == "adult" else one.closes_on

    def hold(self, party, on, in_depth):
        self.reached[party] = on
        for one in self.parties[party]:
            can = one.held_on is None and one.earliest <= on <= self.last(party, one) and self.is_asked(party, one)
            if can and in_depth >= one.in_depth and not self.rested_on(one.due_on):
                one.held_on = on
                return


class World:
    """A centre in which life goes on at random."""

    def __init__(self, size, seed):
        self.chance = random.Random(seed)
        self.centre = factories.CentreFactory()
        staff = {"role__centre": self.centre}
        self.coordinator = factories.UserFactory(role="coordinator", **staff)
        self.supervisors = [factories.UserFactory(role="specialist", **staff) for _ in range(max(3, size // 15))]
        self.lives, self.to_begin, self.away = [], self._people(size), {}
        self.counts = Counter()

    def _people(self, size):
        place = factories.PlaceFactory()
        users = User.objects.bulk_create(factories.UserFactory.build() for _ in range(size))
        mentors = Mentor.objects.bulk_create(
            factories.MentorFactory.build(centre=self.centre, user=user, supervisor=self.supervisors[0], place=place)
            for user in users
        )
        mentees = Mentee.objects.bulk_create(
            factories.MenteeFactory.build(
                centre=self.centre, specialist=self.supervisors[0], place=place, status="accompanied",
                birth_year=today().year - self.chance.randint(12, 18),
            )
            for _ in range(size)
        )  # fmt: skip
        return list(zip(mentors, mentees, strict=True))

    def begin(self):
        mentor, mentee = self.to_begin.pop()
        pairing = Pairing.objects.create(
            centre=self.centre, mentor=mentor, mentee=mentee, supervisor=self.chance.choice(self.supervisors),
            status="active", planned_until=today() + 900 * DAY, opened_by=self.coordinator, opened_at=now(),
            started_at=now(),
        )  # fmt: skip
        life = Life(pairing, date(mentee.birth_year + 17, 12, 31))
        life.parties = {party: expected_of(today()) for party in ("mentor", "mentee")}
        if self.chance.random() < 0.6 and life.adult_last > today():
            SafeContact.objects.create(
                mentee=mentee, party="consenter", is_lawful=True, call_is_safe=True, recorded_by=self.coordinator,
                recorded_at=now(),
            )  # fmt: skip
            life.parties["adult"] = expected_of(today())
        self.lives.append(life)

    def something_happens(self, life):
        """A rest begins or ends, the supervisor changes, or the pairing ends."""
        pairing, roll = life.pairing, self.chance.random()
        if pairing.status == "paused" and roll < 0.07:
            advance(pairing, "resume", by=self.coordinator)
            life.rests[-1] = (life.rests[-1][0], today())
        elif pairing.status == "active" and roll < 0.004:
            advance(pairing, "pause", by=self.coordinator, pause_reason="staff")
            life.rests.append((today(), None))
            self.counts["rests"] += 1
        elif roll > 0.998:
            pairing.supervisor = self.chance.choice(self.supervisors)
            Pairing.objects.filter(pk=pairing.pk).update(supervisor=pairing.supervisor)
            self.counts["new supervisors"] += 1
        elif 0.9970 < roll < 0.9975 and pairing.status == "active":
            advance(pairing, "close", by=self.coordinator, closing_reason="other", closing_note="")
            self.lives.remove(life)
            self.counts["ended"] += 1

    def somebody_goes_away(self):
        person, cover = self.chance.sample(self.supervisors, 2)
        if self.away.get(person.pk, (date.min, None))[0] >= today():
            return
        until = today() + self.chance.randint(2, 20) * DAY
        self.away[person.pk] = (until, cover.pk)
        Absence.objects.create(
            centre=self.centre, person=person, cover=cover, starts_on=today(), ends_on=until,
            made_by=self.coordinator, made_at=now(),
        )  # fmt: skip
        self.counts["absences"] += 1

    def owner(self, supervisor_id):
        seen = {supervisor_id}
        while (found := self.away.get(supervisor_id)) and found[0] >= today() and found[1] not in seen:
            supervisor_id = found[1]
            seen.add(supervisor_id)
        return supervisor_id

    def call(self, life, party, one):
        """Some are called early, most in time, a few late or never; some are not at home."""
        is_late = today() > one.due_on
        if life.pairing.status != "active" or self.chance.random() > (0.06 if is_late else 0.09):
            return
        if life.reached.get(party) == today():
            return
        was_reached, in_depth = self.chance.random() < 0.9, one.in_depth and self.chance.random() < 0.9
        record_check_in(
            pairing=life.pairing, form_key=uuid.uuid4(), party=party, depth="in_depth" if in_depth else "short",
            held_on=today(), channel="phone", was_reached=was_reached, question_set="", answers={}, note="",
            follow_up="", follow_up_on=None, by=self.coordinator,
        )  # fmt: skip
        self.counts["reached" if was_reached else "not reached"] += 1
        if was_reached:
            life.hold(party, today(), in_depth)

    def look(self):
        """What the product says today against what is expected, nothing missing and nothing twice."""
        on = today()
        found = open_supported(self.coordinator, on)
        told = self._told(waits(found, on))
        expected = {(who, party, one.due_on): one for life in self.lives for who, party, one in life.waiting(on)}
        assert Counter(told) == Counter(expected.keys()), on
        late = {key for key, one in expected.items() if on >= min(one.due_on + GRACE, one.closes_on) and on > key[2]}
        assert Counter(self._told(waits(found, on, "escalated"))) == Counter(late), on
        given_up = [gone for life in self.lives for gone in life.given_up(on)]
        assert Counter(self._told(waits(found, on, "missed"))) == Counter(given_up), on
        owners = {life.pairing.public_id: self.owner(life.pairing.supervisor_id) for life in self.lives}
        assert all(one.owner_id == owners[one.facts.public_id] for one in found)
        self._look_at_worklists(found, on)
        self.counts["asked for"] += len(told)
        self.counts["escalated"] += len(late)

    def _look_at_worklists(self, found, on):
        late, missed = waits(found, on, "escalated"), waits(found, on, "missed")
        counts = [int(line.sentence.split()[0]) for line in support_contacts(self.coordinator)]
        assert counts == [len(some) for some in (late, missed) if some]
        own = self.chance.choice(self.supervisors)
        seen = open_supported(own, on)
        overdue = waits([one for one in seen if one.owner_id == own.pk], on, "overdue")
        lines = [line for line in support_contacts(own) if line.weight == 45]
        assert [int(line.sentence.split()[0]) for line in lines] == ([len(overdue)] if overdue else [])

    @staticmethod
    def _told(found):
        return [(wait.of.facts.public_id, wait.due.party.value, wait.due.due_on) for wait in found]

    def live(self, days):
        for day in range(days):
            while self.to_begin and self.chance.random() < max(0.3, 1 - len(self.to_begin) / 400) and day < days // 3:
                self.begin()
            self.look()
            if self.chance.random() < 0.1:
                self.somebody_goes_away()
            for life in list(self.lives):
                for _who, party, one in life.waiting(today()):
                    self.call(life, party, one)
                self.something_happens(life)
            if day % 7 == 0:
                self.look()  # after the calls of the day too
            move_clock(DAY)


@pytest.fixture
def moving(settings):
    settings.CLOCK_CAN_MOVE = True


@pytest.mark.django_db
@pytest.mark.parametrize("start", ["2026-02-19T22:30:00Z", "2026-09-15T22:30:00Z"])
def test_a_few_pairings_over_a_clock_switch(moving, start):
    with time_machine.travel(start, tick=False):
        world = World(4, seed=start)
        world.live(45)
    assert world.counts["reached"] and world.counts["asked for"]


@pytest.mark.prove
@pytest.mark.django_db
def test_two_hundred_pairings_over_eighteen_months(moving):
    with time_machine.travel("2026-01-10T22:30:00Z", tick=False):
        world = World(200, seed=18)
        world.live(548)
    assert min(world.counts[name] for name in ("reached", "not reached", "escalated", "rests", "absences")) > 50
