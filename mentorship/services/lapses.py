"""What happens when a paper or a certificate lapses: told in time, and on the day nobody meets without it."""

from collections import defaultdict

from django.db import transaction

from accounts.models import User
from kernel.audit import record, retried
from kernel.clock import now, today
from kernel.errors import RuleError
from mentorship import emails
from mentorship.models import LapseNotice, Mentor, Pairing
from mentorship.queries.lapses import Lapse, lapses, uncleared, walking
from mentorship.services.pairings import PauseReason, pause_pairing


def remind_of_lapses() -> int:
    """Tell every mentor once 60, 30 and 14 days ahead what lapses, in one mail; says how many were told.

    A day without the worker is made up for on the next: the notice that is due goes out, never two at once.
    """
    due: dict[Mentor, list[Lapse]] = defaultdict(list)
    mentors = walking(Mentor.objects.all(), today()).select_related("user").order_by("pk")
    for lapse in lapses(mentors, today()):
        due[lapse.mentor].append(lapse)
    return sum(_remind(mentor, theirs) for mentor, theirs in due.items())


def pause_lapsed() -> int:
    """Let every pairing rest whose mentor may not meet the mentee today; says how many rest now."""
    return sum(_pause(pairing, by=None) for pairing in uncleared(Pairing.objects.all(), today()))


def pause_who_lost_clearance(*, person: int, centre: int, by: User | None) -> None:
    """Let the pairings of a person rest at once, in the transaction of what took the clearance away."""
    theirs = Pairing.objects.filter(mentor__user=person, centre=centre)
    for pairing in uncleared(theirs, today()):
        pause_pairing(pairing=pairing, by=by, reason=PauseReason.CLEARANCE)


@retried
@transaction.atomic
def _remind(mentor: Mentor, theirs: list[Lapse]) -> bool:
    """Two workers at once send one mail: the row of the notice is there once."""
    told = [lapse for lapse in theirs if _note(lapse)]
    if told:
        emails.paper_lapses(mentor)
        record("mentor.told_of_lapse", by=None, subject=mentor, about=sorted({lapse.about for lapse in told}))
    return bool(told)


def _note(lapse: Lapse) -> bool:
    facts = {"mentor": lapse.mentor, "about": lapse.about, "expires_on": lapse.ends_on, "days": lapse.notice}
    _notice, is_new = LapseNotice.objects.get_or_create(**facts, defaults={"sent_at": now()})
    return is_new


@retried
@transaction.atomic
def _pause(pairing: Pairing, *, by: User | None) -> bool:
    """One pairing in a transaction of its own, so that one that somebody else just changed stops no other."""
    try:
        pause_pairing(pairing=pairing, by=by, reason=PauseReason.CLEARANCE)
    except RuleError:
        return False  # closed, or paused by somebody else a moment ago
    return True
