"""Processes that do something at the same moment, each with its own connection to the database.

The server that they are forked from loads this module once, so that each of them starts in a moment. What they do is a
function of a test module, so that it can be named to them.
"""

import multiprocessing
from contextlib import contextmanager

import django

django.setup()

from django.db import connections  # noqa: E402

from kernel.errors import RuleError  # noqa: E402

PATIENCE = 120


def racer(database, pipe, barrier):
    """The life of one process: for each task wait for the others, do it, tell what came of it."""
    connections["default"].settings_dict["NAME"] = database
    for attempt, arguments in iter(pipe.recv, None):
        barrier.wait(timeout=PATIENCE)
        try:
            pipe.send(("done", attempt(*arguments)))
        except RuleError as refusal:
            pipe.send(("refused", str(refusal)))
        except Exception as error:  # what a page would answer with 500
            pipe.send(("broken", repr(error)))
    connections.close_all()


@contextmanager
def racers(count):
    """`count` processes; yields a function that gives each its (function, arguments) and returns their answers."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.racing", "tests.conftest"])
    database = str(connections["default"].settings_dict["NAME"])
    barrier = context.Barrier(count)
    pipes, processes = [], []
    for _number in range(count):
        ours, theirs = context.Pipe()
        process = context.Process(target=racer, args=(database, theirs, barrier))
        process.start()
        theirs.close()
        pipes.append(ours)
        processes.append(process)

    def race(tasks):
        for pipe, task in zip(pipes, tasks, strict=True):
            pipe.send(task)
        return [pipe.recv() for pipe in pipes]

    try:
        yield race
    finally:
        for pipe in pipes:
            pipe.send(None)
            pipe.close()
        for process in processes:
            process.join(timeout=PATIENCE)
