"""What about papers that lapse waits for this person? Each kind of line is one function with constant queries."""

from django.db.models.functions import TruncDate
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from accounts.permissions import Permission
from accounts.worklist import BEFORE_EVERYTHING, Line
from kernel.clock import today
from mentorship.models import Pairing
from mentorship.queries.lapses import first_lapse, lapses_of

MOST_LINES = 20


def pairings_without_cover(user: User) -> list[Line]:
    """For a coordinator: a mentee whose pairing rests by itself, and who has not been told yet."""
    if not user.may(Permission.PAIRING_CLOSE):
        return []
    resting = Pairing.objects.closable_by(user).filter(
        status=Pairing.Status.PAUSED, pause_reason=Pairing.PauseReason.CLEARANCE, covered_at=None
    )
    told = _("A pairing rests because a paper of the mentor does not hold. Tell the mentee and arrange cover.")
    rows = resting.annotate(since=TruncDate("paused_at")).order_by("paused_at", "pk").values_list("public_id", "since")
    return [
        Line(told, reverse("mentorship:pairing_detail", args=[public_id]), since, BEFORE_EVERYTHING)
        for public_id, since in rows[:MOST_LINES]
    ]


def papers_to_renew(user: User) -> list[Line]:
    """For those who record papers: how many of the mentors' papers and certificates lapse within 60 days."""
    if not user.may(Permission.EVIDENCE_RECORD):
        return []
    count, first = first_lapse(user, today())
    if not count:
        return []
    told = ngettext(
        "%(count)d paper or certificate of a mentor lapses within 60 days.",
        "%(count)d papers or certificates of mentors lapse within 60 days.",
        count,
    )
    return [Line(told % {"count": count}, reverse("mentorship:lapses"), first, weight=1)]


def own_papers_to_renew(user: User) -> list[Line]:
    """For a mentor: what is to be renewed, one line each."""
    if not user.may(Permission.MY_PAIRING):
        return []
    return [
        Line(
            _("To be renewed: %(name)s, which holds until %(day)s.")
            % {"name": lapse.name, "day": date_format(lapse.ends_on)},
            reverse("home"), lapse.ends_on, weight=8,
        )
        for lapse in lapses_of(user, today())
    ]  # fmt: skip
