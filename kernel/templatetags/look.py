"""Which small pictures does a page carry? Icons as inline SVG, without any inline style."""

import lucide
from django import template
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.simple_tag
def icon(name: str) -> SafeString:
    """Draw a decorative icon: screen readers skip it, so a word must stand beside it."""
    attributes = {"class": "icon", "aria-hidden": "true", "focusable": "false"}
    return mark_safe(lucide._render_icon(str(name), None, **attributes))  # noqa: S308 - our own icon files
