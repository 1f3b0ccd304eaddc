"""Where may the two meet? By the mentee's ways of meeting; who is in practicum meets on site or at a distance.

Nobody meets at home: there is no such place to choose.
"""

from collections.abc import Collection

from mentorship.vocabulary import MeetingPlace, Mode

ON_SITE = (MeetingPlace.CENTRE, MeetingPlace.SCHOOL)
ELSEWHERE = (MeetingPlace.OUTDOORS, MeetingPlace.PUBLIC, MeetingPlace.ACTIVITY)


def allowed_places(
    *, modes: Collection[str], is_student: bool, granted: Collection[str] = frozenset()
) -> list[MeetingPlace]:
    """The places for this pairing, in the order of the list; `granted` are those that the specialist allowed beside."""
    allowed: set[str] = set(granted)
    if {Mode.IN_PERSON, Mode.SITE} & set(modes):
        allowed |= {*ON_SITE}
    if Mode.IN_PERSON in modes and not is_student:
        allowed |= {*ELSEWHERE}
    if Mode.REMOTE in modes:
        allowed |= {MeetingPlace.REMOTE}
    return [place for place in MeetingPlace if place in allowed]
