"""How long does one contender compute, and how much memory does it need? In a process of its own.

``python -m benchmarks.measuring INSTANCE NAME`` prints one line of JSON. Seconds are those of the processor, on one
core, so that a neighbour on the same machine changes little.
"""

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.instances import load
from benchmarks.rivals import CONTENDERS, objective_of

QUICK = 8.0
"""Contenders that need less than this many seconds run again, in turns with the others."""

ROUNDS = 3


@dataclass(frozen=True)
class Figure:
    """What one contender needed for one instance, the best of its runs.

    Parameters
    ----------
    seconds : float
        Of the processor, from the graph to the plan.
    megabytes : float
        The largest size of the process.
    objective : tuple of int
        Mentees per tier, total fit.
    """

    seconds: float
    megabytes: float
    objective: tuple[int, ...]


def timed(action: Callable[[], Any], times: int = 1) -> tuple[float, Any]:
    """Seconds of the fastest of some runs, and what the last one gave."""
    best, answer = float("inf"), None
    for _ in range(times):
        start = time.process_time()
        answer = action()
        best = min(best, time.process_time() - start)
    return best, answer


def in_own_process(path: Path, name: str) -> Figure:
    """Run one contender once."""
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-m", "benchmarks.measuring", str(path), name]
    done = subprocess.run(
        command, capture_output=True, text=True, check=True, env=environment, cwd=Path(__file__).parents[1]
    )
    answer = json.loads(done.stdout)
    return Figure(answer["seconds"], answer["megabytes"], tuple(answer["objective"]))


def race(path: Path, mentees: int, tell: Callable[[str], None]) -> dict[str, Figure]:
    """All contenders that are installed and fit the size, in turns, the best of each."""
    best: dict[str, Figure] = {}
    for number in range(ROUNDS):
        for name, contender in CONTENDERS.items():
            slow = number and best.get(name) and best[name].seconds > QUICK
            if mentees > contender.most or not contender.is_installed or slow:
                continue
            tell(f"{mentees:,} mentees, round {number + 1}: {name}")
            figure = in_own_process(path, name)
            if name not in best or figure.seconds < best[name].seconds:
                best[name] = figure
    return best


def main() -> None:
    """Measure one contender in this process."""
    graph, contender = load(Path(sys.argv[1])), CONTENDERS[sys.argv[2]]
    contender.plan(load(Path(sys.argv[1]).with_name("warm.npz")))  # imports do not count
    seconds, plan = timed(lambda: contender.plan(graph))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "megabytes": peak, "objective": objective_of(graph, plan)}))


if __name__ == "__main__":
    main()
