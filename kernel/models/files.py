"""Which files do we keep? Their content is encrypted in the database."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from kernel.clock import now
from kernel.encryption import EncryptedBytesField, EncryptedTextField
from kernel.privacy import C1, C3


class StoredFile(models.Model):
    """An accepted upload: what it is was read from its content, never from its name."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=8)
    name = EncryptedTextField(_("name"), max_length=200)
    content = EncryptedBytesField(_("content"))
    size = models.PositiveIntegerField(_("size in bytes"))
    stored_by_id = models.UUIDField(_("stored by"), null=True)
    stored_at = models.DateTimeField(_("stored at"), default=now)
    delete_after = models.DateTimeField(_("delete after"), null=True)

    class Meta:
        verbose_name = _("file")
        verbose_name_plural = _("files")
        ordering = ["-stored_at", "-pk"]

    class Privacy:
        classes = {
            "id": C1, "public_id": C1, "kind": C1, "name": C3, "content": C3, "size": C1, "stored_by_id": C1,
            "stored_at": C1, "delete_after": C1,
        }  # fmt: skip

    def __str__(self) -> str:
        return f"StoredFile {str(self.public_id)[:8]}"
