"""Encrypted fields: what goes in comes out, nothing else does, and nothing is searched in clear."""

import copy
import json
from datetime import date

import pytest
from django import forms
from django.core import serializers
from django.core.exceptions import FieldError, ValidationError
from django.db import IntegrityError, connection, models, transaction
from hypothesis import given
from hypothesis import strategies as st

from kernel.encryption import (
    EncryptedBytesField,
    EncryptedDateField,
    EncryptedField,
    EncryptedJSONField,
    EncryptedTextField,
    Sealed,
    SealError,
    decrypt,
    encrypt,
    sealed_changes,
)
from tests.kernel.conftest import Story

FIELD = Story._meta.get_field("given_name")
ANSWERS = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


def stored(story, column="given_name"):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM kernel_tests_story WHERE id = %s", [story.pk])
        return cursor.fetchone()[0]


@given(st.text())
def test_text_comes_back(text):
    story = Story()
    assert FIELD.open(story, FIELD.seal(story, text)) == text


@given(st.dates())
def test_dates_come_back(day):
    story, field = Story(), Story._meta.get_field("born_on")
    assert field.open(story, field.seal(story, day)) == day


@given(ANSWERS)
def test_answers_come_back(answers):
    story, field = Story(), Story._meta.get_field("answers")
    if answers is not None:
        assert field.open(story, field.seal(story, answers)) == answers


@given(st.binary())
def test_bytes_come_back(content):
    field = EncryptedBytesField()
    assert field.from_bytes(field.to_bytes(content)) == content


@given(st.binary(), st.text(), st.integers(min_value=0))
def test_a_changed_byte_does_not_open(plain, context, place):
    sealed = encrypt(plain, context)
    key_id, _, body = sealed.text.partition(":")
    place %= len(body.rstrip("="))
    other = "A" if body[place] != "A" else "B"
    changed = f"{key_id}:{body[:place]}{other}{body[place + 1 :]}"
    try:
        assert decrypt(Sealed(changed), context) == plain  # unused bits of the last base64 letter
        assert place == len(body.rstrip("=")) - 1
    except SealError:
        pass


@pytest.mark.both_databases
def test_the_database_holds_no_plain_value(db):
    story = Story.objects.create(given_name="Ilinca", born_on=date(2009, 5, 4), answers={"town": "Dej"})
    assert stored(story).startswith("dev:") and "Ilinca" not in stored(story)
    assert "2009" not in stored(story, "born_on") and "Dej" not in stored(story, "answers")
    found = Story.objects.get(pk=story.pk)
    assert (found.given_name, found.born_on, found.answers) == ("Ilinca", date(2009, 5, 4), {"town": "Dej"})


@pytest.mark.both_databases
def test_bulk_creation_and_empty_values(db):
    Story.objects.bulk_create([Story(given_name=name) for name in ("Ana", "", "Éva")])
    found = Story.objects.order_by("pk")
    assert [story.given_name for story in found] == ["Ana", "", "Éva"]
    assert [story.born_on for story in found] == [None] * 3
    assert Story.objects.filter(born_on__isnull=True).count() == 3
    assert Story.objects.filter(born_on=None).count() == 3


def test_same_value_twice_looks_different(db):
    one, two = Story.objects.create(given_name="Ana"), Story.objects.create(given_name="Ana")
    assert stored(one) != stored(two)


def test_saving_again_seals_again(db):
    story = Story.objects.create(given_name="Ana")
    before = stored(story)
    Story.objects.get(pk=story.pk).save()
    assert stored(story) != before
    assert Story.objects.get(pk=story.pk).given_name == "Ana"


def test_a_value_moved_to_another_row_or_column_does_not_open(db):
    one, two = Story.objects.create(given_name="Ana", family_name="Pop"), Story.objects.create()
    Story.objects.filter(pk=two.pk).update(given_name=Sealed(stored(one)))
    with pytest.raises(SealError, match="kernel_tests.story.given_name"):
        _ = Story.objects.get(pk=two.pk).given_name
    Story.objects.filter(pk=one.pk).update(family_name=Sealed(stored(one)))
    with pytest.raises(SealError):
        _ = Story.objects.get(pk=one.pk).family_name


@pytest.mark.parametrize("text", ["gone:AAAA", "dev:???", "dev:", "dev:AAAA"])
def test_rubbish_does_not_open(text):
    with pytest.raises(SealError):
        decrypt(Sealed(text), "place:id")


