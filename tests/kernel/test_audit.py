"""The audit trail: one row per change and look, in the transaction of the change, codes only."""

import uuid
from datetime import UTC, date, datetime

import pytest
from django.db import DatabaseError, IntegrityError, OperationalError, connection, transaction

from kernel.append_only import remove_triggers
from kernel.audit import looked_at, looked_at_all, record, record_many, retried
from kernel.models import AuditEvent, ChainHead
from kernel.verification import verify_chain
from tests.kernel.conftest import Story


@pytest.fixture
def story(db):
    return Story.objects.create()


@pytest.mark.both_databases
def test_rows_are_chained(story, person):
    record("story.told", by=person, subject=story, weight=3)
    record("keys.rotated", by=None, subject=None)
    one, two = AuditEvent.objects.all()
    assert (one.sequence, one.actor_id, one.subject_label, one.subject_id, one.facts) == (
        1, person.public_id, "kernel_tests.story", story.public_id, {"weight": 3},
    )  # fmt: skip
    assert (two.sequence, two.actor_id, two.subject_label, two.subject_id) == (2, None, "", None)
    head = ChainHead.objects.get()
    assert (head.sequence, head.hash) == (2, two.hash)
    assert (str(two), str(head)) == ("AuditEvent 2", "ChainHead 2")
    assert verify_chain().faults == []


@pytest.mark.both_databases
def test_many_at_once(db, person, django_assert_max_num_queries):
    stories = [Story.objects.create() for _ in range(1500)]
    with django_assert_max_num_queries(20):  # SQLite takes 999 values a statement
        record_many("story.told", by=person, subjects=stories, weight=1)
    assert AuditEvent.objects.count() == 1500 and verify_chain().faults == []


def test_nobody_many(db):
    record_many("story.told", by=None, subjects=[])
    assert AuditEvent.objects.count() == 0


def test_looks(story, person):
    other = Story.objects.create()
    looked_at(story, by=person, why="safety")
    looked_at_all([story, other], by=person, why="list")
    assert list(AuditEvent.objects.about(story).values_list("event", "facts__why")) == [
        ("looked_at", "safety"),
        ("looked_at", "list"),
    ]
    assert AuditEvent.objects.done_by(person).count() == 3


def test_facts_are_codes(story):
    facts = {
        "number": 3, "share": 0.5, "flag": True, "nothing": None, "on": date(2026, 5, 4),
        "at": datetime(2026, 5, 4, tzinfo=UTC), "id": uuid.UUID(int=5), "list": ["a", 1], "pairs": {"a": {"b"}},
        "status": Story.Status.TOLD,
    }  # fmt: skip
    record("story.told", by=None, subject=story, **facts)
    assert AuditEvent.objects.get().facts == {
        "number": 3, "share": "0.5", "flag": True, "nothing": None, "on": "2026-05-04",
        "at": "2026-05-04T00:00:00+00:00", "id": str(uuid.UUID(int=5)), "list": ["a", 1], "pairs": {"a": ["b"]},
        "status": "told",
    }  # fmt: skip


@pytest.mark.parametrize("text", ["Ana Pop", "ana@example.org", "Ștefan", "x" * 121])
def test_texts_are_refused(story, text):
    with pytest.raises(ValueError, match="codes only"):
        record("story.told", by=None, subject=story, fact=text)
    assert AuditEvent.objects.count() == 0


def test_a_row_outlives_no_rollback(story):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        record("story.told", by=None, subject=story)
        _ = 1 / 0
    assert not AuditEvent.objects.exists() and not ChainHead.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.both_databases
def test_a_row_belongs_into_a_transaction():
    story = Story.objects.create()
    with pytest.raises(transaction.TransactionManagementError, match="transaction of its change"):
        record("story.told", by=None, subject=story)
    looked_at(story, by=story, why="alone")
    assert AuditEvent.objects.count() == 1


@pytest.mark.both_databases
@pytest.mark.parametrize("statement", ["UPDATE kernel_auditevent SET event = 'x'", "DELETE FROM kernel_auditevent"])
def test_the_database_refuses_changes(story, statement):
    record("story.told", by=None, subject=story)
    with (
        pytest.raises((IntegrityError, DatabaseError), match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert AuditEvent.objects.get().event == "story.told"


@pytest.mark.both_databases
def test_the_database_refuses_to_be_emptied(story):
    if connection.vendor == "postgresql":
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("TRUNCATE kernel_auditevent")
    remove_triggers(connection)
    AuditEvent.objects.all().delete()


class DeadlockError(Exception):
    sqlstate = "40P01"


def failing(times, cause):
    calls = []

    def service():
        calls.append(1)
        if len(calls) <= times:
            raise OperationalError from cause
        return len(calls)

    return service


@pytest.mark.django_db(transaction=True)
def test_a_deadlock_is_retried_twice():
    assert retried(failing(2, DeadlockError()))() == 3
    with pytest.raises(OperationalError):
        retried(failing(3, DeadlockError()))()
    with pytest.raises(OperationalError):
        retried(failing(1, None))()


def test_no_retry_inside_a_transaction(db):
    with pytest.raises(OperationalError):
        retried(failing(1, DeadlockError()))()
