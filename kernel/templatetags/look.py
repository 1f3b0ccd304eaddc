"""Which small pictures does a page carry? Icons as inline SVG, without any inline style."""

from functools import lru_cache

import lucide
from django import template
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.simple_tag
def icon(name: str) -> SafeString:
    """Draw a decorative icon: screen readers skip it, so a word must stand beside it."""
    return _drawn(str(name))


@lru_cache(maxsize=256)
def _drawn(name: str) -> SafeString:
    attributes = {"class": "icon", "aria-hidden": "true", "focusable": "false"}
    svg = lucide._render_icon(name, None, **attributes)
    return mark_safe(" ".join(svg.split()))  # noqa: S308  our own icon files
