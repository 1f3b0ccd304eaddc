"""How many wrong sign-ins were there lately? One row per e-mail or network address, kept as a keyed hash."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from kernel.privacy import C1, C2


class SignInLimit(models.Model):
    """The wrong sign-ins of one window; the database counts, so that the limit holds over all processes."""

    key = models.CharField(_("keyed hash"), max_length=100, unique=True, editable=False)
    started_at = models.DateTimeField(_("start of the window"))
    count = models.PositiveSmallIntegerField(_("wrong sign-ins"))

    class Meta:
        verbose_name = _("limit on signing in")
        verbose_name_plural = _("limits on signing in")
        ordering = ["pk"]

    class Privacy:
        classes = {"id": C1, "key": C2, "started_at": C1, "count": C1}

    def __str__(self) -> str:
        return f"SignInLimit {self.pk}"
