"""How are the hours of a week called in which a mentor is looked for? The engine's windows in words."""

from collections.abc import Iterable

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _

from matching.engine import Policy
from matching.engine.recruiting import DAYS, windows_of


def windows_in_words(windows: Iterable[str]) -> str:
    """`tue_16_20` and others as "Tuesday 16–20 h", joined by commas."""
    return ", ".join(window_in_words(window) for window in windows)


def window_in_words(window: str) -> str:
    day, begins, ends = window.split("_")
    facts = {"day": WEEKDAYS[DAYS.index(day)], "begins": int(begins), "ends": int(ends)}
    return _("%(day)s %(begins)d–%(ends)d h") % facts


def choices() -> list[tuple[str, str]]:
    """Every window of daytime and evening, Monday first."""
    known = sorted(windows_of(Policy()), key=lambda one: (DAYS.index(one[:3]), one))
    return [(one, window_in_words(one)) for one in known if int(one.split("_")[1]) >= 8]
