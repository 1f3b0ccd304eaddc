"""Joining by invitation: who may ask, the second person, the link."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress

from accounts.models import Invitation, RoleGrant, User
from accounts.permissions import Role
from accounts.services import invitations
from accounts.services.invitations import accept_invitation, confirm_invitation, invite, withdraw_invitation
from kernel.clock import now
from kernel.errors import RuleError
from kernel.links import find_link
from kernel.mail import rendered
from kernel.models import AuditEvent, MailMessage, TaskLink
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
NEW = "new@example.org"


def link_of(mail):
    token = mail.context["path"].strip("/").rpartition("/")[2]
    return find_link(token, purpose=invitations.PURPOSE)


def newest_link():
    return link_of(MailMessage.objects.latest("pk"))


def accept(link, **facts):
    facts = {"given_name": "Ioana", "family_name": "Nouă", "password": "a long quiet river"} | facts
    return accept_invitation(link=link, **facts)


def test_a_trainer_is_invited_and_joins(centre, administrator):
    invitation = invite(email=" New@Example.org ", role=Role.TRAINER, centre=centre, by=administrator)
    assert (invitation.email, invitation.status) == (NEW, "open")
    mail = rendered(MailMessage.objects.get())
    assert (mail.address, mail.subject) == (NEW, "You are invited")
    assert "trainer" not in mail.text and centre.name not in mail.text
    user = accept(newest_link())
    invitation.refresh_from_db()
    assert (invitation.status, invitation.accepted_by) == ("accepted", user)
    assert user.roles() == {Role.TRAINER} and user.check_password("a long quiet river")
    assert EmailAddress.objects.filter(user=user, email=NEW, verified=True, primary=True).exists()
    assert user.grants.get().given_by == administrator


def test_a_link_works_once(centre, administrator):
    invite(email=NEW, role=Role.TRAINER, centre=centre, by=administrator)
    link = newest_link()
    accept(link)
    with pytest.raises(RuleError, match="already used"):
        accept(link)


def test_an_account_that_is_known_only_gets_the_role(centre, administrator, olga):
    EmailAddress.objects.create(user=olga, email=olga.email, verified=True, primary=True)
    olga.set_password("walking in the rain")
    olga.save()
    invite(email=olga.email, role=Role.TRAINER, centre=centre, by=administrator)
    assert accept(newest_link()) == olga
    olga.refresh_from_db()
    assert olga.given_name != "Ioana" and olga.check_password("walking in the rain")


def test_an_account_opened_by_a_stranger_on_this_mailbox_loses_its_password(centre, administrator):
    stranger = User.objects.create_user(NEW, "password of a stranger")
    EmailAddress.objects.create(user=stranger, email=NEW, verified=False, primary=True)
    invite(email=NEW, role=Role.TRAINER, centre=centre, by=administrator)
    user = accept(newest_link())
    assert user == stranger
    assert user.check_password("a long quiet river")
    assert EmailAddress.objects.get(user=user).verified


def test_a_closed_account_does_not_come_back_by_invitation(centre, administrator, olga):
    EmailAddress.objects.create(user=olga, email=olga.email, verified=True, primary=True)
    olga.is_active = False
    olga.save()
    invite(email=olga.email, role=Role.TRAINER, centre=centre, by=administrator)
    link = newest_link()
    with pytest.raises(RuleError, match="closed"):
        accept(link)
    assert not RoleGrant.objects.filter(user=olga).exists()


def test_the_first_coordinator_of_a_centre_needs_no_second_person(centre, administrator):
    assert invite(email=NEW, role=Role.COORDINATOR, centre=centre, by=administrator).status == "open"
    again = invite(email="other@example.org", role=Role.SPECIALIST, centre=centre, by=administrator)
    assert again.status == "proposed"


def test_a_first_invitation_that_lapsed_leaves_the_centre_new(centre, administrator):
    first = invite(email=NEW, role=Role.COORDINATOR, centre=centre, by=administrator)
    Invitation.objects.filter(pk=first.pk).update(expires_at=now() - timedelta(hours=1))
    assert invite(email=NEW, role=Role.COORDINATOR, centre=centre, by=administrator).status == "open"
    first.refresh_from_db()
    assert first.status == "withdrawn"


def test_a_centre_whose_coordinator_left_is_not_new(centre, administrator, coordinator):
    coordinator.grants.update(ended_at=now(), ended_by=administrator)
    assert invite(email=NEW, role=Role.COORDINATOR, centre=centre, by=administrator).status == "proposed"


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.SPECIALIST, Role.ADMINISTRATOR])
def test_a_role_that_opens_identities_waits_for_a_second_person(role, centre, administrator, specialist):
    invitation = invite(email=NEW, role=role, centre=centre, by=administrator)
    assert invitation.status == "proposed"
    assert not MailMessage.objects.exists() and not TaskLink.objects.exists()
    confirm_invitation(invitation=invitation, by=specialist)
    assert (invitation.status, invitation.confirmed_by) == ("open", specialist)
    assert accept(newest_link()).roles() == {role}


def test_nobody_is_their_own_second_person(centre, administrator, coordinator, specialist):
    invitation = invite(email=specialist.email, role=Role.COORDINATOR, centre=centre, by=coordinator)
    for by, told in ((coordinator, "yourself"), (specialist, "for you")):
        with pytest.raises(RuleError, match=told):
            confirm_invitation(invitation=invitation, by=by)
    confirm_invitation(invitation=invitation, by=administrator)


def test_the_second_person_is_of_the_centre_and_holds_a_role_of_trust(
    centre, administrator, coordinator, other_coordinator, trainer
):
    invitation = invite(email=NEW, role=Role.SPECIALIST, centre=centre, by=administrator)
    for by in (other_coordinator, trainer):
        with pytest.raises(RuleError, match="of the centre confirm"):
            confirm_invitation(invitation=invitation, by=by)


def test_an_invitation_to_a_university_is_written_by_administrators(university, administrator, coordinator):
    where = {"email": NEW, "role": Role.UNIVERSITY_OFFICER, "university": university}
    with pytest.raises(RuleError, match="Only administrators"):
        invite(by=coordinator, **where)
    invitation = invite(by=administrator, **where)
    assert invitation.status == "open"
    with pytest.raises(RuleError, match="of the centre confirm"):
        confirm_invitation(invitation=invitation, by=administrator)
    assert accept(newest_link()).roles() == {Role.UNIVERSITY_OFFICER}


@pytest.mark.parametrize(
    ("who", "role", "told"),
    [
        ("coordinator", Role.AUDITOR, "Only administrators invite"),
        ("coordinator", Role.ADMINISTRATOR, "Only administrators invite"),
        ("coordinator", Role.APPLICANT, "register for it"),
        ("specialist", Role.TRAINER, "Only coordinators and administrators"),
        ("other_coordinator", Role.TRAINER, "Only coordinators and administrators"),
    ],
)
def test_who_may_invite_to_what(who, role, told, centre, request):
    with pytest.raises(RuleError, match=told):
        invite(email=NEW, role=role, centre=centre, by=request.getfixturevalue(who))


def test_nobody_invites_themselves(centre, coordinator):
    with pytest.raises(RuleError, match="themselves"):
        invite(email=coordinator.email.upper(), role=Role.SPECIALIST, centre=centre, by=coordinator)


def test_a_role_held_or_asked_for_already_is_refused(centre, administrator, trainer):
    with pytest.raises(RuleError, match="already holds"):
        invite(email=trainer.email, role=Role.TRAINER, centre=centre, by=administrator)
    invite(email=NEW, role=Role.TRAINER, centre=centre, by=administrator)
    with pytest.raises(RuleError, match="open invitation"):
        invite(email=NEW, role=Role.TRAINER, centre=centre, by=administrator)


def test_a_withdrawn_invitation_opens_nothing(centre, administrator, coordinator, other_coordinator):
    invitation = invite(email=NEW, role=Role.TRAINER, centre=centre, by=administrator)
    mail = MailMessage.objects.get()
    with pytest.raises(RuleError, match="Only people who invite"):
        withdraw_invitation(invitation=invitation, by=other_coordinator)
    withdraw_invitation(invitation=invitation, by=coordinator)
    assert link_of(mail) is None
    with pytest.raises(RuleError, match="no longer possible"):
        withdraw_invitation(invitation=invitation, by=coordinator)


def test_a_lapsed_link_opens_nothing(centre, administrator):
    invite(email=NEW, role=Role.TRAINER, centre=centre, by=administrator)
    mail = MailMessage.objects.get()
    TaskLink.objects.update(expires_at=now() - timedelta(seconds=1))
    assert link_of(mail) is None


def test_the_trail_tells_the_whole_way_without_an_address(centre, administrator, specialist):
    invitation = invite(email=NEW, role=Role.COORDINATOR, centre=centre, by=administrator)
    confirm_invitation(invitation=invitation, by=specialist)
    accept(newest_link())
    events = list(AuditEvent.objects.order_by("sequence").values_list("event", flat=True))
    assert events == [
        "invitation.written", "invitation.confirm", "link.issued", "link.used", "role.given", "invitation.accept",
    ]  # fmt: skip
    assert NEW not in str(list(AuditEvent.objects.values()))


def test_invitations_are_seen_in_the_own_centre_only(centre, administrator, specialist, other_coordinator, trainer):
    invite(email=NEW, role=Role.TRAINER, centre=centre, by=administrator)
    seen = [Invitation.objects.visible_to(by).count() for by in (administrator, specialist, other_coordinator, trainer)]
    assert seen == [1, 1, 0, 0]


def test_a_member_of_staff_elsewhere_can_hold_a_role_here(other_centre, other_coordinator):
    boss = factories.UserFactory(role=Role.ADMINISTRATOR, role__centre=other_centre)
    with pytest.raises(RuleError, match="already holds"):
        invite(email=other_coordinator.email, role=Role.COORDINATOR, centre=other_centre, by=boss)
