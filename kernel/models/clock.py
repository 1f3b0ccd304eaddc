"""How far was the clock moved?"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from kernel.privacy import C1


class ClockOffset(models.Model):
    """The seconds by which demo and tests are ahead of the machine."""

    seconds = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = _("moved clock")
        verbose_name_plural = _("moved clocks")

    class Privacy:
        classes = {"id": C1, "seconds": C1}

    def __str__(self) -> str:
        return f"ClockOffset {self.seconds}"
