"""Does a profile make sense? What forms, imports and services all ask before they take it over."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

OF_AGE = 18


def is_minor(birth_year: int, on: date) -> bool:
    """Whether somebody of this year of birth may still be under age; only the year is known."""
    return on.year - birth_year < OF_AGE


YOUNGEST_MENTEE, OLDEST_MENTEE = 6, 100
YOUNGEST_MENTOR, OLDEST_MENTOR = 18, 100
LONGEST_WAY_KM = 300
MOST_MENTEES = 5

Faults = dict[str, str]


def mentee_faults(profile: dict[str, Any], today: date) -> Faults:
    """What is wrong with a mentee's profile: the field and a sentence; only the fields that are there are judged."""
    faults = _shared_faults(profile)
    year = profile.get("birth_year")
    if year is not None and not YOUNGEST_MENTEE <= today.year - year <= OLDEST_MENTEE:
        faults["birth_year"] = _("This year of birth cannot be right for a mentee.")
    if profile.get("accepted_genders") == []:
        faults["accepted_genders"] = _("Please say who is accepted as a mentor.")
    wished, accepted = profile.get("wished_gender"), profile.get("accepted_genders")
    if wished and accepted and wished not in accepted:
        faults["wished_gender"] = _("Whom the mentee would rather have must be among those accepted.")
    since = profile.get("waiting_since")
    if since and since > today:
        faults["waiting_since"] = _("Nobody has waited since a day that is still to come.")
    return faults


def mentor_faults(profile: dict[str, Any], today: date) -> Faults:
    """What is wrong with a mentor's profile."""
    faults = _shared_faults(profile)
    year = profile.get("birth_year")
    if year is not None and not YOUNGEST_MENTOR <= today.year - year <= OLDEST_MENTOR:
        faults["birth_year"] = _("A mentor is at least 18 years old.")
    if profile.get("populations") == []:
        faults["populations"] = _("Please say whom the mentor is willing to accompany.")
    capacity = profile.get("capacity")
    if capacity is not None and not 0 <= capacity <= MOST_MENTEES:
        faults["capacity"] = _("A mentor accompanies at most five mentees at once.")
    return faults


def _shared_faults(profile: dict[str, Any]) -> Faults:
    faults = {}
    if profile.get("languages") == []:
        faults["languages"] = _("Please name at least one language.")
    if profile.get("modes") == []:
        faults["modes"] = _("Please name at least one way of meeting.")
    if set(profile.get("interests", [])) & set(profile.get("dislikes", [])):
        faults["dislikes"] = _("The same thing cannot be liked and disliked.")
    radius = profile.get("radius_km")
    if radius is not None and not 0 <= radius <= LONGEST_WAY_KM:
        faults["radius_km"] = _("The way is between 0 and 300 km.")
    return faults
