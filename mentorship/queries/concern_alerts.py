"""Which concerns wait for somebody to take them on? Shown on every page of whoever works on them, from the database."""

from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from accounts.permissions import Permission
from mentorship.models import Concern


def alerts(user: User) -> list[dict[str, Any]]:
    """One sentence while something waits, whatever became of the mails; one query, and none for everybody else."""
    if not user.may(Permission.CONCERN_HANDLE):
        return []
    waiting = Concern.objects.handled_by(user).untaken().aggregate(
        every=Count("pk"), danger=Count("pk", filter=Q(severity=Concern.Severity.DANGER))
    )  # fmt: skip
    if not waiting["every"]:
        return []
    sentence = (
        _("Somebody may be in danger: a concern waits for you.")
        if waiting["danger"]
        else ngettext(
            "%(count)d concern waits for somebody to take it on.",
            "%(count)d concerns wait for somebody to take them on.",
            waiting["every"],
        )
        % {"count": waiting["every"]}
    )
    url, label = f"{reverse('mentorship:concern_list')}?wanted=raised", _("Look at it now")
    return [{"text": sentence, "tone": "bad", "url": url, "link_label": label}]
