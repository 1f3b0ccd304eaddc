"""R2: the worker is killed with -9 in the middle of a run. Nothing half is there; the same run then answers."""

import os
import signal
import time

import pytest

from accounts.permissions import Role
from matching.models import Proposal, Run, Waiting
from matching.services import proposals, refusals, runs
from tests import factories
from tests.matching.racing import working_process

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("place", ["solve", "explain_all", "expire_former"])
def test_a_killed_run_leaves_nothing_and_starts_again(place):
    centre = factories.CentreFactory()
    factories.MentorFactory(centre=centre, cleared=True, certified=True)
    factories.MenteeFactory(centre=centre, ready=True)
    run = Run.objects.get(pk=runs.request_run(centre=centre, by=None).pk)
    with working_process(run.pk, place) as process:
        _kill(process)
    run.refresh_from_db()
    assert run.status == "running" and not Proposal.objects.exists() and not Waiting.objects.exists()
    runs.perform_run(run_id=run.pk)
    run.refresh_from_db()
    assert run.status == "done" and run.proposals.count() == 1


@pytest.mark.parametrize("place", ["solve", "violations", "expire", "waiting_of"])
def test_a_killed_round_leaves_nothing_and_starts_again(place, monkeypatch):
    centre = factories.CentreFactory()
    coordinator = factories.UserFactory(role=Role.COORDINATOR, role__centre=centre)
    for _one in range(2):
        factories.MentorFactory(centre=centre, cleared=True, certified=True)
    factories.MenteeFactory(centre=centre, ready=True)
    run = runs.run_now(centre=centre, by=coordinator)
    monkeypatch.setattr(refusals, "SOLVED_AT_ONCE", 0)
    refused = run.proposals.get()
    proposals.refuse(proposal=refused, reason="travel", by=coordinator)
    with working_process(run.pk, place, refusals, "perform_round") as process:
        _kill(process)
    run.refresh_from_db()
    assert run.unsettled == refused and not run.rounds.exists()
    assert list(run.proposals.all()) == [refused] and not run.waiting.exists()
    refusals.perform_round(run_id=run.pk)
    run.refresh_from_db()
    assert run.unsettled is None and run.rounds.count() == 1 and run.proposals.filter(status="open").count() == 1


def _kill(process):
    deadline = time.monotonic() + 60
    while not process.reached.is_set() and time.monotonic() < deadline:
        time.sleep(0.02)
    os.kill(process.pid, signal.SIGKILL)
    process.join(30)
