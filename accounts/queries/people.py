"""Who works in the viewer's centres, and who has been asked to?"""

from django.db.models import Prefetch, QuerySet

from accounts.models import Invitation, RoleGrant, User
from accounts.permissions import Permission, Role
from kernel.clock import today

VOLUNTEERS = frozenset({Role.APPLICANT, Role.MENTOR, Role.STUDENT})
MOST = 500  # a centre with more members of staff needs another page


def staff(viewer: User) -> list[User]:
    """The members of staff of the viewer's centres by name, each with the roles held today in `current_grants`."""
    held = _held(viewer).exclude(role__in=VOLUNTEERS)
    people = User.objects.visible_to(viewer).filter(pk__in=held.values("user"))
    named = people.order_by("family_name", "given_name", "pk")
    return list(named.prefetch_related(Prefetch("grants", held.order_by("pk"), to_attr="current_grants"))[:MOST])


def roles_of(viewer: User, somebody: User) -> list[RoleGrant]:
    """Every role of a person that the viewer may see, the newest first, ended ones too."""
    grants = RoleGrant.objects.visible_to(viewer).filter(user=somebody)
    return list(grants.select_related("centre", "university", "given_by").order_by("-given_at", "-pk"))


def open_invitations(viewer: User) -> QuerySet[Invitation]:
    """What was asked and not yet answered, the oldest clock first."""
    return (
        Invitation.objects.visible_to(viewer)
        .pending()
        .select_related("centre", "university", "invited_by")
        .order_by("expires_at", "pk")
    )


def _held(viewer: User) -> QuerySet[RoleGrant]:
    grants = RoleGrant.objects.active(today()).select_related("centre")
    return grants.filter(centre__in=viewer.centre_ids(Permission.PEOPLE_SEE))
