"""Which papers do two people need who are to meet? The question to read aloud, and the agreement: chosen names only."""

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from kernel.documents import Document
from mentorship.models import Pairing
from mentorship.queries.askings import name_for_mentee, parties_of


def agreement_of(pairing: Pairing, language: str) -> bytes:
    """The agreement with a line for each name, in one of the languages of the pages."""
    with translation.override(language):
        facts = {"pairing": pairing, "parties": parties_of(pairing.mentee)}
        return _paper(_("What we agree"), "agreement", pairing, facts)


def question_of(pairing: Pairing, party: str, language: str) -> bytes:
    """The question to one party, for somebody of the staff to read aloud."""
    with translation.override(language):
        return _paper(_("One question"), "question", pairing, {"party": party})


def _paper(title: str, name: str, pairing: Pairing, facts: dict[str, object]) -> bytes:
    facts |= {"mentor": pairing.mentor, "name": name_for_mentee(pairing.mentor.user)}
    paper = Document(title)
    paper.prose(render_to_string(f"mentorship/papers/{name}.txt", facts))
    return paper.as_bytes()
