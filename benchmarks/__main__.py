"""Measure everything in one run, write ``var/bench/report.md`` and ``var/bench/seconds.svg``, print the report.

``BENCH=full`` adds 100,000 mentees and 50 regions (9 to 13 minutes, 4 GB); ``BENCH=stream`` adds 10^10 pairs.
"""

import os
import platform
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from benchmarks import own
from benchmarks.arrivals import run_by_run, simulate
from benchmarks.instances import instance, load, save
from benchmarks.measuring import race
from benchmarks.oracles import mismatches
from benchmarks.report import markdown, picture
from benchmarks.targets import table

WHERE = Path(__file__).parents[1] / "var" / "bench"
SIZES = (100, 1_000, 10_000)
PACKAGES = ("numpy", "scipy", "networkx", "ortools", "pylmcf")


def tell(text: str) -> None:
    """Say on the side what is going on; the report alone goes to standard output."""
    print(f"... {text}", file=sys.stderr, flush=True)


def versions() -> str:
    """Python, libraries and machine, in words."""
    parts = [f"Python {platform.python_version()}"]
    for package in PACKAGES:
        try:
            parts.append(f"{package} {version(package)}")
        except PackageNotFoundError:
            parts.append(f"{package} not installed")
    return ", ".join((*parts, platform.machine()))


def run(extent: str) -> str:
    """Measure, write both files and return the report."""
    WHERE.mkdir(parents=True, exist_ok=True)
    full = extent in ("full", "stream")
    sizes = (*SIZES, 100_000) if full else SIZES
    save(instance(50), WHERE / "warm.npz")
    figures = {}
    for size in sizes:
        tell(f"inventing {size:,} mentees")
        save(instance(size), WHERE / f"{size}.npz")
        figures[size] = race(WHERE / f"{size}.npz", size, tell)
    graph = load(WHERE / f"{SIZES[-1]}.npz")
    numbers = own.around_a_solve(graph, tell) | own.ties(graph, tell)
    tell("small instances against brute force and MILP")
    numbers |= mismatches(1_700, 400)
    numbers |= own.apart(*((50, 2_000) if full else (10, 500)), tell)
    numbers |= own.scoring(100_000 if full else 10_000, tell)
    if extent == "stream":
        numbers |= own.streamed(100_000, 100_000, tell)
    tell("years of arrivals")
    text = markdown(
        figures, numbers, simulate(), [run_by_run(), run_by_run(25, 120)], table(figures, numbers), versions()
    )
    (WHERE / "report.md").write_text(text, encoding="utf-8")
    (WHERE / "seconds.svg").write_text(picture(figures), encoding="utf-8")
    return text


if __name__ == "__main__":
    print(run(os.environ.get("BENCH", "")))
