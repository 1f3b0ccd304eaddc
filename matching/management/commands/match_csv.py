"""The matching from two sheets and a policy: nothing is kept, no database is asked."""

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from kernel.clock import machine_now
from matching.engine import EngineInputError, NotProvedError, solve, violations
from matching.sheets.reading import SheetError, read_problem
from matching.sheets.report import proposals_csv, report_html, report_of, write_private


class Command(BaseCommand):
    help = "Pairs the mentees and mentors of two sheets; see docs/match_csv.md for the columns."
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("mentors", type=Path)
        parser.add_argument("mentees", type=Path)
        parser.add_argument("--policy", type=Path, required=True, help="weights and thresholds (TOML)")
        parser.add_argument("--out", type=Path, required=True, help="where the proposals are written (CSV)")
        parser.add_argument("--report", type=Path, required=True, help="where the report is written (HTML)")
        parser.add_argument("--date", type=date.fromisoformat, help="the day that counts as today, like 2027-01-31")

    def handle(self, *args: Any, **options: Any) -> None:
        today = options["date"] or timezone.localtime(machine_now()).date()
        try:
            problem = read_problem(options["mentors"], options["mentees"], options["policy"], today)
            solution = solve(problem)
        except SheetError as error:
            raise CommandError("Nothing is written.\n" + "\n".join(error.faults)) from error
        except (EngineInputError, NotProvedError) as error:
            raise CommandError(f"Nothing is written. {error}") from error
        if faults := violations(problem, solution):
            raise CommandError("Nothing is written. The check found: " + " ".join(map(str, faults)))
        report = report_of(problem, solution)
        try:
            write_private({options["out"]: proposals_csv(report), options["report"]: report_html(report)})
        except OSError as error:
            raise CommandError(f"Nothing is written. {error.strerror}: {error.filename}") from error
        self.stdout.write(
            f"{len(report.pairs)} pairs, {len(report.waiting)} wait. The plan is proved to be the best one. "
            f"Proposals: {options['out']}; report: {options['report']}."
        )
