"""Which place of the county does this text mean? Names with or without diacritics, also the second name of a place."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from math import cos, hypot, radians
from typing import Protocol

from django.utils.translation import gettext as _

from kernel.folding import fold_name

TOWN = 3000  # inhabitants from which on a place helps to tell two places of the same name apart


class Locality(Protocol):
    geonameid: int
    name: str
    other_name: str
    latitude: float
    longitude: float
    population: int


class UnknownPlaceError(ValueError):
    """The text means no place of the county, or more than one; it is a sentence for whoever typed it."""


@dataclass(frozen=True)
class PlaceBook:
    """The places of one county, each under a name that no other place has."""

    labels: dict[int, str]
    known: dict[str, list[Locality]]

    def label_of(self, place: Locality) -> str:
        return self.labels.get(place.geonameid, place.name)

    def find(self, text: str) -> Locality:
        found = self.known.get(_fold(text), [])
        if len(found) == 1:
            return found[0]
        if not found:
            raise UnknownPlaceError(_("“%(name)s” is not a place of this county.") % {"name": text.strip()})
        choices = ", ".join(sorted(self.labels[place.geonameid] for place in found))
        raise UnknownPlaceError(
            _("There is more than one place of this name. Please write one of: %(choices)s.") % {"choices": choices}
        )


def place_book(places: Iterable[Locality]) -> PlaceBook:
    """Name the places of a county so that each name means one place."""
    every = list(places)
    by_name, by_other_name = defaultdict(list), defaultdict(list)
    for place in every:
        by_name[_fold(place.name)].append(place)
        if place.other_name:
            by_other_name[_fold(place.other_name)].append(place)
    labels = {place.geonameid: place.name for place in every}
    for same in by_name.values():
        if len(same) > 1:
            labels |= _told_apart(same, every)
    known = {**by_other_name, **by_name}
    for place in every:
        known[_fold(labels[place.geonameid])] = by_name[_fold(labels[place.geonameid])] or [place]
    return PlaceBook(labels, known)


def _told_apart(same: list[Locality], every: list[Locality]) -> dict[int, str]:
    """Names with the next town; where that is the same town, with the number of the place in the list."""
    towns = [place for place in every if place.population >= TOWN and place not in same]
    near = {place.geonameid: min(towns, key=lambda town: _distance(place, town)).name for place in same if towns}
    once = len(set(near.values())) == len(same)
    return {place.geonameid: f"{place.name} ({near[place.geonameid] if once else place.geonameid})" for place in same}


def _fold(text: str) -> str:
    """The name without case and diacritics; unlike people's names, in the order of its words."""
    return " ".join(fold_name(word) for word in re.findall(r"[^\W_]+", unicodedata.normalize("NFKC", text)))


def _distance(one: Locality, two: Locality) -> float:
    """Good enough to compare places of one county."""
    return hypot(one.latitude - two.latitude, (one.longitude - two.longitude) * cos(radians(one.latitude)))
