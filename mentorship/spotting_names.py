"""Where in a text do people seem to be named? By lists of usual names, by the word beside, by a capital letter."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from kernel.folding import fold_name
from mentorship.spotting_words import (
    CALLED,
    CAPITALS,
    DOUBTFUL,
    ENDINGS,
    FAMILY,
    FAMILY_ENDINGS,
    GIVEN,
    TITLES,
    TITLES_AFTER,
)

LONGEST = 40  # letters of a word that can be a name
_WORD = re.compile(r"(?:[^\W\d_]|[\u0300-\u036f\u00ad\u200b-\u200d\u2060])+")
_BREAK = re.compile(r"[.!?:;…\n\r\"„”“«»()\[\]•–—*/|]")


class Reason(StrEnum):
    GIVEN = "given"
    TITLE = "title"
    CAPITAL = "capital"


@dataclass(frozen=True)
class Known:
    """Words that are no finding: those that were allowed, and places, each as its folded words."""

    allowed: frozenset[str] = frozenset()
    places: frozenset[tuple[str, ...]] = frozenset()

    @classmethod
    def of(cls, allowed: Iterable[str] = (), places: Iterable[str] = ()) -> "Known":
        """Take names and places as they are written; with many places keep the answer and use it again."""
        return cls(
            frozenset(word for text in allowed for word in _words(text)),
            frozenset(tuple(_words(place)) for place in places),
        )


class _Token(NamedTuple):
    start: int
    end: int
    text: str
    folded: str
    begins: bool  # a sentence, or what looks like one, begins here
    is_big: bool

    @property
    def is_shouted(self) -> bool:
        return len(self.text) > 1 and self.text.isupper()


def name_spans(text: str, known: Known) -> Iterator[tuple[int, int, Reason]]:
    """Start, end and reason of what seems to be a name; words of one name side by side are one."""
    tokens = list(_tokens(text))
    reasons = _reasons(tokens, known)
    index = 0
    while index < len(tokens):
        reason, first = reasons[index], index
        while reason and index + 1 < len(tokens) and reasons[index + 1] and _together(text, tokens, index):
            index += 1
        if reason:
            yield tokens[first].start, tokens[index].end, reason
        index += 1


def _tokens(text: str) -> Iterator[_Token]:
    end, begins = 0, True
    for match in _WORD.finditer(text):
        gap, word = text[end : match.start()], match.group()
        begins = begins or (gap != " " and bool(_BREAK.search(gap)))
        if len(word) <= LONGEST:
            yield _Token(match.start(), match.end(), word, _folded(word), begins, word[0].isupper())
        end, begins = match.end(), False


def _reasons(tokens: list[_Token], known: Known) -> list[Reason | None]:
    quiet, headings = _places(tokens, known), _headings(tokens)
    if known.allowed:
        quiet |= {index for index, token in enumerate(tokens) if known.allowed & {token.folded, *_stems(token.folded)}}
    reasons = [None if index in quiet else _reason(tokens, index, index in headings) for index in range(len(tokens))]
    for index, token in enumerate(tokens):  # "Luna Popescu": a doubtful word beside a name is one
        if token.is_big and not reasons[index] and index not in quiet and token.folded in DOUBTFUL:
            beside = any(reasons[near] for near in (index - 1, index + 1) if 0 <= near < len(tokens))
            reasons[index] = Reason.GIVEN if beside else None
    return reasons


def _reason(tokens: list[_Token], index: int, in_heading: bool) -> Reason | None:
    token = tokens[index]
    if _is_sure(token.folded, token.is_big):
        return Reason.GIVEN
    if (token.is_big or token.folded in DOUBTFUL) and _is_beside_title(tokens, index):
        return Reason.TITLE
    told_by_capital = token.is_big and len(token.text) > 2 and not (token.begins or token.is_shouted or in_heading)
    return Reason.CAPITAL if told_by_capital and not _is_ordinary(token.folded) else None


@lru_cache(maxsize=32768)
def _is_sure(word: str, is_big: bool) -> bool:
    """Whether the word, bent or not, is on a list or has the ending of a family name."""
    if word in GIVEN or word in FAMILY or (len(word) > 5 and word.endswith("escu")):
        return True
    if is_big and (
        (len(word) > 6 and word.endswith(FAMILY_ENDINGS)) or (word.endswith("ne") and word[:-2] in DOUBTFUL)
    ):
        return True
    return any(stem in GIVEN or stem in FAMILY for stem in _stems(word) if is_big or len(stem) > 4)


def _is_beside_title(tokens: list[_Token], index: int) -> bool:
    token = tokens[index]
    named = token.is_big and len(token.text) > 1 and not _is_ordinary(token.folded)
    before = tokens[index - 1].folded if index else ""
    if index > 1 and tokens[index - 2].folded == "d":  # d-na, d-l, d-lui
        before = "d" + before
    after = tokens[index + 1].folded if index + 1 < len(tokens) else ""
    if after in TITLES_AFTER or before in TITLES:
        return named or token.folded in DOUBTFUL
    return named and before in CALLED and not token.is_shouted


@lru_cache(maxsize=32768)
def _is_ordinary(word: str) -> bool:
    return word in CAPITALS or (word not in DOUBTFUL and any(stem in CAPITALS for stem in _stems(word)))


def _places(tokens: list[_Token], known: Known) -> set[int]:
    """Which words belong to a place of the list: whole phrases, bent or not; a single word only if it is no name."""
    found: set[int] = set()
    longest = 4 if known.places else 0
    for index, token in enumerate(tokens):
        if not longest or not token.is_big or index in found:
            continue
        for length in range(min(longest, len(tokens) - index), 0, -1):
            words = [each.folded for each in tokens[index : index + length]]
            ends = (words[-1], *_stems(words[-1]))
            if any((*words[:-1], end) in known.places for end in ends) and (length > 1 or not _is_sure(words[0], True)):
                found.update(range(index, index + length))
                break
    return found


def _headings(tokens: list[_Token]) -> set[int]:
    """Which words stand in a line in which nearly every word begins with a capital letter."""
    found: set[int] = set()
    first = 0
    for index in range(1, len(tokens) + 1):
        if index == len(tokens) or tokens[index].begins:
            line = tokens[first:index]
            if len(line) > 3 and sum(token.is_big for token in line) > 0.7 * len(line):
                found.update(range(first, index))
            first = index
    return found


def _together(text: str, tokens: list[_Token], index: int) -> bool:
    return text[tokens[index].end : tokens[index + 1].start] in {" ", "-", "  "}


@lru_cache(maxsize=32768)
def _stems(word: str) -> tuple[str, ...]:
    """The word without one or two of the endings by which the three languages bend it."""
    once = _without_ending(word)
    return tuple(dict.fromkeys([*once, *(stem for part in once for stem in _without_ending(part))]))


def _without_ending(word: str) -> list[str]:
    found = [word[:-length] for length in range(1, 6) if word[-length:] in ENDINGS]
    if word.endswith("ei"):
        found.append(word[:-2] + "a")  # Mariei
    if len(word) > 5 and word.endswith(("al", "el")) and word[-3] == word[-4]:
        found.append(word[:-3])  # Gáborral
    return [stem for stem in found if len(stem) > 2]


@lru_cache(maxsize=32768)
def _folded(word: str) -> str:
    return word.lower() if word.isascii() else fold_name(word)


def forget() -> None:
    """Empty what makes one text fast: a word that somebody wrote must not stay in memory."""
    for remembered in (_is_sure, _is_ordinary, _stems, _folded):
        remembered.cache_clear()


def _words(text: str) -> list[str]:
    return [_folded(match.group()) for match in _WORD.finditer(text)]
