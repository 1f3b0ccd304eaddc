"""How does a certificate come to be renewed before it lapses?"""

from kernel.clock import today
from training.queries.certificates import to_renew
from training.services.enrolments import enrol


def begin_renewals() -> int:
    """Let everybody whose certificate lapses within 60 days learn on its refresher; says how many began today."""
    due = to_renew(today())
    for certificate, refresher in due:
        enrol(person=certificate.person, centre=certificate.centre, track=refresher, by=None)
    return len(due)
