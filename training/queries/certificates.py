"""Who is certified for which population, through which day?"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from accounts.models import Centre, User
from training.certification import Held, certified_until
from training.models import Certificate, Track

CHUNK = 20_000  # SQLite takes 32,766 values in one question


def certified_populations(
    people: Iterable[User | int], on: date, *, centre: Centre | int
) -> dict[int, dict[str, date]]:
    """For each person the last certified day per population, by the certificates of this centre alone.

    A population without certificate is left out; a certificate that was withdrawn counts no more.
    """
    ids = [person if isinstance(person, int) else person.pk for person in people]
    held: dict[int, list[Held]] = defaultdict(list)
    for start in range(0, len(ids), CHUNK):
        rows = Certificate.objects.filter(person__in=ids[start : start + CHUNK], centre=centre, withdrawn_at=None)
        for person, populations, audience, issued_on, expires_on in rows.order_by("pk").values_list(
            "person_id", "track__populations", "track__audience", "issued_on", "expires_on"
        ):
            add_on = audience == Track.Audience.SURVIVOR_ADD_ON
            held[person].append(Held(frozenset(populations), add_on, issued_on, expires_on))
    return {person: certified_until(held[person], on) for person in ids}
