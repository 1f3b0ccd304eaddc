"""Who works at a centre, and for which centre is a form filled in?"""

from django.db.models import QuerySet

from accounts.models import Centre, RoleGrant, User
from accounts.permissions import Permission, Role
from kernel.clock import today


def staff_of(centre: Centre, *roles: Role) -> QuerySet[User]:
    """The people who hold one of the roles at the centre today."""
    grants = RoleGrant.objects.active(today()).filter(centre=centre, role__in=roles)
    return User.objects.filter(is_active=True, pk__in=grants.values("user")).order_by("family_name", "given_name", "pk")


def centre_of_form(user: User, permission: Permission, code: str) -> Centre | None:
    """The centre for which a form is filled in: the one named, or the first in which the person may."""
    centres = user.centres(permission)
    return next((centre for centre in centres if centre.code == code), centres[0] if centres else None)
