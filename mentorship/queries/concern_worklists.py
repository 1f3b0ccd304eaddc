"""What about concerns waits for this person? Each by itself: a concern is never a number."""

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import RoleGrant, User
from accounts.permissions import Permission, Role
from accounts.worklist import BEFORE_EVERYTHING, Line
from kernel.clock import today
from mentorship.models import Concern

MOST = 20
Status = Concern.Status


def concerns_to_take(user: User) -> list[Line]:
    """Nobody has taken them on yet."""
    sentences = {
        Concern.Severity.DANGER: _("Somebody may be in danger: take this concern on now."),
        Concern.Severity.SERIOUS: _("A serious concern waits for somebody to take it on."),
        Concern.Severity.UNSURE: _("A concern waits for somebody to take it on."),
    }
    waiting = _handled(user, Status.RAISED)
    return [_line(concern, sentences[Concern.Severity(concern.severity)], BEFORE_EVERYTHING) for concern in waiting]


def concerns_to_close(user: User) -> list[Line]:
    """A colleague asks for the second pair of eyes."""
    waiting = [one for one in _handled(user, Status.CLOSING) if one.closing_asked_by_id != user.pk]
    return [_line(concern, _("A concern waits for a second person to close it."), 70) for concern in waiting]


def concerns_in_hand(user: User) -> list[Line]:
    """What this person has taken on and not brought to an end."""
    mine = [one for one in _handled(user, Status.TAKEN) if one.taken_by_id == user.pk]
    return [_line(concern, _("You work on this concern. Write down what you did."), 65) for concern in mine]


def leads_missing(user: User) -> list[Line]:
    """For an administrator: something about staff waits, and the centre has nobody from elsewhere for it."""
    if not user.may(Permission.ROLES_MANAGE):
        return []
    lead = RoleGrant.objects.active(today()).filter(role=Role.SAFEGUARDING_LEAD, centre=OuterRef("centre"))
    about_staff = Concern.objects.open().filter(
        about=Concern.About.STAFF, centre__in=user.centre_ids(Permission.ROLES_MANAGE)
    )
    if not about_staff.exclude(Exists(lead)).exists():
        return []
    sentence = _("A safeguarding lead from elsewhere is missing and is needed now. Please give somebody this role.")
    return [Line(sentence, reverse("accounts:people"), today(), BEFORE_EVERYTHING)]


def _handled(user: User, status: str) -> list[Concern]:
    if not user.may(Permission.CONCERN_HANDLE):
        return []
    return list(Concern.objects.handled_by(user).filter(status=status).order_by("raised_at", "pk")[:MOST])


def _line(concern: Concern, sentence: str, weight: int) -> Line:
    url = reverse("mentorship:concern_detail", args=[concern.public_id])
    return Line(sentence, url, timezone.localtime(concern.raised_at).date(), weight)
