"""The worker's schedule is the written one, no more and no less."""

import sys
from types import ModuleType

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django_q.models import OrmQ, Schedule

from kernel.clock import machine_now
from kernel.schedule import catch_up, sync_schedule


@pytest.fixture
def written(settings, monkeypatch):
    module = ModuleType("written_schedule")
    module.SCHEDULE = [("beat", "kernel.jobs.beat", "0 3 * * *"), ("anchor", "kernel.jobs.anchor_audit", "*/5 * * * *")]
    monkeypatch.setitem(sys.modules, "written_schedule", module)
    settings.SCHEDULE_MODULE = "written_schedule"
    return module


def test_the_written_schedule_is_taken_over(db, written, capsys):
    Schedule.objects.create(name="old", func="kernel.jobs.perform")
    call_command("sync_schedule")
    assert capsys.readouterr().out == "By the clock: beat.\nBy the clock: anchor.\n"
    beat = Schedule.objects.get(name="beat")
    assert (beat.func, beat.args, beat.cron, beat.cluster) == (
        "kernel.jobs.perform", "('kernel.jobs.beat',)", "0 3 * * *", "short",
    )  # fmt: skip
    assert beat.next_run > machine_now() and not Schedule.objects.filter(name="old").exists()


def test_syncing_again_moves_nothing(db, written):
    sync_schedule()
    Schedule.objects.filter(name="beat").update(next_run=machine_now())
    before = list(Schedule.objects.order_by("pk").values())
    sync_schedule()
    assert list(Schedule.objects.order_by("pk").values()) == before


def test_a_changed_line_is_planned_anew(db, written):
    sync_schedule()
    written.SCHEDULE[0] = ("beat", "kernel.jobs.beat", "0 4 * * *")
    sync_schedule()
    assert Schedule.objects.get(name="beat").cron == "0 4 * * *"


def test_mistakes_are_refused(db, written):
    written.SCHEDULE[0] = ("beat", "kernel.jobs.no_such_job", "0 4 * * *")
    with pytest.raises(ImportError):
        sync_schedule()
    written.SCHEDULE[0] = ("beat", "kernel.jobs.beat", "now and then")
    with pytest.raises(ValidationError):
        sync_schedule()


def test_the_products_own_schedule_is_sound(db):
    assert "anchor of the audit trail" in sync_schedule()


@pytest.mark.django_db
def test_what_is_done_every_day_is_done_when_the_clock_was_moved(written):
    assert catch_up() == ["beat"]
    assert OrmQ.objects.count() == 1
