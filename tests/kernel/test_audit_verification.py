"""Tampering with the trail is found: edits, deletions, moved rows, a cut tail."""

import json
import random
import sys
import time
import uuid

import pytest
from django.core.management import call_command
from django.db import connection

from kernel.anchor import Anchor, AnchorError, read_anchors, write_anchor
from kernel.append_only import remove_triggers
from kernel.audit import link_hash, record_many
from kernel.models import AuditEvent, ChainHead
from kernel.models.audit import GENESIS
from kernel.verification import verify_chain
from tests.kernel.conftest import Story

pytestmark = pytest.mark.both_databases


@pytest.fixture
def chain(db):
    """Forty rows, anchored, in a database whose owner took the triggers off."""
    record_many("story.told", by=None, subjects=[Story() for _ in range(40)], weight=1)
    write_anchor()
    remove_triggers(connection)
    return AuditEvent.objects.all()


def edit(chain, chance):
    row = chance.choice(chain)
    changes = {
        "event": "story.x", "actor_id": uuid.uuid4(), "subject_id": uuid.uuid4(), "subject_label": "x.y",
        "facts": {"weight": 2}, "hash": "0" * 64, "at": row.at.replace(microsecond=(row.at.microsecond + 1) % 10**6),
    }  # fmt: skip
    name = chance.choice(sorted(changes))
    chain.filter(pk=row.pk).update(**{name: changes[name]})


def delete(chain, chance):
    first = chance.randint(1, 39)
    chain.filter(pk__range=(first, chance.randint(first, 39))).delete()


def reorder(chain, chance):
    one, two = chance.sample(range(1, 41), 2)
    fields = ["event", "at", "actor_id", "subject_label", "subject_id", "facts", "hash"]
    before = {number: chain.filter(pk=number).values(*fields).get() for number in (one, two)}
    chain.filter(pk=one).update(**before[two])
    chain.filter(pk=two).update(**before[one])


def cut_tail(chain, chance):
    last = chance.randint(0, 39)
    chain.filter(pk__gt=last).delete()
    kept = chain.filter(pk=last).first()
    ChainHead.objects.update(sequence=last, hash=kept.hash if kept else GENESIS)


def rewrite(chain, chance):
    """The thorough liar: edits one row and computes every later hash anew."""
    row, first = None, chance.randint(1, 40)
    previous = chain.filter(pk=first - 1).values_list("hash", flat=True).first() or GENESIS
    for row in list(chain.filter(pk__gte=first)):
        facts = {"weight": 5} if row.pk == first else row.facts
        previous = link_hash(
            previous, row.pk, row.at, row.event, row.actor_id, row.subject_label, row.subject_id, facts
        )
        chain.filter(pk=row.pk).update(facts=facts, hash=previous)
    ChainHead.objects.update(hash=previous)


KINDS = [edit, delete, reorder, cut_tail, rewrite]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seed", [1, 2])
def test_tampering_is_found(chain, kind, seed):
    assert verify_chain().faults == []
    kind(chain, random.Random(seed))
    assert verify_chain().faults


@pytest.mark.prove
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seed", range(20))
def test_a_hundred_of_a_hundred_tamperings_are_found(chain, kind, seed):
    kind(chain, random.Random(100 + seed))
    assert verify_chain().faults


def test_a_deleted_start_and_end_are_named(chain):
    chain.filter(pk=1).delete()
    faults = verify_chain().faults
    assert (faults[0].sequence, faults[0].reason) == (1, "rows are missing")
    chain.filter(pk=40).delete()
    assert "the tail is cut: an anchored row is missing" in {fault.reason for fault in verify_chain().faults}


def test_without_an_anchor_the_head_still_shows_a_cut_tail(chain, anchor_file):
    anchor_file.unlink()
    chain.filter(pk=40).delete()
    assert [fault.sequence for fault in verify_chain().faults] == [40]


def test_an_empty_trail_is_sound(db):
    assert verify_chain().faults == [] and write_anchor() is None


def test_anchors_are_appended_once(chain, anchor_file):
    assert write_anchor() is None
    record_many("story.told", by=None, subjects=[Story()])
    assert write_anchor().sequence == 41
    assert [anchor.sequence for anchor in read_anchors()] == [40, 41]
    assert anchor_file.stat().st_mode & 0o777 == 0o600


def test_a_broken_chain_is_not_anchored(chain):
    chain.filter(pk=40).update(hash="0" * 64)
    with pytest.raises(AnchorError):
        write_anchor()


def test_the_command_says_sound_or_not(chain, capsys, anchor_file):
    call_command("verify_audit")
    assert capsys.readouterr().out == "The audit trail is sound: 40 rows.\n"
    chain.filter(pk=7).update(event="story.x")
    with pytest.raises(SystemExit) as ended:
        call_command("verify_audit")
    assert ended.value.code == 1
    printed = capsys.readouterr().err
    assert "Row 7: the row or its place in the chain was changed." in printed and "NOT sound: 1 faults" in printed


def test_the_command_anchors_and_asks_for_anchors(db, capsys, anchor_file):
    record_many("story.told", by=None, subjects=[Story()])
    call_command("verify_audit")
    assert "no anchor file" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        call_command("verify_audit", "--require-anchor")
    call_command("verify_audit", "--anchor")
    assert Anchor(**json.loads(anchor_file.read_text())).sequence == 1


@pytest.mark.prove
def test_thirty_thousand_rows_a_second(db, capsys):
    for _ in range(30):
        record_many("story.told", by=None, subjects=[Story() for _ in range(1000)], weight=1)
    begun = time.perf_counter()
    found = verify_chain()
    rate = found.rows / (time.perf_counter() - begun)
    with capsys.disabled():
        sys.stdout.write(f"verify_audit: {rate:,.0f} rows a second on {connection.vendor}\n")
    assert not found.faults and rate > 30_000
