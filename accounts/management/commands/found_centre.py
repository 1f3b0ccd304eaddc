"""Create a centre and invite its first administrator: safe to run again."""

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.urls import reverse

from accounts.check_kinds import sync_check_kinds
from accounts.services.centres import found_centre
from kernel.errors import RuleError


class Command(BaseCommand):
    help = "Create a centre with the default checks and invite its first administrator by link."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--code", required=True, help="short name in letters and digits, such as cluj")
        parser.add_argument("--name", required=True, help="the centre's name as people know it")
        parser.add_argument("--county", required=True, help="the county's number in the list of places, such as 13")
        parser.add_argument("--email", required=True, help="e-mail of the administrator")
        parser.add_argument("--language", default="ro", choices=[code for code, _name in settings.LANGUAGES])
        parser.add_argument(
            "--another", action="store_true", help="invite one more administrator although there is one"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        names = ("code", "name", "county", "email", "language", "another")
        try:
            founded = found_centre(**{name: options[name] for name in names})
        except RuleError as error:
            raise CommandError(str(error)) from error
        sync_check_kinds()
        call_command("sync_places", verbosity=0)  # by name: the places live a floor above
        state = "is founded" if founded.is_new else "exists already"
        self.stdout.write(f"The centre {founded.centre.code} {state}.")
        if founded.token is None:
            self.stdout.write("It has an administrator. Use --another to invite one more.")
            return
        path = reverse("accounts:invitation_accept", args=[founded.token])
        self.stdout.write("The administrator is invited by e-mail. The same link, valid for two weeks, once:")
        self.stdout.write(f"{settings.SITE_ADDRESS}{path}")
