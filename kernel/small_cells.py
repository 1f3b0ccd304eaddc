"""Which figures are too small to be shown? Fewer than five people could be recognised."""

from collections.abc import Iterable, Mapping

FEWEST = 5
HIDDEN = f"<{FEWEST}"


def figure(count: int) -> str:
    """The count in words; few people are not told apart, nobody is 0."""
    return HIDDEN if 0 < count < FEWEST else str(count)


def gathered(groups: Mapping[str, list[int]]) -> tuple[dict[str, list[int]], list[int]]:
    """The groups that may be shown, the largest first, and all others together.

    1. Groups of fewer than five come together as the rest.
    2. While the rest is smaller than five, the smallest group that is left joins it: what is hidden can not be
       found by taking the shown ones from a total.
    """
    ordered = sorted(groups.items(), key=lambda group: (-len(group[1]), group[0]))
    shown = [group for group in ordered if len(group[1]) >= FEWEST]
    rest = _together(members for _key, members in ordered[len(shown) :])
    while shown and 0 < len(rest) < FEWEST:
        rest = rest + shown.pop()[1]
    return dict(shown), rest


def _together(groups: Iterable[list[int]]) -> list[int]:
    return [member for members in groups for member in members]
