"""Everything the demo needs before it is served: database, people, a first run, and who can sign in."""

from io import StringIO
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from accounts.permissions import Role
from mentorship.demo.building import CODE, demo_exists
from mentorship.demo.staff import DOMAIN, PASSWORD, SIGN_INS
from mentorship.models import Pairing


class Command(BaseCommand):
    help = "Prepare the demo: migrate, invent people, run a matching, print who can sign in. Safe to repeat."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", default="8000")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("The demo runs with MENTOR_MODE=demo; `make demo` sets it.")
        self.stdout.write("Preparing the database ...")
        call_command("migrate", verbosity=0, interactive=False)
        call_command("sync_schedule", verbosity=0)
        if demo_exists():
            self.stdout.write("The demo centre is there already; it is left as it is.")
        else:
            with transaction.atomic():  # interrupted half-way, the next try starts afresh
                call_command("demo_data", stdout=self.stdout)
            self.stdout.write("Running a first matching ...")
            told = StringIO()
            call_command("match", "--centre", CODE, stdout=told)
            self.stdout.write(told.getvalue().strip().splitlines()[-1])
        self._print_sign_ins(options["port"])

    def _print_sign_ins(self, port: str) -> None:
        rows = [(sign_in.email, sign_in.role.label, sign_in.look_first) for sign_in in SIGN_INS]
        rows += [
            (pairing.mentor.user.email, Role(grant.role).label, "My pairing, on a phone: log a meeting")
            for pairing in Pairing.objects.filter(status="active").select_related("mentor__user")[:2]
            for grant in pairing.mentor.user.active_grants
        ]
        rows.append((f"mentorNNN@{DOMAIN}", Role.MENTOR.label, "Whoever you approve a proposal for: answer, then log"))
        widths = [max(len(str(row[column])) for row in rows) for column in (0, 1)]
        self.stdout.write(f"\nSign in at http://localhost:{port}/ — the password is {PASSWORD} for everybody:\n")
        for email, role, look in rows:
            self.stdout.write(f"  {email:<{widths[0]}}  {role!s:<{widths[1]}}  {look}")
        self.stdout.write("")
