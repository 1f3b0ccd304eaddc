"""Which standard of support holds at a centre, and how did it come to be so?"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from accounts.models import Centre
from mentorship.contact_standard import USUAL, Party, Standard
from mentorship.models import SupportStandard
from mentorship.standard_words import Change, changes

CONTACTS = "contacts"


def standards_of(centre_ids: Iterable[int]) -> dict[int, Standard]:
    """The contacts that each centre asks for; the usual ones where it has decided nothing."""
    current = SupportStandard.objects.filter(centre__in=list(centre_ids), is_current=True)
    found = {centre: standard_from(settings) for centre, settings in current.values_list("centre_id", "settings")}
    return {centre: found.get(centre, USUAL) for centre in centre_ids}


@dataclass(frozen=True)
class Version:
    """A version, and what it changed of the one before."""

    standard: SupportStandard
    changes: list[Change]


def history_of(centre: Centre) -> list[Version]:
    """Every version with what it changed, the newest first; the first one changed what is usual."""
    found: list[Version] = []
    before = USUAL
    for one in reversed(versions_of(centre)):
        asked = standard_from(one.settings)
        found.append(Version(one, changes(before, asked)))
        before = asked
    return found[::-1]


def versions_of(centre: Centre) -> list[SupportStandard]:
    """Every version, the newest first."""
    return list(SupportStandard.objects.filter(centre=centre).select_related("made_by").order_by("-version"))


def standard_from(settings: Mapping[str, Any]) -> Standard:
    """The contacts in the settings of a version; the usual ones where it says nothing of contacts."""
    contacts = settings.get(CONTACTS)
    if not contacts:
        return USUAL
    return Standard(**{**contacts, "parties": tuple(Party(party) for party in contacts["parties"])})


def to_settings(standard: Standard) -> dict[str, Any]:
    """The contacts as a version keeps them."""
    numbers = {name: getattr(standard, name) for name in Standard.RANGES}
    return {**numbers, "parties": [party.value for party in standard.parties]}
