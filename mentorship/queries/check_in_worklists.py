"""Which contacts of the staff wait for this person: the own ones, those that became too late, and what follows?

All of it is computed from the rows of the day, so nothing depends on a mail or on a job that ran.
"""

from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from accounts.permissions import Permission
from accounts.worklist import Line
from kernel.clock import today
from mentorship.cadence import Standing
from mentorship.queries.cadence import Supported, open_supported
from mentorship.queries.check_ins import ESCALATED, MISSED, OVERDUE, Wait, follow_ups_of, waits

SOON = timedelta(days=7)
MOST = 20


def support_contacts(user: User) -> list[Line]:
    """The own contacts of the week, the own overdue ones, and for coordinators what was not held in spite of that."""
    if not user.may(Permission.SUPPORT_SEE):
        return []
    on = today()
    found = open_supported(user, on)
    own = waits([one for one in found if one.owner_id == user.pk], on)
    led = user.centre_ids(Permission.STANDARD_EDIT)
    above = [one for one in found if one.facts.centre_id in led]
    return [*_own_lines(own), *_lines_above(above, user)]


def follow_ups(user: User) -> list[Line]:
    """Each by itself: what somebody promised in a contact."""
    if not user.may(Permission.SUPPORT_SEE):
        return []
    sentence = _("Something was promised in a support contact. Do it, and say that it is done.")
    return [
        Line(sentence, reverse("mentorship:check_in_detail", args=[one.public_id]), one.follow_up_on, 44)
        for one in follow_ups_of(user)[:MOST]
    ]


def _own_lines(own: list[Wait]) -> list[Line]:
    late = [wait for wait in own if wait.due.standing is Standing.OVERDUE]
    soon = [wait for wait in own if wait.due.standing is Standing.OPEN and wait.due.due_on <= wait.on + SOON]
    overdue = ngettext(
        "%(count)d support contact of yours is overdue. Please call, and write it down.",
        "%(count)d support contacts of yours are overdue. Please call, and write it down.",
        len(late),
    )
    near = ngettext(
        "%(count)d support contact of yours is due within a week.",
        "%(count)d support contacts of yours are due within a week.",
        len(soon),
    )
    return [*_one(overdue, late, f"who=mine&wanted={OVERDUE}", 45), *_one(near, soon, "who=mine", 15)]


def _lines_above(above: list[Supported], user: User) -> list[Line]:
    """First to the coordinators after the days of grace, then once more and heavier when nobody was reached at all."""
    on = today()
    late = [wait for wait in waits(above, on, ESCALATED) if wait.of.owner_id != user.pk]
    missed = waits(above, on, MISSED)
    escalated = ngettext(
        "%(count)d support contact was not held in time by a colleague. Please ask why, and see that it is held.",
        "%(count)d support contacts were not held in time by colleagues. Please ask why, and see that they are held.",
        len(late),
    )
    given_up = ngettext(
        "%(count)d support contact was never held, and nobody was reached since. Please decide who calls today.",
        "%(count)d support contacts were never held, and nobody was reached since. Please decide who calls today.",
        len(missed),
    )
    return [*_one(escalated, late, f"wanted={ESCALATED}", 55), *_one(given_up, missed, f"wanted={MISSED}", 60)]


def _one(sentence: str, found: list[Wait], query: str, weight: int) -> list[Line]:
    """One line for all of a kind, which opens the list of them."""
    if not found:
        return []
    url = f"{reverse('mentorship:check_in_list')}?{query}"
    return [Line(sentence % {"count": len(found)}, url, found[0].due.due_on, weight)]
