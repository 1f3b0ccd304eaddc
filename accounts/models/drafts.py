"""What had somebody typed on a page when the session ended? Kept until it is saved, a week at most."""

import uuid
from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.people import User
from kernel.encryption import EncryptedJSONField
from kernel.privacy import C1, C3


class DraftQuerySet(models.QuerySet["Draft"]):
    def visible_to(self, user: User) -> Self:
        """Only who typed it."""
        return self.filter(kept_by=user)


class Draft(models.Model):
    """The fields of one form as they were sent without a session; only the person and that page get them back."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    about = models.UUIDField(_("public id of what the form is about"))
    page = models.CharField(_("address of the form"), max_length=200)
    form_key = models.UUIDField(_("key of the form"))
    typed = EncryptedJSONField(_("what was typed"), default=dict)
    kept_by = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    kept_at = models.DateTimeField(_("kept at"))

    objects = DraftQuerySet.as_manager()

    class Meta:
        verbose_name = _("draft of a form")
        verbose_name_plural = _("drafts of forms")
        ordering = ["-kept_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["page", "kept_by"], name="one_draft_per_person_and_form")]

    class Privacy:
        classes = {
            "id": C1, "public_id": C1, "about": C1, "page": C1, "form_key": C1, "typed": C3, "kept_by": C1,
            "kept_at": C1,
        }  # fmt: skip

    def __str__(self) -> str:
        return f"Draft {str(self.public_id)[:8]}"
