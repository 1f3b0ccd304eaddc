"""Does this free text seem to hold a name, a number or a place by which somebody could be found?

A guard before saving: it runs here, keeps nothing, explains each finding, and whoever writes may confirm that all is
well. It looks for what is usual in Romanian, Hungarian and English, with or without diacritics. Every pattern is
bounded, so no text makes it slow.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.utils.translation import gettext as _

from mentorship.spotting_names import Known, Reason, forget, name_spans


class Kind(StrEnum):
    """What a finding seems to be; of findings that overlap the first kind of this list stays."""

    EMAIL = "email"
    LINK = "link"
    HANDLE = "handle"
    PERSONAL_NUMBER = "personal_number"
    PHONE = "phone"
    ADDRESS = "address"
    NAME = "name"


@dataclass(frozen=True)
class Finding:
    """Words of the text, from `start` to before `end`, what they seem to be, and why."""

    start: int
    end: int
    kind: Kind
    sentence: str


Span = tuple[int, int]

_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")
_SPOKEN_EMAIL = re.compile(
    r"(?<![\w.+-])[\w.+-]{2,64}\s{0,2}(?:\(at\)|\[at\]|\barond\b|\ba rond\b|\bkukac\b)\s{0,2}"
    r"[\w-]{2,63}\s{0,2}(?:\.|\bpunct\b|\bpont\b|\bdot\b)\s{0,2}[a-z]{2,6}\b"
)
_LINK = re.compile(
    r"\bhttps?://[^\s<>\"]{1,2000}|\bwww\.[^\s<>\"]{3,2000}"
    r"|(?<![\w@.-])[\w-]{2,63}(?:\.[\w-]{1,63}){0,2}\.(?:ro|hu|com|net|org|eu|info)\b(?:/[^\s<>\"]{0,2000})?"
    r"|(?<![\w@.-])(?:t|wa|fb|m)\.me/[^\s<>\"]{1,200}|\byoutu\.be/[^\s<>\"]{1,200}"
)
_NETWORK = r"\b(?:instagram|insta|ig|snapchat|snap|tiktok|discord|telegram|facebook|fb|messenger)\b"
_HANDLE = re.compile(r"(?<![\w@.+-])@[a-z][\w.]{2,40}|" + _NETWORK + r"\s{0,2}[:=]\s{0,2}@?[\w.]{3,40}")
_HANDLE_NEAR = re.compile(_NETWORK + r"[^\n.;@]{1,30}?\b((?=[a-z\d.]{0,30}_|[a-z.]{1,30}\d)[a-z][\w.]{3,40})")
_DATES = re.compile(
    r"(?<!\d)(?:(?:19|20)\d{2}[-./]\d{1,2}[-./]\d{1,2}|\d{1,2}[-./]\d{1,2}[-./](?:19|20)\d{2})(?!\d)"
    r"|(?<![\d+])\d{1,2}:\d{2}(?!\d)|(?<!\d)(?:19|20)\d{2}\s?[-–]\s?(?:19|20)\d{2}(?!\d)"
)
_DIGITS = re.compile(r"(?<![\w+])\+?\(?\d(?:[ .\-/()\u00a0]{0,2}\d)*")
_PHONE = re.compile(
    r"(?:(?:\+|00)400?|\+?40(?=7)|0)[237]\d{8}"
    r"|(?:(?:\+|00)36|06)(?:1\d{7}|(?:20|30|31|50|70)\d{7}|[2-9]\d{7})"
    r"|(?:\+|00)[1-9]\d{7,13}"
)
_PHONE_BEGINS = re.compile(r"\+[1-9]|00[1-9]|0[2367]|407")
_STREETS = re.compile(
    r"\b(?:(strada|strazii|str\.?|bd\.?|b-dul|bulevardul(?:ui)?|aleea|aleii)"
    r"|calea|soseaua|splaiul|piata|intrarea|fundatura|drumul)\s{1,2}"
)
_BIG = "A-ZĂÂÎȘȚŞŢÁÉÍÓÖŐÚÜŰ"
_STREET_NAME = re.compile(rf"(?:[{_BIG}](?:\.|\w{{0,30}})[ -]{{0,2}}){{0,5}}")
_HOUSE = re.compile(r"[ ,]{0,3}(?:(?:nr\.?|no\.?|numarul)\s{0,2})?\d{1,4}[a-z]?\b")
_FLAT = re.compile(
    r"\b(?:bl|bloc|blocul|ap|apt|apartament|apartamentul|apartment|flat)\b\.?\s{0,2}[a-z]?\d{1,3}[a-z]?\b"
)
_POSTCODE = re.compile(r"\bcod(?:ul)? postal:?\s{0,2}\d{6}\b")
_UTCA = re.compile(
    rf"\b(?!Az? |Egy |Ez )(?:[{_BIG}][\w-]{{1,30}} ){{1,3}}"
    r"(?:utc[aá]\w{0,5}\b(?:\s\d{1,4})?|(?:u\.|út\w{0,3}|ut\w{0,3}|t[eé]r\w{0,3}|k[oö]z|k[oö]r[uú]t\w{0,3}|"
    r"sug[aá]r[uú]t|s[eé]t[aá]ny|fasor|sor)\s?\d{1,4}\b)(?! [oóp][reé][aár])"
)
_UTCA_SMALL = re.compile(r"\b(?!(?:az?|egy|ez|azt|melyik|ott)\b)\w{2,30} utca\w{0,5} \d{1,4}\b(?! ora)")
_STREET = re.compile(
    r"\b\d{1,4}[A-Za-z]? (?:[A-Z][a-z]{1,20} ){1,3}(?:Street|St|Road|Rd|Avenue|Ave|Lane|Drive|Close|Square)\b"
)
_WEIGHTS = (2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9)
_CENTURIES = {"1": 1900, "2": 1900, "3": 1800, "4": 1800, "5": 2000, "6": 2000, "7": 1900, "8": 1900, "9": 1900}


def spot(text: str, known: Known | None = None) -> list[Finding]:
    """What in the text could tell who or where somebody is, in the order of the text; nothing is told twice.

    `known` holds the words that are allowed (a chosen name, the writer's own) and the places of the locality list.
    """
    plain = _plain(text)
    kept: list[Finding] = []
    taken = bytearray(len(text))
    try:
        for finding in _every(text, plain, known or Known()):
            if not any(taken[finding.start : finding.end]):
                kept.append(finding)
                taken[finding.start : finding.end] = b"\1" * (finding.end - finding.start)
    finally:
        forget()
    return sorted(kept, key=lambda finding: finding.start)


def is_personal_number(digits: str) -> bool:
    """Whether thirteen digits are a Romanian personal numeric code: a day of birth, and the check digit."""
    if not re.fullmatch(r"[1-9]\d{12}", digits, re.ASCII):
        return False
    rest = sum(int(digit) * weight for digit, weight in zip(digits, _WEIGHTS, strict=False)) % 11
    try:
        date(_CENTURIES[digits[0]] + int(digits[1:3]), int(digits[3:5]), int(digits[5:7]))
    except ValueError:
        return False
    return int(digits[12]) == (1 if rest == 10 else rest)


def _every(text: str, plain: str, known: Known) -> Iterator[Finding]:
    """All findings, by kind; later ones may overlap earlier ones."""
    numbers = list(_numbers(plain))
    reasons = {
        Kind.EMAIL: _("“%(words)s” looks like an e-mail address."),
        Kind.LINK: _("“%(words)s” looks like a link."),
        Kind.HANDLE: _("“%(words)s” looks like somebody's name on a social network."),
        Kind.PERSONAL_NUMBER: _("“%(words)s” is a personal numeric code."),
        Kind.PHONE: _("“%(words)s” looks like a phone number."),
        Kind.ADDRESS: _("“%(words)s” looks like an address."),
    }
    spans: dict[Kind, Iterable[Span]] = {
        Kind.EMAIL: _matches(plain, _EMAIL, _SPOKEN_EMAIL),
        Kind.LINK: _matches(plain, _LINK),
        Kind.HANDLE: [*_matches(plain, _HANDLE), *(match.span(1) for match in _HANDLE_NEAR.finditer(plain))],
        Kind.PERSONAL_NUMBER: [span for span, kind in numbers if kind is Kind.PERSONAL_NUMBER],
        Kind.PHONE: [span for span, kind in numbers if kind is Kind.PHONE],
        Kind.ADDRESS: _addresses(text, plain),
    }
    for kind, found in spans.items():
        for start, end in found:
            yield Finding(start, end, kind, reasons[kind] % {"words": text[start:end]})
    names = {
        Reason.GIVEN: _("“%(words)s” is a name that people have."),
        Reason.TITLE: _("“%(words)s” seems to be a name, because of the word beside it."),
        Reason.CAPITAL: _("“%(words)s” has a capital letter inside a sentence, like a name."),
    }
    for start, end, reason in name_spans(text, known):
        yield Finding(start, end, Kind.NAME, names[reason] % {"words": text[start:end]})


def _plain(text: str) -> str:
    """The text in small letters without diacritics, letter for letter, so that places in it stay the same."""
    folded = {}
    for letter in set(text):
        base = unicodedata.normalize("NFKD", letter)[:1].lower()
        folded[ord(letter)] = base if len(base) == 1 else letter
    return text.translate(folded)


def _matches(plain: str, *patterns: re.Pattern[str]) -> list[Span]:
    return [match.span() for pattern in patterns for match in pattern.finditer(plain)]


def _numbers(plain: str) -> Iterator[tuple[Span, Kind]]:
    """Phone numbers and personal codes among groups of digits; dates and times are set aside first."""
    blank = _DATES.sub(lambda match: "_" * len(match.group()), plain)
    for match in _DIGITS.finditer(blank):
        groups = [(match.start() + part.start(), part.group()) for part in re.finditer(r"\+?\(?\d+", match.group())]
        index = 0
        while index < len(groups):
            taken, kind = _number_at(groups, index)
            if kind:
                last_start, last = groups[index + taken - 1]
                yield (groups[index][0], last_start + len(last)), kind
            index += taken


def _number_at(groups: list[tuple[int, str]], index: int) -> tuple[int, Kind | None]:
    """How many groups from here are one number, the longest first, and what it is; one group that is none."""
    joined = ""
    found: tuple[int, Kind | None] = (1, None)
    may_be_phone = groups[index][1][0] in "+(04"
    for count, (_start, group) in enumerate(groups[index : index + (13 if may_be_phone else 6)], 1):
        joined += group.replace("(", "")
        if len(joined) > 16:
            break
        if len(joined) > 2 and (joined[0] in "+0" or count > 6) and not _PHONE_BEGINS.match(joined):
            break
        if len(joined) == 13 and is_personal_number(joined):
            found = (count, Kind.PERSONAL_NUMBER)
        elif len(joined) > 8 and may_be_phone and _PHONE.fullmatch(joined):
            found = (count, Kind.PHONE)
    return found


def _addresses(text: str, plain: str) -> Iterator[Span]:
    for match in _STREETS.finditer(plain):
        name = _STREET_NAME.match(text, match.end())
        house = _HOUSE.match(plain, name.end() if name else match.end())
        end = house.end() if house else name.end() if name else match.end()
        if house or (match.group(1) and name and name.group()):
            yield match.start(), end - (len(text[:end]) - len(text[:end].rstrip(" .-"))) if not house else end
    yield from _matches(plain, _UTCA_SMALL, _FLAT, _POSTCODE)
    yield from _matches(text, _UTCA, _STREET)
