"""How are identities kept at rest? AES-256-GCM bound to row and column; look-up through a keyed hash.

A value is stored as `<key id>:<base64 of nonce, ciphertext and tag>`. The associated data is model, field and the
row's `public_id` (a UUID set in Python, so that bulk creation works): a value moved to another row or column does
not open. Values are opened when they are read from the object, not when the row is fetched.

Settings: `FIELD_KEYS` and `INDEX_KEYS` ({id: 32 bytes}), `FIELD_KEY_CURRENT` and `INDEX_KEY_CURRENT` (an id).
"""

import base64
import hmac
import json
import os
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django import forms
from django.conf import settings
from django.core import checks
from django.core.exceptions import FieldDoesNotExist, FieldError
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models.expressions import Expression
from django.db.models.lookups import Exact
from django.db.models.query_utils import DeferredAttribute
from django.db.models.signals import pre_save

from kernel.folding import fold_email, fold_name, fold_phone

if TYPE_CHECKING:
    AnyField = models.Field[Any, Any]
    AnyCharField = models.CharField[Any, Any]
else:  # Django's fields take no type parameters when they run
    AnyField, AnyCharField = models.Field, models.CharField

NONCE_BYTES = 12
FOLDS = {"name": fold_name, "phone": fold_phone, "email": fold_email}


class SealError(Exception):
    """A stored value does not open: its key is unknown, or it belongs to another row or column."""


class Sealed:
    """An encrypted value as the database holds it; prints nothing of what is inside."""

    __slots__ = ("text",)

    def __init__(self, text: str) -> None:
        self.text = text

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sealed) and self.text == other.text

    def __hash__(self) -> int:
        return hash(self.text)

    def __repr__(self) -> str:
        return "<sealed>"

    @property
    def key_id(self) -> str:
        return self.text.partition(":")[0]


@lru_cache(maxsize=16)
def _cipher(key: bytes) -> AESGCM:
    return AESGCM(key)


def encrypt(plain: bytes, context: str) -> Sealed:
    """Encrypt under the current key, bound to `context`."""
    key_id = settings.FIELD_KEY_CURRENT
    nonce = os.urandom(NONCE_BYTES)
    body = nonce + _cipher(settings.FIELD_KEYS[key_id]).encrypt(nonce, plain, context.encode())
    return Sealed(f"{key_id}:{base64.b64encode(body).decode()}")


def decrypt(sealed: Sealed, context: str) -> bytes:
    """Open what `encrypt` sealed for the same `context`; `SealError` for anything else."""
    key_id, _, encoded = sealed.text.partition(":")
    if key_id not in settings.FIELD_KEYS:
        raise SealError(f"The key of an encrypted value is unknown in {context.rpartition(':')[0]}.")
    try:
        body = base64.b64decode(encoded, validate=True)
        return _cipher(settings.FIELD_KEYS[key_id]).decrypt(body[:NONCE_BYTES], body[NONCE_BYTES:], context.encode())
    except (InvalidTag, ValueError) as error:
        raise SealError(
            f"An encrypted value does not belong where it is stored: {context.rpartition(':')[0]}."
        ) from error


class _Opening(DeferredAttribute):
    """Opens the sealed value of a row the first time somebody reads it."""

    field: "EncryptedField"

    def __get__(self, instance: models.Model | None, cls: type[models.Model] | None = None) -> Any:
        value = super().__get__(instance, cls)
        if instance is not None and isinstance(value, Sealed):
            value = self.field.open(instance, value)
            instance.__dict__[self.field.attname] = value
        return value

    def __set__(self, instance: models.Model, value: Any) -> None:
        instance.__dict__[self.field.attname] = value  # having it makes reading go through __get__ every time


class EncryptedField(AnyField):
    """What all encrypted columns share; a subclass says how its value becomes bytes and back."""

    descriptor_class = _Opening

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["serialize"] = False  # `dumpdata` would write the value in clear
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        name, path, args, kwargs = super().deconstruct()
        del kwargs["serialize"]
        return name, path, args, kwargs

    def check(self, **kwargs: Any) -> list[checks.CheckMessage]:
        found = super().check(**kwargs)
        try:
            ready = isinstance(self.model._meta.get_field("public_id"), models.UUIDField)
        except FieldDoesNotExist:
            ready = False
        if not ready:
            found.append(
                checks.Error("An encrypted field needs a public_id to be bound to.", obj=self, id="kernel.E001")
            )
        if self.unique or getattr(self, "db_index", False):
            found.append(
                checks.Error("An encrypted field cannot be indexed; use an IndexField.", obj=self, id="kernel.E002")
            )
        return found

    def get_internal_type(self) -> str:
        return "TextField"

    def to_bytes(self, value: Any) -> bytes:
        raise NotImplementedError

    def from_bytes(self, plain: bytes) -> Any:
        raise NotImplementedError

    def context(self, instance: models.Model) -> str:
        return f"{self.model._meta.label_lower}.{self.name}:{instance.public_id}"  # type: ignore[attr-defined]  # see check()

    def seal(self, instance: models.Model, value: Any) -> Sealed | None:
        """The encrypted form of a value for this row; None stays None."""
        return None if value is None else encrypt(self.to_bytes(self.to_python(value)), self.context(instance))

    def open(self, instance: models.Model, sealed: Sealed) -> Any:
        return self.from_bytes(decrypt(sealed, self.context(instance)))

    def pre_save(self, model_instance: models.Model, add: bool) -> Sealed | None:
        return self.seal(model_instance, getattr(model_instance, self.attname))

    def from_db_value(self, value: str | None, expression: Expression, connection: Any) -> Sealed | None:
        return None if value is None else Sealed(value)

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        if value is None or isinstance(value, Sealed):
            return value and value.text
        raise TypeError(f"{self.model._meta.label}.{self.name} is encrypted: save() or advance(), not update().")

    def get_prep_value(self, value: Any) -> Any:
        return value.text if isinstance(value, Sealed) else value

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name == "exact":
            return SealedExact
        if lookup_name == "isnull":
            return super().get_lookup(lookup_name)
        raise FieldError(
            f"{self.model._meta.label}.{self.name} is encrypted and cannot be searched; use its IndexField."
        )


