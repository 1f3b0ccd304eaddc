"""How does somebody join? By an invitation that lapses, and for roles that open identities only with a second person.

Who may ask for what, and why two people: docs/decisions/0003-two-people-for-roles.md.
"""

from datetime import timedelta

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from accounts import emails
from accounts.models import Centre, Invitation, RoleGrant, University, User
from accounts.permissions import INVITED_ROLES, TWO_PERSON_ROLES, Permission, Role
from accounts.services import roles
from kernel import audit, links
from kernel.clock import now, today
from kernel.errors import RuleError
from kernel.models import TaskLink
from kernel.workflow import advance

PURPOSE = "invitation"
VALID_FOR = timedelta(days=14)
ASKED_BY_COORDINATORS = frozenset({Role.MENTOR, Role.STUDENT, Role.TRAINER, Role.COORDINATOR, Role.SPECIALIST})


@transaction.atomic
def invite(
    *, email: str, role: str, by: User, centre: Centre | None = None, university: University | None = None
) -> Invitation:
    """Ask somebody to take a role: the mail goes out at once, or when a second person has confirmed it."""
    email = email.strip().lower()
    _refuse_inviter(email, role, centre, by)
    _refuse_holder(email, role, centre, university)
    waits = centre is not None and needs_second_person(role, centre)
    invitation = write_invitation(email=email, role=role, centre=centre, university=university, by=by, waits=waits)
    if not waits:
        send_link(invitation, by=by)
    return invitation


@transaction.atomic
def confirm_invitation(*, invitation: Invitation, by: User) -> None:
    """Be the second person: the invitation goes out and holds from now on for two weeks."""
    if not (invitation.centre and by.may_in(Permission.ROLES_CONFIRM, invitation.centre)):
        raise RuleError(_("Only administrators, coordinators and specialists of the centre confirm an invitation."))
    if by.pk == invitation.invited_by_id:
        raise RuleError(_("You wrote this invitation yourself. A second person has to confirm it."))
    if by.email == invitation.email:
        raise RuleError(_("This invitation is for you. Somebody else has to confirm it."))
    advance(invitation, "confirm", by=by, expires_at=now() + VALID_FOR)
    send_link(invitation, by=by)


@transaction.atomic
def withdraw_invitation(*, invitation: Invitation, by: User) -> None:
    """Take an invitation back: its link is worthless from now on."""
    if not Invitation.objects.visible_to(by).filter(pk=invitation.pk).exists():
        raise RuleError(_("Only people who invite for this centre take an invitation back."))
    advance(invitation, "withdraw", by=by)
    _revoke_links(invitation, by)


@transaction.atomic
def accept_invitation(*, link: TaskLink, given_name: str = "", family_name: str = "", password: str = "") -> User:
    """Take the role: the link is used up and proves the mailbox; a new person also gets an account."""
    invitation = invitation_of(link)
    links.use_link(link)
    user = known_account(invitation.email)
    if user is None:
        user = _open_account(invitation.email, given_name, family_name, password)
    if not user.is_active:
        raise RuleError(_("This account is closed. Please speak to the centre."))
    roles.grant(
        user=user, role=invitation.role, centre=invitation.centre, university=invitation.university,
        given_by=invitation.invited_by,
    )  # fmt: skip
    advance(invitation, "accept", by=user)
    return user


def invitation_of(link: TaskLink) -> Invitation:
    """The invitation behind a live link."""
    return Invitation.objects.select_related("centre", "university").get(public_id=link.subject_id)


def known_account(email: str) -> User | None:
    """The account whose mailbox was proved to be this one; an account that nobody proved is not known."""
    address = EmailAddress.objects.filter(email=email, verified=True).select_related("user").first()
    return address.user if address else None


def send_link(invitation: Invitation, *, by: User | None, language: str = "") -> str:
    """Make every earlier link worthless and post a new one; returns its token."""
    _revoke_links(invitation, by)
    _link, token = links.issue_link(invitation, purpose=PURPOSE, by=by, valid_for=VALID_FOR)
    emails.post_invitation(invitation, token, language=language)
    return token


def write_invitation(
    *, email: str, role: str, centre: Centre | None, university: University | None, by: User | None, waits: bool
) -> Invitation:
    """Write the invitation and its audit row; one that lapsed makes room. The link is posted apart from it."""
    where = {"email": email, "role": role, "centre": centre, "university": university}
    for lapsed in Invitation.objects.filter(**where, status=Invitation.Status.OPEN, expires_at__lte=now()):
        advance(lapsed, "withdraw", by=by)
    status = Invitation.Status.PROPOSED if waits else Invitation.Status.OPEN
    try:
        with transaction.atomic():
            invitation = Invitation.objects.create(
                **where, status=status, expires_at=now() + VALID_FOR, invited_by=by, invited_at=now()
            )
    except IntegrityError as error:
        raise RuleError(_("This person already has an open invitation for this role.")) from error
    audit.record("invitation.written", by=by, subject=invitation, role=role, waits=waits)
    return invitation


def needs_second_person(role: str, centre: Centre) -> bool:
    """Only the first role of a new centre that opens identities needs nobody: there is nobody yet."""
    if role not in TWO_PERSON_ROLES or role == Role.ADMINISTRATOR:
        return role in TWO_PERSON_ROLES
    opening = TWO_PERSON_ROLES - {Role.ADMINISTRATOR}
    given = RoleGrant.objects.filter(centre=centre, role__in=opening)
    asked = Invitation.objects.pending().filter(centre=centre, role__in=opening, expires_at__gt=now())
    return given.exists() or asked.exists()


def _refuse_inviter(email: str, role: str, centre: Centre | None, by: User) -> None:
    if role not in INVITED_ROLES:
        raise RuleError(_("Nobody is invited to this role: people register for it themselves."))
    if email == by.email:
        raise RuleError(_("Nobody invites themselves."))
    if centre is None:
        roles.refuse_unless_manager(by, None)
        return
    if not by.may_in(Permission.PEOPLE_INVITE, centre):
        raise RuleError(_("Only coordinators and administrators of the centre invite people."))
    if role not in ASKED_BY_COORDINATORS and not by.may_in(Permission.ROLES_MANAGE, centre):
        raise RuleError(_("Only administrators invite to this role."))


def _refuse_holder(email: str, role: str, centre: Centre | None, university: University | None) -> None:
    held = RoleGrant.objects.active(today()).filter(role=role, centre=centre, university=university)
    if held.filter(user__email=email).exists():
        raise RuleError(_("This person already holds this role."))


def _open_account(email: str, given_name: str, family_name: str, password: str) -> User:
    """A new account, or the one that somebody opened for this mailbox without ever proving it, with a new password."""
    user = User.objects.filter(email=email).first() or User(email=email, language=translation.get_language()[:2])
    user.given_name, user.family_name = given_name, family_name
    user.set_password(password)
    user.save()
    EmailAddress.objects.update_or_create(user=user, email=email, defaults={"verified": True, "primary": True})
    return user


def _revoke_links(invitation: Invitation, by: User | None) -> None:
    live = TaskLink.objects.live(now()).filter(subject_id=invitation.public_id, purpose=PURPOSE)
    for link in live.order_by("pk"):
        links.revoke_link(link, by=by)
