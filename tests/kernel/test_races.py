"""Many at once: the chain stays whole, one presser of a button wins, a deadlock ends with both changes done.

SQLite's test database lives in memory, where only one can write; there the same code runs one after the other.
"""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import close_old_connections, connection, transaction

from kernel.audit import record, retried
from kernel.errors import RuleError
from kernel.links import issue_link, use_link
from kernel.models import AuditEvent, TaskLink
from kernel.verification import verify_chain
from kernel.workflow import advance
from tests.kernel.conftest import Story

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def at_once():
    """Call a function with each value at the same time; returns what came back, errors as values."""

    def run(job, values):
        workers = len(values) if connection.vendor == "postgresql" else 1
        start = threading.Barrier(workers)

        def one(value):
            start.wait()
            try:
                return job(value)
            except RuleError as refusal:
                return refusal
            finally:
                if workers > 1:
                    connection.close()

        if workers == 1:
            return [one(value) for value in values]
        with ThreadPoolExecutor(workers) as pool:
            return list(pool.map(one, values))

    yield run
    close_old_connections()
    Story.objects.all().delete()


def test_the_chain_stays_whole(at_once):
    def tell(number):
        for _ in range(10):
            with transaction.atomic():
                record("story.told", by=None, subject=None, number=number)

    at_once(tell, range(8))
    assert AuditEvent.objects.count() == 80 and verify_chain().faults == []


def test_one_wins(at_once):
    for _ in range(10):
        story = Story.objects.create()
        same = [Story.objects.get(pk=story.pk) for _ in range(8)]
        answers = at_once(lambda one: advance(one, "close", by=None), same)
        assert answers.count(None) == 1
        assert AuditEvent.objects.about(story).count() == 1


def test_a_link_is_used_once(at_once):
    with transaction.atomic():
        link, _token = issue_link(Story(), purpose="pulse", by=None)
    same = [TaskLink.objects.get(pk=link.pk) for _ in range(8)]

    def use(one):
        with transaction.atomic():
            use_link(one)

    assert at_once(use, same).count(None) == 1


def test_a_deadlock_ends_with_both_changes(at_once):
    story = Story.objects.create()
    both = threading.Barrier(2 if connection.vendor == "postgresql" else 1)
    tries = []

    def change_row():
        Story.objects.filter(pk=story.pk).update(weight=len(tries))

    def write_trail():
        record("story.told", by=None, subject=story)

    def change(order):
        @retried
        @transaction.atomic
        def service():
            tries.append(order)
            first, second = (change_row, write_trail) if order else (write_trail, change_row)
            first()
            if len(tries) <= both.parties:
                both.wait()
            second()

        service()

    at_once(change, [0, 1])
    assert AuditEvent.objects.count() == 2 and verify_chain().faults == []
    assert len(tries) == (3 if connection.vendor == "postgresql" else 2)
