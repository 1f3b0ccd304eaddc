"""What of the floors below does the programme hear of at once? In the transaction of the change."""

from typing import Any

from django.dispatch import receiver

from accounts.models import Evidence, User
from accounts.signals import clearance_withdrawn
from mentorship.services.lapses import pause_who_lost_clearance


@receiver(clearance_withdrawn)
def pairings_rest(*, evidence: Evidence, by: User | None, **_signal: Any) -> None:
    pause_who_lost_clearance(evidence=evidence, by=by)