def test_deferred_values_open_too(db):
    Story.objects.create(given_name="Ana")
    assert Story.objects.defer("given_name").get().given_name == "Ana"
    assert Story.objects.only("pk").get().given_name == "Ana"


def test_values_stay_sealed(db):
    story = Story.objects.create(given_name="Ana")
    (value,) = Story.objects.values_list("given_name", flat=True)
    assert repr(value) == "<sealed>" and value.key_id == "dev"
    assert value == Sealed(stored(story)) and hash(value) == hash(Sealed(stored(story)))
    assert value != stored(story)


def test_dumps_leave_encrypted_fields_out(db):
    Story.objects.create(given_name="Ana", born_on=date(2009, 5, 4))
    dumped = json.loads(serializers.serialize("json", Story.objects.all()))[0]["fields"]
    assert not dumped.keys() & {"given_name", "born_on", "answers"}


@pytest.mark.parametrize("lookup", ["given_name", "given_name__in", "given_name__contains", "given_name__gt"])
def test_searching_is_refused(db, lookup):
    value = ["Ana"] if lookup.endswith("__in") else "Ana"
    with pytest.raises(FieldError, match="encrypted"):
        Story.objects.filter(**{lookup: value})


def test_comparing_with_the_very_ciphertext_works(db):
    story = Story.objects.create(given_name="Ana")
    assert Story.objects.filter(given_name=Sealed(stored(story))).get() == story


def test_plain_update_is_refused(db):
    with pytest.raises(TypeError, match=r"save\(\) or advance\(\)"), transaction.atomic():
        Story.objects.update(given_name="Ana")
    Story.objects.create(born_on=date(2009, 5, 4))
    Story.objects.update(born_on=None)
    assert Story.objects.get().born_on is None


def test_sealed_changes_move_the_index(db):
    story = Story.objects.create(given_name="Ana", family_name="Pop")
    written = sealed_changes(story, {"family_name": "Rus", "weight": 3, "closed_by_id": None})
    assert set(written) == {"family_name", "weight", "name_index", "closed_by"}
    Story.objects.update(**written)
    found = Story.objects.get()
    assert (found.family_name, found.weight) == ("Rus", 3)
    assert found.name_index == Story(given_name="Rus", family_name="Ana")._meta.get_field("name_index").index_of(found)


@pytest.mark.both_databases
def test_constraints_can_ask_whether_there_is_a_value(db):
    Story(answers={"a": 1}).validate_constraints()
    Story(weight=-1).validate_constraints()
    with pytest.raises(ValidationError, match="answers_weigh_something"):
        Story(answers={"a": 1}, weight=-1).validate_constraints()
    with pytest.raises(IntegrityError):
        Story.objects.create(answers={"a": 1}, weight=-1)


def test_forms_know_the_shapes():
    text = EncryptedTextField(max_length=4)
    assert isinstance(EncryptedTextField().formfield().widget, forms.Textarea)
    assert text.formfield().max_length == 4
    assert text.formfield().empty_value == "" and EncryptedTextField(null=True).formfield().empty_value is None
    assert isinstance(EncryptedDateField().formfield(), forms.DateField)
    assert isinstance(EncryptedJSONField().formfield(), forms.JSONField)
    with pytest.raises(ValidationError):
        text.clean("Ilinca", Story())
    assert text.clean(1234, Story()) == "1234" and text.to_python(None) is None
    assert EncryptedDateField().to_python("2009-05-04") == date(2009, 5, 4)


def test_a_field_is_rebuilt_from_its_description():
    name, path, args, kwargs = FIELD.deconstruct()
    assert (name, path, args) == ("given_name", "kernel.encryption.EncryptedTextField", [])
    assert kwargs == {"max_length": 40, "default": ""}
    assert copy.copy(FIELD).clone().serialize is False


def test_checks_want_a_public_id_and_no_index():
    class Loose(models.Model):
        secret = EncryptedTextField(unique=True)

        class Meta:
            app_label = "kernel_tests"

        def __str__(self):
            return "Loose"

    found = {message.id for message in Loose._meta.get_field("secret").check()}
    assert {"kernel.E001", "kernel.E002"} <= found
    assert FIELD.check() == []


def test_the_shared_part_is_no_field_by_itself():
    with pytest.raises(NotImplementedError):
        EncryptedField().to_bytes("x")
    with pytest.raises(NotImplementedError):
        EncryptedField().from_bytes(b"x")
