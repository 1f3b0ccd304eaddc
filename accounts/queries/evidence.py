"""Which papers lapse soon without a newer one?"""

from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import Evidence, User
from accounts.permissions import Permission

SOON = timedelta(days=30)


def lapsing(viewer: User, *, on: date, within: timedelta = SOON) -> QuerySet[Evidence]:
    """Clear papers of the viewer's centres that lapse from `on` within the days given, and that nothing replaces."""
    newer = Evidence.objects.filter(
        Q(expires_on=None) | Q(expires_on__gt=OuterRef("expires_on")),
        person=OuterRef("person"), kind=OuterRef("kind"), result=Evidence.Result.CLEAR,
    )  # fmt: skip
    return (
        Evidence.objects.filter(
            ~Exists(newer), centre__in=viewer.centre_ids(Permission.EVIDENCE_RECORD),
            result=Evidence.Result.CLEAR, expires_on__range=(on, on + within),
        )
        .select_related("person", "kind")
        .order_by("expires_on", "pk")
    )  # fmt: skip
