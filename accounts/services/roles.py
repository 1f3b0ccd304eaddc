"""How does somebody get a role, and how does it end?

A role that opens identities, or gives roles, needs a second person and comes by invitation only (services.invitations).
"""

from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import Centre, RoleGrant, University, User
from accounts.permissions import TWO_PERSON_ROLES, Permission, Role
from kernel import audit
from kernel.clock import now, today
from kernel.errors import RuleError


@transaction.atomic
def give_role(
    *,
    user: User,
    role: str,
    by: User,
    centre: Centre | None = None,
    university: University | None = None,
    starts_on: date | None = None,
    ends_on: date | None = None,
) -> RoleGrant:
    """Give a role that one administrator may give alone, from a day on; it acts at the person's next request."""
    if user.pk == by.pk:
        raise RuleError(_("Nobody gives a role to themselves."))
    refuse_unless_manager(by, centre)
    if role in TWO_PERSON_ROLES:
        raise RuleError(_("This role needs a second person. Please invite the person to it."))
    return grant(
        user=user, role=role, centre=centre, university=university, starts_on=starts_on, ends_on=ends_on, given_by=by
    )


@transaction.atomic
def end_role(*, grant: RoleGrant, by: User) -> None:
    """End a role now; it acts at the person's next request. The last administrator of a centre stays."""
    refuse_unless_manager(by, grant.centre)
    if grant.role == Role.ADMINISTRATOR and not _other_administrators(grant):
        raise RuleError(_("A centre keeps at least one administrator. Please invite another one first."))
    retire(grant, by=by)


def grant(
    *,
    user: User,
    role: str,
    given_by: User | None,
    centre: Centre | None = None,
    university: University | None = None,
    starts_on: date | None = None,
    ends_on: date | None = None,
) -> RoleGrant:
    """Write the dated grant and its audit row; who may do so is decided by the caller. A lapsed one makes room."""
    first = starts_on or today()
    if ends_on and ends_on < first:
        raise RuleError(_("A role cannot end before it starts."))
    where = {"centre": centre, "university": university}
    lapsed = RoleGrant.objects.filter(user=user, role=role, ended_at=None, ends_on__lt=today(), **where)
    lapsed.update(ended_at=now(), ended_by=given_by or user)
    try:
        with transaction.atomic():
            given = RoleGrant.objects.create(
                user=user, role=role, starts_on=first, ends_on=ends_on, given_by=given_by, given_at=now(), **where
            )
    except IntegrityError as error:
        raise RuleError(_("This person already holds this role.")) from error
    audit.record("role.given", by=given_by, subject=given, role=role, person=user.public_id)
    return given


def retire(grant: RoleGrant, *, by: User) -> None:
    """End the grant now with its audit row; who may do so is decided by the caller."""
    if not RoleGrant.objects.filter(pk=grant.pk, ended_at=None).update(ended_at=now(), ended_by=by):
        raise RuleError(_("This role has already ended."))
    audit.record("role.ended", by=by, subject=grant, role=grant.role, person=grant.user.public_id)


def refuse_unless_manager(by: User, centre: Centre | None) -> None:
    """Roles of a centre are managed by its administrators, roles at a university by any administrator."""
    may = by.may_in(Permission.ROLES_MANAGE, centre) if centre else by.may(Permission.ROLES_MANAGE)
    if not may:
        raise RuleError(_("Only administrators manage roles."))


def _other_administrators(grant: RoleGrant) -> bool:
    others = RoleGrant.objects.active(today()).filter(role=Role.ADMINISTRATOR, centre=grant.centre)
    return others.filter(user__is_active=True).exclude(user=grant.user_id).exists()