class SealedExact(Exact):
    """Is this still the very ciphertext that was read? The only comparison an encrypted column allows."""

    def get_prep_lookup(self) -> Any:
        if self.rhs is not None and not isinstance(self.rhs, Sealed):
            raise FieldError(f"{self.lhs.output_field.name} is encrypted and cannot be searched; use its IndexField.")
        return super().get_prep_lookup()


class EncryptedTextField(EncryptedField):
    """Text that only the product can read."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.max_length is not None:
            self.validators.append(MaxLengthValidator(self.max_length))

    def to_python(self, value: Any) -> str | None:
        return value if value is None or isinstance(value, str) else str(value)

    def to_bytes(self, value: str) -> bytes:
        return value.encode()

    def from_bytes(self, plain: bytes) -> str:
        return plain.decode()

    def formfield(self, **kwargs: Any) -> forms.Field | None:
        shape: dict[str, Any] = {"max_length": self.max_length} if self.max_length else {"widget": forms.Textarea}
        nothing = None if self.null else ""
        return super().formfield(**{"form_class": forms.CharField, "empty_value": nothing, **shape, **kwargs})


class EncryptedDateField(EncryptedField):
    """A date that only the product can read."""

    def to_python(self, value: Any) -> date | None:
        parsed: date | None = models.DateField().to_python(value)
        return parsed

    def to_bytes(self, value: date) -> bytes:
        return value.isoformat().encode()

    def from_bytes(self, plain: bytes) -> date:
        return date.fromisoformat(plain.decode())

    def formfield(self, **kwargs: Any) -> forms.Field | None:
        return super().formfield(**{"form_class": forms.DateField, **kwargs})


class EncryptedJSONField(EncryptedField):
    """Lists and mappings that only the product can read."""

    def to_bytes(self, value: Any) -> bytes:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()

    def from_bytes(self, plain: bytes) -> Any:
        return json.loads(plain)

    def formfield(self, **kwargs: Any) -> forms.Field | None:
        return super().formfield(**{"form_class": forms.JSONField, **kwargs})


class EncryptedBytesField(EncryptedField):
    """A file's content that only the product can read."""

    def to_bytes(self, value: bytes) -> bytes:
        return value

    def from_bytes(self, plain: bytes) -> bytes:
        return plain


def blind_index(value: str, purpose: str, key_id: str | None = None) -> str:
    """The keyed hash of a name, phone or e-mail in its folded form; empty for an empty value."""
    folded = FOLDS[purpose](value)
    if not folded:
        return ""
    key_id = key_id or settings.INDEX_KEY_CURRENT
    digest = hmac.digest(settings.INDEX_KEYS[key_id], f"{purpose}\0{folded}".encode(), "sha256")
    return f"{key_id}:{digest.hex()}"


def blind_indexes(value: str, purpose: str) -> list[str]:
    """The hashes under every known key, for `filter(name_index__in=...)` while a rotation is under way."""
    return [found for key_id in settings.INDEX_KEYS if (found := blind_index(value, purpose, key_id))]


class IndexField(AnyCharField):
    """The keyed hash of other fields of the row: the only way to find or compare an encrypted value.

    `of` names the fields whose words are hashed together; without it the value is given by hand (a list that
    keeps hashes only) and cannot be re-indexed. `purpose` is one of `FOLDS`.
    """

    def __init__(self, *args: Any, of: Sequence[str] = (), purpose: str, **kwargs: Any) -> None:
        self.of, self.purpose = tuple(of), purpose
        super().__init__(*args, **{"max_length": 100, "blank": True, "editable": False, "db_index": True, **kwargs})

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        name, path, args, kwargs = super().deconstruct()
        return (
            name,
            path,
            args,
            {**kwargs, "of": list(self.of), "purpose": self.purpose},
        )

    def contribute_to_class(self, cls: type[models.Model], name: str, private_only: bool = False) -> None:
        super().contribute_to_class(cls, name, private_only)
        pre_save.connect(self._refuse_half_saves, sender=cls, weak=False)

    def index_of(self, instance: models.Model) -> str:
        """The hash of what the row says now."""
        return blind_index(" ".join(str(getattr(instance, name) or "") for name in self.of), self.purpose)

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        if self.of:
            setattr(model_instance, self.attname, self.index_of(model_instance))
        return str(getattr(model_instance, self.attname))

    def _refuse_half_saves(self, update_fields: frozenset[str] | None = None, **kwargs: Any) -> None:
        if update_fields and self.name not in update_fields and not update_fields.isdisjoint(self.of):
            raise ValueError(f"Saving {', '.join(self.of)} needs {self.name} in update_fields too.")


def sealed_changes(obj: models.Model, changes: dict[str, Any]) -> dict[str, Any]:
    """Set the changes on the object; return them as `update()` may write them, look-up hashes included."""
    for name, value in changes.items():
        setattr(obj, name, value)
    written: dict[str, Any] = {}
    for field in obj._meta.concrete_fields:
        moves_index = isinstance(field, IndexField) and not changes.keys().isdisjoint(field.of)
        if field.name in changes or field.attname in changes or moves_index:
            special = isinstance(field, EncryptedField | IndexField)
            written[field.name] = field.pre_save(obj, False) if special else getattr(obj, field.attname)
    return written
