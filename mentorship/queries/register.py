"""Who stands in the register of volunteers?"""

from datetime import date

from django.db.models import QuerySet

from accounts.models import User
from accounts.permissions import Permission
from kernel.keysets import Page, page_after
from mentorship.models import RegisterEntry


def entries(viewer: User, year: int | None = None) -> QuerySet[RegisterEntry]:
    """The register of the centres that the viewer keeps, of one year of signing or whole."""
    kept = RegisterEntry.objects.filter(centre__in=viewer.centre_ids(Permission.REGISTER_SEE))
    kept = kept.select_related("user", "centre")
    return kept.filter(signed_on__range=(date(year, 1, 1), date(year, 12, 31))) if year else kept


def register_page(viewer: User, year: int | None, after: str) -> Page[RegisterEntry]:
    return page_after(entries(viewer, year), ("-number", "-pk"), after)


def own_contracts(viewer: User) -> QuerySet[RegisterEntry]:
    """The viewer's own contracts, the newest first."""
    mine = RegisterEntry.objects.visible_to(viewer).filter(user=viewer)
    return mine.select_related("user", "centre").order_by("-signed_on", "-pk")
