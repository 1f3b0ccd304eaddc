"""Keyed hashes: found by exact name or phone in any spelling, under the old key and the new one."""

import pytest

from kernel.encryption import blind_index, blind_indexes
from tests.kernel.conftest import Story

OLD, NEW = b"1" * 32, b"2" * 32


def test_found_in_any_spelling(db):
    story = Story.objects.create(given_name="Ștefan", family_name="Țurcan-Őri")
    for spelling in ("stefan turcan ori", "ŢURCAN ŐRI, ŞTEFAN", "Stefan  Turcan-Ori"):
        assert Story.objects.filter(name_index__in=blind_indexes(spelling, "name")).get() == story
    assert not Story.objects.filter(name_index__in=blind_indexes("Stefan Turcan", "name")).exists()


def test_empty_stays_empty():
    assert blind_index(" - ", "name") == "" and blind_indexes("", "phone") == []


def test_purposes_and_keys_do_not_mix(settings):
    settings.INDEX_KEYS, settings.INDEX_KEY_CURRENT = {"old": OLD, "new": NEW}, "new"
    assert blind_index("ana", "name") != blind_index("ana", "email")
    assert blind_index("ana", "name").startswith("new:")
    assert [found.partition(":")[0] for found in blind_indexes("ana", "name")] == ["old", "new"]


def test_the_hash_follows_the_names(db):
    story = Story.objects.create(given_name="Ana", family_name="Pop")
    before = story.name_index
    story.family_name = "Rus"
    story.save()
    assert story.name_index != before


def test_half_saves_are_refused(db):
    story = Story.objects.create(given_name="Ana")
    with pytest.raises(ValueError, match="name_index"):
        story.save(update_fields=["given_name"])
    story.save(update_fields=["given_name", "name_index"])
    story.save(update_fields=["weight"])


def test_a_hash_given_by_hand_stays(db):
    story = Story.objects.create(hash_only=blind_index("0740 123 456", "phone"))
    story.save()
    assert Story.objects.get().hash_only == blind_index("+40740123456", "phone")
