"""An identity opens for a purpose, after a fresh sign-in, counted and on record; a search finds exact names only."""

import uuid

import pytest
from django.urls import reverse

from kernel.errors import RuleError
from kernel.models import AuditEvent
from mentorship.models import IdentityReveal, MenteeIdentity
from mentorship.services import reveals
from mentorship.services.reveals import find_mentees, reveal_identity
from tests.factories import MenteeFactory

FIND = reverse("mentorship:mentee_find")
WHY = {"purpose": "contact", "words": "To tell the family about Tuesday."}


def identity_page(mentee, name="identity_reveal"):
    return reverse(f"mentorship:{name}", args=[mentee.public_id])


def looks(mentee):
    return AuditEvent.objects.filter(event="looked_at", subject_id=mentee.public_id)


def test_the_identity_is_shown_once_and_on_record(client_of, coordinator, mentee):
    client = client_of(coordinator)
    asked = client.get(identity_page(mentee))
    assert "Ileana" not in asked.content.decode()
    assert not looks(mentee).exists()
    shown = client.post(identity_page(mentee), WHY)
    assert "Ileana" in shown.content.decode() and "0740 123 456" in shown.content.decode()
    assert "no-store" in shown["Cache-Control"]
    assert [look.facts for look in looks(mentee)] == [{"why": "reveal.contact"}]
    reveal = IdentityReveal.objects.get()
    assert (reveal.revealed_by, reveal.words) == (coordinator, WHY["words"])
    assert "Ileana" not in client.get(identity_page(mentee)).content.decode()
    file = client.get(reverse("mentorship:mentee_detail", args=[mentee.public_id])).content.decode()
    assert "To tell the family about Tuesday." in file


@pytest.mark.parametrize("sent", [{}, {"purpose": "contact", "words": " "}, {"purpose": "curiosity", "words": "x"}])
def test_without_a_purpose_nothing_opens(client_of, coordinator, mentee, sent):
    answer = client_of(coordinator).post(identity_page(mentee), {"csrf": "x", **sent})
    assert "Ileana" not in answer.content.decode()
    assert not looks(mentee).exists()


def test_a_sign_in_of_long_ago_is_asked_for_again(client_of, coordinator, mentee):
    client = client_of(coordinator)
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": 0, "email": coordinator.email}]
    session.save()
    assert client.post(identity_page(mentee), WHY).status_code == 302
    assert client.post(FIND, {**WHY, "name": "Ileana Invented"}).status_code == 302
    assert not IdentityReveal.objects.exists()


@pytest.mark.both_databases
def test_thirty_an_hour(client_of, coordinator, mentee, monkeypatch):
    monkeypatch.setattr(reveals, "MOST_AN_HOUR", 2)
    find_mentees(name="Nobody Known", phone="", by=coordinator, **WHY)
    reveal_identity(mentee, by=coordinator, **WHY)
    answer = client_of(coordinator).post(identity_page(mentee), WHY)
    assert "many identities within the hour" in answer.content.decode()
    assert "Ileana" not in answer.content.decode()
    refused = client_of(coordinator).post(FIND, {**WHY, "name": "Ileana Invented"})
    assert "many identities within the hour" in refused.content.decode()
    assert mentee.chosen_name not in refused.content.decode()
    assert IdentityReveal.objects.count() == 2


def test_thirty_is_the_figure():
    assert reveals.MOST_AN_HOUR == 30


@pytest.mark.parametrize("who", ["second_specialist", "other_coordinator", "administrator", "olga"])
def test_nobody_else_opens_it(request, mentee, who):
    with pytest.raises(RuleError, match="may not open"):
        reveal_identity(mentee, by=request.getfixturevalue(who), **WHY)
    assert find_mentees(name="Ileana Invented", phone="", by=request.getfixturevalue(who), **WHY) == []


def test_walking_beside_opens_nothing(pairing):
    with pytest.raises(RuleError, match="may not open"):
        reveal_identity(pairing.mentee, by=pairing.mentor.user, **WHY)


def test_words_are_needed(mentee, coordinator):
    with pytest.raises(RuleError, match="own words"):
        reveal_identity(mentee, by=coordinator, purpose="contact", words=" ")


@pytest.mark.parametrize(
    "wanted",
    [
        {"name": "INVENTED, Ileána", "phone": ""},
        {"name": "", "phone": "+40 740 123 456"},
        {"name": "Somebody Else", "phone": "0040740123456"},
    ],
)
def test_exact_names_and_phones_are_found_however_written(mentee, coordinator, wanted):
    MenteeFactory(centre=mentee.centre, specialist=mentee.specialist, identity=True, identity__given_name="Other",
                  identity__phone="0740 999 999")  # fmt: skip
    assert find_mentees(by=coordinator, **wanted, **WHY) == [mentee]
    assert [look.facts for look in looks(mentee)] == [{"why": "search.contact"}]


@pytest.mark.parametrize("name", ["Ileana", "Invented", "Ileana Inv", ""])
def test_half_a_name_finds_nobody(mentee, coordinator, name):
    assert find_mentees(name=name, phone="", by=coordinator, **WHY) == []


def test_names_are_found_under_an_older_key_too(mentee, coordinator, settings):
    settings.INDEX_KEYS = {**settings.INDEX_KEYS, "new": b"n" * 32}
    settings.INDEX_KEY_CURRENT = "new"
    assert find_mentees(name="Ileana Invented", phone="", by=coordinator, **WHY) == [mentee]


def test_the_search_page_gives_the_same_answer_for_foreign_and_unknown(
    client_of, other_coordinator, coordinator, mentee
):
    sent = {**WHY, "name": "Ileana Invented"}
    found = client_of(coordinator).post(FIND, sent).content.decode()
    assert mentee.chosen_name in found
    client = client_of(other_coordinator)
    assert "Nobody was found" in client.post(FIND, sent).content.decode()
    assert "Nobody was found" in client.post(FIND, {**sent, "name": "Nobody Known"}).content.decode()
    assert "name or a phone" in client.post(FIND, WHY).content.decode()
    assert client.get(FIND).status_code == 200


def test_the_identity_is_corrected(client_of, coordinator, mentee):
    sent = {"given_name": "Ileana", "family_name": "Corrected", "phone": ""}
    answer = client_of(coordinator).post(identity_page(mentee, "identity_edit"), sent)
    assert answer.url == reverse("mentorship:mentee_detail", args=[mentee.public_id])
    identity = MenteeIdentity.objects.get()
    assert (identity.family_name, identity.phone, identity.phone_index) == ("Corrected", "", "")
    wrong = client_of(coordinator).post(identity_page(mentee, "identity_edit"), {**sent, "given_name": ""})
    assert 'value="Corrected"' in wrong.content.decode()


def test_a_foreign_identity_does_not_exist(client_of, other_coordinator, mentee):
    client = client_of(other_coordinator)
    unknown = reverse("mentorship:identity_reveal", args=[uuid.uuid4()])
    assert client.post(identity_page(mentee), WHY).status_code == client.post(unknown, WHY).status_code == 404
    assert client.post(identity_page(mentee, "identity_edit"), {}).status_code == 404


def test_who_sees_who_looked(mentee, coordinator, second_coordinator, other_coordinator, olga):
    reveal_identity(mentee, by=coordinator, **WHY)
    assert IdentityReveal.objects.visible_to(second_coordinator).count() == 1
    for nobody in (other_coordinator, olga):
        assert not IdentityReveal.objects.visible_to(nobody).exists()
