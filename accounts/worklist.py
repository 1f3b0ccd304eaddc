"""What is one line of the home page? Every floor adds its lines; the page sorts them by their clock."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.formats import date_format
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from kernel.clock import today

if TYPE_CHECKING:
    from accounts.models import User

BEFORE_EVERYTHING = 100  # the weight of what cannot wait for its turn


@dataclass(frozen=True)
class Line:
    """One thing that waits for somebody: a whole sentence, the page where it is done, and its clock."""

    sentence: str
    url: str
    due_on: date | None = None
    weight: int = 0  # of two lines with the same clock the heavier one comes first

    @property
    def place(self) -> tuple[bool, bool, date, int, str]:
        """Where the line stands: what cannot wait, then the oldest clock."""
        waits = self.weight < BEFORE_EVERYTHING
        return (waits, self.due_on is None, self.due_on or date.max, -self.weight, self.sentence)

    @property
    def due(self) -> str:
        """The clock in words; empty without one."""
        if self.due_on is None:
            return ""
        if self.due_on == today():
            return _("Today")
        day = {"day": date_format(self.due_on, "DATE_FORMAT")}
        return (_("Since %(day)s") if self.due_on < today() else _("By %(day)s")) % day

    @property
    def tone(self) -> str:
        return "warn" if self.due_on and self.due_on <= today() else ""


def worklist(user: "User") -> list[Line]:
    """Everything that waits for this person: what cannot wait, then oldest clock first, lines without a clock last."""
    lines: list[Line] = []
    for name in settings.WORKLISTS:
        source: Callable[[User], list[Line]] = import_string(name)
        lines += source(user)
    return sorted(lines, key=lambda line: line.place)
