"""What waits for whom among people, roles and papers?"""

from datetime import timedelta
from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.db.models import Count, Min, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Invitation, RoleGrant, User
from accounts.permissions import Permission, Role
from accounts.queries.evidence import asked_long_ago, lapsing
from accounts.queries.people import open_invitations
from accounts.queries.references import waiting_to_be_weighed
from accounts.worklist import Line
from kernel.clock import now, today

LAPSES_SOON = timedelta(days=3)


def lines(user: User) -> list[Line]:
    """The lines of this floor: second factor, invitations, papers about to lapse, answers to weigh, slow papers."""
    return [*_second_factor(user), *_invitations(user), *_papers(user), *_answers(user), *_slow_papers(user)]


def _second_factor(user: User) -> list[Line]:
    """Before a mentor sees a pairing; staff never gets as far as this page without one."""
    if not settings.SECOND_FACTOR_REQUIRED or not user.may(Permission.MY_PAIRING) or is_mfa_enabled(user):
        return []
    told = _("Set up a second factor for signing in. Your pairing opens after that.")
    return [Line(told, reverse("mfa_index"), today(), weight=9)]


def _invitations(user: User) -> list[Line]:
    if not user.may(Permission.ROLES_CONFIRM):
        return []
    return [line for invitation in open_invitations(user) if (line := _invitation(user, invitation))]


def _invitation(user: User, invitation: Invitation) -> Line | None:
    url, role = reverse("accounts:invitation", args=[invitation.public_id]), invitation.get_role_display()
    due_on = invitation.expires_at.date()
    if invitation.status == Invitation.Status.PROPOSED and invitation.invited_by_id != user.pk:
        return Line(_("An invitation waits for a second person. Role: %(role)s.") % {"role": role}, url, due_on)
    if invitation.status == Invitation.Status.OPEN and invitation.expires_at <= now() + LAPSES_SOON:
        return Line(_("An invitation lapses without an answer. Role: %(role)s.") % {"role": role}, url, due_on)
    return None


def _papers(user: User) -> list[Line]:
    """Of those who are still being vetted; what lapses of a mentor stands in the programme's own line."""
    walking = RoleGrant.objects.active(today()).filter(role__in=[Role.MENTOR, Role.STUDENT])
    of_others = lapsing(user, on=today()).exclude(person__in=walking.values("user"))
    count, first = _counted(user, of_others, "expires_on")
    told = ngettext(
        "%(count)s paper lapses within 30 days and nothing replaces it yet.",
        "%(count)s papers lapse within 30 days and nothing replaces them yet.",
        count,
    )
    return [Line(told % {"count": count}, reverse("accounts:lapsing"), first, weight=1)] if count else []


def _answers(user: User) -> list[Line]:
    count, first = _counted(user, waiting_to_be_weighed(user), "answered_at")
    told = ngettext(
        "%(count)s referee has answered: please weigh the answer.",
        "%(count)s referees have answered: please weigh the answers.",
        count,
    )
    if not count:
        return []
    since = timezone.localtime(first, timezone.get_default_timezone()).date()
    return [Line(told % {"count": count}, reverse("accounts:papers_waiting"), since, weight=2)]


def _slow_papers(user: User) -> list[Line]:
    count, first = _counted(user, asked_long_ago(user, on=today()), "asked_on")
    told = ngettext(
        "%(count)s paper was asked for more than three weeks ago and has not been seen.",
        "%(count)s papers were asked for more than three weeks ago and have not been seen.",
        count,
    )
    return [Line(told % {"count": count}, reverse("accounts:papers_waiting"), first)] if count else []


def _counted(user: User, rows: QuerySet[Any], clock: str) -> tuple[int, Any]:
    """How many there are and the oldest clock; nothing is asked for those who do not vet."""
    if not user.may(Permission.EVIDENCE_RECORD):
        return 0, None
    found = rows.order_by().aggregate(count=Count("pk"), first=Min(clock))
    return found["count"], found["first"]
