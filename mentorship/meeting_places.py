"""Where may the two meet? By the mentee's ways of meeting; who is in practicum meets on site or at a distance.

Nobody meets at home: there is no such place to choose.
"""

from collections.abc import Collection

from mentorship.vocabulary import MeetingPlace, Mode

ON_SITE = frozenset({MeetingPlace.CENTRE, MeetingPlace.SCHOOL})
ELSEWHERE = frozenset({MeetingPlace.OUTDOORS, MeetingPlace.PUBLIC, MeetingPlace.ACTIVITY})


def allowed_places(
    *, modes: Collection[str], is_student: bool = False, granted: Collection[str] = ()
) -> list[MeetingPlace]:
    """The places for this pairing, in the order of the list; `granted` are a student's, who may not go elsewhere."""
    allowed: set[MeetingPlace] = set()
    if {Mode.IN_PERSON, Mode.SITE} & set(modes):
        allowed |= ON_SITE
    if Mode.IN_PERSON in modes:
        allowed |= {place for place in ELSEWHERE if not is_student or place in granted}
    if Mode.REMOTE in modes:
        allowed |= {MeetingPlace.REMOTE}
    return [place for place in MeetingPlace if place in allowed]
