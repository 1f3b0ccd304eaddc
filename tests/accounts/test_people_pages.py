"""The pages of people, roles and invitations."""

import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse

from accounts.models import Invitation, RoleGrant
from accounts.permissions import Role
from accounts.services.invitations import invite
from kernel.models import MailMessage
from tests import factories

pytestmark = pytest.mark.django_db
NEW = "new@example.org"
PASSWORD = "a long quiet river"


def page(client, name, *args):
    return client.get(reverse(f"accounts:{name}", args=args))


def press(client, name, *args, **facts):
    return client.post(reverse(f"accounts:{name}", args=args), facts, follow=True)


def test_people_shows_staff_with_roles_and_open_invitations(
    client_of, centre, administrator, coordinator, applicant, other_coordinator
):
    invite(email=NEW, role=Role.TRAINER, centre=centre, by=administrator)
    text = page(client_of(administrator), "people").content.decode()
    assert coordinator.full_name in text and NEW in text
    assert applicant.full_name not in text and other_coordinator.full_name not in text


def test_people_costs_the_same_for_three_and_for_thirty(client_of, centre, administrator, django_assert_num_queries):
    def more(count):
        for _ in range(count):
            person = factories.UserFactory(role=Role.TRAINER, role__centre=centre)
            Invitation.objects.create(
                email=person.email, role=Role.AUDITOR, centre=centre, invited_by=administrator,
                expires_at=person.created_at, invited_at=person.created_at,
            )  # fmt: skip

    client = client_of(administrator)
    more(3)
    page(client, "people")
    with django_assert_num_queries(6):
        page(client, "people")
    more(27)
    with django_assert_num_queries(6):
        assert page(client, "people").content.decode().count("<tr>") == 33 + 30


@pytest.mark.parametrize("who", ["applicant", "mentor", "specialist", "auditor", "trainer"])
def test_people_is_for_those_who_may(who, client_of, request):
    person = request.getfixturevalue(who)
    assert page(client_of(getattr(person, "user", person)), "people").status_code == 403


def test_an_administrator_invites(client_of, administrator):
    client = client_of(administrator)
    assert page(client, "invite").status_code == 200
    answer = press(client, "invite", email=NEW, role="trainer", centre="cluj")
    assert "on its way" in answer.content.decode()
    assert MailMessage.objects.count() == 1


def test_what_the_rules_refuse_stands_on_the_form(client_of, administrator, trainer):
    answer = press(client_of(administrator), "invite", email=trainer.email, role="trainer", centre="cluj")
    assert answer.status_code == 422
    assert "already holds this role" in answer.content.decode()
    assert trainer.email in answer.content.decode()


def test_a_coordinator_is_offered_fewer_roles(client_of, coordinator, administrator, university):
    offered = page(client_of(coordinator), "invite").context["form"].fields["role"].choices
    assert {code for code, _name in offered} == {"mentor", "student", "trainer", "coordinator", "specialist"}
    everything = page(client_of(administrator), "invite").context["form"].fields
    assert len(everything["role"].choices) == 11 and "university" in everything


def test_an_officer_is_invited_to_a_university(client_of, administrator, university):
    client = client_of(administrator)
    answer = press(client, "invite", email=NEW, role="university_officer", centre="cluj")
    assert "choose the university" in answer.content.decode()
    press(client, "invite", email=NEW, role="university_officer", centre="cluj", university="ubb")
    assert Invitation.objects.get().university == university


def test_an_administrator_of_two_centres_chooses(client_of, administrator, other_centre):
    factories.grant_role(administrator, Role.ADMINISTRATOR, other_centre)
    client = client_of(administrator)
    assert "Another centre" in page(client, "invite").content.decode()
    press(client, "invite", email=NEW, role="trainer", centre="other")
    assert Invitation.objects.get().centre == other_centre


def test_a_second_person_confirms_from_home(client_of, centre, administrator, specialist):
    answer = press(client_of(administrator), "invite", email=NEW, role="coordinator", centre="cluj")
    assert "second person has confirmed" in answer.content.decode()
    invitation = Invitation.objects.get()
    own = page(client_of(administrator), "invitation", invitation.public_id).content.decode()
    assert "Confirm and send" not in own
    client = client_of(specialist)
    assert reverse("accounts:invitation", args=[invitation.public_id]) in client.get("/").content.decode()
    assert "Confirm and send" in page(client, "invitation", invitation.public_id).content.decode()
    assert "on its way" in press(client, "invitation_confirm", invitation.public_id).content.decode()
    assert "no longer possible" in press(client, "invitation_confirm", invitation.public_id).content.decode()


