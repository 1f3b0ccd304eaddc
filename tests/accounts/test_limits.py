"""Limits on wrong sign-ins hold over all threads and processes, because the database counts."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, connections

from accounts.models import SignInLimit
from accounts.services import limits
from kernel.clock import machine_now

ANA = {"email": "ana@example.org", "address": "192.0.2.1"}


@pytest.mark.django_db
def test_five_tries_and_no_sixth():
    assert [limits.count_try(**ANA) for _ in range(7)] == [True] * 5 + [False] * 2


@pytest.mark.django_db
def test_the_way_of_writing_the_address_does_not_matter():
    written = ["ana@example.org", "ANA@example.org", " ana@Example.org"]
    tries = [limits.count_try(email=written[n % 3], address=f"192.0.2.{n}") for n in range(6)]
    assert tries == [True] * 5 + [False]


@pytest.mark.django_db
def test_many_people_behind_one_address_have_more_tries_and_an_end():
    tries = [limits.count_try(email=f"person{n}@example.org", address="192.0.2.1") for n in range(25)]
    assert tries.count(True) == limits.MOST_PER_ADDRESS == 20
    assert SignInLimit.objects.filter(count=0).count() == 5  # what the address refused does not count for the e-mail


@pytest.mark.django_db
def test_a_right_password_gives_its_try_back():
    for _ in range(10):
        assert limits.count_try(**ANA)
        limits.uncount_try(**ANA)
    assert set(SignInLimit.objects.values_list("count", flat=True)) == {0}


@pytest.mark.django_db
def test_after_a_quarter_of_an_hour_the_window_opens_again():
    for _ in range(6):
        limits.count_try(**ANA)
    SignInLimit.objects.update(started_at=machine_now() - limits.WINDOW - timedelta(seconds=1))
    assert limits.count_try(**ANA)
    assert set(SignInLimit.objects.values_list("count", flat=True)) == {1}


@pytest.mark.django_db
def test_a_password_set_through_the_mailbox_starts_afresh():
    for _ in range(6):
        limits.count_try(**ANA)
    limits.forget_tries(email=ANA["email"])
    assert limits.count_try(**ANA)


@pytest.mark.django_db
def test_no_address_stands_in_the_table():
    limits.count_try(**ANA)
    assert "ana" not in str(list(SignInLimit.objects.values()))


@pytest.mark.django_db
def test_who_loses_every_race_is_refused(monkeypatch):
    """The window is opened by somebody else each time, and gone again each time one looks."""
    limits.count_try(**ANA)
    monkeypatch.setattr(limits, "WINDOW", timedelta(days=-1))
    monkeypatch.setattr(SignInLimit.objects.__class__, "delete", lambda rows: None, raising=False)
    monkeypatch.setattr("django.db.models.query.QuerySet.delete", lambda rows: None)
    assert not limits.count_try(**ANA)


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("workers", [2, 4])
def test_exactly_five_of_twenty_five_at_once(workers):
    def attempt(number):
        try:
            return limits.count_try(email="ana@example.org", address=f"192.0.2.{number}")
        finally:
            connections.close_all()

    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        connection.inc_thread_sharing()
    with ThreadPoolExecutor(workers) as pool:
        assert sum(pool.map(attempt, range(25))) == 5
