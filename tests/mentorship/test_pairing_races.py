"""Several processes want the same at the same moment: one gets it, the others read a sentence, nothing is doubled.

The control does the same without the guard and must go wrong on PostgreSQL; where it does not, the test proves nothing.
"""

import multiprocessing
from datetime import timedelta

import pytest
from django.db import connection, connections, transaction
from django.db.models import F

from accounts.permissions import Role
from kernel.clock import now, today
from kernel.errors import RuleError
from mentorship.models import Mentee, Mentor, Pairing
from mentorship.services.pairings import open_pairing
from tests import factories

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db(transaction=True)]
FORK = multiprocessing.get_context("fork")
PATIENCE = 120
LAST_SEAT, LAST_MENTEE, CROSSED = range(3)


def guarded(mentor, mentee, by):
    open_pairing(mentor=mentor, mentee=mentee, planned_until=today() + timedelta(days=365), by=by)


@transaction.atomic
def unguarded(mentor, mentee, by):
    """What a naive service would do: look, then write."""
    mentor.refresh_from_db()
    mentee.refresh_from_db()
    if mentor.free_seats < 1 or mentee.status != Mentee.Status.WAITING:
        raise RuleError("Too late.")
    Pairing.objects.create(
        centre=mentor.centre, mentor=mentor, mentee=mentee, supervisor=mentor.supervisor, opened_by=by, opened_at=now(),
        planned_until=today() + timedelta(days=365),
    )  # fmt: skip
    Mentor.objects.filter(pk=mentor.pk).update(active_pairings=F("active_pairings") + 1)
    Mentee.objects.filter(pk=mentee.pk).update(status=Mentee.Status.ACCOMPANIED)


def wanted(number, turn):
    """Which mentor and which mentee does this process want in this round?"""
    return {LAST_SEAT: (0, number), LAST_MENTEE: (number, 0), CROSSED: (number % 2, number // 2)}[turn % 3]


def runner(number, rounds, opening, gate, outcomes, people):
    """What one process does: wait for the others in every round, then try."""
    mentors, mentees, coordinator = people
    for turn in range(rounds):
        mentor, mentee = wanted(number, turn)
        gate.wait(PATIENCE)
        try:
            opening(Mentor.objects.get(pk=mentors[mentor]), Mentee.objects.get(pk=mentees[mentee]), coordinator)
        except RuleError as refusal:
            outcomes.put(("refused", str(refusal)))
        except Exception as error:  # whatever else comes up is a page that breaks
            outcomes.put(("broken", repr(error)))
        else:
            outcomes.put(("opened", ""))
        gate.wait(PATIENCE)
    connections.close_all()


@pytest.fixture
def people(centre, coordinator):
    """`people(count)`: so many mentors with one seat each, and so many mentees who wait."""
    specialist = factories.UserFactory(role=Role.SPECIALIST, role__centre=centre)

    def make(count):
        mentors = [
            factories.MentorFactory(centre=centre, supervisor=specialist, cleared=True, certified=True)
            for _ in range(count)
        ]
        mentees = [factories.MenteeFactory(centre=centre, specialist=specialist, ready=True) for _ in range(count)]
        return [mentor.pk for mentor in mentors], [mentee.pk for mentee in mentees], coordinator

    return make


def compete(people, processes, rounds, opening):
    """Let the processes compete round by round; gives (faults found in the database, broken answers, opened)."""
    connections.close_all()
    gate, outcomes = FORK.Barrier(processes + 1), FORK.SimpleQueue()
    runners = [
        FORK.Process(target=runner, args=(number, rounds, opening, gate, outcomes, people))
        for number in range(processes)
    ]
    for process in runners:
        process.start()
    faults, broken, opened = [], [], []
    for turn in range(rounds):
        start_over()
        connections.close_all()
        gate.wait(PATIENCE)
        answers = [outcomes.get() for _ in runners]
        gate.wait(PATIENCE)
        faults += faults_now()
        broken += [text for kind, text in answers if kind == "broken" or (kind == "refused" and not text)]
        opened.append((turn % 3, sum(kind == "opened" for kind, _text in answers)))
    for process in runners:
        process.join(PATIENCE)
    assert [process.exitcode for process in runners] == [0] * processes
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
def test_one_wins_and_the_others_read_a_sentence(people, processes, rounds):
    faults, broken, opened = compete(people(processes), processes, rounds, guarded)
    assert (faults, broken) == ([], [])
    assert {count for turn, count in opened if turn != CROSSED} == {1}
    assert {count for turn, count in opened if turn == CROSSED} == {1 if processes == 2 else 2}


def test_without_the_guard_it_goes_wrong_on_postgresql(people):
    faults, _broken, opened = compete(people(8), 8, 10, unguarded)
    went_wrong = bool(faults) or any(count > 1 for turn, count in opened if turn != CROSSED)
    assert went_wrong is (connection.vendor == "postgresql")
