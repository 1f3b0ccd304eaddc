"""How does a lesson written in Markdown become a part of a page? Pure.

HTML in the text is shown as text, pictures are left out, links lead to https only; what comes out is cleaned once more.
"""

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

TAGS = {
    "h2", "h3", "h4", "h5", "h6", "p", "br", "hr", "ul", "ol", "li", "strong", "em", "blockquote", "a", "code", "pre",
    "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
ATTRIBUTES = {"a": {"href"}, "ol": {"start"}}

_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")


def lesson_html(text: str) -> SafeString:
    """The lesson as HTML that may stand under the title of a page: no heading is above the second level."""
    tokens = _MARKDOWN.parse(text)
    for token in tokens:
        if token.tag == "h1":
            token.tag = "h2"
    drawn = _MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {})
    clean = nh3.clean(drawn, tags=TAGS, attributes=ATTRIBUTES, url_schemes={"https"}, link_rel="noopener noreferrer")
    return mark_safe(clean)  # noqa: S308  cleaned just above
