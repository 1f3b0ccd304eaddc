"""What waits in the training for a learner: a certificate to renew, something that changed?"""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from accounts.permissions import Permission
from accounts.worklist import Line
from training.models import Certificate, Enrolment
from training.progress import Stage
from training.queries.progress import TrackProgress, progress_of_all


def training_lines(user: User) -> list[Line]:
    """The refresher that waits, and the modules that changed since they were learned; eight questions at most."""
    centres = user.centre_ids(Permission.LEARN)
    if not centres:
        return []
    enrolments = Enrolment.objects.filter(person=user, centre__in=centres).exclude(status=Enrolment.Status.LEFT)
    tracks = progress_of_all(enrolments.select_related("track", "centre").order_by("pk"))
    return [*_renewals(user, tracks), *_changes(tracks)]


def _renewals(user: User, tracks: list[TrackProgress]) -> list[Line]:
    refreshing = [
        track for track in tracks
        if track.track.is_refresher and track.enrolment.status == Enrolment.Status.LEARNING
    ]  # fmt: skip
    if not refreshing:
        return []
    told = _("Your training certificate is to be renewed: a short refresher waits for you.")
    held = Certificate.objects.filter(
        person=user, withdrawn_at=None, track__refreshers__in=[track.track for track in refreshing]
    )
    last_day = held.order_by("-expires_on").values_list("expires_on", flat=True).first()
    return [Line(told, reverse("training:mine"), last_day, weight=2)]


def _changes(tracks: list[TrackProgress]) -> list[Line]:
    changed = {row.module.code for track in tracks for row in track.rows if row.state.stage == Stage.CHANGED}
    told = ngettext(
        "%(count)s module of your training has changed: please learn what is new.",
        "%(count)s modules of your training have changed: please learn what is new.",
        len(changed),
    )
    return [Line(told % {"count": len(changed)}, reverse("training:mine"))] if changed else []
