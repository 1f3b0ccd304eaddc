"""Who works in the viewer's centres, and who has been asked to?"""

from django.db.models import Prefetch, QuerySet

from accounts.models import Centre, Invitation, RoleGrant, User
from accounts.permissions import ROLE_PERMISSIONS, Permission, Role
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


def colleagues(centre: Centre, permission: Permission) -> QuerySet[User]:
    """Those who hold a permission at the centre today, by name."""
    roles = [role for role, held in ROLE_PERMISSIONS.items() if permission in held]
    grants = RoleGrant.objects.active(today()).filter(centre=centre, role__in=roles)
    people = User.objects.filter(is_active=True, pk__in=grants.values("user"))
    return people.order_by("family_name", "given_name", "pk")


def vetting_centre(viewer: User, person: User, code: str) -> Centre:
    """At which centre the viewer looks at a person they may see: the one named, or the first they have in common."""
    seen = viewer.centres(Permission.EVIDENCE_SEE)
    belongs = set(person.grants.filter(centre__in=seen).values_list("centre_id", flat=True))
    shared = [centre for centre in seen if centre.pk in belongs]
    return next((centre for centre in shared if centre.code == code), shared[0])


def _held(viewer: User) -> QuerySet[RoleGrant]:
    grants = RoleGrant.objects.active(today()).select_related("centre")
    return grants.filter(centre__in=viewer.centre_ids(Permission.PEOPLE_SEE))
