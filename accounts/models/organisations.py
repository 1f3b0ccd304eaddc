"""Which centres and universities take part?"""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from kernel.privacy import C0, C1


class Centre(models.Model):
    """A county centre that accompanies young people and survivors; nobody sees another centre's people."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.SlugField(_("code"), max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=120)
    county = models.CharField(_("county"), max_length=2, help_text=_("The county's number in the list of places."))
    is_demo = models.BooleanField(_("demo centre"), default=False, editable=False)
    created_at = models.DateTimeField(_("created at"), editable=False)

    class Meta:
        verbose_name = _("centre")
        verbose_name_plural = _("centres")
        ordering = ["code"]

    class Privacy:
        classes = {
            "id": C1, "public_id": C1, "code": C0, "name": C0, "county": C0, "is_demo": C1, "created_at": C1,
        }  # fmt: skip

    def __str__(self) -> str:
        return self.code


class University(models.Model):
    """A university whose psychology or social-work students may practise at a centre."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.SlugField(_("code"), max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=160)
    created_at = models.DateTimeField(_("created at"), editable=False)

    class Meta:
        verbose_name = _("university")
        verbose_name_plural = _("universities")
        ordering = ["code"]

    class Privacy:
        classes = {"id": C1, "public_id": C1, "code": C0, "name": C0, "created_at": C1}

    def __str__(self) -> str:
        return self.code
