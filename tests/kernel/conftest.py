"""A small model of our own, so that the ground floor is tested without the floors above."""

import uuid

import pytest
from django.db import connection, models
from hypothesis import settings as hypothesis_settings

from kernel.encryption import EncryptedDateField, EncryptedJSONField, EncryptedTextField, IndexField
from kernel.privacy import C1, C4
from kernel.workflow import step

hypothesis_settings.register_profile("busy machine", deadline=None)
hypothesis_settings.load_profile("busy machine")


class Story(models.Model):
    """Something that is told, checked and closed."""

    class Status(models.TextChoices):
        TOLD = "told", "told"
        CHECKED = "checked", "checked"
        CLOSED = "closed", "closed"

    WORKFLOW = {
        "check": step(Status.TOLD, to=Status.CHECKED),
        "close": step(Status.TOLD, Status.CHECKED, to=Status.CLOSED, stamp="closed_at"),
        "reopen": step(Status.CLOSED, to=Status.TOLD, stamp="reopened_at"),
    }

    public_id = models.UUIDField(default=uuid.uuid4, unique=True)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.TOLD)
    weight = models.IntegerField(default=0)
    given_name = EncryptedTextField(max_length=40, default="")
    family_name = EncryptedTextField(default="")
    born_on = EncryptedDateField(null=True)
    answers = EncryptedJSONField(null=True)
    name_index = IndexField(of=["given_name", "family_name"], purpose="name")
    hash_only = IndexField(purpose="phone", default="")
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, related_name="+", db_constraint=False
    )
    reopened_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "kernel_tests"
        constraints = [
            models.CheckConstraint(
                name="answers_weigh_something",
                condition=models.Q(answers__isnull=True) | models.Q(weight__gte=0),
            )
        ]

    class Privacy:
        classes = {
            "status": C1, "weight": C1, "given_name": C4, "family_name": C4, "born_on": C4, "answers": C4,
            "closed_by": C1, "closed_at": C1, "reopened_at": C1,
        }  # fmt: skip

    def __str__(self):
        return f"Story {str(self.public_id)[:8]}"


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), connection.schema_editor() as editor:
        editor.create_model(Story)


@pytest.fixture
def person(db):
    from tests.factories import UserFactory

    return UserFactory(email="ana@example.org", language="ro")


@pytest.fixture(autouse=True)
def anchor_file(settings, tmp_path):
    settings.AUDIT_ANCHOR = tmp_path / "anchor.jsonl"
    return settings.AUDIT_ANCHOR
