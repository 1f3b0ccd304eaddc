"""Which words in a text about a pairing tell nothing new? The chosen name, who walks beside, places of the county."""

from mentorship.models import Pairing, Place
from mentorship.spotting_names import Known


def known_beside(pairing: Pairing) -> Known:
    """What whoever writes about this pairing may write without being asked about it."""
    people = [pairing.mentee.chosen_name, pairing.mentor.user.full_name, pairing.supervisor.full_name]
    names = Place.objects.filter(county=pairing.centre.county).values_list("name", "other_name")
    return Known.of(people, [name for both in names for name in both if name])
