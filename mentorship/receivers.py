"""What of the floors below does the programme hear of at once? In the transaction of the change."""

from typing import Any

from django.dispatch import receiver

from accounts.models import Evidence, User
from accounts.signals import clearance_withdrawn
from mentorship.services.lapses import pause_who_lost_clearance
from training.models import Certificate
from training.signals import certificate_withdrawn


@receiver(clearance_withdrawn)
def pairings_rest(*, evidence: Evidence, by: User | None, **_signal: Any) -> None:
    pause_who_lost_clearance(person=evidence.person_id, centre=evidence.centre_id, by=by)


@receiver(certificate_withdrawn)
def pairings_rest_without_certificate(*, certificate: Certificate, by: User | None, **_signal: Any) -> None:
    pause_who_lost_clearance(person=certificate.person_id, centre=certificate.centre_id, by=by)
