"""What does a text of a GIFT file say, once its escapes and its markup are resolved? Pure; linear in its length."""

import html
import re

from django.utils.translation import gettext as _

from training.gift.questions import MisreadError

MAX_TEXT = 5_000
SHOWN = 40

_ESCAPE = re.compile(r"\\([~=#{}:n\\])")
_RESERVED = re.compile(r"[~=#{}:\n\\]")
_FORMAT = re.compile(r"\s*\[(html|moodle|plain|markdown)\]")
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]*+)[^<>]*+>")
_LOOKS_LIKE_HTML = re.compile(r"</[A-Za-z]|<(?:br|img|p|div|span)\b")

_BREAKING = frozenset({"p", "br", "div", "li", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote"})
_INLINE = frozenset({"a", "b", "em", "i", "small", "span", "strong", "sub", "sup", "u"})


def text_format(raw: str, inherited: str = "moodle") -> tuple[str, str]:
    """The format that a text names at its beginning, otherwise the inherited one, and the text without that name."""
    named = _FORMAT.match(raw)
    return (named[1], raw[named.end() :]) if named else (inherited, raw)


def readable(raw: str, position: int, inherited: str = "moodle") -> str:
    """The text as a learner reads it; `position` is where a mistake in it is told."""
    form, raw = text_format(raw, inherited)
    text = _ESCAPE.sub(_meant, raw.replace("\n", " ")).strip()
    if form == "html":
        text = _without_tags(text, position)
    elif form == "moodle" and _LOOKS_LIKE_HTML.search(text):
        raise MisreadError(
            position, _("This text contains HTML: write [html] before the text, then its tags are removed.")
        )
    if len(text) > MAX_TEXT:
        raise MisreadError(position, _("This text is longer than %(limit)s characters.") % {"limit": MAX_TEXT})
    return text


def written(text: str) -> str:
    """The text as GIFT writes it; one that could be taken for something else is marked as plain."""
    escaped = _RESERVED.sub(lambda found: "\\n" if found[0] == "\n" else f"\\{found[0]}", text)
    return f"[plain]{escaped}" if "<" in text or text.startswith(("[", "%", "/")) else escaped


def shown(text: str) -> str:
    """The beginning of a text, short enough for a sentence."""
    text = " ".join(text.split())
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


def _meant(found: re.Match[str]) -> str:
    return "\n" if found[1] == "n" else found[1]


def _without_tags(text: str, position: int) -> str:
    """The text alone; refused where a picture, a table or the like would be lost without a word."""
    for tag in _TAG.finditer(text):
        if tag[2].lower() not in _BREAKING | _INLINE:
            words = {"name": tag[2].lower()}
            raise MisreadError(position, _("The HTML element <%(name)s> cannot be taken over: remove it.") % words)
    plain = html.unescape(_TAG.sub(lambda tag: "\n" if tag[2].lower() in _BREAKING else "", text))
    lines = (line.strip() for line in plain.replace("\xa0", " ").split("\n"))
    return "\n".join(line for line in lines if line)
