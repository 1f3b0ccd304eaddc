"""How is a week shown? One week, or two side by side with the hours they share."""

from typing import Any

from django import template

from mentorship import weeks

register = template.Library()


def _number(week: int | str) -> int:
    return weeks.from_text(week) if isinstance(week, str) else week


@register.inclusion_tag("components/week.html")
def week_table(
    caption: str, first: int | str, second: int | str = 0, first_name: str = "", second_name: str = ""
) -> dict[str, Any]:
    """Draw one week, or two with names; weeks are numbers or their 21 digits."""
    one, two = _number(first), _number(second)
    return {
        "caption": caption,
        "days": weeks.days(),
        "lines": weeks.lines(one, two),
        "first_name": first_name,
        "second_name": second_name,
        "shared_hours": 2 * (one & two).bit_count(),
    }
