"""Who is cleared for whom at a centre, through which day? Reads evidence rows and asks the pure module.

Only the papers that the centre itself has seen count, against the checks that every centre has and its own. The gates
are asked for as the programme writes them, for every population, so that no row of the table can weaken them.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from accounts.check_kinds import EVERYBODY, GATES
from accounts.clearance import Check, Clearance, Paper, clearance, cleared_until, end_of
from accounts.models import Centre, CheckKind, Evidence, User

CHUNK = 20_000  # SQLite takes 32,766 values in one question


def clearance_of(
    person: User, population: str, *, centre: Centre | int, on: date, until: date | None = None
) -> Clearance:
    """Whether the person may meet a mentee of the population from `on` through `until`, or every reason why not."""
    return clearance(_papers([person.pk], centre)[person.pk], _checks(centre), population, on, until)


def cleared_until_of(people: Iterable[User | int], on: date, *, centre: Centre | int) -> dict[int, dict[str, date]]:
    """For each person the last day of the clearance per population; a population without clearance is left out."""
    ids = [person if isinstance(person, int) else person.pk for person in people]
    checks = _checks(centre)
    found: dict[int, dict[str, date]] = {}
    for start in range(0, len(ids), CHUNK):
        chunk = ids[start : start + CHUNK]
        papers = _papers(chunk, centre)
        for person in chunk:
            found[person] = _cleared(papers[person], checks, on)
    return found


def _cleared(papers: list[Paper], checks: list[Check], on: date) -> dict[str, date]:
    populations = sorted({population for check in checks for population in check.populations})
    ends = {population: cleared_until(papers, checks, population, on) for population in populations}
    return {population: end for population, end in ends.items() if end}


def ends_of(people: Iterable[User | int], on: date, *, centre: Centre | int) -> dict[int, dict[Check, date | None]]:
    """For each person and each check that the centre asks for, through which day it is fulfilled; None: not today."""
    ids = [person if isinstance(person, int) else person.pk for person in people]
    checks = _checks(centre)
    found: dict[int, dict[Check, date | None]] = {}
    for start in range(0, len(ids), CHUNK):
        chunk = ids[start : start + CHUNK]
        papers = _papers(chunk, centre)
        for person in chunk:
            found[person] = {check: end_of(check, papers[person], on) for check in checks}
    return found


def check_of(kind: CheckKind) -> Check:
    """The kind as clearance asks for it: a gate as the programme writes it, anything else as the table says."""
    return _gates().get(kind.code) or Check(kind.code, kind.name, frozenset(kind.populations), kind.count)


def _checks(centre: Centre | int) -> list[Check]:
    """The checks that every centre has, and the centre's own; the gates are among them whatever the table holds."""
    kinds = CheckKind.objects.of_centre(centre).order_by("pk")
    found = {check.code: check for check in map(check_of, kinds)}
    return list((found | _gates()).values())


def _gates() -> dict[str, Check]:
    return {
        gate.code: Check(gate.code, gate.name, frozenset(EVERYBODY), gate.count, gate.months_valid) for gate in GATES
    }


def _papers(ids: list[int], centre: Centre | int) -> dict[int, list[Paper]]:
    papers: dict[int, list[Paper]] = defaultdict(list)
    rows = Evidence.objects.filter(person__in=ids, centre=centre).order_by("pk")
    for person, check, result, asked_on, issued_on, expires_on in rows.values_list(
        "person_id", "kind__code", "result", "asked_on", "issued_on", "expires_on"
    ):
        papers[person].append(Paper(check, result, asked_on, issued_on, expires_on))
    return papers
