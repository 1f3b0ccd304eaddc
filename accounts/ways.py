"""Where does somebody stand who becomes, or is, a mentor, and what is the one next thing? A floor above knows."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.module_loading import import_string

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True)
class WayStep:
    """One step of the way; `state` is done, current or todo."""

    label: str
    state: str
    url: str = ""
    note: str = ""


@dataclass(frozen=True)
class NextThing:
    """What comes next, in a sentence; with a button when it is theirs to do."""

    sentence: str
    url: str = ""
    label: str = ""


@dataclass(frozen=True)
class Way:
    """The steps to accompanying somebody, and the one next thing."""

    steps: list[WayStep]
    next: NextThing


def way_of(user: "User") -> Way | None:
    """The way of this person; None for whoever does not walk it."""
    find: Callable[[User], Way | None] = import_string(settings.WAY)
    return find(user)
