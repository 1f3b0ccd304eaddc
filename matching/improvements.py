"""What would make a pair better? The criteria that miss the most points, and the change that would raise each."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from matching.sentences import CRITERION_NAMES

SHOWN = 3
CHANGES = {
    "distance": gettext_lazy("A way of meeting without travel, or somebody who lives nearer, would raise it."),
    "interests": gettext_lazy("Ask both what they like: an interest that is not written down yet would raise it."),
    "dislikes": gettext_lazy("Ask both what they do not like: what is not written down yet would raise it."),
    "skills": gettext_lazy("Preparing the mentor for the other needs of the mentee would raise it."),
    "language": gettext_lazy("Only a mentor who speaks the mentee's most comfortable language would raise it."),
    "wishes": gettext_lazy("Only another mentor would meet the wishes of the mentee that are left."),
    "experience": gettext_lazy("Experience with higher strain would raise it; supervision and training lead there."),
    "place": gettext_lazy("Only a mentor from the same place would raise it."),
}  # fmt: skip


@dataclass(frozen=True)
class Improvement:
    """One criterion, what it misses, and what would change that."""

    label: str
    missing: str
    change: str


def improvements(stored: Mapping[str, Any], count: int = SHOWN) -> list[Improvement]:
    """Those of a stored explanation that miss the most points."""
    parts = sorted(stored["criteria"], key=lambda part: part["points"] - part["of"])[:count]
    return [
        Improvement(str(CRITERION_NAMES[part["code"]]), _points(part["of"] - part["points"]), _change(part))
        for part in parts
        if part["of"] > part["points"]
    ]


def _points(missing: int) -> str:
    return ngettext("%(count)d point is missing.", "%(count)d points are missing.", missing) % {"count": missing}


def _change(part: Mapping[str, Any]) -> str:
    if part["code"] != "hours":
        return str(CHANGES[part["code"]])
    more = number_format(part["facts"]["full"] - part["facts"]["hours"])
    return _("Hours in common in the week that are missing until the points are full: %(hours)s.") % {"hours": more}
