"""Several processes want the same at the same moment: one gets it, the others read a sentence, nothing is doubled.

The control does the same without the guard and must go wrong on PostgreSQL; where it does not, the test proves nothing.
"""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.db.models import F

from accounts.models import User
from accounts.permissions import Role
from kernel.clock import now, today
from kernel.errors import RuleError
from mentorship.models import Mentee, Mentor, Pairing
from mentorship.services.pairings import close_pairing, open_pairing
from tests import factories
from tests.racing import racers

pytestmark = [pytest.mark.untraced, pytest.mark.both_databases, pytest.mark.django_db(transaction=True)]
LAST_SEAT, LAST_MENTEE, CROSSED = range(3)


def guarded(mentor, mentee, by):
    open_pairing(
        mentor=Mentor.objects.get(pk=mentor), mentee=Mentee.objects.get(pk=mentee), by=User.objects.get(pk=by),
        planned_until=today() + timedelta(days=365),
    )  # fmt: skip


@transaction.atomic
def unguarded(mentor, mentee, by):
    """What a naive service would do: look, then write."""
    mentor, mentee = Mentor.objects.get(pk=mentor), Mentee.objects.get(pk=mentee)
    if mentor.free_seats < 1 or mentee.status != Mentee.Status.WAITING:
        raise RuleError("Too late.")
    Pairing.objects.create(
        centre=mentor.centre, mentor=mentor, mentee=mentee, supervisor=mentor.supervisor, opened_by_id=by,
        opened_at=now(), planned_until=today() + timedelta(days=365),
    )  # fmt: skip
    Mentor.objects.filter(pk=mentor.pk).update(active_pairings=F("active_pairings") + 1)
    Mentee.objects.filter(pk=mentee.pk).update(status=Mentee.Status.ACCOMPANIED)


def close(pairing, by):
    pairing = Pairing.objects.get(pk=pairing)
    close_pairing(pairing=pairing, reason="safety", note="", by=User.objects.get(pk=by))


@pytest.fixture
def crowd(centre, coordinator):
    """`crowd(count)`: so many mentors with one seat each, and so many mentees who wait."""
    specialist = factories.UserFactory(role=Role.SPECIALIST, role__centre=centre)

    def make(count):
        mentors = [
            factories.MentorFactory(centre=centre, supervisor=specialist, cleared=True, certified=True)
            for _ in range(count)
        ]
        mentees = [factories.MenteeFactory(centre=centre, specialist=specialist, ready=True) for _ in range(count)]
        return [mentor.pk for mentor in mentors], [mentee.pk for mentee in mentees], coordinator.pk

    return make


def wanted(number, turn):
    """Which mentor and which mentee does this process want in this round?"""
    return {LAST_SEAT: (0, number), LAST_MENTEE: (number, 0), CROSSED: (number % 2, number // 2)}[turn % 3]


def compete(crowd, rounds, opening):
    """Let the processes compete round by round; gives (faults found in the database, broken answers, opened)."""
    mentors, mentees, by = crowd
    faults, broken, opened = [], [], []
    with racers(len(mentors)) as race:
        for turn in range(rounds):
            start_over()
            pairs = [wanted(number, turn) for number in range(len(mentors))]
            answers = race([(opening, (mentors[mentor], mentees[mentee], by)) for mentor, mentee in pairs])
            faults += faults_now()
            broken += [told for kind, told in answers if kind == "broken" or (kind == "refused" and not told)]
            opened.append((turn % 3, [kind for kind, _told in answers].count("done")))
    return faults, broken, opened


def start_over():
    Pairing.objects.open().update(status="closed", closing_reason="other")
    Mentor.objects.update(active_pairings=0)
    Mentee.objects.update(status="waiting")


def faults_now():
    """Every promise that the database breaks at this moment."""
    paired = list(Pairing.objects.open().values_list("mentor", "mentee"))
    mentors, mentees = [mentor for mentor, _ in paired], [mentee for _, mentee in paired]
    faults = [f"{mentee} has two mentors" for mentee in set(mentees) if mentees.count(mentee) > 1]
    for mentor, capacity, counted in Mentor.objects.values_list("pk", "capacity", "active_pairings"):
        if not mentors.count(mentor) == counted <= capacity:
            faults.append(f"{mentor}: {mentors.count(mentor)} pairings, {counted} counted, {capacity} seats")
    accompanied = set(Mentee.objects.filter(status="accompanied").values_list("pk", flat=True))
    return faults + [f"{mentee}: status and pairings differ" for mentee in accompanied ^ set(mentees)]


@pytest.mark.parametrize(
    ("processes", "rounds"),
    [(2, 10), (8, 10), *(pytest.param(count, 200, marks=pytest.mark.prove) for count in (2, 8, 32))],
)
def test_one_wins_and_the_others_read_a_sentence(crowd, processes, rounds):
    faults, broken, opened = compete(crowd(processes), rounds, guarded)
    assert (faults, broken) == ([], [])
    assert {count for turn, count in opened if turn != CROSSED} == {1}
    assert {count for turn, count in opened if turn == CROSSED} == {1 if processes == 2 else 2}


def test_without_the_guard_it_goes_wrong_on_postgresql(crowd):
    faults, _broken, opened = compete(crowd(8), 10, unguarded)
    went_wrong = bool(faults) or any(count > 1 for turn, count in opened if turn != CROSSED)
    assert went_wrong is (connection.vendor == "postgresql")


def test_a_seat_is_given_back_once_however_many_close(crowd):
    [mentor, *_], [mentee, *_], by = crowd(4)
    with racers(4) as race:
        for _turn in range(10):
            start_over()
            guarded(mentor, mentee, by)
            pairing = Pairing.objects.open().get()
            answers = race([(close, (pairing.pk, by))] * 4)
            assert sorted(kind for kind, _told in answers) == ["done", "refused", "refused", "refused"]
            assert faults_now() == []
