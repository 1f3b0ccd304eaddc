"""Which planned meetings wait for an answer: did they take place?"""

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.worklist import Line
from kernel.clock import now
from mentorship.models import Pairing, PlannedMeeting


def plans_to_settle(user: User) -> list[Line]:
    """For a mentor: a planned meeting whose time has passed."""
    walking = Pairing.objects.of_mentor(user).filter(status=Pairing.Status.ACTIVE).values("pk")
    plans = PlannedMeeting.objects.open().filter(pairing__in=walking, starts_at__lte=now())
    return [_line(plan) for plan in plans if plan.is_over]


def _line(plan: PlannedMeeting) -> Line:
    day = timezone.localtime(plan.starts_at).date()
    sentence = _("Did the meeting of %(day)s take place? Log it, or say why it did not.")
    return Line(sentence % {"day": date_format(day, "DATE_FORMAT")}, reverse("mentorship:my_pairing"), day, 40)
