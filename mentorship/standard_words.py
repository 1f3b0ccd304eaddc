"""What does a standard of support ask for, in words, and what has changed from one version to the next? Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mentorship.contact_standard import PARTY_WORDS, Party, Standard


@dataclass(frozen=True)
class Change:
    """One sentence of a standard as it was and as it is."""

    before: str
    after: str


def sentences(standard: Standard) -> list[str]:
    """Everything that the standard asks for, each number in a sentence."""
    return [*_rhythm(standard), *_depth(standard), _escalation(standard), _parties(standard.parties)]


def changes(before: Standard, after: Standard) -> list[Change]:
    """The sentences that differ."""
    pairs = zip(sentences(before), sentences(after), strict=True)
    return [Change(former, latter) for former, latter in pairs if former != latter]


def _rhythm(standard: Standard) -> list[str]:
    first = ngettext(
        "In the first month there is %(count)d contact with each of them.",
        "In the first month there are %(count)d contacts with each of them.",
        standard.first_month,
    )
    monthly = ngettext(
        "There is one contact a month up to the end of month %(count)d.",
        "There is one contact a month up to the end of month %(count)d.",
        standard.monthly_until,
    )
    then = ngettext(
        "Afterwards there is one contact every month.",
        "Afterwards there is one contact every %(count)d months.",
        standard.then_every,
    )
    numbers = (standard.first_month, standard.monthly_until, standard.then_every)
    return [words % {"count": number} for words, number in zip((first, monthly, then), numbers, strict=True)]


def _depth(standard: Standard) -> list[str]:
    early = _("The last contact of each month goes into depth up to the end of month %(count)d.")
    if not standard.in_depth_monthly_until:
        early = _("No month needs a contact in depth of its own.")
    later = ngettext(
        "Apart from that a contact goes into depth every month.",
        "Apart from that a contact goes into depth every %(count)d months.",
        standard.in_depth_every,
    )
    return [early % {"count": standard.in_depth_monthly_until}, later % {"count": standard.in_depth_every}]


def _escalation(standard: Standard) -> str:
    if not standard.escalates_after:
        return _("The coordinators are told of a contact on the day it was due.")
    words = ngettext(
        "The coordinators are told of a contact that is %(count)d day overdue.",
        "The coordinators are told of a contact that is %(count)d days overdue.",
        standard.escalates_after,
    )
    return words % {"count": standard.escalates_after}


def _parties(parties: Iterable[Party]) -> str:
    who = get_text_list([str(PARTY_WORDS[party]) for party in parties], _("and"))
    return _("Contact is kept with: %(parties)s.") % {"parties": who}
