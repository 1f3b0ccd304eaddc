"""People in processes of their own who press the button at the same moment.

The server that the processes are forked from loads this module once, so that each of them starts in a moment.
"""

import multiprocessing
import time
from contextlib import contextmanager
from importlib import import_module

import django

django.setup()

from django.db import connections  # noqa: E402
from django.db.models import F  # noqa: E402

from accounts.models import User  # noqa: E402
from kernel.errors import RuleError  # noqa: E402
from matching.models import Proposal  # noqa: E402
from matching.services import proposals, runs  # noqa: E402
from mentorship.models import Mentor  # noqa: E402
from mentorship.services import pairings  # noqa: E402


def answer_rounds(database, pipe, barrier, guarded):
    """The life of one process: for each (proposal, person) wait for the others, turn the key, tell what came of it."""
    connections["default"].settings_dict["NAME"] = database
    if not guarded:
        take_the_guards_off()
    for proposal_pk, person_pk in iter(pipe.recv, None):
        proposal, person = Proposal.objects.get(pk=proposal_pk), User.objects.get(pk=person_pk)
        barrier.wait(timeout=60)
        try:
            pairing = proposals.turn_key(proposal=proposal, by=person)
            pipe.send(("paired" if pairing else "turned", ""))
        except RuleError as error:
            pipe.send(("refused", str(error)))
        except Exception as error:  # what a page would answer with 500
            pipe.send(("error", repr(error)))
    connections.close_all()


def take_the_guards_off():
    """Look first, write later: what a careless programme would do."""

    def unlocked(proposal):
        return Proposal.objects.select_related("run__policy", "run__centre", "mentor", "mentee").get(pk=proposal.pk)

    def careless(mentor):
        Mentor.objects.filter(pk=mentor.pk).update(active_pairings=F("active_pairings") + 1)

    proposals._locked = unlocked
    pairings._take_seat = careless


@contextmanager
def people_at_once(count, *, guarded=True):
    """`count` processes; yields a function that gives each its (proposal, person) and returns their answers."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.matching.racing", "tests.conftest"])
    database = str(connections["default"].settings_dict["NAME"])
    barrier = context.Barrier(count)
    pipes, processes = [], []
    for _number in range(count):
        ours, theirs = context.Pipe()
        process = context.Process(target=answer_rounds, args=(database, theirs, barrier, guarded))
        process.start()
        theirs.close()
        pipes.append(ours)
        processes.append(process)

    def press(tasks):
        for pipe, (proposal, person) in zip(pipes, tasks, strict=True):
            pipe.send((proposal.pk, person.pk))
        return [pipe.recv() for pipe in pipes]

    try:
        yield press
    finally:
        for pipe in pipes:
            pipe.send(None)
            pipe.close()
        for process in processes:
            process.join(timeout=30)


def compute_and_stop(database, run_pk, place, reached, room, job):
    """A worker that computes a run, or a corner of it, and never comes back from one place in it."""
    connections["default"].settings_dict["NAME"] = database

    def never(*args, **kwargs):
        reached.set()
        time.sleep(600)

    module = import_module(room)
    setattr(module, place, never)
    getattr(module, job)(run_id=run_pk)


@contextmanager
def working_process(run_pk, place, room=runs, job="perform_run"):
    """A process that is computing the run; its event `reached` says that it has come to the place."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.matching.racing", "tests.conftest"])
    reached = context.Event()
    database = str(connections["default"].settings_dict["NAME"])
    process = context.Process(target=compute_and_stop, args=(database, run_pk, place, reached, room.__name__, job))
    process.start()
    process.reached = reached
    try:
        yield process
    finally:
        process.kill()
        process.join(30)
