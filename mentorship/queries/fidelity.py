"""How much of the support that a centre promises really happened: in the whole, by population, by who answers for it?

Groups of fewer than five pairings are gathered, so that no figure tells of one of them.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from accounts.models import Centre, User
from accounts.permissions import Permission
from kernel.small_cells import FEWEST, gathered
from mentorship.cadence import Fidelity, fidelity, together
from mentorship.models import Pairing
from mentorship.queries.cadence import Supported, supported
from mentorship.vocabulary import Population

MOST_SHOWN = 50


@dataclass(frozen=True)
class Group:
    """One line of a table; `of` is None where fewer than five pairings would be told apart."""

    code: str
    label: str
    pairings: int
    of: Fidelity | None

    @property
    def percent(self) -> int | None:
        return _percent(self.of)

    @property
    def cells(self) -> list[str]:
        """As the sheet has it: counts and a share, or empty where they are hidden."""
        if self.of is None:
            return [self.code, f"<{FEWEST}", "", "", "", "", ""]
        share = "" if self.percent is None else str(self.percent)
        return [self.code, *map(str, (self.pairings, self.of.due, self.of.kept, self.of.late, self.of.lacking)), share]


@dataclass(frozen=True)
class Lowest:
    """One pairing in which little of the support happened."""

    pairing: Pairing
    of: Fidelity

    @property
    def percent(self) -> int | None:
        return _percent(self.of)


@dataclass(frozen=True)
class FidelityTables:
    """Everything the page shows; the owners and the single pairings are empty for who sees figures only."""

    centres: list[Group]
    populations: list[Group]
    owners: list[Group]
    lowest: list[Lowest]
    shows_people: bool


def fidelity_tables(user: User, on: date) -> FidelityTables:
    """The figures of the centres in which this person sees figures."""
    found = supported(Pairing.objects.filter(centre__in=user.centre_ids(Permission.STATISTICS_SEE)), on)
    parts = {one.facts.pk: fidelity(one.dues, on) for one in found}
    return FidelityTables(
        centres=_groups(found, parts, lambda one: str(one.facts.centre_id), _centres(found)),
        populations=_groups(found, parts, lambda one: one.facts.population, dict(_populations())),
        owners=_owners(user, found, parts), lowest=_lowest(user, parts),
        shows_people=user.may(Permission.SUPPORT_SEE),
    )  # fmt: skip


def _owners(user: User, found: list[Supported], parts: dict[int, Fidelity]) -> list[Group]:
    """For who leads a centre: by the supervisor of today."""
    led = user.centre_ids(Permission.SUPERVISION_MANAGE)
    own = [one for one in found if one.facts.centre_id in led]
    people = User.objects.get_queryset().in_bulk({one.facts.supervisor_id for one in own})
    names = {str(pk): (str(person.public_id)[:8], person.full_name) for pk, person in people.items()}
    return _groups(own, parts, lambda one: str(one.facts.supervisor_id), names)


def _lowest(user: User, parts: dict[int, Fidelity]) -> list[Lowest]:
    """Of the pairings under way that this person keeps those with the least support, worst first."""
    if not user.may(Permission.SUPPORT_SEE):
        return []
    kept = set(Pairing.objects.visible_to_staff(user).open().values_list("pk", flat=True))
    short = [pk for pk, part in parts.items() if pk in kept and part.due and part.kept < part.due]
    worst = sorted(short, key=lambda pk: (parts[pk].share, pk))[:MOST_SHOWN]
    pairings = Pairing.objects.select_related("mentee", "mentor__user", "supervisor").in_bulk(worst)
    return [Lowest(pairings[pk], parts[pk]) for pk in worst]


def _groups(
    found: Iterable[Supported], parts: dict[int, Fidelity], key: Callable[[Supported], str],
    names: dict[str, tuple[str, str]],
) -> list[Group]:  # fmt: skip
    members: dict[str, list[int]] = defaultdict(list)
    for one in found:
        members[key(one)].append(one.facts.pk)
    shown, rest = gathered(members)
    groups = [Group(*names[one], len(pks), together(parts[pk] for pk in pks)) for one, pks in shown.items()]
    if rest:
        told = together(parts[pk] for pk in rest) if len(rest) >= FEWEST else None
        groups.append(Group("others", _("all others") if groups else _("all together"), len(rest), told))
    return groups


def _centres(found: Iterable[Supported]) -> dict[str, tuple[str, str]]:
    centres = Centre.objects.in_bulk({one.facts.centre_id for one in found})
    return {str(pk): (centre.code, centre.name) for pk, centre in centres.items()}


def _populations() -> list[tuple[str, tuple[str, str]]]:
    return [(code, (code, str(label))) for code, label in Population.choices]


def _percent(of: Fidelity | None) -> int | None:
    return None if of is None or of.share is None else round(100 * of.share)
