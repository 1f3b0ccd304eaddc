"""How does the list of places get into the database?"""

import csv
from pathlib import Path

from django.db import transaction

from mentorship.models import Place

LIST = Path(__file__).resolve().parent.parent / "places" / "places_ro.csv"
FIELDS = ("name", "other_name", "county", "latitude", "longitude", "population")


@transaction.atomic
def sync_places() -> int:
    """Bring the table of places in line with the list that comes with the product; places in use are never deleted."""
    with LIST.open(newline="", encoding="utf-8") as lines:
        places = [
            Place(
                geonameid=int(row["geonameid"]), name=row["name"], other_name=row["other_name"], county=row["county"],
                latitude=float(row["latitude"]), longitude=float(row["longitude"]), population=int(row["population"]),
            )
            for row in csv.DictReader(lines)
        ]  # fmt: skip
    Place.objects.bulk_create(
        places, batch_size=1000, update_conflicts=True, unique_fields=["geonameid"], update_fields=FIELDS
    )
    return len(places)
