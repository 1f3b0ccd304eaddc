"""How does the engine speak? In codes, facts and English sentences that the caller can translate.

A sentence is a template with named places. Whoever shows it looks up the translation of the *template*, puts
words for the codes among the facts, and fills the places; nothing is ever glued together.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Facts = Mapping[str, Any]
"""Whole numbers, texts, codes of vocabularies, and tuples of codes."""


def gettext_noop(sentence: str) -> str:
    """Return the sentence; the name makes it visible to the usual collectors of translatable texts."""
    return sentence


@dataclass(frozen=True)
class Message:
    """One sentence for a person.

    Parameters
    ----------
    code : str
        Which sentence it is; never changes, whatever the wording.
    sentence : str
        English, with places such as ``{hours}``.
    facts : mapping
        What goes into the places, by name.
    """

    code: str
    sentence: str
    facts: Facts = field(default_factory=dict)

    def __str__(self) -> str:
        """The English sentence; tuples of codes are listed, an empty one reads as a dash."""
        return self.sentence.format_map({name: _spoken(value) for name, value in self.facts.items()})


def _spoken(value: Any) -> Any:
    if isinstance(value, tuple):
        return ", ".join(str(item) for item in value) or "-"
    return value
