"""Which places can be chosen at a centre?"""

from accounts.models import Centre
from mentorship.localities import PlaceBook, place_book
from mentorship.models import Place


def places_of(centre: Centre) -> PlaceBook:
    """The places of the centre's county, each under its own name."""
    return place_book(Place.objects.filter(county=centre.county))
