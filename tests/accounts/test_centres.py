"""Founding a centre from the command line."""

import io

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Centre, CheckKind, Invitation
from accounts.permissions import Role
from accounts.services import invitations
from kernel.links import find_link
from kernel.models import AuditEvent, MailMessage

pytestmark = pytest.mark.django_db
FACTS = {"code": "cluj", "name": "Centre of Cluj", "county": "13", "email": "First@example.org"}


def found(**changes):
    out = io.StringIO()
    call_command("found_centre", **(FACTS | changes), stdout=out)
    return out.getvalue()


def link_in(text):
    return find_link(text.strip().rstrip("/").rpartition("/")[2], purpose=invitations.PURPOSE)


def test_a_centre_is_founded_and_its_administrator_joins():
    told = found()
    assert "is founded" in told and "http://localhost:8000/invitation/" in told
    user = invitations.accept_invitation(
        link=link_in(told), given_name="Ana", family_name="Întâi", password="a long quiet river"
    )
    centre = Centre.objects.get()
    assert user.holds(Role.ADMINISTRATOR, centre)
    assert CheckKind.objects.filter(centre=None).count() == 7
    assert AuditEvent.objects.filter(event="centre.founded").count() == 1
    assert MailMessage.objects.get().language == "ro"


def test_running_it_again_gives_a_fresh_link_until_somebody_has_joined():
    first, second = found(), found()
    assert "exists already" in second
    assert link_in(first) is None
    assert Invitation.objects.count() == 1
    invitations.accept_invitation(link=link_in(second), given_name="A", family_name="B", password="a long quiet river")
    told = found(email="second@example.org")
    assert "It has an administrator" in told and "/invitation/" not in told
    assert link_in(found(email="second@example.org", another=True))


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"code": "Cluj county!"}, "letters, digits and hyphens"),
        ({"code": "c" * 21}, "at most 20"),
        ({"name": " "}, "at most 120"),
        ({"county": "Cluj"}, "two digits"),
        ({"email": "nobody"}, "not complete"),
    ],
)
def test_wrong_words_are_told_in_a_sentence_and_nothing_is_created(change, told):
    with pytest.raises(CommandError, match=told):
        found(**change)
    assert not Centre.objects.exists()
