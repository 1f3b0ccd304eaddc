"""Which papers of the register can be printed and signed? In Romanian, as the law asks; a lawyer confirms it."""

from collections.abc import Iterable

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from kernel.documents import Document
from mentorship.models import RegisterEntry

LANGUAGE = "ro"


def paper_of(entry: RegisterEntry, kind: str) -> bytes:
    """One paper of one volunteer as a PDF; `kind` is contract, sheet or protection."""
    with translation.override(LANGUAGE):
        title, _line, body = render_to_string(f"mentorship/papers/{kind}_ro.txt", {"entry": entry}).partition("\n")
        paper = Document(title)
        paper.prose(body)
        return paper.as_bytes()


def register_of(entries: Iterable[RegisterEntry], heading: str) -> bytes:
    """The register of a year as a PDF, the first number first."""
    with translation.override(LANGUAGE):
        paper = Document(_("Register of volunteers"))
        paper.paragraph(heading)
        paper.facts([(str(entry.number), _line_of(entry)) for entry in entries])
        return paper.as_bytes()


def _line_of(entry: RegisterEntry) -> str:
    words = {
        "name": entry.user.full_name, "signed": date_format(entry.signed_on, "SHORT_DATE_FORMAT"),
        "from": date_format(entry.starts_on, "SHORT_DATE_FORMAT"),
        "until": date_format(entry.ended_on or entry.ends_on, "SHORT_DATE_FORMAT"),
    }  # fmt: skip
    if entry.ended_on:
        return _("%(name)s; signed on %(signed)s; from %(from)s; ended early on %(until)s") % words
    return _("%(name)s; signed on %(signed)s; from %(from)s until %(until)s") % words
