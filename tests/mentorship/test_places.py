"""The list of places comes into the database, as often as one likes."""

from io import StringIO

import pytest
from django.core.management import call_command

from mentorship.models import Place
from mentorship.queries.places import places_of
from mentorship.services.places import sync_places


@pytest.mark.both_databases
def test_places_are_synced_once_and_again(centre):
    Place.objects.create(geonameid=681290, name="Old name", county="13", latitude=0, longitude=0)
    assert sync_places() == sync_places() == Place.objects.count() == 7149
    assert Place.objects.get(geonameid=681290).name == "Cluj-Napoca"
    assert places_of(centre).find("cluj-napoca").population > 200_000
    assert len(places_of(centre).labels) == 176


def test_the_command_says_how_many(db):
    out = StringIO()
    call_command("sync_places", stdout=out)
    assert out.getvalue() == "7149 places are known.\n"
    quiet = StringIO()
    call_command("sync_places", verbosity=0, stdout=quiet)
    assert quiet.getvalue() == ""
