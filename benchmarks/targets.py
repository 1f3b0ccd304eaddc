"""Which bar should each figure reach, and does it?"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from benchmarks.measuring import Figure

Race = Mapping[int, Mapping[str, Figure]]
"""Figures by size of the instance and name of the contender."""

Numbers = Mapping[str, float]


@dataclass(frozen=True)
class Target:
    """One line of the table.

    Parameters
    ----------
    name, bar : str
        As the report shows them.
    reached : float or None
        None where this run did not measure it.
    limit : float
        The bar as a number.
    at_least : bool
        Whether more is better.
    form : str
        How ``reached`` is written.
    missing : str
        Why it was not measured.
    """

    name: str
    bar: str
    reached: float | None
    limit: float
    at_least: bool = False
    form: str = "{:.2f}"
    missing: str = "not measured"

    @property
    def verdict(self) -> str:
        """Met, missed, or why there is no figure."""
        if self.reached is None:
            return self.missing
        return "met" if (self.reached >= self.limit) == self.at_least or self.reached == self.limit else "missed"

    @property
    def value(self) -> str:
        """The reached value as text."""
        return "" if self.reached is None else self.form.format(self.reached)


def table(race: Race, own: Numbers) -> list[Target]:
    """All targets with what this run reached."""
    return [*_correct(own), *_against_rivals(race), *_against_itself(own), *_at_scale(race, own)]


def _correct(own: Numbers) -> list[Target]:
    tried = f"0 of {own.get('instances', 0):,.0f}"
    return [
        Target("every plan proved: primal equals dual in int64", "all", own.get("certified"), 1, True, "{:.0%}"),
        Target("mismatches against brute force and MILP", tried, own.get("mismatches"), 0, form="{:.0f}"),
    ]


def _against_rivals(race: Race) -> list[Target]:
    def ratio(size: int, rival: str, what: Callable[[Figure], float] = lambda figure: figure.seconds) -> float | None:
        figures = race.get(size, {})
        return what(figures["engine"]) / what(figures[rival]) if rival in figures else None

    flow, dense = "OR-Tools min cost flow", "SciPy dense"
    return [
        Target("solve 10,000 by OR-Tools flow, building included", "at most 0.8", ratio(10_000, flow), 0.8,
               missing="OR-Tools is not installed"),
        Target("solve 10,000 by dense SciPy: time", "at most 0.09", ratio(10_000, dense), 0.09, form="{:.3f}"),
        Target("solve 10,000 by dense SciPy: memory", "at most 0.10",
               ratio(10_000, dense, lambda figure: figure.megabytes), 0.10),
        Target("solve 1,000 by networkx network simplex", "at most 1/120", ratio(1_000, "networkx network simplex"),
               1 / 120, form="{:.5f}"),
        Target("solve 1,000 by networkx max weight matching", "at most 1/3000",
               ratio(1_000, "networkx max weight matching"), 1 / 3000, form="{:.6f}"),
        Target("matched more than greedy, 10,000", "at least 7.9 %", _more_than_greedy(race), 0.079, True, "{:.1%}"),
    ]  # fmt: skip


def _more_than_greedy(race: Race) -> float | None:
    figures = race.get(10_000)
    if not figures:
        return None
    ours, theirs = (sum(figures[name].objective[:-1]) for name in ("engine", "greedy by tier, then fit"))
    return ours / theirs - 1


def _against_itself(own: Numbers) -> list[Target]:
    return [
        Target("both prices and certificate by one solve", "at most 0.15", own.get("proof by solve"), 0.15),
        Target("all refusal costs by one solve", "at most 1.5", own.get("costs by solve"), 1.5),
        Target("top 5 alternatives of all mentees by one solve", "at most 5", own.get("alternatives by solve"), 5),
        Target("one solve by one what-if (median)", "at least 800", own.get("solve by what-if"), 800, True, "{:.0f}"),
        Target("nested caps by none", "at most 1.75", own.get("caps by none"), 1.75),
        Target("settling ties by one solve", "at most 0.5", own.get("settle by solve"), 0.5),
        Target("pairs that differ between solvers after ties are settled", "0", own.get("differ after"), 0,
               form="{:.0f}"),
    ]  # fmt: skip


def _at_scale(race: Race, own: Numbers) -> list[Target]:
    whole, flow = race.get(100_000, {}), "OR-Tools min cost flow"
    ratio = whole["engine"].seconds / whole[flow].seconds if flow in whole else None
    full = own.get("regions") == 50
    streamed = own.get("streamed pairs") is not None
    only_full = "only with BENCH=full"
    return [
        Target("100,000 in one component by OR-Tools flow, SciPy alone", "at most 1.0", ratio, 1.0, missing=only_full),
        Target("50 regions of 2,000: whole by pieces", "at least 15", own["whole by pieces"] if full else None, 15,
               True, "{:.1f}", f"{only_full}; 10 regions of 500 here: {own.get('whole by pieces', 0):.1f}"),
        Target("scoring on one core, tested pairs", "at least 28 M a second", own.get("tested a second"), 28, True,
               "{:.0f} M"),
        Target("scoring on one core, covered pairs", "at least 600 M a second",
               own.get("covered a second") if own.get("scored", 0) >= 100_000 else None, 600, True, "{:.0f} M",
               f"{only_full}; {own.get('covered a second', 0):.0f} M at {own.get('scored', 0):,.0f} mentees"),
        Target("10^10 pairs never stored, proved, SciPy alone: seconds", "at most 250",
               own["streamed seconds"] if streamed else None, 250, form="{:.0f}", missing="only with BENCH=stream"),
    ]  # fmt: skip
