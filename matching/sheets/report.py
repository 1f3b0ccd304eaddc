"""How is the answer written down for a coordinator? A sheet of proposals, and a report that stands alone."""

import csv
import io
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from kernel.tables import neutralise
from matching.engine import Problem, Solution, explain
from matching.explanations import (
    BarLine,
    bar_lines,
    score_rows,
    stored_explanation,
    stored_message,
    strongest,
    waiting_sentences,
)
from matching.sentences import TIER_NAMES, cost_sentences

HEADINGS = ("mentee", "mentor", "urgency", "fit", "near_tie", "strongest_reasons", "if_refused", "why_nobody")


@dataclass(frozen=True)
class PairLine:
    """One proposed pair."""

    mentee: str
    mentor: str
    tier: int
    fit: int
    near_tie: bool
    strongest: list[str]
    cost: list[str]
    scores: list[dict[str, Any]]
    bars: list[BarLine]

    @property
    def urgency(self) -> str:
        return tier_name(self.tier)


@dataclass(frozen=True)
class WaitingLine:
    """One mentee who has nobody."""

    mentee: str
    tier: int
    reasons: list[str]

    @property
    def urgency(self) -> str:
        return tier_name(self.tier)


@dataclass(frozen=True)
class Report:
    """The whole answer in words."""

    pairs: list[PairLine]
    waiting: list[WaitingLine]
    tiers: list[tuple[str, int, int]]
    solution: Solution
    problem: Problem


def tier_name(tier: int) -> str:
    return str(TIER_NAMES[min(tier, len(TIER_NAMES))])


def report_of(problem: Problem, solution: Solution) -> Report:
    pairs = []
    for pair in solution.pairs:
        stored = stored_explanation(explain(problem, pair.mentee, pair.mentor))
        pairs.append(
            PairLine(
                pair.mentee, pair.mentor, pair.tier, pair.fit, pair.near_tie, strongest(stored),
                cost_sentences(pair.cost_if_refused or ()), score_rows(stored), bar_lines(stored),
            )
        )  # fmt: skip
    waiting = [
        WaitingLine(one.mentee, one.tier, waiting_sentences([stored_message(reason) for reason in one.reasons]))
        for one in solution.waiting
    ]
    counts = zip(solution.matched_by_tier, solution.waiting_by_tier, strict=True)
    tiers = [(tier_name(tier), matched, left) for tier, (matched, left) in enumerate(counts, start=1)]
    return Report(pairs, waiting, tiers, solution, problem)


def proposals_csv(report: Report) -> str:
    """Everybody once: the proposed pairs, then who waits and why; no cell can be taken for a formula."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(HEADINGS)
    for pair in report.pairs:
        near = _("yes") if pair.near_tie else _("no")
        why, cost = " ".join(pair.strongest), " ".join(pair.cost)
        writer.writerow(map(neutralise, (pair.mentee, pair.mentor, pair.urgency, pair.fit, near, why, cost, "")))
    for one in report.waiting:
        writer.writerow(map(neutralise, (one.mentee, "", one.urgency, "", "", "", "", " ".join(one.reasons))))
    return out.getvalue()


def report_html(report: Report) -> str:
    return render_to_string("matching/csv_report.html", {"report": report})


def write_private(texts: dict[Path, str]) -> None:
    """Write all files or none, readable by their owner alone from the first byte on."""
    drafts = {path: path.with_name(f".{path.name}.part") for path in texts}
    try:
        for path, draft in drafts.items():
            draft.unlink(missing_ok=True)
            handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "w", encoding="utf-8-sig" if path.suffix == ".csv" else "utf-8", newline="") as out:
                out.write(texts[path])
        for path, draft in drafts.items():
            draft.replace(path)
    finally:
        for draft in drafts.values():
            draft.unlink(missing_ok=True)
