"""Keys change while people go on working; what is stopped can be started again."""

import pytest
from django.core.management import call_command

from kernel import rotation
from kernel.encryption import EncryptedTextField, blind_index
from kernel.models import MailMessage
from kernel.rotation import Rotation, renews, rotate, rotate_rows
from tests.kernel.conftest import Story

pytestmark = pytest.mark.both_databases
NEW = b"n" * 32


@pytest.fixture
def new_keys(settings):
    """Call it when the new keys are to be added and made current."""

    def change():
        settings.FIELD_KEYS, settings.FIELD_KEY_CURRENT = {**settings.FIELD_KEYS, "new": NEW}, "new"
        settings.INDEX_KEYS, settings.INDEX_KEY_CURRENT = {**settings.INDEX_KEYS, "new": NEW}, "new"

    return change


@pytest.fixture
def stories(db):
    return Story.objects.bulk_create(
        Story(given_name=f"Ana {number}", answers=None if number % 2 else {"a": number}) for number in range(5)
    )


def test_everything_comes_under_the_new_keys(stories, new_keys, settings):
    new_keys()
    assert rotate_rows(Story) == Rotation(renewed=5, left=0)
    settings.FIELD_KEYS, settings.INDEX_KEYS = {"new": NEW}, {"new": NEW}
    found = Story.objects.order_by("pk")
    assert [story.given_name for story in found] == [f"Ana {number}" for number in range(5)]
    assert [story.answers for story in found] == [{"a": 0}, None, {"a": 2}, None, {"a": 4}]
    assert {story.name_index for story in found} == {blind_index(f"Ana {number}", "name") for number in range(5)}
    assert rotate_rows(Story) == Rotation(0, 0)


def test_it_can_be_stopped_and_started_again(stories, new_keys, monkeypatch):
    new_keys()
    monkeypatch.setattr(rotation, "BATCH", 2)
    renew, done = rotation._renew, []

    def stopped(row, fields):
        if len(done) == 3:
            raise KeyboardInterrupt
        done.append(row.pk)
        return renew(row, fields)

    monkeypatch.setattr(rotation, "_renew", stopped)
    with pytest.raises(KeyboardInterrupt):
        rotate_rows(Story)
    monkeypatch.setattr(rotation, "_renew", renew)
    assert rotate_rows(Story) == Rotation(renewed=3, left=0)  # the second batch was rolled back whole
    assert {story.given_name for story in Story.objects.all()} == {f"Ana {number}" for number in range(5)}


def test_a_change_made_meanwhile_wins(stories, new_keys, monkeypatch):
    new_keys()
    pre_save = EncryptedTextField.pre_save

    def slow(field, row, add):
        sealed = pre_save(field, row, add)
        if field.name == "given_name" and row.pk == stories[0].pk and not row.weight:
            monkeypatch.setattr(EncryptedTextField, "pre_save", pre_save)
            other = Story.objects.get(pk=row.pk)
            other.given_name, other.weight = "Changed meanwhile", 1
            other.save()
        return sealed

    monkeypatch.setattr(EncryptedTextField, "pre_save", slow)
    assert rotate_rows(Story) == Rotation(renewed=4, left=0)
    assert Story.objects.get(pk=stories[0].pk).given_name == "Changed meanwhile"


def test_hashes_without_a_source_are_counted(db, new_keys, capsys, monkeypatch):
    Story.objects.create(hash_only=blind_index("0740123456", "phone"))
    MailMessage.objects.create(template="kernel/reminder", language="en", address="ion@example.org")
    monkeypatch.setattr(rotation, "our_models", lambda: [Story, MailMessage])
    new_keys()
    call_command("rotate_keys")
    printed = capsys.readouterr().out
    assert "Rows renewed: 2. Rows still under an old key: 1." in printed and "Keep the old keys" in printed
    assert MailMessage.objects.get().address == "ion@example.org"
    Story.objects.all().delete()
    call_command("rotate_keys")
    assert capsys.readouterr().out == "Rows renewed: 0. Rows still under an old key: 0.\n"


def test_other_stores_are_renewed_too(db, monkeypatch):
    monkeypatch.setattr(rotation, "OTHER_STORES", [])

    @renews
    def seals():
        return Rotation(renewed=2, left=1)

    assert rotate() == Rotation(renewed=2, left=1)
