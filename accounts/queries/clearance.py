"""Who is cleared for whom, through which day? Reads evidence rows and asks the pure module."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from accounts.clearance import Check, Clearance, Paper, clearance, cleared_until
from accounts.models import CheckKind, Evidence, User

CHUNK = 20_000  # SQLite takes 32,766 values in one question


def clearance_of(person: User, population: str, *, on: date, until: date | None = None) -> Clearance:
    """Whether the person may meet a mentee of the population from `on` through `until`, or every reason why not."""
    papers, centres = _papers([person.pk])
    return clearance(papers[person.pk], _checks(centres[person.pk]), population, on, until)


def cleared_until_of(people: Iterable[User | int], on: date) -> dict[int, dict[str, date]]:
    """For each person the last day of the clearance per population; a population without clearance is left out."""
    ids = [person if isinstance(person, int) else person.pk for person in people]
    kinds = _kinds()
    found: dict[int, dict[str, date]] = {}
    for start in range(0, len(ids), CHUNK):
        chunk = ids[start : start + CHUNK]
        papers, centres = _papers(chunk)
        for person in chunk:
            found[person] = _cleared(papers[person], _checks(centres[person], kinds), on)
    return found


def _cleared(papers: list[Paper], checks: list[Check], on: date) -> dict[str, date]:
    populations = sorted({population for check in checks for population in check.populations})
    ends = {population: cleared_until(papers, checks, population, on) for population in populations}
    return {population: end for population, end in ends.items() if end}


def _kinds() -> list[tuple[int | None, Check]]:
    return [
        (centre, Check(code, name, frozenset(populations), count))
        for centre, code, name, populations, count in CheckKind.objects.order_by("pk").values_list(
            "centre_id", "code", "name", "populations", "count"
        )
    ]


def _checks(centres: set[int], kinds: list[tuple[int | None, Check]] | None = None) -> list[Check]:
    """The checks that every centre has and those of the centres that vet the person."""
    return [check for centre, check in (kinds or _kinds()) if centre is None or centre in centres]


def _papers(ids: list[int]) -> tuple[dict[int, list[Paper]], dict[int, set[int]]]:
    papers: dict[int, list[Paper]] = defaultdict(list)
    centres: dict[int, set[int]] = defaultdict(set)
    rows = Evidence.objects.filter(person__in=ids).order_by("pk")
    for person, centre, check, result, asked_on, issued_on, expires_on in rows.values_list(
        "person_id", "centre_id", "kind__code", "result", "asked_on", "issued_on", "expires_on"
    ):
        papers[person].append(Paper(check, result, asked_on, issued_on, expires_on))
        centres[person].add(centre)
    return papers, centres
