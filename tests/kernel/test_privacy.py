"""Every field of every model of ours has its class; the strict classes are kept strictly."""

import json

import pytest
from django.core.management import call_command

from kernel.encryption import EncryptedField, IndexField
from kernel.models import AuditEvent, MailMessage
from kernel.privacy import C1, C2, C4, DataClass, class_of, classified_fields, our_models, unclassified_fields
from tests.kernel.conftest import Story


def test_no_field_is_unclassified():
    assert unclassified_fields() == []


def test_identity_is_encrypted_or_hashed():
    plain = [
        f"{model._meta.label}.{field.name}"
        for model, field, found in classified_fields()
        if found == C4 and not isinstance(field, EncryptedField | IndexField) and not field.is_relation
    ]
    assert plain == []


def test_classes_have_an_order():
    assert sorted(DataClass, reverse=True)[0] == C4 and C1 < C2


def test_class_of():
    assert class_of(AuditEvent, "facts") == C1 and class_of(MailMessage, "address") == C2
    assert class_of(Story, "closed_by") == C1
    with pytest.raises(KeyError, match=r"kernel_tests.Story.name_index"):
        class_of(Story, "name_index")


def test_a_field_without_a_class_is_named(monkeypatch):
    monkeypatch.delitem(AuditEvent.Privacy.classes, "facts")
    assert unclassified_fields() == ["kernel.AuditEvent.facts"]


def test_only_our_models():
    apps = {model._meta.app_label for model in our_models()}
    assert {"kernel", "accounts", "mentorship"} <= apps and not apps & {"auth", "django_q", "account"}


def test_the_table_is_printed(capsys):
    call_command("field_classes", "--json")
    lines = json.loads(capsys.readouterr().out)
    assert {
        "model": "kernel.MailMessage", "field": "address", "class": "C2", "encrypted": True, "keyed_hash": False,
    } in lines  # fmt: skip
    call_command("field_classes")
    printed = capsys.readouterr().out
    assert "kernel.MailMessage.address\tC2\tencrypted" in printed
    assert "kernel.AuditEvent.at\tC1\tplain" in printed and "\tkeyed hash" in printed
