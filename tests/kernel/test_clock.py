"""The only clock: it moves in demo and tests, never elsewhere, and asks the database seldom."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from kernel import clock
from kernel.models import ClockOffset


@pytest.fixture(autouse=True)
def nothing_known(monkeypatch):
    monkeypatch.setattr(clock, "_known", None)


@pytest.fixture
def movable(settings, db):
    settings.CLOCK_CAN_MOVE = True


@time_machine.travel(datetime(2026, 10, 24, 22, 30, tzinfo=UTC), tick=False)
def test_the_date_is_that_of_the_programme():
    assert clock.now() == datetime(2026, 10, 24, 22, 30, tzinfo=UTC)
    assert clock.today() == date(2026, 10, 25)


def test_the_clock_moves(movable):
    clock.move_clock(timedelta(days=3))
    clock.move_clock(timedelta(days=1))
    assert str(ClockOffset.objects.get()) == "ClockOffset 345600"
    assert timedelta(days=3, hours=23) < clock.now() - clock.machine_now() <= timedelta(days=4)


def test_it_does_not_move_elsewhere(settings, db):
    settings.CLOCK_CAN_MOVE = False
    ClockOffset.objects.create(pk=1, seconds=86400)
    assert clock.now() - clock.machine_now() < timedelta(seconds=1)
    with pytest.raises(RuntimeError, match="demo and tests only"):
        clock.move_clock(timedelta(days=1))


def test_the_database_is_asked_once_a_second(movable, django_assert_num_queries, monkeypatch):
    with django_assert_num_queries(1):
        clock.now()
        clock.today()
    read_at, known = clock._known
    monkeypatch.setattr(clock, "_known", (read_at - 2, known))
    with django_assert_num_queries(1):
        clock.now()
