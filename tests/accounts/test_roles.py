"""Roles are dated, given and ended by administrators."""

from datetime import timedelta

import pytest

from accounts.models import RoleGrant, User
from accounts.permissions import ROLE_PERMISSIONS, TWO_PERSON_ROLES, Permission, Role
from accounts.services.roles import end_role, give_role, grant
from kernel.clock import today
from kernel.errors import RuleError
from kernel.models import AuditEvent
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def afresh(user):
    """The person at the next request."""
    return User.objects.get(pk=user.pk)


def test_roles_that_open_identities_or_give_roles_need_two_people():
    assert {Role.COORDINATOR, Role.SPECIALIST, Role.ADMINISTRATOR} == TWO_PERSON_ROLES
    for role, held in ROLE_PERMISSIONS.items():
        assert (Permission.IDENTITY_REVEAL in held) <= (role in TWO_PERSON_ROLES)


def test_the_administrator_has_no_right_to_stories():
    hidden = {"mentees.see", "identity.reveal", "evidence.see", "meetings.see", "pairing.see", "run.see"}
    for role in (Role.ADMINISTRATOR, Role.PROTECTION_OFFICER, Role.AUDITOR, Role.UNIVERSITY_OFFICER):
        assert not hidden & set(ROLE_PERMISSIONS[role])


def test_a_given_role_acts_at_the_next_request_and_is_on_record(centre, administrator, olga):
    given = give_role(user=olga, role=Role.TRAINER, centre=centre, by=administrator)
    assert afresh(olga).roles() == {Role.TRAINER}
    event = AuditEvent.objects.about(given).get()
    assert (event.event, event.actor_id) == ("role.given", administrator.public_id)
    assert event.facts == {"role": "trainer", "person": str(olga.public_id)}


def test_a_role_holds_between_its_days_only(centre, administrator, olga):
    tomorrow = today() + timedelta(days=1)
    given = give_role(user=olga, role=Role.AUDITOR, centre=centre, by=administrator, starts_on=tomorrow)
    assert not afresh(olga).may(Permission.TRAIL_SEE)
    RoleGrant.objects.filter(pk=given.pk).update(starts_on=today() - timedelta(days=5), ends_on=today())
    assert afresh(olga).may(Permission.TRAIL_SEE)
    RoleGrant.objects.filter(pk=given.pk).update(ends_on=today() - timedelta(days=1))
    assert not afresh(olga).may(Permission.TRAIL_SEE)


@pytest.mark.parametrize("role", sorted(TWO_PERSON_ROLES))
def test_one_person_alone_gives_no_role_that_opens_identities(role, centre, administrator, olga):
    with pytest.raises(RuleError, match="second person"):
        give_role(user=olga, role=role, centre=centre, by=administrator)


def test_nobody_gives_a_role_to_themselves(centre, administrator):
    with pytest.raises(RuleError, match="themselves"):
        give_role(user=administrator, role=Role.AUDITOR, centre=centre, by=administrator)


def test_only_the_centres_administrators_manage_roles(other_centre, centre, administrator, coordinator, olga):
    for by, where in ((coordinator, centre), (administrator, other_centre)):
        with pytest.raises(RuleError, match="Only administrators"):
            give_role(user=olga, role=Role.TRAINER, centre=where, by=by)


def test_a_role_at_a_university_is_given_by_any_administrator(university, administrator, coordinator, olga):
    where = {"role": Role.UNIVERSITY_OFFICER, "university": university}
    with pytest.raises(RuleError, match="Only administrators"):
        give_role(user=olga, by=coordinator, **where)
    assert give_role(user=olga, by=administrator, **where).university == university


def test_a_role_held_already_is_refused_in_words(centre, administrator, trainer):
    with pytest.raises(RuleError, match="already holds"):
        give_role(user=trainer, role=Role.TRAINER, centre=centre, by=administrator)


def test_a_role_that_lapsed_makes_room_for_a_new_one(centre, administrator, olga):
    yesterday = today() - timedelta(days=1)
    old = factories.grant_role(olga, Role.TRAINER, centre, ends_on=yesterday)
    give_role(user=olga, role=Role.TRAINER, centre=centre, by=administrator)
    old.refresh_from_db()
    assert old.ended_by == administrator
    assert afresh(olga).roles() == {Role.TRAINER}


def test_a_role_cannot_end_before_it_starts(centre, administrator, olga):
    with pytest.raises(RuleError, match="before it starts"):
        grant(user=olga, role=Role.TRAINER, centre=centre, given_by=None, ends_on=today() - timedelta(days=1))


def test_an_ended_role_opens_nothing_and_ends_once(centre, administrator, coordinator):
    given = coordinator.grants.get()
    end_role(grant=given, by=administrator)
    assert afresh(coordinator).roles() == set()
    with pytest.raises(RuleError, match="already ended"):
        end_role(grant=given, by=administrator)
    assert AuditEvent.objects.about(given).get().event == "role.ended"


def test_the_last_administrator_stays(centre, administrator):
    with pytest.raises(RuleError, match="at least one administrator"):
        end_role(grant=administrator.grants.get(), by=administrator)
    second = factories.UserFactory(role=Role.ADMINISTRATOR, role__centre=centre)
    end_role(grant=second.grants.get(), by=administrator)


def test_roles_elsewhere_are_not_seen(other_coordinator, administrator):
    assert not RoleGrant.objects.visible_to(administrator).filter(user=other_coordinator).exists()
    assert not User.objects.visible_to(administrator).filter(pk=other_coordinator.pk).exists()


def test_a_closed_account_holds_no_role(coordinator):
    coordinator.is_active = False
    coordinator.save()
    assert afresh(coordinator).roles() == set()


def test_staff_is_everybody_who_is_not_a_volunteer(coordinator, applicant, olga, officer):
    assert [person.is_staff_member for person in (coordinator, officer, applicant, olga)] == [True, True, False, False]
