"""How old is a mentee, as exactly as a mentor needs to know?"""

from datetime import date

from django.utils.translation import gettext as _

BANDS = ((12, 14), (15, 17), (18, 20), (21, 25), (26, 35))


def age_band(birth_year: int, on: date) -> str:
    """A band of years instead of an age; the year alone is known, so the band is that of the age reached this year."""
    age = on.year - birth_year
    if age < BANDS[0][0]:
        return _("younger than %(age)d") % {"age": BANDS[0][0]}
    for youngest, oldest in BANDS:
        if age <= oldest:
            return _("%(youngest)d to %(oldest)d years") % {"youngest": youngest, "oldest": oldest}
    return _("older than %(age)d") % {"age": BANDS[-1][1]}