def test_an_invitation_is_taken_back(client_of, centre, administrator, coordinator):
    invitation = invite(email=NEW, role=Role.TRAINER, centre=centre, by=administrator)
    client = client_of(coordinator)
    assert "was taken back" in press(client, "invitation_withdraw", invitation.public_id).content.decode()
    assert "no longer possible" in press(client, "invitation_withdraw", invitation.public_id).content.decode()


def test_an_invitation_elsewhere_is_not_found(client_of, other_centre, other_coordinator, coordinator):
    invitation = invite(email=NEW, role=Role.TRAINER, centre=other_centre, by=other_coordinator)
    for name in ("invitation", "invitation_confirm", "invitation_withdraw"):
        client, url = client_of(coordinator), reverse(f"accounts:{name}", args=[invitation.public_id])
        answer = client.get(url) if name == "invitation" else client.post(url)
        assert answer.status_code == 404


def accept_path():
    return MailMessage.objects.latest("pk").context["path"]


def test_looking_at_the_link_uses_nothing_up_and_the_button_opens_the_account(client, centre, administrator):
    invite(email=NEW, role=Role.TRAINER, centre=centre, by=administrator)
    facts = {"given_name": "Ioana", "family_name": "Nouă", "password": PASSWORD, "again": PASSWORD}
    for _ in range(3):
        assert "Open the account" in client.get(accept_path()).content.decode()
    assert client.post(accept_path(), facts).headers["Location"] == "/"
    gone = client.get(accept_path())
    assert gone.status_code == 410
    assert "no longer holds" in gone.content.decode()
    assert RoleGrant.objects.get(role=Role.TRAINER).user.full_name == "Ioana Nouă"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"again": "something else at all"}, "differ"),
        ({"password": "short", "again": "short"}, "at least 15"),
        ({"password": "new@example.org!!", "again": "new@example.org!!"}, "too similar"),
        ({"given_name": ""}, "required"),
    ],
)
def test_a_wrong_form_keeps_what_was_typed(client, centre, administrator, change, told):
    invite(email=NEW, role=Role.TRAINER, centre=centre, by=administrator)
    facts = {"given_name": "Ioana", "family_name": "Nouă", "password": PASSWORD, "again": PASSWORD} | change
    answer = client.post(accept_path(), facts)
    assert answer.status_code == 422
    assert told in answer.content.decode() and "Nouă" in answer.content.decode()
    assert client.get(accept_path()).status_code == 200


def test_a_known_person_presses_one_button(client_of, centre, administrator, olga):
    EmailAddress.objects.create(user=olga, email=olga.email, verified=True, primary=True)
    invite(email=olga.email, role=Role.TRAINER, centre=centre, by=administrator)
    client = client_of(olga)
    assert "your password stays" in client.get(accept_path()).content.decode()
    client.post(accept_path())
    assert olga.grants.get().role == Role.TRAINER


def test_what_stops_an_acceptance_is_told_in_a_sentence(client, centre, administrator, olga):
    EmailAddress.objects.create(user=olga, email=olga.email, verified=True, primary=True)
    invite(email=olga.email, role=Role.TRAINER, centre=centre, by=administrator)
    factories.grant_role(olga, Role.TRAINER, centre)
    answer = client.post(accept_path())
    assert "already holds this role" in answer.content.decode()
    assert client.get(accept_path()).status_code == 200


def test_an_administrator_gives_and_ends_a_role(client_of, administrator, trainer):
    client = client_of(administrator)
    assert "Give a role" in page(client, "person", trainer.public_id).content.decode()
    assert (
        "holds from today"
        in press(client, "role_give", trainer.public_id, role="auditor", centre="cluj").content.decode()
    )
    refused = press(client, "role_give", trainer.public_id, role="auditor", centre="cluj")
    assert refused.status_code == 422 and "already holds" in refused.content.decode()
    assert press(client, "role_give", trainer.public_id, role="coordinator", centre="cluj").status_code == 422
    given = trainer.grants.get(role="auditor")
    assert "has ended" in press(client, "role_end", given.public_id).content.decode()
    assert "already ended" in press(client, "role_end", given.public_id).content.decode()


def test_nobody_is_offered_a_role_for_themselves(client_of, administrator, coordinator, trainer):
    assert "Give a role" not in page(client_of(administrator), "person", administrator.public_id).content.decode()
    assert "Give a role" not in page(client_of(coordinator), "person", trainer.public_id).content.decode()


def test_people_and_roles_elsewhere_are_not_found(client_of, administrator, other_coordinator):
    client, foreign = client_of(administrator), other_coordinator.grants.get()
    assert page(client, "person", other_coordinator.public_id).status_code == 404
    assert press(client, "role_give", other_coordinator.public_id, role="auditor", centre="cluj").status_code == 404
    assert press(client, "role_end", foreign.public_id).status_code == 404
