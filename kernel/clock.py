"""What time is it? The only clock of the product, so that demo and tests can move it.

Settings: `CLOCK_CAN_MOVE` (false in production), `TIME_ZONE`.
"""

import time
from datetime import UTC, date, datetime, timedelta

from django.apps import apps
from django.conf import settings
from django.utils import timezone

_FRESH_SECONDS = 1.0  # a moved clock reaches every process within this time
_known: tuple[float, timedelta] | None = None


def now() -> datetime:
    """The moment it is in the programme: the machine's, plus the stored offset where the clock can move."""
    return machine_now() + offset() if settings.CLOCK_CAN_MOVE else machine_now()


def today() -> date:
    """The date it is in the programme's time zone."""
    return timezone.localtime(now(), timezone.get_default_timezone()).date()


def machine_now() -> datetime:
    """The machine's own time, for heartbeats and waiting times, which a moved clock must not disturb."""
    return datetime.now(UTC)


def offset() -> timedelta:
    """How far the clock was moved; read from the database once a second at most."""
    global _known
    if _known is None or time.monotonic() - _known[0] > _FRESH_SECONDS:
        seconds = apps.get_model("kernel", "ClockOffset").objects.values_list("seconds", flat=True).first()
        _known = (time.monotonic(), timedelta(seconds=seconds or 0))
    return _known[1]


def move_clock(by: timedelta) -> None:
    """Move the programme's time forward for every process of this installation."""
    global _known
    if not settings.CLOCK_CAN_MOVE:
        raise RuntimeError("The clock moves in demo and tests only.")
    _known = None
    seconds = int((offset() + by).total_seconds())
    apps.get_model("kernel", "ClockOffset").objects.update_or_create(pk=1, defaults={"seconds": seconds})
    _known = None
