"""Compute the matching of a centre here and now, and print it: for people, or as JSON for programs."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.models import Centre
from kernel.errors import RuleError
from matching.queries.answers import Answer, answer_of
from matching.services.runs import run_now


class Command(BaseCommand):
    help = "Runs the matching of a centre in the foreground; prints public ids and codes only, never a name."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--centre", required=True, help="code of the centre, such as cluj")
        parser.add_argument("--dry-run", action="store_true", help="earlier proposals stay, nothing can be approved")
        parser.add_argument("--json", action="store_true", help="print JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        centre = Centre.objects.filter(code=options["centre"]).first()
        if centre is None:
            raise CommandError(f"There is no centre with the code “{options['centre']}”.")
        try:
            run = run_now(centre=centre, by=None, is_dry=options["dry_run"])
        except RuleError as error:
            raise CommandError(str(error)) from error
        if run.status != run.Status.DONE:
            raise CommandError(run.get_failure_display() or f"The run is {run.get_status_display()}.")
        answer = answer_of(run)
        if options["json"]:
            self.stdout.write(json.dumps(answer.to_mapping(), indent=2))
        else:
            self._print(answer)

    def _print(self, answer: Answer) -> None:
        for pair in answer.pairs:
            mark = "  near tie" if pair["near_tie"] else ""
            self.stdout.write(f"{pair['mentee']}  {pair['mentor']}  urgency {pair['tier']}  fit {pair['fit']:4}{mark}")
        for waiting in answer.waiting:
            self.stdout.write(f"{waiting['mentee']}  waits, urgency {waiting['tier']}")
            for reason in waiting["reasons"]:
                self.stdout.write(f"    {reason['sentence']}")
        self.stdout.write(
            f"{len(answer.pairs)} pairs, {len(answer.waiting)} wait; proved to be the best plan: "
            f"{'yes' if answer.certified else 'no'}; objective {answer.objective}."
        )
