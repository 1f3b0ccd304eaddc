"""Where is this locality? Centres of places only; nobody's address is ever here."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from kernel.privacy import C0


class Place(models.Model):
    """A Romanian locality with the coordinates of its centre (GeoNames, CC BY 4.0)."""

    geonameid = models.PositiveIntegerField(primary_key=True)
    name = models.CharField(_("name"), max_length=80)
    other_name = models.CharField(_("another name"), max_length=80, blank=True)
    county = models.CharField(_("county"), max_length=2)
    latitude = models.FloatField(_("latitude"))
    longitude = models.FloatField(_("longitude"))
    population = models.PositiveIntegerField(_("inhabitants"), default=0)

    class Meta:
        verbose_name = _("place")
        verbose_name_plural = _("places")
        ordering = ["name", "geonameid"]
        indexes = [models.Index(fields=["county", "name"], name="places_of_a_county")]

    class Privacy:
        classes = {
            "geonameid": C0, "name": C0, "other_name": C0, "county": C0, "latitude": C0, "longitude": C0,
            "population": C0,
        }  # fmt: skip

    def __str__(self) -> str:
        return self.name
