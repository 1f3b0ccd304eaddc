"""R2: the worker is killed with -9 in the middle of a run. Nothing half is there; the same run then answers."""

import os
import signal
import time

import pytest

from matching.models import Proposal, Run, Waiting
from matching.services import runs
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
        deadline = time.monotonic() + 60
        while not process.reached.is_set() and time.monotonic() < deadline:
            time.sleep(0.02)
        os.kill(process.pid, signal.SIGKILL)
        process.join(30)
    run.refresh_from_db()
    assert run.status == "running" and not Proposal.objects.exists() and not Waiting.objects.exists()
    runs.perform_run(run_id=run.pk)
    run.refresh_from_db()
    assert run.status == "done" and run.proposals.count() == 1
