"""What does a run look like on paper? Markdown for people and one picture."""

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from math import floor, log10

from benchmarks.arrivals import Arrivals, RunByRun
from benchmarks.measuring import Figure
from benchmarks.rivals import CONTENDERS
from benchmarks.targets import Numbers, Race, Target

COLOUR = {"engine": "#0b6e4f"}
OTHER = "#9aa5b1"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return lines + ["| " + " | ".join(row) + " |" for row in rows]


def markdown(
    race: Race, own: Numbers, years: Arrivals, runs: Sequence[RunByRun], targets: Sequence[Target], versions: str
) -> str:
    """The whole report."""
    lines = [
        "# The engine and its rivals",
        "",
        f"Seconds of the processor on one core, best of up to three; {versions}.",
        "",
    ]
    for size, figures in race.items():
        lines += [f"## {size:,} mentees", "", *_of_size(size, figures), ""]
    lines += ["## Targets", "", *_table(("target", "bar", "reached", ""), _of_targets(targets)), ""]
    lines += [
        "## Arrivals month by month",
        "",
        *_of_arrivals(years),
        "",
        *(line for one in runs for line in (*_of_runs(one), "")),
    ]
    lines += ["## Other figures", "", *_table(("figure", "value"), _of_numbers(own)), ""]
    return "\n".join(lines)


def _of_size(size: int, figures: Mapping[str, Figure]) -> list[str]:
    ours = figures["engine"]
    rows = []
    for name, contender in CONTENDERS.items():
        if name in figures:
            rows.append(_of_figure(name, figures[name], ours))
        else:
            why = f"not tried above {contender.most:,}" if contender.is_installed else "not installed"
            rows.append((name, why, "", "", "", "", ""))
    head = ("contender", "seconds", "time by engine", "MB", "memory by engine", "served by tier", "fit")
    missing = [
        f"{name}: a different optimum!"
        for name, figure in figures.items()
        if CONTENDERS[name].exact and figure.objective != ours.objective
    ]
    return [*_table(head, rows), *missing]


def _of_figure(name: str, figure: Figure, ours: Figure) -> tuple[str, ...]:
    served = "/".join(str(count) for count in figure.objective[:-1])
    return (
        name,
        f"{figure.seconds:.3f}",
        f"{figure.seconds / ours.seconds:.2f}",
        f"{figure.megabytes:.0f}",
        f"{figure.megabytes / ours.megabytes:.2f}",
        f"{served} = {sum(figure.objective[:-1])}",
        f"{figure.objective[-1]:,}",
    )


def _of_targets(targets: Sequence[Target]) -> Iterable[Sequence[str]]:
    return ((target.name, target.bar, target.value, target.verdict) for target in targets)


def _of_arrivals(years: Arrivals) -> list[str]:
    title = f"{years.years} years of {years.months} months, a pair once made stays"
    rows = {"each month by itself": years.without, "with reservation prices": years.held_back}
    return _of_objectives(title, {**rows, "in hindsight": years.hindsight})


def _of_runs(runs: RunByRun) -> list[str]:
    title = f"{runs.a_month} mentees a month, {runs.months} runs"
    rows = {"each month by itself": runs.without, "with the prices of the last runs": runs.held_back}
    waited = (runs.waited_without, runs.waited_held_back)
    told = ["/".join(f"{count:,}" for count in months) for months in waited]
    return [*_of_objectives(title, rows), "", f"Months spent waiting, by tier: {told[0]} and {told[1]}."]


def _of_objectives(title: str, objectives: Mapping[str, tuple[int, ...]]) -> list[str]:
    rows = [
        (name, *(f"{count:,}" for count in objective[:-1]), f"{sum(objective[:-1]):,}", f"{objective[-1]:,}")
        for name, objective in objectives.items()
    ]
    tiers = len(next(iter(objectives.values()))) - 1
    return _table((title, *(f"tier {tier}" for tier in range(1, tiers + 1)), "served", "fit"), rows)


def _of_numbers(own: Numbers) -> Iterable[Sequence[str]]:
    return ((name, f"{value:,.3f}".rstrip("0").rstrip(".")) for name, value in own.items())


def picture(race: Race) -> str:
    """Seconds of every contender, one panel per size, on a logarithmic scale, as SVG."""
    panels, top = [], 34
    for size, figures in race.items():
        panels.append(_panel(size, figures, top))
        top += 48 + 22 * len(figures)
    title = "Seconds on one core; shorter is better; each step of the grid is ten times more"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 860 {top}" font-family="sans-serif" font-size="13" '
        f'role="img" aria-label="{title}">'
        f'<rect width="860" height="{top}" fill="#fff"/><text x="16" y="20" font-weight="bold">{title}</text>'
        f"{''.join(panels)}</svg>\n"
    )


def _panel(size: int, figures: Mapping[str, Figure], top: int) -> str:
    low = floor(log10(min(figure.seconds for figure in figures.values())))
    high = max(low + 1, log10(max(figure.seconds for figure in figures.values())))
    most = sum(figures["engine"].objective[:-1])
    scale = 420 / (high - low + 0.1)
    parts = [f'<text x="16" y="{top + 18}" font-weight="bold">{size:,} mentees</text>']
    for power in range(low, int(high) + 1):
        x = 230 + scale * (power - low)
        parts.append(f'<path d="M{x:.0f} {top + 26}v{22 * len(figures)}" stroke="#d8dee4"/>')
    for row, (name, figure) in enumerate(sorted(figures.items(), key=lambda item: item[1].seconds)):
        y, width = top + 28 + 22 * row, max(2.0, scale * (log10(figure.seconds) - low))
        served = f"{sum(figure.objective[:-1]):,} of {most:,}"
        note = "" if CONTENDERS[name].exact else f", serves {served}"
        parts.append(
            f'<text x="222" y="{y + 13}" text-anchor="end">{escape(name)}</text>'
            f'<rect x="230" y="{y}" width="{width:.0f}" height="17" fill="{COLOUR.get(name, OTHER)}"/>'
            f'<text x="{236 + width:.0f}" y="{y + 13}">{figure.seconds:.3g} s{note}</text>'
        )
    return "".join(parts)
